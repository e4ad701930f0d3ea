/**
 * What the lab does not survive: `npm run test:faults`. Kills it, fills its disks, takes its interfaces away and damages
 * what it reads, and prints a table of what was tried, what survived and what was lost; a loss makes it exit with 1.
 *
 *     npm run test:faults                                  everything, which takes an hour or two
 *     npm run test:faults -- kills --count 5               all kinds that begin like this, five of each
 *     npm run test:faults -- fuzz:record --seed 7 --from 123 --count 1     one input once more
 *
 * Everything random follows from the seed, which is printed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { command, UsageError, wholeNumber } from '../../scripts/command-line';
import { readFlags } from '../../scripts/flags';
import { apiKinds } from './apis';
import { diskKinds } from './disks';
import { fuzzKinds } from './fuzz';
import { killCommandKinds } from './kills-command';
import { killPageKinds } from './kills-page';
import type { Kind, Outcome } from './kind';
import { quotaKinds } from './quotas';
import { soakKinds } from './soak';
import { type Row, table } from './table';

const REPORT = join(fileURLToPath(new URL('../..', import.meta.url)), '.cache', 'faults.txt');

const KINDS: readonly Kind[] = [
  ...killCommandKinds,
  ...killPageKinds,
  ...diskKinds,
  ...quotaKinds,
  ...apiKinds,
  ...fuzzKinds,
  ...soakKinds,
];

interface Options {
  kinds: readonly Kind[];
  count: number | undefined;
  seed: number;
  from: number;
}

/** @throws UsageError with one sentence */
function readOptions(): Options {
  const { values, words } = readFlags({
    call: 'npm run test:faults --',
    about: `Kills, fills, takes away and damages, and says what was lost. The kinds are ${KINDS.map(({ name }) => name).join(', ')}; a word stands for all that begin with it, and without any all are tried.`,
    words: 'KIND …',
    flags: {
      count: { type: 'string', value: 'NUMBER', about: 'how many of each kind, in place of its own number' },
      seed: { type: 'string', value: 'NUMBER', about: 'everything random follows from it; drawn if not given' },
      from: { type: 'string', default: '0', value: 'NUMBER', about: 'the first one, to try a single one again' },
    },
  });
  const isOf = (name: string) => (kind: Kind) => kind.name === name || kind.name.startsWith(`${name}:`);
  const unknown = words.find((name) => !KINDS.some(isOf(name)));
  if (unknown !== undefined)
    throw new UsageError(`"${unknown}" is no kind of fault; there are ${KINDS.map(({ name }) => name).join(', ')}.`);
  return {
    kinds: words.length === 0 ? KINDS : KINDS.filter((kind) => words.some((name) => isOf(name)(kind))),
    count: values.count === undefined ? undefined : wholeNumber('count', values.count, 1),
    seed: values.seed === undefined ? Date.now() % 100_000 : wholeNumber('seed', values.seed, 0),
    from: wholeNumber('from', values.from, 0),
  };
}

async function main(): Promise<void> {
  const { kinds, count, seed, from } = readOptions();
  stderr.write(`seed ${seed}\n`);
  const rows: Row[] = [];
  for (const kind of kinds) {
    const began = performance.now();
    stderr.write(`\n=== ${kind.name}: ${kind.what}\n`);
    const outcome = await inTime(kind, { count: count ?? kind.count, seed, from });
    rows.push({ kind, outcome, seconds: (performance.now() - began) / 1000 });
    for (const loss of outcome.losses) stderr.write(`LOST ${loss}\n`);
    stderr.write(`${outcome.tried} tried, ${outcome.lost} lost\n`);
  }
  const report = table(rows, seed);
  mkdirSync(dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, report);
  stdout.write(`\n${report}`);
  exit(rows.some(({ outcome }) => outcome.lost > 0) ? 1 : 0); // what hangs must not keep it from ending
}

/** Runs a kind. What it throws, and time that it takes beyond its own, is a loss of its own. */
async function inTime(kind: Kind, trial: { count: number; seed: number; from: number }): Promise<Outcome> {
  const failed = (loss: string): Outcome => ({
    tried: 1,
    lost: 1,
    losses: [loss],
    note: `not all of ${trial.count} tried`,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    const end = () => resolve(failed(`it did not end within ${kind.minutes} minutes`));
    timer = setTimeout(end, kind.minutes * 60_000);
  });
  try {
    return await Promise.race([kind.run({ ...trial, say: (line) => stderr.write(`${line}\n`) }), late]);
  } catch (error) {
    return failed(`it broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

await command(main);
