/** Limits of what a run may be asked for; those of records follow from them (records/limits.ts). */

/** Largest seed: random streams take 31 bits of it. */
export const MAX_SEED = 2 ** 31 - 1;

/** Most seeds of one request. */
export const MAX_SEEDS = 1000;

/** Most arms of one run: every experiment has fewer. */
export const MAX_ARMS = 64;
