/**
 * What `run.sh` runs on a bare machine with a GPU, one step a process: `check.mjs STEP FOLDER` writes FOLDER/STEP.json.
 * Bundled by pack.ts into one file, beside the data that it reads.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, exit } from 'node:process';
import { runBench } from '../../bench/run';
import { FULL, QUICK } from '../../bench/settings';
import { firstArmsOf } from '../../workers/experiments/experiment';
import { HEADLINE } from '../../workers/experiments';
import { presets } from '../../workers/experiments/presets';
import { installDawn } from '../dawn';
import { adapterReport } from './adapter';
import { measuredOf, timedRun, type TimedRun } from './timed-run';
import { pretrainingPace } from './pretraining-pace';

/** Walks the same path in minutes on a software adapter, to see that it runs: models of the tiny preset, untrained. */
const TRIAL = env['TRIAL'] === '1';

const SEEDS = presets['standard']!.seeds.slice(0, 8);

const run = (preset: string, arms: readonly string[], seeds: readonly number[]): Promise<TimedRun> =>
  TRIAL
    ? timedRun({ experiment: HEADLINE.name, preset: 'tiny', base: 'scratch', arms: [...arms], seeds: [0] })
    : timedRun({ experiment: HEADLINE.name, preset, base: 'shipped', arms: [...arms], seeds: [...seeds] });

const STEPS: Record<string, () => Promise<object>> = {
  adapter: adapterReport,

  /** The headline's first arms on two seeds, twice: numbers to hold against the recorded ones, and the same bits. */
  correct: async () => {
    const first = await run('smoke', firstArmsOf(HEADLINE), SEEDS.slice(0, 2));
    const again = await run('smoke', firstArmsOf(HEADLINE), SEEDS.slice(0, 2));
    return { sameBits: measuredOf(first) === measuredOf(again), first, again };
  },

  bench: () =>
    runBench(
      { ...(TRIAL ? QUICK : FULL), profile: !TRIAL, rounds: TRIAL ? 1 : 3 },
      { progress: (text) => console.log(text) },
    ),

  /** All arms of the headline on eight seeds: the wall time that a reader asks about. */
  agentic: () =>
    run(
      'standard',
      HEADLINE.arms.map(({ id }) => id),
      SEEDS,
    ),

  pretrain: () => pretrainingPace(TRIAL ? [1] : [1, 8, 32], TRIAL ? 2 : 300),
};

async function main(step: string | undefined, folder: string | undefined): Promise<void> {
  if (step === undefined || !Object.hasOwn(STEPS, step) || folder === undefined)
    throw new Error(`check.mjs takes a step, one of ${Object.keys(STEPS).join(', ')}, and a folder to write to.`);
  if (!(await installDawn())) throw new Error('There is no WebGPU adapter: is a Vulkan driver installed?');
  const found = await STEPS[step]!();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${step}.json`), JSON.stringify(found, undefined, 1));
}

// Ends the process in either case: Dawn keeps it alive. Of an error the bundle's long lines are not worth printing.
main(argv[2], argv[3]).then(
  () => exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    exit(1);
  },
);
