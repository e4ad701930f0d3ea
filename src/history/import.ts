/**
 * Files from elsewhere: run records, models, specifications. What a file is, is told by its beginning; it is bounded in
 * size before it is read and checked by the same readers as everything else, or refused in one sentence.
 */
import { parseSpec } from '../../datasets/spec';
import { VOCABULARY } from '../../datasets/tokenizer';
import { experiments } from '../../workers/experiments';
import { presets } from '../../workers/presets';
import { withChanges } from '../../workers/settings';
import { SHELF_FILE } from '../export/names';
import { readShelf, type Shelf } from '../inside/snapshots';
import { loadPart } from '../parts/load';
import { MAX_FILE_LENGTH } from '../records/limits';
import { parseRunRecords } from '../records/parse';
import type { RunRecord } from '../records/schema';
import { requireUsable } from './usable';

/** Run records, at least one. */
export interface OpenedRecords {
  kind: 'records';
  /** Name of the file. */
  file: string;
  records: RunRecord[];
}

/** Trained models. */
export interface OpenedShelf {
  kind: 'shelf';
  file: string;
  shelf: Shelf;
  /** Experiments that have all of their arms, by name: a file of models does not say whose they are. At least one. */
  experiments: string[];
}

/** A specification, which can be parsed. */
export interface OpenedSpec {
  kind: 'spec';
  file: string;
  /** The file's name without its ending. */
  name: string;
  text: string;
}

export type Opened = OpenedRecords | OpenedShelf | OpenedSpec;
type Kind = Opened['kind'];

/** A file that cannot be used; the message names it and says why, in one sentence. */
export class FileError extends Error {
  override name = 'FileError';
}

/** What a file is; models may also come packed. */
type Form = Kind | 'zip';

/** Largest file of each form, in bytes. A zip has its models twice. */
export const MAX_BYTES: Record<Form, number> = {
  ...{ records: MAX_FILE_LENGTH, shelf: 64 * 2 ** 20, zip: 192 * 2 ** 20, spec: 2 ** 19 },
};

const FORM_WORDS: Record<Form, string> = {
  records: 'a file of run records',
  shelf: 'a file of models',
  zip: 'a zip of models',
  spec: 'a specification',
};

/** Bytes by which a form is told. */
const HEAD = 4096;

/** What a file should be by the ending of its name, where its beginning does not tell. */
const BY_ENDING: Record<string, Form> = { json: 'records', jsonl: 'records', safetensors: 'shelf', md: 'spec' };

