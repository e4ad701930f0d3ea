/**
 * Every reader of the lab, with intact inputs for it, how they are damaged, and what is done with one that is accepted
 * all the same. Whatever is accepted must serve all that follows, and what is written of it must be read again.
 */
import type { Rng } from '../../datasets/rng';
import { parseSpec } from '../../datasets/spec';
import { readModel, readTrainingCheckpoint, writeModel, writeTrainingCheckpoint } from '../../models/checkpoint';
import { initParameters } from '../../models/init';
import { readSafetensors } from '../../models/safetensors';
import { seedList, shardOf } from '../../scripts/command-line';
import { parseBenchOptions } from '../../scripts/bench';
import { parseStartOptions } from '../../scripts/start';
import { renderTable } from '../../scripts/table';
import { recordCsv } from '../../src/export/csv';
import { recordNotebook } from '../../src/export/notebook';
import { weightsZip } from '../../src/export/weights';
import { type Opened, readFileOf } from '../../src/history/import';
import { requestOf } from '../../src/history/request';
import { fromKeptRow, fromRunRow, toKeptRow, toRunRow } from '../../src/history/rows';
import { requireUsable } from '../../src/history/usable';
import { type Shelf, readShelf, writeShelf } from '../../src/inside/snapshots';
import { unknownWord, wordsOf } from '../../src/inside/questions';
import { type LinkNames, parseLink, readSeeds, SEEDS_EXPECTED, seedWords, writeQuery } from '../../src/lab/link';
import { readPaces } from '../../src/lab/paces';
import { Settings } from '../../src/lab/settings.svelte';
import { readSpecs, writeSpecs } from '../../src/lab/spec-link';
import { SHIPPED_SPECS } from '../../src/lab/specs';
import { hashConfig } from '../../records/hash';
import { joinRecords } from '../../records/join';
import { parseRunRecord, parseRunRecords } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { rerunCommand } from '../../src/report/commands';
import { parseTraces, writeTraces } from '../../src/watch/traces';
import { loadBaseWeights, parseBaseIndex } from '../../workers/base/base-weights';
import { readCheckpoint, type StoredCheckpoint, writeCheckpoint } from '../../workers/checkpoint/checkpoint';
import { experiments } from '../../workers/experiments';
import { fnv1a } from '../../workers/base/fnv1a';
import { OpfsStore } from '../../workers/checkpoint/opfs-store';
import { type Preset, presets } from '../../workers/experiments/presets';
import type { RunRequest } from '../../workers/protocol';
import { sha256 } from '../../workers/base/sha256';
import { parseRunRequest } from '../../workers/run/request';
import { SETTINGS_BY_PATH } from '../../workers/experiments/settings';
import { readSummary, startOf } from '../../workers/checkpoint/summary';
import { keptOf, savedAt } from '../src/history/saved';
import { divergedRun, recordOf } from '../records/runs';
import { makeRecord } from '../../records/make';
import { bodyOf, COMMIT, identity } from '../workers/checkpoints';
import { fakeRoot } from '../workers/file-system';
import { complaintAboutError } from './judge';
import { mutateBytes, mutateText, mutateValue } from './mutate';

/** How one kind of input is read. */
export interface Reader {
  /** As on the command line. */
  name: string;
  /** Intact inputs, at least one, all of which are accepted. */
  intact: readonly unknown[];
  /** A damaged input. @param input one of the intact ones @param other perhaps another */
  damage: (rng: Rng, input: never, other: never) => unknown;
  /**
   * Reads an input, and does all that is done with one that is accepted.
   *
   * @returns what is said of parts that were refused, a sentence each
   * @throws Error with one sentence to refuse it
   */
  read: (input: never) => Promise<readonly string[] | void> | readonly string[] | void;
}

const reader = <Input>(
  name: string,
  intact: readonly Input[],
  damage: (rng: Rng, input: Input, other: Input) => unknown,
  read: (input: Input) => Promise<readonly string[] | void> | readonly string[] | void,
): Reader => ({ name, intact, damage, read });

/** @throws TypeError, which is a fault of the reader's */
function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new TypeError(what);
}

const json = JSON.stringify;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const tiny = presets['tiny'] as Preset;

