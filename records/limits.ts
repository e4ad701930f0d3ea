/**
 * Limits of run records, in one place: whatever the lab writes it must be able to read again. Counts follow from those
 * of requests; lengths are of JSON as the lab writes it, without spaces.
 */
import { MAX_ARMS, MAX_SEEDS } from '../workers/run/limits';

/** Most seeds of one record: ten of the largest requests, joined. */
export const MAX_RECORD_SEEDS = 10 * MAX_SEEDS;

/** Most models of one record. */
export const MAX_RECORD_MODELS = MAX_RECORD_SEEDS * MAX_ARMS;

/** Largest record, in characters. A thousand seeds of seven arms take 20 MB. */
export const MAX_RECORD_LENGTH = 64 * 2 ** 20;

/** Largest file of records, one a line, in characters and in bytes. */
export const MAX_FILE_LENGTH = 2 * MAX_RECORD_LENGTH;

/** Most lines of a file of records. */
export const MAX_LINES = 10_000;

/** How deep a record may nest. The lab's own nest eight deep. */
export const MAX_NESTING = 64;

/** Lengths as people read them: `16.0 MB`. */
export const megabytes = (length: number): string => `${(length / 2 ** 20).toFixed(1)} MB`;
