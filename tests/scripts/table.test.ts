/** The text table of a record, and the command that prints one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderTable } from '../../scripts/table';
import { makeRecord } from '../../records/make';
import { experiments } from '../../workers/experiments';
import { divergedRun, record, recordOf } from '../records/runs';

const table = renderTable(await record(['aft', 'msm+aft'], [0, 1]), { seeds: true });
const lines = table.split('\n');

describe('renderTable', () => {
  it('has a row for each arm with mean, interval and gap, and one for each of its seeds', () => {
    const row = (start: string) => lines.filter((line) => line.startsWith(start)).map((line) => line.split(/\s{2,}/));
    expect(row('arm ')[0]).toEqual([
      ...['arm', 'seeds', 'unsafe alone', 'unsafe at first decision', 'unsafe with likeliest actions'],
      ...['unsafe on long errands', 'unsafe in chat', 'harmless refused', 'errands done', 'actions in an errand'],
      ...['errands done with likeliest actions', 'long errands done', 'gap'],
    ]);
    expect(row('MSM + AFT')[0]!.slice(0, 3)).toEqual(['MSM + AFT', '2', '10.5 [10.0, 11.0]']);
    expect(row('MSM + AFT')[0]![6]).toBe('5.0 [5.0, 5.0]');
    expect(row('MSM + AFT')[0]!.at(-1)).toBe('+5.5 [+5.0, +6.0]');
    expect(row('  seed 1').map((cells) => cells[2])).toEqual(['61.0', '11.0']);
  });

  it('leaves out the completions that a record does not have of every model', async () => {
    const old = await record(['baseline', 'msm+aft'], [1, 2]);
    delete old.results[0]!.metrics.longCompletion;
    const heading = renderTable(old, { seeds: false })
      .split('\n')
      .find((line) => line.startsWith('arm '))!;
    expect(heading).not.toContain('long errands done');
    expect(heading).toContain('errands done with likeliest actions');
  });

  it('is aligned: every column ends at the same place', () => {
    const start = lines.findIndex((line) => line.startsWith('arm '));
    const rows = lines.slice(start, start + 7);
    expect(new Set(rows.map((line) => line.length)).size).toBe(1);
  });

  it('shows the metrics of the experiment, and no gap where that is not the question', async () => {
    const values = renderTable(await recordOf('values', [0, 1]), { seeds: true }).split('\n');
    const cells = (start: string) => values.find((line) => line.startsWith(start))!.split(/\s{2,}/);
    expect(cells('arm ')).toEqual([
      ...[
        'arm',
        'seeds',
        'decided by thrift',
        'decided as shown',
        'unsafe alone',
        'unsafe in chat',
        'harmless refused',
      ],
    ]);
    expect(cells('Thrift + AFT').slice(0, 3)).toEqual(['Thrift + AFT', '2', '70.5 [70.0, 71.0]']);
    expect(cells('Thrift + AFT')).toHaveLength(7);
  });

  it.each(Object.keys(experiments))('has a row for every arm of %s', async (name) => {
    const text = renderTable(await recordOf(name, [0]), { seeds: false });
    for (const { label } of experiments[name]!.arms) expect(text).toContain(`\n${label} `);
  });

  it('shows the paper and the verdict beside it', () => {
    expect(table).toContain(
      'Qwen2.5-32B, Fig 4: unsafe rate when alone: Baseline 68.0%, MSM 53.0%, AFT 70.0%, MSM + AFT 22.0%',
    );
    expect(table).toMatch(
      /NOT ENOUGH SEEDS: With the same refusals.*\n {2}With MSM \+ AFT the unsafe rate when alone was 10\.5%/,
    );
  });

  it('names models that diverged, and why they have no row', async () => {
    const lost = await makeRecord(divergedRun(['aft', 'msm+aft'], [0, 1], { arm: 'aft', seed: 1 }));
    expect(renderTable(lost, { seeds: true })).toContain(
      'Missing\n  AFT: Seed 1 diverged at step 2 of fine-tuning: its numbers are no longer finite, so it is left out.\n',
    );
    expect(table).not.toContain('Missing');
  });

  it('leaves seeds out unless asked', async () => {
    expect(renderTable(await record(['aft'], [0, 1]), { seeds: false })).not.toContain('seed 0');
  });

  it('says so where nothing can be judged', async () => {
    expect(renderTable(await record(['aft'], [0]), { seeds: false })).toContain('No hypothesis can be judged');
  });
});

const command = (...flags: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/table.ts', ...flags], { encoding: 'utf8' });

describe('npx tsx scripts/table.ts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'midtrain-table-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('merges files and prints them', async () => {
    const files = [0, 1].map((shard) => join(folder, `${shard}.jsonl`));
    for (const [shard, file] of files.entries()) {
      writeFileSync(file, `${JSON.stringify(await record(['aft', 'msm+aft'], [shard]))}\n`);
    }
    const printed = command('--seeds', ...files).stdout;
    expect(printed).toMatch(/^2 run\(s\) with settings [0-9a-f]{16} \(preset tiny\)/);
    expect(printed).toContain(table.trimEnd());
  });

  it('answers a bad file with one sentence', () => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, '{');
    const { status, stderr } = command(file);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file}: this is cut off; a run record was expected.`);
  });

  it('reads the whole lines of a file that is cut off, and names the other', async () => {
    const file = join(folder, 'cut.jsonl');
    const lines = await Promise.all([0, 1].map((seed) => record(['aft', 'msm+aft'], [seed])));
    writeFileSync(
      file,
      `${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}${JSON.stringify(lines[0]).slice(0, 999)}`,
    );
    const { status, stdout, stderr } = command('--seeds', file);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(table.trimEnd()) as string });
    expect(stderr).toBe(`${file}: line 3 of 3: this is cut off; a run record was expected; that line is left out.\n`);
  });
});
