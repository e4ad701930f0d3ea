/** Rows of the database: how a run and what is kept with it are written there, and read back with care. */
import { z } from 'zod';
import { check } from '../../workers/problems';
import { readShelf, writeShelf } from '../inside/snapshots';
import { parseRunRecord, requireReadable } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { parseTraces, writeTraces } from '../watch/traces';
import { type Kept, MAX_NOTE, type SavedRun } from './saved-run';
import { requireUsable } from './usable';

const moment = { id: z.string(), added: z.iso.datetime() };

const runRowSchema = z.strictObject({
  ...moment,
  origin: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('here') }),
    z.strictObject({ kind: z.literal('file'), name: z.string() }),
    z.strictObject({ kind: z.literal('pool'), of: z.int().min(2) }),
  ]),
  note: z.string().max(MAX_NOTE),
  /** The record as JSON: what is stored then does not depend on how the browser clones objects. */
  record: z.string(),
});

const keptRowSchema = z.strictObject({
  ...moment,
  /** As writeShelf makes it. */
  shelf: z.instanceof(Uint8Array),
  /** As writeTraces makes it. */
  traces: z.string(),
});

export type RunRow = z.infer<typeof runRowSchema>;
export type KeptRow = z.infer<typeof keptRowSchema>;

/** @throws RangeError with one sentence if the row could not be read back */
export function toRunRow({ record, ...run }: SavedRun): RunRow {
  const text = JSON.stringify(record);
  requireReadable(text);
  return { ...run, record: text };
}

export const toKeptRow = ({ id, added }: Pick<SavedRun, 'id' | 'added'>, { shelf, traces }: Kept): KeptRow => ({
  id,
  added,
  shelf: writeShelf(shelf),
  traces: writeTraces(traces),
});

/**
 * @param known its record, where that was read before: ids follow from records, so it need not be checked again
 * @throws Error with one sentence if the row is none, or this version of the lab cannot show its record
 */
export async function fromRunRow(row: unknown, known?: RunRecord): Promise<SavedRun> {
  const { record: text, ...run } = checked(runRowSchema, row);
  const record = known ?? (await parseRunRecord(text));
  requireUsable(record);
  return { ...run, record };
}

/** @throws Error with one sentence if it is no such row */
export function fromKeptRow(row: unknown): Kept {
  const { shelf, traces } = checked(keptRowSchema, row);
  return { shelf: readShelf(shelf), traces: parseTraces(traces) };
}

function checked<T>(schema: z.ZodType<T>, row: unknown): T {
  const result = check(schema, row);
  if ('value' in result) return result.value;
  throw new RangeError(`it is not in the form in which the lab saves runs: ${result.problem}`);
}
