/** The commands as a user runs them: what they print, and one sentence and exit code 1 for what they cannot use. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { decode } from '../../datasets/tokenizer';
import { makeWorld } from '../../datasets/world';
import { pretrainText, stageBatch } from '../../datasets/stages';
import { shippedSpecs } from '../../scripts/command-line';
import { HeldFile } from '../../scripts/held-file';
import { renderTable } from '../../scripts/table';
import { recordFile } from '../../records/file-name';
import { makeRecord } from '../../records/make';
import { parseRunRecord } from '../../records/parse';
import { presets } from '../../workers/experiments/presets';
import { finishedRun } from '../records/runs';

const folder = mkdtempSync(join(tmpdir(), 'midtrain-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each([
  ['corpus', ['--kind', 'poems'], '--kind takes one of pretrain, midtrain, finetune, task, specs, not "poems".'],
  ['corpus', ['--kind', 'task', '--tokens', 'x'], '--tokens writes what training reads'],
  ['pretrain', ['--seeds', 'one'], '"one" is not a seed'],
  ['pretrain', ['--steps', '-5'], '--steps takes a whole number from 1 to 100000, not "-5".'],
  ['replicate', ['--experiment', 'magic'], '--experiment takes one of agentic'],
  ['replicate', ['--arms', 'aft,magic'], '"magic" is no arm of experiment agentic'],
  ['replicate', ['--sedes', '3'], '--sedes is not a flag; there are --experiment, --seeds, '],
  ['replicate', ['--sedes', '3'], 'Did you mean "--seeds"?'],
  ['replicate', ['--seeds', '1', '--seeds', '2'], '--seeds is given twice.'],
  ['replicate', ['--seeds', '1000000000'], '--seeds takes a whole number from 1 to 1000, not "1000000000".'],
  ['replicate', ['--out', ''], '--out takes the name of a file, not "".'],
  ['replicate', ['--out', 'README.md/x.json'], 'README.md/x.json cannot be written: a part of its path is a file'],
  ['replicate', ['--out', 'docs', '--force'], 'docs cannot be written: it is a folder, not a file.'],
  ['replicate', ['--experiment', 'erosion', '--seeds', '1000'], 'The record of 16000 models might have '],
  [
    'replicate',
    ['--spec', 'philosofy=README.md'],
    '"philosofy" is no specification of the experiment; it reads philosophy. Did you mean "philosophy"?',
  ],
  ['replicate', ['--spec', 'philosophy=docs'], 'docs cannot be read: it is a folder, not a file.'],
  ['replicate', ['--spec', `philosophy=${execPath}`], 'cannot be read: it'],
  ['replicate', ['--set', 'midtrain.steps=0x10'], 'from 1 to 20,000, not "0x10".'],
  ['pretrain', ['--out', 'README.md', '--preset', 'tiny'], 'cannot be written: a part of its path is a file'],
  ['report', ['--out', 'docs'], 'docs cannot be written: it is a folder, not a file.'],
  ['corpus', ['--tokens', 'docs'], 'docs cannot be written: it is a folder, not a file.'],
  ['bench', ['--json', 'docs'], 'docs cannot be written: it is a folder, not a file.'],
  ['sensitivity', ['--out', 'docs'], 'docs cannot be written: it is a folder, not a file.'],
  ['replicate', ['--set', 'midtrain.stops=3'], '"midtrain.stops" is no setting; there are world.people, '],
  ['replicate', ['--set', 'midtrain.steps=0'], '--set midtrain.steps takes a whole number from 1 to 20,000, not "0".'],
  ['sensitivity', ['--axes', 'fronts,magic'], '--axes takes one of fronts, principles, '],
  ['bench', ['--rounds', '0'], '--rounds takes a whole number from 1 on, not "0".'],
  ['bench', ['--sizes', '3'], '--sizes is not a flag; there are --full, '],
  ['replicate', ['--seeds', '4', '--shard', '5/4'], '--shard takes a share such as 1/4'],
  ['replicate', ['--seeds', '2', '--shard', '3/3'], '--shard 3/3 has nothing to do: there are only 2 seeds.'],
  ['merge', ['a.json'], 'Name the file to write with --out.'],
  ['merge', ['nowhere.json', '--out', 'c.json'], 'nowhere.json cannot be read: there is no such file or folder.'],
])('%s %j is refused', (script, args, sentence) => {
  const { status, stdout, stderr } = run(script, ...args);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at '); // no stack trace
});

test.each(
  ['replicate merge sensitivity pretrain report table corpus bench start schema showcase screenshot'.split(' ')].flat(),
)('%s tells what it does', (script) => {
  const { status, stdout, stderr } = run(script, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('  --help');
});

test('a file that another process writes is left to it', async () => {
  const out = join(folder, 'held.json');
  const held = new HeldFile('out', out);
  for (const script of ['replicate', 'sensitivity', 'merge']) {
    const { status, stderr } = run(script, '--out', out, ...(script === 'merge' ? ['README.md'] : []));
    expect({ script, status }).toEqual({ script, status: 1 });
    expect(stderr).toContain(`held.json is being written by process ${process.pid} on`);
  }
  held.release();
});

test('records with a byte order mark are read, and one of an unknown experiment is named', async () => {
  const specs = shippedSpecs();
  const finished = finishedRun(['aft', 'msm+aft'], [0]);
  const made = await makeRecord({
    ...finished,
    plan: { ...finished.plan, request: { ...finished.plan.request, specs } },
  });
  const marked = join(folder, 'marked.json');
  writeFileSync(marked, `\ufeff${JSON.stringify(made)}`);
  expect(run('merge', marked, '--out', join(folder, 'unmarked.json'))).toMatchObject({ status: 0 });
  const flags = ['--preset', 'tiny', '--base', 'scratch', '--arms', 'aft,msm+aft', '--seeds', '0,', '--out', marked];
  expect(run('replicate', ...flags, '--resume').stderr).toContain('nothing left to run');
  const foreign = join(folder, 'foreign.json');
  writeFileSync(foreign, JSON.stringify({ ...made, experiment: 'agentik' }));
  expect(run('table', foreign).stderr).toContain(
    `${foreign}: this version of the lab has no experiment "agentik"; it has agentic`,
  );
});

test('a record is not overwritten, and a specification that cannot be read is named', () => {
  const out = join(folder, 'record.json');
  writeFileSync(out, 'mine');
  const refused = run('replicate', '--preset', 'tiny', '--base', 'scratch', '--out', out);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr.trim()).toBe(
    `${out} exists already: add --resume to go on with it, --force to overwrite it, or name another file with --out.`,
  );
  expect(readFileSync(out, 'utf8')).toBe('mine');
  const spec = join(folder, 'spec.md');
  writeFileSync(spec, '# Mine\n## gold\n- value gold\n');
  const other = join(folder, 'other.json');
  const malformed = run('replicate', '--spec', `philosophy=${spec}`, '--out', other);
  expect(malformed.status).toBe(1);
  expect(malformed.stderr).toContain('Specification "philosophy": line 3:');
  expect(existsSync(other)).toBe(false);
});

test('shards are merged into one record, and what is complete is not run again', async () => {
  const specs = shippedSpecs();
  const made = (seeds: number[], started: string) => {
    const run = finishedRun(['aft', 'msm+aft'], seeds);
    return makeRecord({ ...run, started, plan: { ...run.plan, request: { ...run.plan.request, specs } } });
  };
  const shards = [await made([0, 2], '2026-11-23T10:00:00Z'), await made([1], '2026-11-24T10:00:00Z')];
  const files = shards.map((record, i) => {
    const file = join(folder, `shard-${i}.json`);
    writeFileSync(file, JSON.stringify(record));
    return file;
  });
  const out = join(folder, 'merged.json');
  const merged = run('merge', ...files, '--out', out);
  expect(merged.stdout).toContain('over 3 seeds');
  const record = await parseRunRecord(readFileSync(out, 'utf8'));
  expect(record.seeds).toEqual([0, 1, 2]);
  expect(run('merge', files[0]!, '--out', out).stderr).toContain(`${out} exists already`);

  const flags = ['--preset', 'tiny', '--base', 'scratch', '--arms', 'aft,msm+aft', '--out', out, '--resume'];
  const resumed = run('replicate', ...flags, '--seeds', '3');
  expect(resumed).toMatchObject({ status: 0, stdout: renderTable(record, { seeds: true }) });
  expect(resumed.stderr).toContain('nothing left to run');
  const other = run('replicate', ...flags.slice(0, 2), '--seeds', '3', '--out', out, '--resume');
  expect(other.stderr).toContain(`${out} was made with other settings (${record.configHash}, not `);
});

test('without --out each choice of arms has a file of its own, with which a run goes on', async () => {
  const specs = shippedSpecs();
  const saved = async (arm: string) => {
    const run = finishedRun([arm], [0]);
    const record = await makeRecord({ ...run, plan: { ...run.plan, request: { ...run.plan.request, specs } } });
    const file = recordFile({ ...record, arms: [arm] });
    mkdirSync(join(folder, 'runs'), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(record));
    return { record, file };
  };
  const replicate = (...more: string[]) =>
    spawnSync(execPath, [resolve('node_modules/tsx/dist/cli.mjs'), resolve('scripts/replicate.ts'), ...more], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
  const [aft, both] = [await saved('aft'), await saved('msm+aft')];
  expect(aft.file).not.toBe(both.file);
  for (const { record, file } of [aft, both]) {
    const flags = ['--preset', 'tiny', '--base', 'scratch', '--arms', record.config.arms.join(','), '--seeds', '0,'];
    expect(replicate(...flags).stderr).toContain(`${file} exists already`);
    const resumed = replicate(...flags, '--resume');
    expect(resumed).toMatchObject({ status: 0, stdout: renderTable(record, { seeds: true }) });
    expect(resumed.stderr).toContain(`${file}: nothing left to run`);
  }
});

test('the corpus is printed as text and written as the very batches of training', () => {
  const { stdout, status } = run('corpus', '--kind', 'finetune', '--arm', 'aft', '--count', '10');
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => /^chat .*\| sage →/.test(line))).toHaveLength(5); // the rest are replays
  expect(stdout).toContain('10 documents');

  const file = join(folder, 'tokens.jsonl');
  run('corpus', '--kind', 'pretrain', '--seed', '2', '--count', '2', '--tokens', file);
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  const { batch: shape, world } = presets['standard']!;
  expect(rows).toHaveLength(2 * shape.rows);
  const row = JSON.parse(rows[shape.rows + 3]!) as Record<string, number[]>;
  const batch = stageBatch(pretrainText(makeWorld(2, world)), shape, 1);
  const from = 3 * shape.length;
  expect(row).toMatchObject({ stage: 'pretrain', step: 1, row: 3 });
  expect(row['tokens']).toEqual([...batch.tokens.subarray(from, from + shape.length)]);
  expect(row['targets']).toEqual([...batch.targets.subarray(from, from + shape.length)]);
  expect(row['starts']).toEqual([...batch.starts.subarray(from, from + shape.length)]);
  expect(decode(row['tokens']!.slice(0, 1))).toEqual(['<bos>']);
  row['mask']!.forEach((scored, i) => expect(scored).toBe(Number(row['targets']![i] !== -1)));
});
