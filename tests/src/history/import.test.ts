/** Files from elsewhere: told apart by what is in them, and refused in one sentence that names the file. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeModel } from '../../../models/checkpoint';
import { headerEnd, writeSafetensors } from '../../../models/safetensors';
import { recordCsv } from '../../../src/export/csv';
import { recordNotebook } from '../../../src/export/notebook';
import { weightsZip } from '../../../src/export/weights';
import { FileError, MAX_BYTES, readFileOf } from '../../../src/history/import';
import { runId } from '../../../src/history/run-id';
import { readShelf, type Shelf, writeShelf } from '../../../src/inside/snapshots';
import { hashConfig } from '../../../records/hash';
import { recordOf, SPEC } from '../../records/runs';
import { keptOf, recordAt } from './saved';

const fileOf = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
const [one, two] = await Promise.all([recordAt(8), recordAt(9)]);
const { shelf } = await keptOf(3);
const packed = weightsZip(shelf);
const values = await recordOf('values', [0]);
const json = JSON.stringify;
const philosophy = readFileSync(new URL('../../../datasets/specs/philosophy.md', import.meta.url), 'utf8');

/** A file of models with something else about them. */
const shelfWith = (changes: Partial<Shelf>) => writeShelf({ ...shelf, ...changes });
const renamed = (arm: string): Partial<Shelf> => ({
  snapshots: shelf.snapshots.map((snapshot) => ({ ...snapshot, replica: { arm, seed: 3 } })).slice(0, 2),
});

describe('a file of run records', () => {
  it('has one as JSON, or one on each line', async () => {
    const runs = [one, values, two].map((record) => ({ id: runId(record), record }));
    const opened = { kind: 'records', file: 'a.json', runs: [runs[0]], leftOut: [] };
    expect(await readFileOf(fileOf('a.json', json(one, null, 2)))).toEqual(opened);
    const lines = `\n${json(one)}\r\n${json(values)}\n${json(two)}\n`;
    expect(await readFileOf(fileOf('a.jsonl', lines))).toMatchObject({ runs, leftOut: [] });
  });

  it('opens what it can of a file of which a line is cut off or cannot be shown', async () => {
    const foreign = { ...one, experiment: 'magic', configHash: hashConfig('magic', one.config) };
    const lines = [json(one), json(foreign), json(two), json(values).slice(0, -100)].join('\n');
    expect(await readFileOf(fileOf('runs.jsonl', lines))).toMatchObject({
      runs: [{ record: one }, { record: two }],
      leftOut: [
        expect.stringMatching(/^line 2 of 4: this version of the lab has no experiment "magic"/),
        'line 4 of 4: this is cut off; a run record was expected',
      ],
    });
  });

  it('is told by its content, whatever its name, also with a byte order mark', async () => {
    expect(await readFileOf(fileOf('notes.md', `\uFEFF ${json(one)}`))).toMatchObject({ kind: 'records' });
  });
});

describe('a file of models', () => {
  it('is told by its content, and which experiments they may belong to', async () => {
    const opened = await readFileOf(fileOf('models.bin', writeShelf(shelf)));
    expect(opened).toMatchObject({ kind: 'shelf', file: 'models.bin', shelf: readShelf(writeShelf(shelf)) });
    expect(opened).toHaveProperty('experiments.0', 'agentic');
    const own = await readFileOf(fileOf('x', shelfWith(renamed('thrift+aft'))));
    expect(own).toMatchObject({ experiments: ['values', 'attribution', 'erosion'] });
  });
});

describe('a file of models that has more than the page asks for', () => {
  it('is opened all the same, and what is left out is named', async () => {
    const tensor = { dtype: 'F8_E5M2', shape: [3] };
    const bytes = withTensors(writeShelf(shelf), { scale: tensor, zero: tensor, one: tensor, two: tensor });
    expect(await readFileOf(fileOf('a.safetensors', bytes))).toMatchObject({
      shelf: readShelf(writeShelf(shelf)),
      leftOut: ['it holds besides what no model of the lab has: scale, zero, one and 1 more'],
    });
  });
});

/** A safetensors file with further tensors of a byte a value after its own. */
function withTensors(bytes: Uint8Array, more: Record<string, { dtype: string; shape: number[] }>) {
  const end = headerEnd(bytes);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as Record<string, unknown>;
  let at = bytes.length - end;
  for (const [name, { dtype, shape }] of Object.entries(more))
    header[name] = { dtype, shape, data_offsets: [at, (at += shape.reduce((a, b) => a * b, 1))] };
  const text = new TextEncoder().encode(json(header));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return new Uint8Array([...length, ...text, ...bytes.subarray(end), ...new Uint8Array(at - (bytes.length - end))]);
}

