/** The commands printed beside numbers: what they say is what the command line takes. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkoutCommand,
  checkoutCommands,
  editedSpecs,
  pretrainCommands,
  recordCommand,
  rerunCommand,
  rerunCommands,
} from '../../../src/report/commands';
import { seedList } from '../../../scripts/command-line';
import { joinRecords } from '../../../records/join';
import { runRecordSchema, type RunRecord } from '../../../records/schema';
import { record, SPEC } from '../../records/runs';

test('names experiment, preset, base, arms and seeds, and a file of its own for them', async () => {
  const made = await record(['aft', 'msm+aft'], [0, 3]);
  expect(rerunCommand(made, { arms: ['aft'], seeds: [0, 3] })).toBe(
    'npm run replicate -- --experiment agentic --preset tiny --base scratch --arms aft --seeds 0,3' +
      ` --out runs/agentic-${made.configHash}-aft-seeds-0-3.json`,
  );
});

test('no two parts of a record are made into the same file', async () => {
  const made = await record(['aft', 'msm+aft'], [0, 3]);
  const parts = [['aft'], ['msm+aft'], ['aft', 'msm+aft']].flatMap((arms) =>
    [[0], [3], [0, 3]].map((seeds) => ({ arms, seeds })),
  );
  const files = parts.map((part) => rerunCommand(made, part).split('--out ')[1]);
  expect(new Set(files).size).toBe(parts.length);
});

/** Two arms at one commit and a third, which that commit did not know, at another. */
async function madeAtTwoCommits() {
  const [first, second] = ['edb7fedafc1d', '0a7fedafc1d2+'];
  return joinRecords([
    await record(['aft', 'msm+aft'], [0, 3], { commit: first!, started: '2026-11-23T10:00:00Z' }),
    await record(['baseline'], [0, 3], { commit: second!, started: '2026-11-24T10:00:00Z' }),
  ]).record;
}

test('each commit makes what it made', async () => {
  const made = await madeAtTwoCommits();
  const at = (commit: string, arms: string[], seeds: number[]) => ({
    commit,
    command: rerunCommand(made, { arms, seeds }),
  });
  expect(rerunCommands(made, { arms: made.config.arms, seeds: made.seeds })).toEqual([
    at('edb7fedafc1d', ['aft', 'msm+aft'], [0, 3]),
    at('0a7fedafc1d2', ['baseline'], [0, 3]),
  ]);
  expect(rerunCommands(made, { arms: ['msm+aft', 'baseline'], seeds: [3] })).toEqual([
    at('edb7fedafc1d', ['msm+aft'], [3]),
    at('0a7fedafc1d2', ['baseline'], [3]),
  ]);
  expect(rerunCommands(made, { arms: ['baseline'], seeds: [0] })).toEqual([at('0a7fedafc1d2', ['baseline'], [0])]);
});

test('seeds that were made at several commits are told apart, and so are arms of one commit with other seeds', async () => {
  const made = joinRecords([
    await record(['aft', 'msm+aft'], [0], { commit: 'edb7fedafc1d', started: '2026-11-23T10:00:00Z' }),
    await record(['aft'], [1], { commit: 'edb7fedafc1d', started: '2026-11-24T10:00:00Z' }),
    await record(['msm+aft'], [1], { commit: '0a7fedafc1d2', started: '2026-11-25T10:00:00Z' }),
  ]).record;
  const flags = rerunCommands(made, { arms: made.config.arms, seeds: made.seeds }).map(({ commit, command }) => [
    commit,
    /--arms \S+ --seeds \S+/.exec(command)![0],
  ]);
  expect(flags).toEqual([
    ['edb7fedafc1d', '--arms aft --seeds 0,1'],
    ['edb7fedafc1d', '--arms msm+aft --seeds 0,'],
    ['0a7fedafc1d2', '--arms msm+aft --seeds 1,'],
  ]);
});

test('a record is made where the page looks for it', () => {
  expect(recordCommand('values')).toBe('npm run replicate -- --experiment values --out public/recorded/values.json');
});

test('seeds are read back as they were', async () => {
  const made = await record(['aft'], [0]);
  for (const seeds of [[3], [0], [0, 1, 2], [7, 4]]) {
    const [, flag] = /--seeds (\S+)/.exec(rerunCommand(made, { arms: ['aft'], seeds }))!;
    expect(seedList(flag)).toEqual(seeds);
  }
});

test('shipped base weights are made again by one command for each world and commit', async () => {
  const made = await record(['aft'], [3, 5]);
  expect(pretrainCommands(made, {})).toEqual([]); // from scratch
  const [usual, unlinked, lost] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
  const commits = { [usual]: 'edb7fedafc1d', [unlinked]: '0a7fedafc1d2+' };
  const shipped = {
    config: { ...made.config, base: 'shipped' as const },
    baseWeights: [
      ...[3, 5].map((seed) => ({ seed, weights: usual })),
      { seed: 3, base: 'after 20%', weights: usual },
      { seed: 5, base: 'unlinked, after 20%', weights: unlinked },
      { seed: 7, weights: lost },
    ],
  };
  expect(pretrainCommands(shipped, commits)).toEqual([
    { commit: 'edb7fedafc1d', command: 'npm run pretrain -- --preset tiny --seeds 3,5 --out runs/base' },
    {
      commit: '0a7fedafc1d2',
      command: 'npm run pretrain -- --preset tiny --seeds 5, --world unlinked --out runs/base',
    },
    { commit: undefined, command: 'npm run pretrain -- --preset tiny --seeds 7, --out runs/base' },
  ]);
  const quick = { ...shipped, config: { ...shipped.config, preset: 'smoke' } }; // starts from weights of another preset
  expect(pretrainCommands(quick, commits)[0]!.command).toContain('--preset standard --seeds 3,5');
});

