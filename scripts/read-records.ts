/** Run records from files named on a command line, and as they are written to files. */
import { stderr } from 'node:process';
import { requireUsable } from '../src/history/usable';
import { MAX_FILE_LENGTH } from '../records/limits';
import { parseRunRecords, type RecordsRead } from '../records/parse';
import type { RunRecord } from '../records/schema';
import { UsageError } from './command-line';
import { shownPath } from './file-trouble';
import { readText } from './read-file';

/**
 * Says on stderr which lines are left out, if any.
 * @throws UsageError or FileTrouble that names the first file of which nothing can be read or used, and why
 */
export async function readRecords(files: readonly string[]): Promise<RunRecord[]> {
  const all = [];
  for (const file of files) {
    const { records, problems } = await read(file);
    for (const problem of problems) stderr.write(`${shownPath(file)}: ${problem}; that line is left out.\n`);
    all.push(...records);
  }
  return all;
}

/**
 * The records of a file that is to be written anew, of which no line may get lost.
 * @throws UsageError or FileTrouble that names the file and what of it cannot be read or used
 */
export async function readEveryRecord(file: string): Promise<RunRecord[]> {
  const { records, problems } = await read(file);
  if (problems.length > 0)
    throw new UsageError(`${shownPath(file)}: ${problems[0]}; remove that line, or name another file with --out.`);
  return records;
}

async function read(file: string): Promise<RecordsRead> {
  const text = readText(file, MAX_FILE_LENGTH);
  try {
    return await parseRunRecords(text, requireUsable);
  } catch (error) {
    throw new UsageError(`${shownPath(file)}: ${(error as Error).message}.`, { cause: error });
  }
}

/** Records as the text of a file, one a line. */
export const recordLines = (records: readonly RunRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