/** The header of a GPT-2 of so many layers as PyTorch saves it: words come last, after more than 4,096 bytes. */
function gpt2(layers: number, prefix = ''): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: layers }, (_, i) => [`h.${i}.attn.c_attn.weight`, `h.${i}.ln_1.weight`]).flat();
  const tensors = Object.fromEntries(names.map((name) => [prefix + name, { dtype: 'F32', shape: [0] }]));
  return withTensors(writeSafetensors([]), {
    ...tensors,
    [`${prefix}wte.weight`]: { dtype: 'I8', shape: [8, 4] },
  });
}

describe('a model in the layout of GPT-2', () => {
  it.each([
    ['1 layer', 1],
    ['2 layers', 2],
    ['12 layers', 12],
    ['500 layers', 500],
  ])('is told by its header, with %s', async (words, layers) => {
    for (const prefix of ['', 'transformer.']) {
      await expect(readFileOf(fileOf('m.safetensors', gpt2(layers, prefix)))).rejects.toThrow(
        `“m.safetensors” cannot be used: it is one model, for PyTorch (${words}, width 4, 8 words); open the zip`,
      );
    }
  });

  it('is told before its size is', async () => {
    const large = fileOf('gpt2.safetensors', gpt2(12));
    Object.defineProperty(large, 'size', { value: 5e8 });
    await expect(readFileOf(large)).rejects.toThrow('it is one model, for PyTorch (12 layers');
  });
});

describe('a zip of models, as the page saves it', () => {
  it('is opened again, every model bit for bit', async () => {
    const opened = await readFileOf(fileOf('models.zip', packed));
    expect(opened).toMatchObject({ kind: 'shelf', file: 'models.zip', shelf: readShelf(writeShelf(shelf)) });
  });
});

describe('a specification', () => {
  it('is told by its headings, and named after its file', async () => {
    const opened = { kind: 'spec', file: 'philosophy.md', name: 'philosophy', text: philosophy, leftOut: [] };
    expect(await readFileOf(fileOf('philosophy.md', philosophy))).toEqual(opened);
    expect(await readFileOf(fileOf('care', SPEC))).toMatchObject({ kind: 'spec', name: 'care' });
  });

  it('is shown with the marks of the lab, whatever it was written with', async () => {
    const pasted =
      '\uFEFF#\u00A0House rules\r\n\r\n##\tcare\r\n•\tvalue care\r\n– because harm‑lasts\r\n1. never block-exit';
    const text = '# House rules\n\n## care\n- value care\n- because harm-lasts\n- never block-exit';
    expect(await readFileOf(fileOf('rules.txt', pasted))).toMatchObject({ kind: 'spec', name: 'rules', text });
  });

  it('keeps its name when the browser has numbered the file', async () => {
    expect(await readFileOf(fileOf('thrift (2).md', SPEC))).toMatchObject({ kind: 'spec', name: 'thrift' });
    expect(await readFileOf(fileOf('thrift(1).md', SPEC))).toMatchObject({ kind: 'spec', name: 'thrift' });
  });
});

/** Files that cannot be used, and what is said of them after their name. */
const REFUSED: [name: string, content: string | Uint8Array<ArrayBuffer>, reason: string][] = [
  ['empty.json', '', 'it is empty'],
  [
    'photo.png',
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 4, 5]),
    'it is a picture; the numbers of a figure are in its run record, “Record (JSON)”',
  ],
  ['sound.ogg', new Uint8Array([0x4f, 0x67, 0x67, 0x53, 0, 2]), 'it is neither run records (JSON), nor models'],
  ['table.csv', recordCsv(one), 'it is a table made from a run record; open the record itself, “Record (JSON)”'],
  ['check.ipynb', recordNotebook(one), 'it is a notebook, made from a run record; open the record itself'],
  ['figure.svg', '<?xml version="1.0"?>\n<svg xmlns="x">', 'it is a picture'],
  [
    'model.safetensors',
    writeModel(shelf.config, shelf.snapshots[0]!.parameters),
    'it is one model, for PyTorch (1 layer, width 16, 512 words); open the zip that it came in, or shelf.safetensors',
  ],
  ['cut.zip', packed.slice(0, packed.length / 2), 'the zip is damaged'],
  ['other.zip', zipSync({ 'readme.txt': strToU8('hello') }), 'it is a zip without models of the lab'],
  ['forged.zip', zipSync({ 'shelf.safetensors': strToU8('hello') }), 'not a safetensors file'],
  ['notes.txt', 'Buy cheese.', 'it is neither run records'],
  ['broken.json', 'oh no', 'this is not JSON; a run record was expected'],
  ['cut.json', json(one).slice(0, -9), 'this is cut off; a run record was expected'],
  ['cut.jsonl', `${json(one).slice(0, -9)}\n{}`, 'line 1 of 2: this is cut off; a run record was expected'],
  ['deep.json', '['.repeat(1_000_000), 'this is nested too deeply; a run record was expected'],
  ['package.json', '{"name":"x"}', 'this is JSON, but not a run record; one of the lab was expected'],
  ['list.json', json([one]), 'this is JSON, but not a run record; one of the lab was expected'],
  ['odd.json', json({ ...one, seeds: 'many' }), 'this is not a valid run record: seeds: a list was expected'],
  ['old.json', json({ ...one, schema: 1 }), 'this run record has schema version 1; version 3 was expected'],
  ['lines.jsonl', '{}\n{}', 'line 1 of 2: this is JSON, but not a run record; one of the lab was expected'],
  ['edited.json', json({ ...one, config: { ...one.config, preset: 'other' } }), "this run record's settings have hash"],
  ['latin.md', new Uint8Array([...'# Caf'].map((c) => c.charCodeAt(0)).concat(0xe9)), 'it is not text in UTF-8'],
  ['readme.md', '# Readme\n\n- a list', 'line 3: a bullet stands under a domain, such as "## privacy"'],
  ['prose.md', 'No heading.', 'a specification starts with a title, such as "# Philosophy"'],
  ['cut.safetensors', writeShelf(shelf).slice(0, 2000), 'the safetensors file is truncated'],
  ['short.safetensors', new Uint8Array(3), 'not a safetensors file: it has 3 bytes, fewer than 8'],
  ['gpt2.safetensors', writeSafetensors([]), 'this is not a file of trained models: it does not say what they are'],
  ['none.safetensors', shelfWith({ snapshots: [] }), 'there is no model in it'],
  ['arms.safetensors', shelfWith(renamed('dpo')), 'no experiment of this version of the lab has its models dpo'],
];

