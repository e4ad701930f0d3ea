/** Files from elsewhere: told apart by what is in them, and refused in one sentence that names the file. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeModel } from '../../../models/checkpoint';
import { writeSafetensors } from '../../../models/safetensors';
import { recordCsv } from '../../../src/export/csv';
import { recordNotebook } from '../../../src/export/notebook';
import { weightsZip } from '../../../src/export/weights';
import { FileError, MAX_BYTES, readFileOf } from '../../../src/history/import';
import { readShelf, type Shelf, writeShelf } from '../../../src/inside/snapshots';
import { recordOf, SPEC } from '../records/runs';
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
    const opened = { kind: 'records', file: 'a.json', records: [one] };
    expect(await readFileOf(fileOf('a.json', json(one, null, 2)))).toEqual(opened);
    const lines = `\n${json(one)}\r\n${json(values)}\n${json(two)}\n`;
    expect(await readFileOf(fileOf('a.jsonl', lines))).toMatchObject({ records: [one, values, two] });
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

describe('a zip of models, as the page saves it', () => {
  it('is opened again, every model bit for bit', async () => {
    const opened = await readFileOf(fileOf('models.zip', packed));
    expect(opened).toMatchObject({ kind: 'shelf', file: 'models.zip', shelf: readShelf(writeShelf(shelf)) });
  });
});

describe('a specification', () => {
  it('is told by its headings, and named after its file', async () => {
    const opened = { kind: 'spec', file: 'philosophy.md', name: 'philosophy', text: philosophy };
    expect(await readFileOf(fileOf('philosophy.md', philosophy))).toEqual(opened);
    expect(await readFileOf(fileOf('care', SPEC))).toMatchObject({ kind: 'spec', name: 'care' });
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
    'it is one model, for PyTorch; open the zip that it came in, or shelf.safetensors in it',
  ],
  ['cut.zip', packed.slice(0, packed.length / 2), 'the zip is damaged'],
  ['other.zip', zipSync({ 'readme.txt': strToU8('hello') }), 'it is a zip without models of the lab'],
  ['forged.zip', zipSync({ 'shelf.safetensors': strToU8('hello') }), 'not a safetensors file'],
  ['notes.txt', 'Buy cheese.', 'it is neither run records'],
  ['broken.json', 'oh no', 'this is not JSON; a run record was expected'],
  ['cut.json', json(one).slice(0, -9), 'this is not JSON; a run record was expected'],
  ['package.json', '{"name":"x"}', 'this is JSON, but not a run record; one of the lab was expected'],
  ['list.json', json([one]), 'this is JSON, but not a run record; one of the lab was expected'],
  ['odd.json', json({ ...one, seeds: 'many' }), 'this is not a valid run record: seeds: invalid input: expected array'],
  ['old.json', json({ ...one, schema: 1 }), 'this run record has schema version 1; version 2 was expected'],
  ['lines.jsonl', `${json(one)}\n{}`, 'line 2: this is JSON, but not a run record; one of the lab was expected'],
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
    const { hashConfig } = await import('../../../src/records/hash');
    const foreign = { ...one, experiment: 'magic', configHash: await hashConfig('magic', one.config) };
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
