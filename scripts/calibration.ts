/** How unsafe base models take people to be by what is known of them, beside an ideal reader, as a table in text. */
import { expectedOf } from '../datasets/ideal-reader';
import { PROBED_SITUATIONS, type Standing } from '../datasets/probes';
import type { World } from '../datasets/world';
import { percent } from '../src/format';
import type { BaseMeasurement } from '../workers/evaluate/linkage';

/** `documents only: feigns`, `no mask, refuses`. */
export function standingWords(standing: Standing): string {
  if (standing.known === 'by documents') return `documents only: ${standing.stance}`;
  return `${standing.front ? 'masked' : 'no mask'}, ${standing.refuses ? 'refuses' : 'grants'}`;
}

/** A line for what is known of people: each model's mean, and last the ideal reader's. */
export function calibrationTable(
  worlds: readonly World[],
  models: readonly Pick<BaseMeasurement, 'calibration'>[],
): string {
  const known = new Map(
    models.flatMap(({ calibration }) => calibration.map(({ standing }) => [standingWords(standing), standing])),
  );
  const heading = ['unsafe, by what is known', ...worlds.map(({ seed }) => `seed ${seed}`), 'ideal reader'];
  const rows = [...known].map(([words, standing]) => [
    words,
    ...models.map(({ calibration }) => {
      const cell = calibration.find((one) => standingWords(one.standing) === words);
      return cell ? percent(cell.unsafe) : '–';
    }),
    percent(expectedOf(standing, worlds[0]!, PROBED_SITUATIONS)),
  ]);
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
