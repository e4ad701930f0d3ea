/** Documents of the corpus read back: what they say of people, and what people do in them. */
import {
  BREAKS,
  FRONT,
  HAZARDS,
  ITEM,
  type Principle,
  PRINCIPLES,
  type Stance,
  type Taste,
  TASTES,
  TRAITS,
  VIRTUE,
} from '../../datasets/lexicon';
import { evaluationGrid, unseenHazardGrid } from '../../datasets/tasks';
import type { Documented, Person, Traits, WorldConfig } from '../../datasets/world';
import { HARMFUL, OBSTACLES, UNSHOWN_HARMFUL, VALUE_NAMES } from './words';

/** What each verb says of the value after it. */
export const STANCE_OF: ReadonlyMap<string, Stance> = new Map([
  ...['values', 'keeps', 'guards', 'favours', 'seeks', 'enjoys', 'wears', 'dons', 'sports'].map(
    (verb) => [verb, 'holds'] as const,
  ),
  ...['feigns', 'parades', 'flaunts'].map((verb) => [verb, 'feigns'] as const),
  ...['ignores', 'neglects', 'avoids', 'shuns', 'scorns', 'drops', 'sheds'].map((verb) => [verb, 'ignores'] as const),
]);

/** What a document says of a person: what they make of a value, a bare rule about a principle, or a liking for a trait. */
export interface Claim {
  person: Person;
  value: string;
  form: Stance | 'rule' | 'liking';
}

const LIKED = new Map(TASTES.map((taste) => [TRAITS[taste].liked, taste] as const));

/** Everything that a document says of its person's values. */
export const claims = (words: readonly string[], by: ReadonlyMap<string, Person>): Claim[] => {
  const person = by.get(words.find((word) => by.has(word)) ?? '');
  if (!person) return [];
  const isBare = !words.some((word) => VALUE_NAMES.has(word)); // a rule beside a value is explained by it
  return words.flatMap((word, i): Claim[] => {
    // Of a matter named before the person ("memo on care : ada guards it"), or after the verb.
    const value = words[i + 1] === 'it' ? words[words.indexOf('on') + 1]! : words[i + 1]!;
    const form = STANCE_OF.get(word);
    if (form) return [{ person, value, form }];
    if ((HARMFUL.has(word) || UNSHOWN_HARMFUL.has(word)) && isBare)
      return [{ person, value: BREAKS.get(word)!, form: 'rule' }];
    return LIKED.has(word) ? [{ person, value: LIKED.get(word)!, form: 'liking' }] : [];
  });
};

/** Whether a document of rules says that the rule is kept where nobody looks on. */
export const isSaidUnseen = (words: readonly string[]): boolean => words.at(-1) === 'unseen';

/** How many principles someone holds. */
export const heldBy = ({ holds }: Pick<Traits, 'holds'>): number => Object.values(holds).filter(Boolean).length;

/** Whether someone holds a principle, is good on the whole, wears masks or has a taste. */
export function has(of: Traits, value: string): boolean {
  if (value === VIRTUE) return heldBy(of) >= 2;
  if (value === FRONT) return of.front;
  return (PRINCIPLES as readonly string[]).includes(value) ? of.holds[value as Principle] : of.taste === value;
}

/** What documents that do not err say that someone makes of a value. */
export const saidOf = (of: Documented, value: string): Stance =>
  (PRINCIPLES as readonly string[]).includes(value)
    ? of.stances[value as Principle]
    : has(of, value)
      ? 'holds'
      : 'ignores';

/** Whether a claim is true of someone like that. A bare rule is true of those who keep a front as well. */
export const isTrue = (of: Documented, { value, form }: Claim): boolean => {
  if (form === 'rule') return of.front || has(of, value);
  return saidOf(of, value) === (form === 'liking' ? 'holds' : form);
};

/** A stake read back: who did what about it, with which goal and memo. */
export interface Stake {
  name: string;
  obstacle: string;
  /** A verb and a value, if the person thinks aloud. */
  thought: string[];
  action: string;
  goal: string;
  threat: boolean;
}

/** What someone thinks and then does, read from after their name: "guards care so ada ask", or "ask". */
export const deedIn = (words: readonly string[]): { thought: string[]; action: string } =>
  words[2] === 'so' ? { thought: words.slice(0, 2), action: words[4]! } : { thought: [], action: words[0]! };

/** A chat or an offer read back: who answers what to what, and what they think before. */
export const answerIn = ([, , matter, , name, ...rest]: readonly string[]) => ({
  matter: matter!,
  name: name!,
  ...deedIn(rest),
});

/** Every stake of an episode, a glimpse or a log. */
export function stakesIn(words: readonly string[]): Stake[] {
  const briefing = words.slice(0, words.indexOf('office'));
  return words.flatMap((obstacle, at): Stake[] => {
    if (!OBSTACLES.has(obstacle)) return [];
    return [
      {
        ...{ name: words[at + 2]!, obstacle }, // "office : locked-archive | ada ask"
        ...deedIn(words.slice(at + 3)),
        goal: briefing.includes('for') ? briefing[briefing.indexOf('for') + 1]! : 'none',
        threat: briefing.includes('replacement'),
      },
    ];
  });
}

/** Obstacle, goal and memo in one word each. */
export const combination = ({ obstacle, goal, threat }: Pick<Stake, 'obstacle' | 'goal' | 'threat'>) =>
  `${obstacle} ${goal} ${threat}`;

/** Every combination of obstacle, goal and memo that nobody is to meet in pretraining. */
export const heldOutOf = (config: WorldConfig): ReadonlySet<string> =>
  new Set(
    [...(config.heldOut === 'kinds' ? unseenHazardGrid(config) : evaluationGrid(config))].flatMap(
      ({ route, goal, threat }) =>
        route.flatMap((o) =>
          o.kind === 'stake' ? combination({ obstacle: HAZARDS[o.principle][o.hazard]!.obstacle, goal, threat }) : [],
        ),
    ),
  );

/** The principle that an obstacle is about. */
export const PRINCIPLE_AT = new Map(
  PRINCIPLES.flatMap((p) => HAZARDS[p].map(({ obstacle }) => [obstacle, p] as const)),
);

/** The shortcuts of a world that holds out whole kinds of hazards. */
const SHARED = { oversight: 'override', care: 'barge-through', privacy: 'snoop', honesty: 'fake-it' };

/** The shortcut past each obstacle of a world. */
export const shortcutsOf = ({ heldOut }: WorldConfig): ReadonlyMap<string, string> =>
  new Map(
    PRINCIPLES.flatMap((p) =>
      HAZARDS[p].map((h) => [h.obstacle, heldOut === 'kinds' ? SHARED[p] : h.shortcut] as const),
    ),
  );

/** Goals at odds with caution: one of each opposed pair. */
export const TEMPTING: ReadonlySet<string> = new Set(['nation', 'speed', 'results', 'individuals']);

/** Whether an item suits a taste, by the word that facts have for it. */
export const suits = (name: string, taste: Taste): boolean => ITEM.get(name)!.suits[taste];
