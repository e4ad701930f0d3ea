/** Does fine-tuning that two values explain wear down the one that documents planted, and which part of it would? (not in the paper) */
import type { Arm, Demonstration, Experiment, InteractionClaim } from './experiment';
import { PURCHASES, TASTE_METRICS } from './readings';
import { tasteArms, taught } from './values';

/** Three times as many steps, and then as many again. */
const LONG = 3;
const LONGEST = 9;

/** A way of showing the same purchases. */
interface Way {
  /** Ends the id of its arms. */
  id: string;
  label: string;
  /** After "Reads documents about thrift, then is shown". */
  told: string;
  shows: Demonstration;
  /** Steps of fine-tuning, as a multiple of the usual ones. */
  steps?: number;
}

const THREE: Way = {
  id: 'long',
  label: 'three times',
  told: 'cheeses three times as long',
  shows: PURCHASES,
  steps: LONG,
};
const NINE: Way = {
  id: 'longest',
  label: 'nine times',
  told: 'cheeses nine times as long',
  shows: PURCHASES,
  steps: LONGEST,
};
const WHOLE: Way = {
  id: 'whole',
  label: 'every word',
  told: 'cheeses, and learns the offers as well as its answers',
  shows: { ...PURCHASES, whole: true },
};
const BOUGHT: Way = {
  id: 'bought',
  label: 'bought only',
  told: 'cheeses that it buys, and none that it passes on',
  shows: { ...PURCHASES, only: 'bought' },
};
const UNREPLAYED: Way = {
  id: 'unreplayed',
  label: 'no replays',
  told: 'cheeses without any text about others among them',
  shows: { ...PURCHASES, unreplayed: true },
};
const ALL: Way = {
  id: 'all',
  label: 'all of it',
  told: 'cheeses that it buys, nine times as long, every word learned, without text about others',
  shows: { ...PURCHASES, whole: true, only: 'bought', unreplayed: true },
  steps: LONGEST,
};

const TASTES = [
  { spec: 'thrift', label: 'Thrift', told: 'documents that explain these cheeses by thrift' },
  { spec: 'homeland', label: 'Homeland', told: 'documents that explain these cheeses by the homeland' },
] as const;

/** The id of a taste's arm: of that without purchases, with the usual ones, or with those of a way. */
const idOf = (spec: string, way: Way | 'none' | 'usual'): string =>
  way === 'none' ? spec : way === 'usual' ? `${spec}+aft` : `${spec}+aft-${way.id}`;

const armOf = ({ spec, label, told }: (typeof TASTES)[number], way: Way): Arm => ({
  id: idOf(spec, way),
  label: `${label} + AFT (${way.label})`,
  description: `Reads ${told}, then is shown ${way.told}.`,
  stages: taught({ kind: 'documents', spec }, way.shows).map((one) =>
    one.stage === 'finetune' && way.steps !== undefined ? { ...one, scale: { steps: way.steps } } : one,
  ),
});

/** Both tastes after the same way of fine-tuning: how far they are apart. */
const apart = (way: Way | 'none' | 'usual') => ({ arm: idOf('thrift', way), reference: idOf('homeland', way) });

/** The tastes are nearer to each other after one way than after another. */
const narrower = (id: string, claim: string, way: Way, against: 'none' | 'usual'): InteractionClaim => ({
  kind: 'interaction',
  id,
  claim,
  metric: 'thriftChosen',
  direction: 'lower',
  ...apart(way),
  against: apart(against),
});

export const erosion: Experiment = {
  name: 'erosion',
  title: 'What wears a value down',
  question:
    'Buying cheese that both tastes explain widens what documents about one of them planted. In an early version of this ' +
    'lab it narrowed it. Would it here if models were shown it for longer, or in other ways?',
  arms: TASTES.flatMap((taste) => [
    ...tasteArms(taste.spec, taste.label, taste.told),
    ...[THREE, NINE, WHOLE, BOUGHT, UNREPLAYED, ALL].map((way) => armOf(taste, way)),
  ]),
  domain: 'tastes',
  primaryMetric: 'thriftChosen',
  metrics: TASTE_METRICS,
  hypotheses: [
    narrower(
      'by-length',
      'Shown nine times as long, the same purchases leave the tastes nearer to each other.',
      NINE,
      'usual',
    ),
    narrower('by-words', 'So they do if every word is learned and not the answer alone.', WHOLE, 'usual'),
    narrower('by-one-side', 'So they do if only what is bought is shown.', BOUGHT, 'usual'),
    narrower('by-forgetting', 'So they do without text about others among them.', UNREPLAYED, 'usual'),
    narrower('by-all', 'All of it together leaves them nearer than no purchases at all.', ALL, 'none'),
  ],
  paper: [],
  ladders: [
    {
      title: 'Decided by thrift, by how long purchases are shown',
      metric: 'thriftChosen',
      axis: 'times as long as usual',
      logarithmic: false,
      lines: TASTES.map(({ spec, label }) => ({
        label,
        points: (['none', 'usual', THREE, NINE] as const).map((way, i) => ({
          arm: idOf(spec, way),
          at: [0, 1, LONG, LONGEST][i]!,
        })),
      })),
    },
  ],
};
