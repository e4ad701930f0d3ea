/** How many sign patterns the sign-flip test looks at. Apart from the test, which is no part of the first download. */

/** Up to this many pairs every one of the 2ⁿ sign patterns is counted; beyond it they are sampled. */
export const EXACT_LIMIT = 16;

/** Sign patterns sampled beyond `EXACT_LIMIT`. */
export const DRAWS = 100_000;

/** The smallest p that n pairs can reach: all differences of one sign. */
export function smallestP(n: number): number {
  return n <= EXACT_LIMIT ? Math.min(1, 2 / 2 ** n) : 1 / (DRAWS + 1);
}
