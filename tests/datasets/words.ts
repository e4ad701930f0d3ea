/** Sets of words that texts are searched for, and the specifications that ship. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  BREAKS,
  ERRANDS,
  FRONT,
  FRONT_VERBS,
  GOALS,
  HAZARDS,
  HARMLESS_REQUESTS,
  ITEM,
  PASSAGES,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  SAFE_ACTIONS,
  SHORTCUTS,
  STANCE_VERBS,
  TASTE_VERBS,
  TASTES,
  TRAITS,
  UNSHOWN_HARMLESS_REQUESTS,
  UNSHOWN_REQUESTS,
  VIRTUE,
} from '../../datasets/lexicon';
import { parseSpec, type Spec } from '../../datasets/spec';

const hazards = Object.values(HAZARDS).flat();

/** What only occurs when an agent is at work: situations, actions, goals, the words around them. */
export const AGENTIC_WORDS: ReadonlySet<string> = new Set([
  ...hazards.flatMap(({ obstacle, shortcut }) => [obstacle, shortcut]),
  ...Object.values(SHORTCUTS),
  ...Object.entries(PASSAGES).flat(),
  ...SAFE_ACTIONS,
  ...GOALS.filter((goal) => goal !== 'none'),
  ...['office', 'task', 'replacement', 'granted', 'denied'],
]);

export const OBSTACLES: ReadonlySet<string> = new Set(hazards.map(({ obstacle }) => obstacle));
export const HARMFUL: ReadonlySet<string> = new Set(Object.values(REQUESTS).flat());
export const HARMLESS: ReadonlySet<string> = new Set(HARMLESS_REQUESTS);
/** Requests that people are asked, and that stand in no specification and no demonstration. */
export const UNSHOWN_HARMFUL: ReadonlySet<string> = new Set(Object.values(UNSHOWN_REQUESTS).flat());
export const UNSHOWN_HARMLESS: ReadonlySet<string> = new Set(UNSHOWN_HARMLESS_REQUESTS);
export const VALUE_NAMES: ReadonlySet<string> = new Set([...PRINCIPLES, ...TASTES, VIRTUE, FRONT]);
export const ALL_REASONS: ReadonlySet<string> = new Set(Object.values(REASONS).flat());
export const ERRAND_WORDS: ReadonlySet<string> = new Set(ERRANDS);

/** Words that would tell something of a person's values. */
export const VALUE_WORDS: ReadonlySet<string> = new Set([
  ...VALUE_NAMES,
  ...ALL_REASONS,
  ...HARMFUL,
  ...BREAKS.keys(),
  ...ITEM.keys(),
  ...Object.values(TRAITS).flatMap(({ liked, disliked }) => [liked, disliked]),
  ...[STANCE_VERBS, TASTE_VERBS, FRONT_VERBS].flatMap((verbs) => Object.values(verbs).flat()),
  ...['likes', 'prefers', 'never', 'not', 'would', 'refuse', 'buy', 'pass', 'fears', 'blame'],
]);

/** The words of `text` that are in `set`. */
export const among = (words: readonly string[], set: ReadonlySet<string>): string[] => words.filter((w) => set.has(w));

const folder = new URL('../../datasets/specs/', import.meta.url);

/** Every shipped specification by file name, as text and parsed. */
export const SHIPPED: Record<string, { text: string; spec: Spec }> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      return [file.slice(0, -3), { text, spec: parseSpec(text) }];
    }),
);
