/** Stores of the newest checkpoint: it comes back, and whatever breaks leaves the one before. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { IdbStore } from '../../../workers/checkpoint/idb-store';
import { OpfsStore } from '../../../workers/checkpoint/opfs-store';
import { type CheckpointStore, MemoryStore } from '../../../workers/checkpoint/store';
import type { StoredCheckpoint } from '../../../workers/checkpoint/checkpoint';
import { fakeRoot } from '../file-system';

/** A checkpoint as far as a store looks into it. */
const stored = (n: number): StoredCheckpoint => ({
  ...{ summary: `{"share":0.${n}}`, body: `{"café":[${'1,'.repeat(n)}2]}` },
  vectors: Array.from({ length: 2 + n }, (_, v) => Float32Array.of(n, NaN, v / 3, -0)),
});

beforeEach(() => void (globalThis.indexedDB = new IDBFactory()));

const kinds: [string, () => CheckpointStore][] = [
  ['files', () => new OpfsStore(fakeRoot({ left: Infinity }))],
  ['a database', () => new IdbStore()],
  ['memory', () => new MemoryStore()],
];

describe.each(kinds)('%s', (_, open) => {
  it('has nothing at first, and nothing comes of looking', async () => {
    const store = open();
    expect(await store.summary()).toBeUndefined();
    expect(await store.read()).toBeUndefined();
    await store.clear();
    expect(await indexedDB.databases()).toEqual([]);
  });

  it('gives back the newest checkpoint, until it is cleared', async () => {
    const store = open();
    for (const first of [1, 2, 3, 2]) {
      await store.write(stored(first));
      expect(await store.read()).toEqual(stored(first));
      expect(await store.summary()).toBe(stored(first).summary);
    }
    await store.clear();
    expect(await store.read()).toBeUndefined();
    await store.write(stored(4));
    expect(await store.read()).toEqual(stored(4));
  });
});

test('vectors that were read from files can be sent away one by one', async () => {
  const store = new OpfsStore(fakeRoot({ left: Infinity }));
  await store.write(stored(1));
  const { vectors } = (await store.read())!;
  for (const { buffer, byteLength } of vectors) expect(buffer.byteLength).toBe(byteLength);
});

test('wherever writing a file breaks off, the checkpoint before is whole, and the next can be written', async () => {
  let operations = 0;
  for (let done = false; !done; operations++) {
    const disk = { left: Infinity };
    const root = fakeRoot(disk);
    await new OpfsStore(root).write(stored(1));
    await new OpfsStore(root).write(stored(2));
    disk.left = operations;
    done = await new OpfsStore(root).write(stored(3)).then(
      () => true,
      () => false,
    );
    disk.left = Infinity;
    // Broken off by the very last operation, the new one is there all the same.
    expect(done ? [stored(3)] : [stored(2), stored(3)]).toContainEqual(await new OpfsStore(root).read());
    await new OpfsStore(root).write(stored(4));
    expect(await new OpfsStore(root).read()).toEqual(stored(4));
  }
  expect(operations).toBeGreaterThan(10);
});

test('a file that is not as long as its numbers say counts as never written, whatever they are', async () => {
  const root = fakeRoot({ left: Infinity });
  await new OpfsStore(root).write(stored(1));
  const folder = await root.getDirectoryHandle('midtrain-lab-interrupted-run');
  const handle = await folder.getFileHandle('b', { create: true });
  const whole = new Uint8Array(await (await (await folder.getFileHandle('a')).getFile()).arrayBuffer());
  const numbers = (change: (at: Uint32Array) => void): Uint8Array<ArrayBuffer> => {
    const bytes = whole.slice();
    const at = new Uint32Array(bytes.buffer, 0, 8);
    at[1] = 9; // newer
    change(at);
    return bytes;
  };
  const damaged = [
    ...[0, 4, 31, 32].map((size) => whole.slice(0, size)),
    whole.slice(0, -1),
    ...[2, 3, 4, 5].flatMap((i) => [0, 1, 2 ** 32 - 1].map((value) => numbers((at) => (at[i] = value)))),
    numbers((at) => at.set([2 ** 32 - 1, 0], 4)),
  ];
  for (const bytes of damaged) {
    const file = await handle.createSyncAccessHandle();
    file.truncate(0);
    file.write(bytes, { at: 0 });
    expect(await new OpfsStore(root).read()).toEqual(stored(1));
  }
});
