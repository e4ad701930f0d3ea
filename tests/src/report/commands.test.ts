/** The commands printed beside numbers: what they say is what the command line takes. */
import { expect, test } from 'vitest';
import {
  checkoutCommand,
  checkoutCommands,
  editedSpecs,
  pretrainCommands,
  recordCommand,
  rerunCommand,
} from '../../../src/report/commands';
import { seedList } from '../../../scripts/command-line';
import { record, SPEC } from '../records/runs';

test('names experiment, preset, base, arms and seeds', async () => {
  const made = await record(['aft', 'msm+aft'], [0, 3]);
  expect(rerunCommand(made, { arms: ['aft'], seeds: [0, 3] })).toBe(
    'npm run replicate -- --experiment agentic --preset tiny --base scratch --arms aft --seeds 0,3',
  );
});

test('a record is made where the page looks for it', () => {
  expect(recordCommand('values')).toBe('npm run replicate -- --experiment values --out public/recorded/values.json');
});

test('seeds are read back as they were', async () => {
  const made = await record(['aft'], [0]);
  for (const seeds of [[3], [0], [0, 1, 2], [7, 4]]) {
    const flag = rerunCommand(made, { arms: ['aft'], seeds }).split('--seeds ')[1]!;
    expect(seedList(flag)).toEqual(seeds);
  }
});

test('shipped base weights are made again by one command for each world', async () => {
  const made = await record(['aft'], [3, 5]);
  expect(pretrainCommands(made)).toEqual([]); // from scratch
  const weights = 'a'.repeat(64);
  const shipped = {
    config: { ...made.config, base: 'shipped' as const },
    baseWeights: [
      ...[3, 5].map((seed) => ({ seed, weights })),
      { seed: 3, base: 'after 20%', weights },
      { seed: 5, base: 'unlinked, after 20%', weights },
    ],
  };
  expect(pretrainCommands(shipped)).toEqual([
    'npm run pretrain -- --preset tiny --seeds 3,5',
    'npm run pretrain -- --preset tiny --seeds 5, --world unlinked',
  ]);
  const quick = { ...shipped, config: { ...shipped.config, preset: 'smoke' } }; // starts from weights of another preset
  expect(pretrainCommands(quick)[0]).toBe('npm run pretrain -- --preset standard --seeds 3,5');
});

test('the commit is checked out without its mark, and only if it is one', () => {
  expect(checkoutCommand('edb7fedafc1d+')).toBe('git checkout edb7fedafc1d');
  expect(checkoutCommand('unknown')).toBeNull();
  expect(checkoutCommand('abc; rm -rf x')).toBeNull();
});

test('the code of every sitting is brought back, each once, with files that were not committed or without', async () => {
  const made = await record(['aft'], [0]);
  const at = (commit: string) => ({ ...made, commit });
  expect(checkoutCommands(at('edb7fedafc1d'))).toEqual(['git checkout edb7fedafc1d']);
  const sittings = ['edb7fedafc1d', '0a7fedafc1d2+', 'edb7fedafc1d+', 'unknown'].map(at);
  expect(checkoutCommands({ commit: 'edb7fedafc1d', sittings })).toEqual([
    'git checkout edb7fedafc1d',
    'git checkout 0a7fedafc1d2',
  ]);
});

test('specifications that are not the shipped ones are named', async () => {
  const made = await record(['aft'], [0]);
  expect(editedSpecs(made, { philosophy: SPEC })).toEqual([]);
  expect(editedSpecs(made, { philosophy: '# Other' })).toEqual(['philosophy']);
});
