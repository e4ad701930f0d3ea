/** Reading run records that came from elsewhere: bounded, checked, and refused in one sentence. */
import type { z } from 'zod';
import { hashConfig } from './hash';
import { MAX_FILE_LENGTH, MAX_RECORD_LENGTH, megabytes } from './limits';
import { runRecordSchema, SCHEMA_VERSION, type RunRecord } from './schema';

/**
 * One record from JSON text. Its hash is compared with its settings; its verdicts are taken as they are, and whatever
 * is shown or merged is judged anew.
 * @throws RangeError with one sentence that says what is wrong
 */
export async function parseRunRecord(text: string): Promise<RunRecord> {
  requireLength(text, MAX_RECORD_LENGTH, 'a run record');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError('this is not JSON; a run record was expected');
  }
  const record = checkRecord(value);
  const hash = await hashConfig(record.experiment, record.config);
  if (hash === record.configHash) return record;
  throw new RangeError(`this run record's settings have hash ${hash}, but it says ${record.configHash}`);
}

/**
 * Records from a file: one record as JSON, or one on each line (`runs.jsonl`).
 * @throws RangeError with one sentence, naming the line where there are several
 */
export async function parseRunRecords(text: string): Promise<RunRecord[]> {
  requireLength(text, MAX_FILE_LENGTH, 'a file of run records');
  const lines = text.split('\n').flatMap((line, i) => (line.trim() ? { line, number: i + 1 } : []));
  if (lines.length < 2 || !isJson(lines[0]!.line)) return [await parseRunRecord(text)];
  const records: RunRecord[] = [];
  for (const { line, number } of lines) {
    try {
      records.push(await parseRunRecord(line));
    } catch (error) {
      throw new RangeError(`line ${number}: ${(error as Error).message}`, { cause: error });
    }
  }
  return records;
}

/** The first problem that a schema found, and how many more there are: `results[3].seed: expected number, …`. */
export function describeProblems({ issues }: z.ZodError): string {
  const { path, message } = issues[0]!;
  const place = path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`));
  const what = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${place.length > 0 ? `${place.join('')}: ` : ''}${what}${more}`;
}

function checkRecord(value: unknown): RunRecord {
  const version = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (version === undefined) throw new RangeError('this is JSON, but not a run record; one of the lab was expected');
  if (typeof version === 'number' && version !== SCHEMA_VERSION) {
    throw new RangeError(`this run record has schema version ${version}; version ${SCHEMA_VERSION} was expected`);
  }
  let checked;
  try {
    checked = runRecordSchema.safeParse(value);
  } catch (error) {
    // Settings may nest, and nesting without end exhausts the stack.
    throw new RangeError('this is nested too deeply; a run record was expected', { cause: error });
  }
  if (!checked.success) throw new RangeError(`this is not a valid run record: ${describeProblems(checked.error)}`);
  return checked.data;
}

function requireLength(text: string, limit: number, what: string): void {
  if (text.length <= limit) return;
  throw new RangeError(`this has ${megabytes(text.length)}; ${what} has at most ${megabytes(limit)}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
