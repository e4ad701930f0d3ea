/** Run records from files named on a command line. */
import { readFileSync } from 'node:fs';
import { parseRunRecords } from '../src/records/parse';
import type { RunRecord } from '../src/records/schema';
import { UsageError } from './command-line';

/** @throws UsageError that names the first file that cannot be read, and why */
export async function readRecords(files: readonly string[]): Promise<RunRecord[]> {
  const records = [];
  for (const file of files) {
    try {
      records.push(...(await parseRunRecords(readFileSync(file, 'utf8'))));
    } catch (error) {
      throw new UsageError(`${file}: ${(error as Error).message}.`, { cause: error });
    }
  }
  return records;
}
