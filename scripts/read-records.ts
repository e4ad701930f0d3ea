/** Run records from files named on a command line, and as they are written to files. */
import { MAX_FILE_LENGTH } from '../src/records/limits';
import { parseRunRecords } from '../src/records/parse';
import type { RunRecord } from '../src/records/schema';
import { requireUsable } from '../src/history/usable';
import { UsageError } from './command-line';
import { shownPath } from './file-trouble';
import { readText } from './read-file';

/** @throws UsageError or FileTrouble that names the first file that cannot be read or used, and why */
export async function readRecords(files: readonly string[]): Promise<RunRecord[]> {
  const records = [];
  for (const file of files) {
    const text = readText(file, MAX_FILE_LENGTH);
    try {
      const own = await parseRunRecords(text);
      own.forEach(requireUsable);
      records.push(...own);
    } catch (error) {
      throw new UsageError(`${shownPath(file)}: ${(error as Error).message}.`, { cause: error });
    }
  }
  return records;
}

/** Records as the text of a file, one a line. */
export const recordLines = (records: readonly RunRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
