/** Reading run records that came from elsewhere: bounded, checked, and refused in one sentence. */
import { check } from '../workers/problems';
import { experimentNamed } from './experiment';
import { hashConfig, type Settings } from './hash';
import { parseJson } from './json';
import { migrated, withKeysOfToday } from './migrate';
import { MAX_FILE_LENGTH, MAX_LINES, MAX_RECORD_LENGTH, megabytes } from './limits';
import { runRecordSchema, SCHEMA_VERSION, type RunRecord } from './schema';

/**
 * One record from JSON text, of an experiment of this lab, in the form of today. Its hash is compared with its settings as
 * they were written; its verdicts are taken as they are, and whatever is shown or merged is judged anew.
 * @throws RangeError with one sentence that says what is wrong
 */
export async function parseRunRecord(text: string): Promise<RunRecord> {
  requireReadable(text);
  const written = parseJson(text, 'a run record was expected');
  const record = checkRecord(withKeysOfToday(written));
  experimentNamed(record.experiment); // first: an unknown one has other settings, too
  const hash = hashConfig(record.experiment, (written as { config: Settings }).config);
  if (hash === record.configHash) return migrated(record);
  throw new RangeError(`this run record's settings have hash ${hash}, but it says ${record.configHash}`);
}

/**
 * What is written must be read again.
 * @param text a record as the lab writes it, which may be longer than the text that it was read from
 * @throws RangeError with one sentence if it is longer than any that is read
 */
export const requireReadable = (text: string): void => requireLength(text, MAX_RECORD_LENGTH, 'a run record');

/** What a file of records has that can be read, and what it has that cannot. */
export interface RecordsRead {
  /** At least one. */
  records: RunRecord[];
  /** A sentence for each line that is left out, without its capital and its full stop. */
  problems: string[];
}

/**
 * Records from a file: one record as JSON, or one on each line (`runs.jsonl`). A line that cannot be read does not spoil
 * the others.
 *
 * @param require throws an error with one sentence if whoever asks has no use for the record
 * @throws RangeError with one sentence if there is none that can be read, naming the line where there are several
 */
export async function parseRunRecords(
  text: string,
  require: (record: RunRecord) => void = () => undefined,
): Promise<RecordsRead> {
  requireLength(text, MAX_FILE_LENGTH, 'a file of run records');
  const parse = async (one: string): Promise<RunRecord> => {
    const record = await parseRunRecord(one);
    require(record);
    return record;
  };
  const lines = text.trimEnd().split('\n', MAX_LINES + 1);
  if (!hasOneALine(lines)) return { records: [await parse(text)], problems: [] };
  if (lines.length > MAX_LINES) throw new RangeError(`this has more than ${MAX_LINES} lines of run records`);
  const read: RecordsRead = { records: [], problems: [] };
  for (const [i, line] of lines.entries()) {
    if (!line.trim()) continue;
    try {
      read.records.push(await parse(line));
    } catch (error) {
      read.problems.push(`line ${i + 1} of ${lines.length}: ${(error as Error).message}`);
    }
  }
  if (read.records.length === 0) throw new RangeError(read.problems[0]);
  return read;
}

/** Whether lines are records of their own: one that is laid out over several begins with a brace only once. */
function hasOneALine(lines: readonly string[]): boolean {
  const some = lines.filter((line) => line.trim());
  return some.length > 1 && (some.filter((line) => line.startsWith('{')).length > 1 || isJson(some[0]!));
}

function checkRecord(value: unknown): RunRecord {
  const version = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (version === undefined) throw new RangeError('this is JSON, but not a run record; one of the lab was expected');
  if (typeof version === 'number' && version !== SCHEMA_VERSION) {
    throw new RangeError(`this run record has schema version ${version}; version ${SCHEMA_VERSION} was expected`);
  }
  const checked = check(runRecordSchema, value);
  if ('problem' in checked) throw new RangeError(`this is not a valid run record: ${checked.problem}`);
  return checked.value;
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
