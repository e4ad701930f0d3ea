/**
 * Joins the records of several machines or sittings into one.
 *
 *     npm run merge -- shard-1.json shard-2.json --out runs/agentic.json
 *
 * They must have the same settings. A model that two of them measured counts once, the earlier one; where the two
 * disagree, or began from other weights, stderr says which was left out.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stderr } from 'node:process';
import { parseArgs } from 'node:util';
import { joinRecords, type JoinedRecord } from '../src/records/join';
import { command, UsageError } from './command-line';
import { readRecords } from './read-records';
import { renderTable } from './table';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string' }, force: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const { out } = values;
  if (positionals.length === 0) throw new UsageError('Name at least one file of run records, such as runs.jsonl.');
  if (out === undefined) throw new UsageError('Name the file to write with --out.');
  if (existsSync(out) && !values.force)
    throw new UsageError(`${out} exists already: add --force to overwrite it, or name another file.`);
  const { record, setAside } = join(await readRecords(positionals));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(record)}\n`);
  for (const { arm, seed, reason } of setAside) stderr.write(`Not counted: ${arm}, seed ${seed} (${reason}).\n`);
  stderr.write(`${out}\n`);
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