/** What the page saves for other programs and does not read itself: how it begins, and what is said of it. */
const ELSEWHERE: [begins: RegExp, what: string][] = [
  [/^experiment,arm,arm_label,seed,/, 'it is a table made from a run record; open the record itself, “Record (JSON)”'],
  [/^\s*\{\s*"(nbformat|cells)"/, 'it is a notebook, made from a run record; open the record itself, “Record (JSON)”'],
  [
    /^\s*(<\?xml[^>]*>\s*)?<svg\b|^\uFFFDPNG/,
    'it is a picture; the numbers of a figure are in its run record, “Record (JSON)”',
  ],
  [
    /^[^]{8}\{.*"(transformer\.)?wte\.weight"/,
    `it is one model, for PyTorch; open the zip that it came in, or ${SHELF_FILE} in it`,
  ],
];

/** @throws FileError if the file cannot be used */
export async function readFileOf(file: File): Promise<Opened> {
  try {
    const form = formOf(file.name, await bytesOf(file.slice(0, HEAD)));
    requireSize(file, form);
    return await READERS[form](file.name, await bytesOf(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`“${short(file.name)}” cannot be used: ${goneOn(reason)}.`, { cause: error });
  }
}

const openShelf = (file: string, bytes: Uint8Array): OpenedShelf => {
  const shelf = readShelf(bytes);
  return { kind: 'shelf', file, shelf, experiments: requireOurs(shelf) };
};

const READERS: Record<Form, (file: string, bytes: Uint8Array) => Opened | Promise<Opened>> = {
  records: async (file, bytes) => {
    const records = await parseRunRecords(textOf(bytes));
    records.forEach(requireUsable);
    return { kind: 'records', file, records };
  },
  shelf: openShelf,
  zip: async (file, bytes) => openShelf(file, await unpackShelf(bytes)),
  spec: (file, bytes) => {
    const text = textOf(bytes);
    parseSpec(text);
    const name = file.replace(/\.[^.]*$/, '').replace(/ ?\(\d+\)$/, ''); // browsers number what is saved twice
    return { kind: 'spec', file, name, text };
  },
};

/** @throws RangeError if it is none of those that the lab reads */
function formOf(name: string, head: Uint8Array): Form {
  if (head.length === 0) throw new RangeError('it is empty');
  const text = new TextDecoder().decode(head);
  const elsewhere = ELSEWHERE.find(([begins]) => begins.test(text));
  if (elsewhere) throw new RangeError(elsewhere[1]);
  if (isSafetensors(head)) return 'shelf';
  if (text.startsWith('PK\x03\x04')) return 'zip';
  if (/^\s*[{[]/.test(text)) return 'records';
  if (/^##? \S/m.test(text)) return 'spec';
  const form = BY_ENDING[name.toLowerCase().split('.').at(-1)!];
  if (form !== undefined) return form;
  throw new RangeError(
    'it is neither run records (JSON), nor models of the lab (zip or safetensors), nor a specification',
  );
}

/** A length of eight bytes, of which the upper half is always zero, and a header in JSON. */
const isSafetensors = (head: Uint8Array): boolean =>
  head.length > 8 && head[8] === '{'.charCodeAt(0) && head.subarray(4, 8).every((byte) => byte === 0);

/** The file of models in a zip that the page has saved. @throws Error with one sentence if there is none */
async function unpackShelf(bytes: Uint8Array): Promise<Uint8Array> {
  const { unzipSync } = await loadPart(() => import('fflate'), 'What unpacks a zip');
  let files;
  try {
    // No more is unpacked than the size that it tells.
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === SHELF_FILE && originalSize <= MAX_BYTES.shelf,
    });
  } catch (cause) {
    throw new RangeError('the zip is damaged', { cause });
  }
  const shelf = files[SHELF_FILE];
  if (!shelf) throw new RangeError(`it is a zip without models of the lab; one has ${SHELF_FILE} in it`);
  return shelf;
}

function requireSize({ size }: File, form: Form): void {
  if (size <= MAX_BYTES[form]) return;
  const mega = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  throw new RangeError(`it has ${mega(size)} MB, and ${FORM_WORDS[form]} has at most ${mega(MAX_BYTES[form])} MB`);
}

/** @throws Error if the file is gone, or is a folder */
async function bytesOf(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new Error('the browser could not read it', { cause });
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RangeError('it is not text in UTF-8', { cause });
  }
}

/**
 * Names of the experiments that the models may belong to.
 * @throws RangeError if they are not models that this version of the lab can talk to
 */
function requireOurs({ config, preset, changes, snapshots }: Shelf): string[] {
  if (snapshots.length === 0) throw new RangeError('there is no model in it');
  if (config.vocabSize !== VOCABULARY.length)
    throw new RangeError(`its models know ${config.vocabSize} words, and those of the lab ${VOCABULARY.length}`);
  if (config.nEmbd % config.nHead !== 0)
    throw new RangeError(`the width of its models, ${config.nEmbd}, is no multiple of their ${config.nHead} heads`);
  withChanges(presets[preset]!, changes ?? {}); // its world is made anew from this
  if (!snapshots.every(({ parameters }) => parameters.every(Number.isFinite)))
    throw new RangeError('some of its weights are no finite numbers');
  const arms = [...new Set(snapshots.map(({ replica }) => replica.arm))];
  const names = Object.values(experiments).filter((one) => arms.every((id) => one.arms.some((arm) => arm.id === id)));
  if (names.length === 0)
    throw new RangeError(`no experiment of this version of the lab has its models ${short(arms.join(', '))}`);
  return names.map(({ name }) => name);
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** A sentence as the end of another one. */
const goneOn = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '');
