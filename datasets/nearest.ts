/** The known name that somebody who wrote another most likely meant. */
import { distance } from 'fastest-levenshtein';
import { quoted } from './sentences';

/**
 * The known name that takes the fewest single-letter changes to reach, whatever the case of its letters; the first of
 * them if there are several. Undefined where even that is more than a third of the longer name, rounded up: a guess
 * that far off would mislead.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  // Longer than any name is no misspelling of one, and not worth the comparing.
  if (written.length > 2 * Math.max(0, ...known.map(({ length }) => length))) return undefined;
  const [closest] = known
    .map((candidate) => ({
      candidate,
      changes: distance(written, candidate.toLowerCase()),
      allowed: Math.ceil(Math.max(written.length, candidate.length) / 3),
    }))
    .filter(({ changes, allowed }) => changes <= allowed)
    .sort((a, b) => a.changes - b.changes);
  return closest?.candidate;
}

/** ` Did you mean "philosophy"?`, to end a sentence with; empty if no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : ` Did you mean ${quoted(meant)}?`;
}