test('the commit is checked out without its mark and with its packages, and only if it is one', () => {
  expect(checkoutCommand('edb7fedafc1d+')).toBe('git checkout edb7fedafc1d && npm ci');
  expect(checkoutCommand('unknown')).toBeNull();
  expect(checkoutCommand(undefined)).toBeNull();
  expect(checkoutCommand('abc; rm -rf x')).toBeNull();
});

test('the code of several commits is brought back, each once, with files that were not committed or without', () => {
  expect(checkoutCommands(['edb7fedafc1d', '0a7fedafc1d2+', 'edb7fedafc1d+', 'unknown'])).toEqual([
    'git checkout edb7fedafc1d && npm ci',
    'git checkout 0a7fedafc1d2 && npm ci',
  ]);
});

test('specifications that are not the shipped ones are named', async () => {
  const made = await record(['aft'], [0]);
  expect(editedSpecs(made, { philosophy: SPEC })).toEqual([]);
  expect(editedSpecs(made, { philosophy: '# Other' })).toEqual(['philosophy']);
});

/** The words that a shell makes of some command lines: `set --` neither runs nor changes them. */
function wordsOf(commands: readonly string[]): string[][] {
  const script = commands.map((command) => `set -- ${command}\nprintf '%s\\0' "$@"\nprintf '\\0'`).join('\n');
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {} });
  return said
    .split('\0\0')
    .slice(0, -1)
    .map((words) => words.split('\0'));
}

/** Names that a record from elsewhere may have, as harmful as can be. */
const evil = fc.oneof(
  fc.constantFrom('standard; touch x', '$(touch x)', '`touch x`', 'a|b', 'a&b', '>x', "a'b", 'a"b', 'a b', 'a\nb', '*'),
  fc.constantFrom('--set', '-x', '~root', '!1', '#x', '{a,b}', 'a\\b', '%PATH%', '^x', '\u202Ex', 'a\0b', '../up', 'é'),
  fc
    .tuple(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'aft', ''), fc.string({ maxLength: 3 }))
    .map((parts) => parts.join('')),
);
const fine = fc.constantFrom('standard', 'msm+aft', 'tiny', 'a_b-C9', '0');

test('no record that is read makes a command of more, or of other, words than are meant', async () => {
  const made = await record(['aft', 'msm+aft'], [0, 3]);
  const names = fc.record({
    preset: fc.oneof(evil, fine),
    arm: fc.oneof(evil, fine),
    base: fc.oneof(evil, fc.constantFrom('after 10%', 'unlinked, after 20%')),
    commit: evil,
  });
  const printed: { command: string; preset: string }[] = [];
  let refused = 0;
  fc.assert(
    fc.property(names, ({ preset, arm, base, commit }) => {
      const rename = <T extends { arm: string }>(list: readonly T[]) =>
        list.map((one) => (one.arm === 'aft' ? { ...one, arm } : one));
      const read = runRecordSchema.safeParse({
        ...made,
        config: { ...made.config, base: 'shipped', preset, arms: [arm, 'msm+aft'] },
        baseWeights: made.baseWeights.map((one) => ({ ...one, base, weights: 'a'.repeat(64) })),
        ...{ replicas: rename(made.replicas), results: rename(made.results), verdicts: [], commit },
      });
      if (!read.success) refused++;
      else printed.push(...commandsOf(read.data).map((command) => ({ command, preset })));
    }),
    { numRuns: 1000 },
  );
  expect(refused).toBeGreaterThan(100);
  expect(printed.length).toBeGreaterThan(100);
  const words = wordsOf(printed.map(({ command }) => command));
  expect(words).toEqual(printed.map(({ command }) => command.split(' ')));
  expect(words.map((those) => those[those.indexOf('--preset') + 1])).toEqual(printed.map(({ preset }) => preset));
});

/** Every command that a report prints for a record, without the one that brings back its code. */
const commandsOf = (made: RunRecord): string[] =>
  [...rerunCommands(made, { arms: made.config.arms, seeds: made.seeds }), ...pretrainCommands(made, {})].map(
    ({ command }) => command,
  );

test.each(['standard; touch x', '$(id)', 'a b', '--out', "it's", ''])(
  'a record with the preset %j is refused',
  async (preset) => {
    const made = await record(['aft'], [0]);
    expect(runRecordSchema.safeParse({ ...made, config: { ...made.config, preset } }).success).toBe(false);
  },
);
