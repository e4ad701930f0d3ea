/**
 * Runs the heart of the headline experiment on variants of the recipe, one number changed in each, and writes their
 * records to one file, a line each.
 *
 *     npm run sensitivity                                   all axes, the first two seeds
 *     npm run sensitivity -- --axes fronts,layers --seeds 4
 *
 * Seed by seed over all variants; what the file has already is not run again. Where pretraining differs it is a part of
 * the run.
 */
import { existsSync } from 'node:fs';
import { stderr } from 'node:process';
import { MEMORY_BUDGET } from '../models/memory';
import { hashConfig } from '../records/hash';
import { runConfig } from '../records/make';
import type { RunRecord } from '../records/schema';
import type { RunRequest } from '../workers/protocol';
import { resolveRequest } from '../workers/run/request';
import { changesPretraining } from '../workers/experiments/settings';
import { AXES, changesAt, SENSITIVITY_ARMS, VARIED, VARIED_EXPERIMENT } from '../workers/experiments/sensitivity';
import { command, oneOf, seedList, shippedSpecs, wholeNumber } from './command-line';
import { readFlags } from './flags';
import { seedsLeft } from './groups';
import { openMachine, type Room, runGroups } from './headless';
import { HeldFile } from './held-file';
import { readEveryRecord, recordLines } from './read-records';

/** Seeds of every variant, unless more are asked for. */
const SEEDS = '2';

interface Options {
  /** One for each variant, with all seeds. */
  requests: RunRequest[];
  out: HeldFile;
  room: Room;
}

/** @throws UsageError with one sentence */
function readOptions(): Options {
  const { values } = readFlags({
    call: 'npm run sensitivity --',
    about: 'Runs the heart of the headline experiment on variants of the recipe, one number changed in each.',
    flags: {
      axes: { type: 'string', value: 'AXES', about: 'which numbers, such as fronts,layers; all of them if not given' },
      seeds: { type: 'string', default: SEEDS, value: 'SEEDS', about: 'seeds of every variant' },
      out: {
        type: 'string',
        default: 'public/recorded/sensitivity.jsonl',
        value: 'FILE',
        about: 'where the records go; what is there already is not run again',
      },
      memory: {
        type: 'string',
        default: String(MEMORY_BUDGET / 2 ** 30),
        value: 'GB',
        about: 'GPU memory that models may take, in gigabytes',
      },
    },
  });
  const known = AXES.map(({ name }) => name);
  const wanted = values.axes?.split(',').map((name) => oneOf('axes', name, known)) ?? known;
  const variants = AXES.filter(({ name }) => wanted.includes(name)).flatMap((axis) =>
    axis.values.map((value) => changesAt(axis, value)),
  );
  const seeds = seedList(values.seeds, VARIED.seeds);
  const specs = shippedSpecs();
  return {
    requests: variants.map((changes) => ({
      experiment: VARIED_EXPERIMENT.name,
      preset: VARIED.name,
      seeds,
      arms: [...SENSITIVITY_ARMS],
      specs,
      changes,
      base: changesPretraining(VARIED, changes) ? 'scratch' : 'shipped',
    })),
    out: new HeldFile('out', values.out),
    room: { together: undefined, memory: wholeNumber('memory', values.memory, 1) * 2 ** 30 },
  };
}

async function main(): Promise<void> {
  const { requests, out, room } = readOptions();
  const made = new Map<string, RunRecord>();
  if (existsSync(out.path)) for (const record of await readEveryRecord(out.path)) made.set(record.configHash, record);
  const gpu = await openMachine();
  for (const seed of requests[0]!.seeds) {
    for (const request of requests) {
      const own = { ...request, seeds: [seed] };
      const hash = hashConfig(own.experiment, await runConfig(own, resolveRequest(own).preset));
      if (seedsLeft(own, made.get(hash)).length === 0) continue;
      stderr.write(`${Object.entries(own.changes!).join(', ')}, seed ${seed}\n`);
      const record = await runGroups(gpu, own, room, made.get(hash), () => undefined);
      made.set(hash, record);
      out.write(recordLines([...made.values()]));
    }
  }
  gpu.close();
  out.release();
  stderr.write(`${out.path}\n`);
}

await command(main);
