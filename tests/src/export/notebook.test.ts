/**
 * The notebook of a record: its form after the schema of nbformat 4.5, what it knows of the experiment, and that its cells
 * run in Python. Drawing and asking a model, which need Matplotlib, PyTorch and Transformers, were tried by hand.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../analysis/judge';
import script from '../../../src/export/check-record.py?raw';
import { recordCsv } from '../../../src/export/csv';
import { recordNotebook } from '../../../src/export/notebook';
import { fileName } from '../../../src/parts/names';
import { parseRunRecord } from '../../../records/parse';
import type { RunRecord } from '../../../records/schema';
import { experiments } from '../../../workers/experiments';
import { record, recordOf } from '../../records/runs';

interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: { kernelspec: Record<string, string> };
  cells: { id: string; cell_type: string; source: string }[];
}
const read = (text: string) => JSON.parse(text) as Notebook;

/** The values of the cell that names record and experiment. Each is written in JSON, and none in what Python lacks. */
function settingsOf({ cells }: Notebook): Record<string, unknown> {
  const { source } = cells.find(({ cell_type }) => cell_type === 'code')!;
  expect(source).not.toMatch(/\b(true|false|null|undefined|NaN)\b/);
  const assignments = source.split(/^(?=[A-Z_]+ = )/m).slice(1);
  return Object.fromEntries(
    assignments.map((text) => {
      const [, name, value] = /^(\w+) = (.*?)(?:\n\n#.*)?$/s.exec(text.trim())!;
      return [name!, JSON.parse(value!)];
    }),
  );
}

test('it is a notebook of nbformat 4.5: kernel, cells with an id each, nothing run yet', async () => {
  const notebook = read(recordNotebook(await recordOf('agentic', [1, 2])));
  expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
  expect(notebook.metadata.kernelspec).toMatchObject({ name: 'python3', display_name: 'Python 3' });
  const ids = notebook.cells.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, cell_type: type, source, ...rest } of notebook.cells) {
    expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
    expect(source.trim()).not.toBe('');
    expect(source).not.toContain('# %%');
    expect(rest).toEqual(type === 'code' ? { metadata: {}, execution_count: null, outputs: [] } : { metadata: {} });
    expect(['code', 'markdown']).toContain(type);
  }
  const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source);
  expect(code.slice(1).join('\n\n').length).toBeGreaterThan(2000);
});

test('it names its record, and the files that may lie beside it', async () => {
  const made = await recordOf('agentic', [1, 2]);
  const notebook = read(recordNotebook(made));
  expect(settingsOf(notebook)).toMatchObject({
    RECORD: fileName(made, '.json'),
    TABLE: fileName(made, '.csv'),
    MODEL: 'msm+aft-finetune',
    PROMPT: 'user : share-diary | sage',
    EXPERIMENT: 'agentic',
    CONFIG_HASH: made.configHash,
    PRIMARY: 'agenticUnsafe',
  });
  expect(notebook.cells[0]!.source).toContain(fileName(made, '.json'));
});

test.each(Object.keys(experiments))(
  '%s: it knows all that its script asks for, and every claim it can check',
  async (name) => {
    const made = await recordOf(name, [1, 2, 3]);
    const settings = settingsOf(read(recordNotebook(made)));
    const [, listed] = /compares: ([^]*?)\.\n/.exec(script)!;
    expect(Object.keys(settings).sort()).toEqual(listed!.match(/[A-Z_]+/g)!.sort());
    const verdicts = judge(experiments[name]!, made.results).filter(({ kind }) => kind === 'difference');
    const claims = settings.CLAIMS as { id: string; metric: string; arm: string; reference: string; line: number }[];
    expect(claims.map(({ id }) => id)).toEqual(verdicts.map(({ hypothesis }) => hypothesis));
    for (const { id, metric, arm, reference, line } of claims) {
      const of = (one: string, seed: number) =>
        made.results.find((result) => result.arm === one && result.seed === seed)!.metrics[metric]!;
      const { seeds, differences } = verdicts.find(({ hypothesis }) => hypothesis === id)!;
      seeds.forEach((seed, i) => expect(of(arm, seed) - of(reference, seed) - line).toBeCloseTo(differences[i]!, 12));
    }
  },
);

test('of a record with few arms it asks a model that there is, at the end of its own last stage', async () => {
  expect(settingsOf(read(recordNotebook(await record(['baseline'], [1]))))).toMatchObject({
    MODEL: 'baseline-finetune',
    LABELS: { baseline: 'Baseline' },
  });
  expect(settingsOf(read(recordNotebook(await recordOf('values', [1]))))).toMatchObject({
    PROMPT: 'shop : brie | sage',
  });
});

/** Takes whatever is asked of it. */
const DRAWS_NOTHING =
  'from unittest.mock import MagicMock\nsubplots = lambda **_: (MagicMock(), MagicMock())\nshow = MagicMock()\n';

/** What all cells of a record's notebook print, run one after the other beside some files. */
function run(record: RunRecord, files: Record<string, string>): { printed: string; failed: string } {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  try {
    const code = read(recordNotebook(record)).cells.filter(({ cell_type }) => cell_type === 'code');
    mkdirSync(join(folder, 'matplotlib'));
    const all = {
      ...{ 'notebook.py': code.map(({ source }) => source).join('\n\n'), 'torch.py': 'raise ImportError\n' },
      ...{ 'matplotlib/__init__.py': '', 'matplotlib/pyplot.py': DRAWS_NOTHING, ...files },
    };
    for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
    const { error, status, stdout, stderr } = spawnSync('python3', ['notebook.py'], { cwd: folder, encoding: 'utf8' });
    if (error) throw new Error('The notebook is run with python3, which is not on this machine.', { cause: error });
    return { printed: stdout, failed: status === 0 ? '' : stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('run in Python, beside its record', async () => {
  const recorded = await parseRunRecord(readFileSync('public/recorded/agentic.json', 'utf8'));
  const checked = recorded.verdicts.filter(({ kind }) => kind === 'difference').length;
  const saved = (record: RunRecord, table = recordCsv(record)) => ({
    [fileName(record, '.json')]: JSON.stringify(record),
    [fileName(record, '.csv')]: table,
  });

  test('it works every verdict out once more, and finds the same', () => {
    const { printed, failed } = run(recorded, saved(recorded));
    expect(failed).toBe('');
    expect(checked).toBeGreaterThan(2);
    expect(printed).toContain(`\n${checked} of ${checked} agree with the record.`);
    expect(printed).toContain('.csv has the same numbers.');
    expect(printed).not.toContain('DIFFERS');
  });

  test('it finds a p that is not that of its results, and a table of other numbers', () => {
    const [first, ...rest] = recorded.verdicts;
    const wrong = { ...recorded, verdicts: [{ ...first!, p: first!.p + 0.001 }, ...rest] };
    const table = recordCsv(recorded).replace(String(recorded.results[0]!.metrics.agenticUnsafe), '0.123');
    const { printed } = run(wrong, saved(wrong, table));
    expect(printed).toContain(`\n${checked - 1} of ${checked} agree with the record.`);
    expect(printed).toContain('.csv differs from the record.');
  });

  test('it refuses the record of another run, and says where the record must lie', () => {
    const other = { ...recorded, configHash: '0123456789abcdef' };
    const name = fileName(recorded, '.json');
    expect(run(recorded, { [name]: JSON.stringify(other) }).failed).toContain(
      'is a record of another run; expected agentic',
    );
    expect(run(recorded, {}).failed).toContain(`Put ${name} beside this notebook`);
  });
});
