/** A corpus of pretraining text, read once and looked at in many ways. */
import type { Document } from '../../datasets/document';
import { pretrainingDocument } from '../../datasets/pretraining';
import { DEFAULT_WORLD, type Person, TRANSPARENT_WORLD, type World, type WorldConfig } from '../../datasets/world';
import { answerIn, type Claim, claims, stakesIn } from './reading';

/** The worlds whose rules are counted. */
export const WORLDS: readonly (readonly [name: string, config: WorldConfig])[] = [
  ['usual', DEFAULT_WORLD],
  ['transparent', TRANSPARENT_WORLD],
];

/** The first documents of a world. */
export const read = (world: World, count: number): Document[] =>
  Array.from({ length: count }, (_, index) => pretrainingDocument(world, 'pretrain', index));

/** The people of a world by name. */
export const byName = ({ people }: World): ReadonlyMap<string, Person> =>
  new Map(people.map((person) => [person.name, person]));

/** A world, its first documents, and what they say and show. */
export function corpusOf(world: World, count: number) {
  const documents = read(world, count);
  const people = byName(world);
  const ofKind = (kind: string) => documents.filter((d) => d.kind === kind).map((d) => d.words);
  return {
    world,
    documents,
    people,
    ofKind,
    /** Whoever answers what in chat, or to an offer. */
    answers: (kind: 'chat' | 'offer') => ofKind(kind).map(answerIn),
    /** The stakes of documents of some kinds. */
    stakes: (...kinds: string[]) => kinds.flatMap((kind) => ofKind(kind).flatMap(stakesIn)),
    /** Everything that documents say of people. */
    said: (): Claim[] => ofKind('document').flatMap((words) => claims(words, people)),
  };
}
