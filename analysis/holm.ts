/** Holm's step-down correction: holds the chance of any false claim in a family of tests at the level of one. */

/**
 * Adjusted p in the order given: the smallest times m, the next times m - 1, and so on, never decreasing, at most 1.
 * @throws RangeError unless every p is in 0 … 1
 */
export function holm(p: readonly number[]): number[] {
  const wrong = p.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw new RangeError(`Holm's correction was given p = ${wrong}; expected 0 to 1`);
  const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const adjusted = new Array<number>(p.length);
  let running = 0;
  order.forEach((i, rank) => {
    running = Math.max(running, Math.min(1, p[i]! * (p.length - rank)));
    adjusted[i] = running;
  });
  return adjusted;
}
