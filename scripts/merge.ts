/**
 * Joins the records of several machines or sessions into one.
 *
 *     npm run merge -- shard-1.json shard-2.json --out runs/agentic.json
 *
 * They must have the same settings. A model that two of them measured counts once, the earlier one; where the two
 * disagree, or began from other weights, stderr says which was left out.
 */
import { existsSync } from 'node:fs';
import { stderr } from 'node:process';
import { joinRecords, type JoinedRecord } from '../records/join';
import { requireReadable } from '../records/parse';
import { command, UsageError } from './command-line';
import { shownPath } from './file-trouble';
import { readFlags } from './flags';
import { HeldFile } from './held-file';
import { readRecords, recordLines } from './read-records';
import { renderTable } from './table';

async function main(): Promise<void> {
  const { values, words } = readFlags({
    call: 'npm run merge --',
    about: 'Joins the records of several machines or sessions into one. They must have the same settings.',
    words: 'FILE …',
    flags: {
      out: { type: 'string', value: 'FILE', about: 'where the record goes' },
      force: { type: 'boolean', default: false, about: 'overwrite the file' },
    },
  });
  if (words.length === 0) throw new UsageError('Name at least one file of run records, such as runs.jsonl.');
  if (values.out === undefined) throw new UsageError('Name the file to write with --out.');
  const out = new HeldFile('out', values.out);
  if (existsSync(out.path) && !values.force)
    throw new UsageError(`${shownPath(out.path)} exists already: add --force to overwrite it, or name another file.`);
  const { record, setAside } = join(await readRecords(words));
  requireReadable(JSON.stringify(record));
  out.write(recordLines([record]));
  out.release();
  for (const { arm, seed, reason } of setAside) stderr.write(`Not counted: ${arm}, seed ${seed} (${reason}).\n`);
  stderr.write(`${out.path}\n`);
  process.stdout.write(renderTable(record, { seeds: false }));
}

function join(records: Parameters<typeof joinRecords>[0]): JoinedRecord {
  try {
    return joinRecords(records);
  } catch (error) {
    const message = (error as Error).message;
    throw new UsageError(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`, { cause: error });
  }
}

await command(main);