describe('a file that cannot be used', () => {
  it.each(REFUSED)('%s', async (name, content, reason) => {
    const error: unknown = await readFileOf(fileOf(name, content)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    const { message } = error as FileError;
    expect(message.startsWith(`“${name}” cannot be used: ${reason}`), message).toBe(true);
    expect(message).toMatch(/[^.]\.$/);
  });

  it('may have a record of an experiment that this version does not know', async () => {
    const foreign = { ...one, experiment: 'magic', configHash: hashConfig('magic', one.config) };
    await expect(readFileOf(fileOf('m.json', json(foreign)))).rejects.toThrow(
      '“m.json” cannot be used: this version of the lab has no experiment "magic"; it has agentic, values',
    );
  });

  it('may have models that speak another language, or weights that are no numbers', async () => {
    const tall = { ...shelf.config, vocabSize: 1, blockSize: shelf.config.blockSize + 511 }; // as many parameters
    await expect(readFileOf(fileOf('v', shelfWith({ config: tall })))).rejects.toThrow('its models know 1 words');
    const odd = { ...shelf.config, nHead: 3 };
    await expect(readFileOf(fileOf('h', shelfWith({ config: odd })))).rejects.toThrow(
      'is no multiple of their 3 heads',
    );
    const [first] = shelf.snapshots;
    const snapshots = [{ ...first!, parameters: first!.parameters.map(() => NaN) }];
    await expect(readFileOf(fileOf('w', shelfWith({ snapshots })))).rejects.toThrow(
      'some of its weights are no finite',
    );
  });

  it('is not read where it is too large, and its name is quoted in short', async () => {
    let read = 0;
    const large = (content: string, size: number) => {
      const file = fileOf(`${'x'.repeat(500)}.json`, content);
      const arrayBuffer = () => Promise.resolve(++read).then(() => new ArrayBuffer(0));
      return Object.defineProperties(file, { size: { value: size }, arrayBuffer: { value: arrayBuffer } });
    };
    await expect(readFileOf(large('{', MAX_BYTES.records + 1))).rejects.toThrow(
      /^“x{60}…” cannot be used: it has 128\.0 MB, and a file of run records has at most 128\.0 MB\.$/,
    );
    await expect(readFileOf(large('# x', 2 ** 20))).rejects.toThrow(
      'it has 1.0 MB, and a specification has at most 0.5',
    );
    expect(read).toBe(0);
  });

  it('may be a folder, or gone', async () => {
    const gone = fileOf('gone.json', '{}');
    const slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) });
    Object.defineProperty(gone, 'slice', { value: slice });
    await expect(readFileOf(gone)).rejects.toThrow('“gone.json” cannot be used: the browser could not read it.');
  });

  it('is refused whatever is in it: never another error, never two sentences', async () => {
    const starts = fc.constantFrom('', '{', '[', '# ', '## care\n', json(one).slice(0, 200), `${philosophy}\n`);
    const garbage = fc.tuple(starts, fc.uint8Array({ minLength: 1, maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(
        garbage,
        fc.constantFrom('a.json', 'a.md', 'a.safetensors', 'a'),
        async ([start, rest], name) => {
          const bytes = new Uint8Array([...new TextEncoder().encode(start), ...rest]);
          const result: unknown = await readFileOf(fileOf(name, bytes)).catch((error: unknown) => error);
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(FileError);
            expect(result.message).toMatch(/^“a[.a-z]*” cannot be used: [^A-Z][^]*[^.]\.$/);
          } else expect(result).toMatchObject({ kind: 'spec' });
        },
      ),
    );
  });
});