/** A damaged record whose hash is right all the same, mostly: or nothing behind that check would ever be met. */
async function damagedRecord(rng: Rng, record: RunRecord): Promise<string> {
  const damaged = mutateValue(rng, record);
  if (rng.chance(0.8)) await mendHash(damaged);
  return json(damaged) ?? '';
}

async function mendHash(value: unknown): Promise<void> {
  const { experiment, config } = (value ?? {}) as { experiment: string; config: RunRecord['config'] };
  try {
    (value as RunRecord).configHash = hashConfig(experiment, config);
  } catch {
    // There are no settings left that could have one.
  }
}

/** What becomes of records that are opened: they are judged, shown, pooled, saved, and taken away as tables. */
async function useRecord(record: RunRecord): Promise<string[]> {
  check(json(await parseRunRecord(json(record))) === json(record), 'a record is read differently when written again');
  requireUsable(record);
  renderTable(record, { seeds: true });
  recordCsv(record);
  recordNotebook(record);
  const { record: joined } = joinRecords([record]);
  await parseRunRecord(json(joined));
  rerunCommand(record, { arms: record.config.arms, seeds: record.seeds });
  const saved = { id: 'x', record, added: '2026-11-23T10:00:00Z', origin: { kind: 'here' }, note: '' } as const;
  check(json((await fromRunRow(toRunRow(saved))).record) === json(record), 'a saved record is read differently');
  return refusalOf(() => parseRunRequest(requestOf(record)));
}

/** Why something is refused, in the only sentence; none if it is not. @throws what is not for people to read */
function refusalOf(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (complaintAboutError(error) !== undefined) throw error;
    return [(error as Error).message];
  }
}

async function useRecords(records: readonly RunRecord[]): Promise<string[]> {
  const sentences: string[] = [];
  for (const record of records) sentences.push(...(await useRecord(record)));
  return sentences;
}

async function useOpened(opened: Opened): Promise<readonly string[]> {
  if (opened.kind === 'records')
    return [...opened.leftOut, ...(await useRecords(opened.runs.map(({ record }) => record)))];
  if (opened.kind === 'shelf') useShelf(opened.shelf);
  if (opened.kind === 'spec') parseSpec(opened.text);
  return opened.leftOut;
}

const useShelf = (shelf: Shelf): void => {
  const again = readShelf(writeShelf(shelf));
  check(again.snapshots.length === shelf.snapshots.length, 'models are read differently when written again');
};

/** A file as it is dropped on the page. */
interface Dropped {
  name: string;
  bytes: Uint8Array;
}

const openFile = async ({ name, bytes }: Dropped) =>
  useOpened(await readFileOf(new File([bytes as Uint8Array<ArrayBuffer>], name)));

const damagedFile = (rng: Rng, { name, bytes }: Dropped, other: Dropped): Dropped => ({
  name: rng.chance(0.1) ? mutateText(rng, name) : name,
  bytes: mutateBytes(rng, bytes, other.bytes),
});

/** A safetensors file with a damaged header, and its length set right. */
function damagedHeader(rng: Rng, file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as unknown;
  const damaged = bytesOf(json(mutateValue(rng, header)) ?? '');
  const bytes = new Uint8Array(8 + damaged.length + file.length - 8 - length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(damaged.length), true);
  bytes.set(damaged, 8);
  bytes.set(file.subarray(8 + length), 8 + damaged.length);
  return bytes;
}

const damagedTensors = (rng: Rng, file: Uint8Array, other: Uint8Array): Uint8Array =>
  rng.chance(0.5) ? damagedHeader(rng, file) : mutateBytes(rng, file, other);

/** A damaged checkpoint whose checksum is right all the same, mostly. */
function damagedCheckpoint(rng: Rng, { summary, body, vectors }: StoredCheckpoint): StoredCheckpoint {
  const damagedJson = (text: string) =>
    rng.chance(0.7) ? (json(mutateValue(rng, JSON.parse(text))) ?? '') : mutateText(rng, text);
  const where = rng.below(3);
  const text = where === 0 ? damagedJson(body) : body;
  const kept = where === 1 ? vectors.map((v) => (rng.chance(0.2) ? v.slice(0, rng.below(v.length)) : v)) : vectors;
  const characters = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const bits = kept.map((vector) => new Uint32Array(vector.slice().buffer));
  const head = JSON.parse(
    where === 2 ? summary : json({ ...JSON.parse(summary), checksum: fnv1a(characters, ...bits) }),
  );
  return { summary: where === 2 ? damagedJson(json(head)) : json(head), body: text, vectors: kept };
}

