/**
 * Files from elsewhere: run records, models, specifications. What a file is, is told by its beginning; it is bounded in
 * size before it is read and checked by the same readers as everything else, or refused in one sentence.
 */
import { excerpt } from '../../datasets/quote';
import { canonicalSpec } from '../../datasets/spec';
import { VOCABULARY } from '../../datasets/tokenizer';
import { headerEnd, readEntries } from '../../models/safetensors';
import { experiments } from '../../workers/experiments';
import { presets } from '../../workers/experiments/presets';
import { withChanges } from '../../workers/experiments/settings';
import { SHELF_FILE } from '../parts/names';
import { readShelf, type Shelf, unreadTensors } from '../inside/snapshots';
import { loadPart } from '../parts/load';
import { MAX_FILE_LENGTH, megabytes } from '../../records/limits';
import { parseRunRecords, requireReadable } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { runId } from './run-id';
import { requireUsable } from './usable';

interface OpenedFile {
  /** Name of the file. */
  file: string;
  /** What of it is left out and why, each as the end of a sentence. */
  leftOut: string[];
}

/** Run records, at least one, each with the id under which it is saved. */
export interface OpenedRecords extends OpenedFile {
  kind: 'records';
  runs: { id: string; record: RunRecord }[];
}

/** Trained models. */
export interface OpenedShelf extends OpenedFile {
  kind: 'shelf';
  shelf: Shelf;
  /** Experiments that have all of their arms, by name: a file of models does not say whose they are. At least one. */
  experiments: string[];
}

/** A specification, which can be parsed. */
export interface OpenedSpec extends OpenedFile {
  kind: 'spec';
  /** The file's name without its ending. */
  name: string;
  /** In canonical form. */
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
  records: MAX_FILE_LENGTH,
  shelf: 64 * 2 ** 20,
  zip: 192 * 2 ** 20,
  spec: 2 ** 19,
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
];

/** @throws FileError if the file cannot be used */
export async function readFileOf(file: File): Promise<Opened> {
  try {
    const head = await bytesOf(file.slice(0, HEAD));
    const form = formOf(file.name, head);
    if (form === 'shelf') await refuseGpt2(file, head);
    requireSize(file, form);
    return await READERS[form](file.name, await bytesOf(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(`“${excerpt(file.name)}” cannot be used: ${goneOn(reason)}.`, { cause: error });
  }
}

const openShelf = (file: string, bytes: Uint8Array): OpenedShelf => {
  const shelf = readShelf(bytes);
  const unread = unreadTensors(bytes);
  return {
    kind: 'shelf',
    file,
    shelf,
    experiments: requireOurs(shelf),
    leftOut: unread.length > 0 ? [`it holds besides what no model of the lab has: ${listed(unread)}`] : [],
  };
};

const READERS: Record<Form, (file: string, bytes: Uint8Array) => Opened | Promise<Opened>> = {
  records: async (file, bytes) => {
    const { records, problems } = await parseRunRecords(textOf(bytes), (record) => {
      requireReadable(JSON.stringify(record)); // as it will be saved
      requireUsable(record);
    });
    const runs = records.map((record) => ({ id: runId(record), record }));
    return { kind: 'records', file, runs, leftOut: problems };
  },
  shelf: openShelf,
  zip: async (file, bytes) => openShelf(file, await unpackShelf(bytes)),
  spec: (file, bytes) => {
    const text = canonicalSpec(textOf(bytes));
    const name = file.replace(/\.[^.]*$/, '').replace(/ ?\(\d+\)$/, ''); // browsers number what is saved twice
    return { kind: 'spec', file, name, text, leftOut: [] };
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
  if (/^[^\S\n]*[#＃]{1,2}\s\S/m.test(text)) return 'spec';
  const form = BY_ENDING[name.toLowerCase().split('.').at(-1)!];
  if (form !== undefined) return form;
  throw new RangeError(
    'it is neither run records (JSON), nor models of the lab (zip or safetensors), nor a specification',
  );
}

/** A length of eight bytes, of which the upper half is always zero, and a header in JSON. */
const isSafetensors = (head: Uint8Array): boolean =>
  head.length > 8 && head[8] === '{'.charCodeAt(0) && head.subarray(4, 8).every((byte) => byte === 0);

/** @throws RangeError that says of what shape it is, if the file is one model in the layout of GPT-2 */
async function refuseGpt2(file: File, head: Uint8Array): Promise<void> {
  const entries = readEntries(await bytesOf(file.slice(0, headerEnd(head))));
  const words = [...entries].find(([name]) => /^(transformer\.)?wte\.weight$/.test(name))?.[1].shape;
  if (words?.length !== 2) return;
  const layers = new Set(
    [...entries.keys()].flatMap((name) => /^(?:transformer\.)?h\.(\d{1,4})\./.exec(name)?.[1] ?? []),
  );
  throw new RangeError(
    `it is one model, for PyTorch (${layers.size} ${layers.size === 1 ? 'layer' : 'layers'}, width ${words[1]}, ${words[0]} words); ` +
      `open the zip that it came in, or ${SHELF_FILE} in it`,
  );
}

/** The file of models in a zip that the page has saved. @throws Error with one sentence if there is none */
async function unpackShelf(bytes: Uint8Array): Promise<Uint8Array> {
  const { unpackOne } = await loadPart(() => import('./zip'), 'What unpacks a zip');
  const shelf = unpackOne(bytes, SHELF_FILE, MAX_BYTES.shelf);
  if (!shelf) throw new RangeError(`it is a zip without models of the lab; one has ${SHELF_FILE} in it`);
  return shelf;
}

function requireSize({ size }: File, form: Form): void {
  if (size <= MAX_BYTES[form]) return;
  throw new RangeError(`it has ${megabytes(size)}, and ${FORM_WORDS[form]} has at most ${megabytes(MAX_BYTES[form])}`);
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
  const weights = new Set(snapshots.map(({ parameters }) => parameters)); // models that are the same share theirs
  if (![...weights].every((parameters) => parameters.every(Number.isFinite)))
    throw new RangeError('some of its weights are no finite numbers');
  const arms = [...new Set(snapshots.map(({ replica }) => replica.arm))];
  const names = Object.values(experiments).filter((one) => arms.every((id) => one.arms.some((arm) => arm.id === id)));
  if (names.length === 0)
    throw new RangeError(`no experiment of this version of the lab has its models ${excerpt(arms.join(', '))}`);
  return names.map(({ name }) => name);
}

/** Names, the first few of them. */
const listed = (names: readonly string[]): string =>
  `${names
    .slice(0, 3)
    .map((name) => excerpt(name))
    .join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

/** A sentence as the end of another one. */
const goneOn = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '');
