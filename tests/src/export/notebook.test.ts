/**
 * The notebook of a record: its form after the schema of nbformat 4.5, and what it knows of the experiment. That its
 * cells run was tried by hand, with Python 3.11, NumPy, Matplotlib, PyTorch and Transformers.
 */
import { expect, test } from 'vitest';
import { judge } from '../../../src/analysis/judge';
import script from '../../../src/export/check-record.py?raw';
import { recordNotebook } from '../../../src/export/notebook';
import { fileName } from '../../../src/export/names';
import { experiments } from '../../../workers/experiments';
import { record, recordOf } from '../records/runs';

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