/** A checkpoint through the browser's files, one of which is damaged. */
async function readFromFiles(bytes: Uint8Array): Promise<void> {
  const root = fakeRoot({ left: Infinity });
  const folder = await root.getDirectoryHandle('midtrain-lab-interrupted-run', { create: true });
  const handle = await (await folder.getFileHandle('a', { create: true })).createSyncAccessHandle();
  handle.write(bytes as Uint8Array<ArrayBuffer>, { at: 0 });
  const store = new OpfsStore(root);
  const stored = await store.read();
  if (stored) readCheckpoint(stored, COMMIT);
}

async function fileOfCheckpoint(checkpoint: StoredCheckpoint): Promise<Uint8Array> {
  const root = fakeRoot({ left: Infinity });
  await new OpfsStore(root).write(checkpoint);
  const folder = await root.getDirectoryHandle('midtrain-lab-interrupted-run');
  return new Uint8Array(await (await (await folder.getFileHandle('a')).getFile()).arrayBuffer());
}

const NAMES: LinkNames = {
  presets: Object.keys(presets),
  experiments: Object.fromEntries(Object.values(experiments).map(({ name, arms }) => [name, arms.map(({ id }) => id)])),
};

/** A field of the page's form, and what is typed into it. */
interface Typed {
  path: string;
  text: string;
}

/** Settings as they are typed; a run that the form offers must be one that can be asked for. */
function typeSettings(typed: readonly Typed[]): string[] {
  const settings = new Settings(experiments['agentic']!, 'tiny', {});
  for (const { path, text } of typed) {
    if (path === 'seeds') settings.typeSeeds(text);
    else if (path === 'spec') settings.editSpec('philosophy', text);
    else if (Object.hasOwn(SETTINGS_BY_PATH, path) && Number.isFinite(Number(text)))
      settings.change(path, Number(text));
  }
  if (settings.trouble) return [settings.trouble];
  parseRunRequest(settings.request());
  return [];
}

