/** Reads files off the page's own thread: whatever is in them, the page goes on. */
import { expose, transfer } from 'comlink';
import { type Opened, readFileOf } from './import';

const reader = {
  /** Answers as soon as the worker runs. */
  ready: () => true,
  /** As `readFileOf`; weights are handed over, not copied. */
  read: async (file: File): Promise<Opened> => {
    const opened = await readFileOf(file);
    return transfer(opened, opened.kind === 'shelf' ? buffersOf(opened.shelf.snapshots) : []);
  },
};

/** Models that are the same share their weights. */
const buffersOf = (snapshots: readonly { parameters: Float32Array }[]): ArrayBufferLike[] => [
  ...new Set(snapshots.map(({ parameters }) => parameters.buffer)),
];

export type Reader = typeof reader;

expose(reader);
