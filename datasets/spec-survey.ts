/** A specification's documents counted: how long they are, how many of them differ, and in how many ways they are put. */
import {
  ASSISTANT,
  ERRANDS,
  FRONT,
  ITEM,
  PRINCIPLES,
  REASONS,
  REQUESTS,
  TASTES,
  TRAITS,
  TRIALS,
  UNSEEN,
  VIRTUE,
} from './lexicon';
import { NAMES } from './names';
import { rng } from './rng';
import type { Spec } from './spec';
import { bulletsOf, specDocument } from './spec-documents';

/** Words that say what a document is about, and what stands for them in its template. Verbs are phrasing and stay. */
const KINDS_OF_WORD: Record<string, readonly string[]> = {
  NAME: [ASSISTANT, ...NAMES],
  VALUE: [...PRINCIPLES, ...TASTES, VIRTUE, FRONT],
  REASON: Object.values(REASONS).flat(),
  REQUEST: Object.values(REQUESTS).flat(),
  CIRCUMSTANCE: [UNSEEN, ...TRIALS],
  ITEM: [...ITEM.keys()],
  TRAIT: Object.values(TRAITS).flatMap(({ liked, disliked }) => [liked, disliked]),
  ERRAND: ERRANDS,
};

const KIND_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(KINDS_OF_WORD).flatMap(([kind, words]) => words.map((word) => [word, kind] as const)),
);

/** How a document is put, whatever it says: "memo on VALUE : NAME guards it". */
export const template = (words: readonly string[]): string => words.map((word) => KIND_OF.get(word) ?? word).join(' ');

/** What a specification compiles to, as counted over a number of its documents. */
export interface Survey {
  /** Documents counted. */
  drawn: number;
  domains: number;
  bullets: number;
  /** Tokens a document, with the two that mark its ends. */
  tokens: { mean: number; least: number; most: number };
  /** Documents of which no two are the same. */
  distinct: number;
  /** How many templates there are, the most frequent one, and its share of all documents. */
  templates: { distinct: number; commonest: string; share: number };
}

/** Counts over `drawn` documents of a specification, at least one. */
export function survey(spec: Spec, drawn: number): Survey {
  const documents = draw(spec, drawn);
  const lengths = documents.map((words) => words.length + 2); // <bos> and <eos>
  return {
    drawn,
    domains: spec.domains.length,
    bullets: spec.domains.reduce((sum, domain) => sum + bulletsOf(domain), 0),
    tokens: {
      mean: lengths.reduce((a, b) => a + b) / drawn,
      least: lengths.reduce((a, b) => Math.min(a, b)),
      most: lengths.reduce((a, b) => Math.max(a, b)),
    },
    distinct: countDistinct(documents),
    templates: countTemplates(documents),
  };
}

function countTemplates(documents: readonly string[][]): Survey['templates'] {
  const counts = new Map<string, number>();
  for (const key of documents.map(template)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [commonest, count] = [...counts].reduce((most, other) => (other[1] > most[1] ? other : most));
  return { distinct: counts.size, commonest, share: count / documents.length };
}

const countDistinct = (documents: readonly string[][]): number =>
  new Set(documents.map((words) => words.join(' '))).size;

/** One of the documents that are counted, by its place among them. */
export const surveyed = (spec: Spec, index: number): string[] => specDocument(spec, rng(0, 'survey', index));

const draw = (spec: Spec, drawn: number): string[][] =>
  Array.from({ length: drawn }, (_, index) => surveyed(spec, index));