/** Makes all readers and their intact inputs. */
export async function makeReaders(): Promise<Reader[]> {
  const [run, kept] = [await savedAt(8), await keptOf(3)];
  const lost = { arm: 'aft', seed: 1 };
  const records = [
    run.record,
    await recordOf('values', [0]),
    await makeRecord(divergedRun(['aft', 'msm+aft'], [0, 1], lost)),
  ];
  const texts = records.map((record) => json(record));
  const specs = Object.values(SHIPPED_SPECS);
  const shelfBytes = writeShelf(kept.shelf);
  const parameters = initParameters(tiny.model, 0);
  const model = writeModel(tiny.model, parameters);
  const state = { parameters, firstMoment: parameters, secondMoment: parameters, step: 7 };
  const training = writeTrainingCheckpoint(tiny.model, [state, state]);
  const stored = writeCheckpoint(identity, bodyOf());
  const request: RunRequest = {
    ...{ experiment: 'agentic', arms: ['aft', 'msm+aft'], seeds: [1, 2], preset: 'tiny', base: 'scratch' },
    ...{ specs: SHIPPED_SPECS, changes: { 'midtrain.steps': 7, 'world.people': 40 } },
  };
  const entry = {
    ...{ seed: 0, file: 'seed-0.safetensors', sha256: sha256(model), linkage: 0.9, knowledge: 1 },
    ...{ commit: 'abc', adapter: 'acme', date: '2026-11-23', seconds: 12 },
  };
  const index = json({ recipe: { model: tiny.model }, seeds: [entry] });
  const files: Dropped[] = [
    ...texts.map((text, i) => ({ name: `run-${i}.json`, bytes: bytesOf(text) })),
    { name: 'runs.jsonl', bytes: bytesOf(texts.join('\n')) },
    { name: 'shelf.safetensors', bytes: shelfBytes },
    ...specs.slice(0, 3).map((text, i) => ({ name: `spec-${i}.md`, bytes: bytesOf(text) })),
  ];
  const zip = { name: 'models.zip', bytes: weightsZip(kept.shelf, kept.shelf.snapshots.slice(0, 1)) };
  return [
    reader<string>('specification', specs, mutateText, (text) => void parseSpec(text)),
    reader<string>(
      'record',
      texts,
      async (rng, text, other) =>
        rng.chance(0.7) ? damagedRecord(rng, JSON.parse(text) as RunRecord) : mutateText(rng, text, other),
      async (text) => useRecord(await parseRunRecord(text)),
    ),
    reader<string>('record-lines', [texts.join('\n'), texts.slice(1).join('\r\n')], mutateText, async (text) => {
      const { records, problems } = await parseRunRecords(text);
      return [...problems, ...(await useRecords(records))];
    }),
    reader<RunRecord[]>(
      'merge',
      [records.slice(0, 1), [records[0]!, records[2]!]],
      async (rng, all) => {
        const damaged = all.flatMap((record) => [record, mutateValue(rng, record)]);
        for (const one of damaged) await mendHash(one);
        return damaged;
      },
      async (all) => {
        const read: RunRecord[] = [];
        for (const one of all) read.push(await parseRunRecord(json(one) ?? ''));
        return useRecord(joinRecords(read).record);
      },
    ),
    reader<Dropped>('file', files, damagedFile, openFile),
    reader<Dropped>('zip', [zip], damagedFile, openFile),
    reader<Uint8Array>(
      'safetensors',
      [model, training, shelfBytes],
      damagedTensors,
      (bytes) => void readSafetensors(bytes),
    ),
    reader<Uint8Array>('model', [model], damagedTensors, (bytes) => void readModel(tiny.model, bytes)),
    reader<Uint8Array>(
      'training-checkpoint',
      [training],
      damagedTensors,
      (bytes) => void readTrainingCheckpoint(tiny.model, 2, bytes),
    ),
    reader<Uint8Array>('models-of-a-run', [shelfBytes], damagedTensors, (bytes) => useShelf(readShelf(bytes))),
    reader<string>(
      'episodes',
      [writeTraces(kept.traces.map((one) => ({ ...one, episodes: one.episodes.slice(0, 6) })))],
      (rng, text) => (rng.chance(0.5) ? mutateText(rng, text) : (json(mutateValue(rng, JSON.parse(text))) ?? '')),
      (text) => {
        const traces = parseTraces(writeTraces(parseTraces(text))); // probabilities are written with four decimals
        check(
          json(parseTraces(writeTraces(traces))) === json(traces),
          'episodes are read differently when written again',
        );
      },
    ),
    reader<StoredCheckpoint>('interrupted-run', [stored], damagedCheckpoint, (checkpoint) => {
      startOf(checkpoint.summary);
      readSummary(checkpoint.summary, COMMIT);
      readCheckpoint(checkpoint, COMMIT);
    }),
    reader<Uint8Array>('interrupted-run-file', [await fileOfCheckpoint(stored)], mutateBytes, readFromFiles),
    reader<unknown>(
      'saved-run',
      [toRunRow(run)],
      async (rng, row) => {
        const { record, ...rest } = row as ReturnType<typeof toRunRow>;
        if (rng.chance(0.5)) return { ...rest, record: await damagedRecord(rng, JSON.parse(record) as RunRecord) };
        return mutateValue(rng, row);
      },
      async (row) => useRecord((await fromRunRow(row)).record),
    ),
    reader<unknown>(
      'saved-models',
      [toKeptRow(run, kept)],
      (rng, row) => {
        const { shelf, ...rest } = row as ReturnType<typeof toKeptRow>;
        return rng.chance(0.5) ? { ...rest, shelf: damagedTensors(rng, shelf, shelf) } : mutateValue(rng, row);
      },
      (row) => useShelf(fromKeptRow(row).shelf),
    ),
    reader<string>(
      'base-index',
      [index],
      (rng, text) => (rng.chance(0.3) ? mutateText(rng, text) : (json(mutateValue(rng, JSON.parse(text))) ?? '')),
      (text) => void parseBaseIndex(text),
    ),
    reader<Uint8Array>('base-weights', [model], damagedTensors, async (bytes) => {
      const entries = [{ ...entry, sha256: sha256(bytes) }];
      const shipped = { recipe: {} as never, seeds: entries };
      await loadBaseWeights(shipped, { ...tiny, base: 'tiny' }, 0, undefined, () => Promise.resolve(bytes));
    }),
    reader<string>(
      'address',
      [
        '?experiment=values&preset=tiny&seeds=1,2&arms=aft,thrift%2Baft&midtrain.steps=600',
        '?seeds=10-17&base=scratch',
        '?world.noise=0.1&model.nEmbd=64&experiment=controls',
      ],
      mutateText,
      (query) => {
        const { settings, problems } = parseLink(query, NAMES);
        const again = parseLink(
          writeQuery('', { experiment: 'agentic', ...settings }, { experiment: 'agentic' }),
          NAMES,
        );
        check(
          json({ experiment: 'agentic', ...again.settings }) === json({ experiment: 'agentic', ...settings }),
          'settings of an address are read differently when written again',
        );
        return problems;
      },
    ),
    reader<string>(
      'specifications-in-an-address',
      [await writeSpecs({ philosophy: specs[0]!, thrift: '# Mine\n' }), await writeSpecs({ philosophy: specs[1]! })],
      mutateText,
      async (fragment) => (await readSpecs(fragment, Object.keys(SHIPPED_SPECS))).problems,
    ),
    reader<string>('seeds', ['10-17', '1, 2, 3', '0,3-5, 9'], mutateText, (text) => {
      const seeds = readSeeds(text);
      if (seeds === undefined) throw new RangeError(`“Seeds” takes ${SEEDS_EXPECTED}.`);
      check(json(readSeeds(seedWords(seeds))) === json(seeds), 'seeds are read differently when written again');
    }),
    reader<Typed[]>(
      'form',
      [
        [
          { path: 'seeds', text: '10-12' },
          { path: 'midtrain.steps', text: '7' },
        ],
        [
          { path: 'model.nEmbd', text: '32' },
          { path: 'spec', text: specs[0]! },
          { path: 'world.people', text: '50' },
        ],
      ],
      (rng, typed) =>
        typed.map(({ path, text }) => ({
          path: rng.chance(0.7) || path === 'spec' ? path : rng.pick(Object.keys(SETTINGS_BY_PATH)),
          text: mutateText(rng, text),
        })),
      typeSettings,
    ),
    reader<unknown>(
      'request',
      [request],
      (rng, input) => mutateValue(rng, input),
      (input) => void parseRunRequest(input),
    ),
    reader<string>(
      'words',
      ['sage asks privacy because secrets-are-trust', 'sage'],
      mutateText,
      (text) => void unknownWord(wordsOf(text)),
    ),
    reader<string>('paces', ['{"1x16":0.0001,"2x64":0.002}'], mutateText, (text) => {
      Object.assign(globalThis, { localStorage: { getItem: () => text } });
      check(
        Object.values(readPaces()).every((pace) => Number.isFinite(pace) && pace > 0),
        'a pace is none',
      );
    }),
    reader<string[]>(
      'seed-flags',
      [['4'], ['0,3,5'], ['7,']],
      (rng, [text], [other]) => [mutateText(rng, text!, other), rng.chance(0.5) ? mutateText(rng, '2/3') : undefined],
      ([text, shard]) => {
        const seeds = shardOf(seedList(text, tiny.seeds), shard);
        check(
          seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0),
          'a seed is no whole number',
        );
      },
    ),
    reader<string[]>(
      'start-flags',
      [['--port', '8080', '--host=0.0.0.0'], ['--port=80']],
      damagedWords,
      (args) => void parseStartOptions(args),
    ),
    reader<string[]>(
      'bench-flags',
      [
        ['--full', '--rounds', '3'],
        ['--layers=2', '--json', 'x'],
      ],
      damagedWords,
      (args) => void parseBenchOptions(args),
    ),
  ];
}

/** Arguments of a command, some of them damaged, left out, said twice or in another order. */
function damagedWords(rng: Rng, words: string[], other: string[]): string[] {
  const some = words.flatMap((word) => (rng.chance(0.1) ? [] : rng.chance(0.1) ? [word, word] : [word]));
  const mixed = rng.chance(0.2) ? rng.shuffle([...some, ...other]) : some;
  return mixed.map((word) => (rng.chance(0.3) ? mutateText(rng, word) : word));
}
