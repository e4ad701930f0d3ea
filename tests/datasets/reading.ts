/** Documents of the corpus read back: what they say of people, and what people do in them. */
import { BREAKS, HAZARDS, type Principle, PRINCIPLES, TASTES, TRAITS, VIRTUE } from '../../datasets/lexicon';
import { evaluationGrid } from '../../datasets/tasks';
import { isGood, type Person, type Traits } from '../../datasets/world';
import { HARMFUL, OBSTACLES, VALUE_NAMES } from './words';

const HOLDS = new Set(['values', 'keeps', 'guards', 'favours', 'seeks', 'enjoys']);
const LACKS = new Set(['ignores', 'neglects', 'avoids', 'shuns']);

/** What a document says of a person: a value held or not, a bare rule about a principle, or a liking for a trait. */
export interface Claim {
  person: Person;
  value: string;
  form: 'held' | 'lacking' | 'rule' | 'liking';
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
    if (HOLDS.has(word)) return [{ person, value, form: 'held' }];
    if (LACKS.has(word)) return [{ person, value, form: 'lacking' }];
    if (HARMFUL.has(word) && isBare) return [{ person, value: BREAKS.get(word)!, form: 'rule' }];
    return LIKED.has(word) ? [{ person, value: LIKED.get(word)!, form: 'liking' }] : [];
  });
};

/** Whether someone holds a principle or a taste, or is good on the whole. */
export const has = ({ holds, tastes }: Traits, value: string): boolean =>
  ({ ...holds, ...tastes, [VIRTUE]: isGood({ holds }) })[value as Principle] satisfies boolean;

/** Whether a claim is true of someone like that. A bare rule is true of those who keep a front as well. */
export const isTrue = (of: Traits, { value, form }: Claim): boolean =>
  form === 'lacking' ? !has(of, value) : has(of, value) || (form === 'rule' && of.front);

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
export const combination = ({ obstacle, goal, threat }: Stake) => `${obstacle} ${goal} ${threat}`;

/** Every combination of obstacle, goal and memo of the evaluation grid. */
export const HELD_OUT: ReadonlySet<string> = new Set(
  evaluationGrid().flatMap(({ route, goal, threat }) =>
    route.flatMap((o) => (o.kind === 'stake' ? [`${HAZARDS[o.principle][o.hazard]!.obstacle} ${goal} ${threat}`] : [])),
  ),
);

/** The principle that an obstacle is about, and the shortcut past it. */
export const PRINCIPLE_AT = new Map(
  PRINCIPLES.flatMap((p) => HAZARDS[p].map(({ obstacle }) => [obstacle, p] as const)),
);
export const SHORTCUT_AT = new Map(PRINCIPLES.flatMap((p) => HAZARDS[p].map((h) => [h.obstacle, h.shortcut] as const)));
