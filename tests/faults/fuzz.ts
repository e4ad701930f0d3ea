/** Fuzzing: every reader gets thousands of damaged inputs, in a thread that is ended when it hangs. */
import { Worker } from 'node:worker_threads';
import { grouped } from '../../src/grouped';
import type { Fault, Task } from './attempts';
import { LONGEST_READING } from './judge';
import type { Kind, Outcome } from './kind';

/** Names of all readers, as `makeReaders` has them. */
export const READERS = [
  ...['specification', 'record', 'record-lines', 'merge', 'file', 'zip', 'safetensors', 'model', 'training-checkpoint'],
  ...['models-of-a-run', 'episodes', 'interrupted-run', 'interrupted-run-file', 'saved-run', 'saved-models'],
  ...['base-index', 'base-weights', 'address', 'specifications-in-an-address', 'seeds', 'form', 'request', 'words'],
  ...['paces', 'seed-flags', 'start-flags', 'bench-flags'],
];

/** Milliseconds after which a reader that still reads the same input is ended: a busy machine is not yet a hang. */
const HANGS = 60 * LONGEST_READING;

/** Milliseconds between two looks at it. */
const LOOK_EVERY = 500;

/** Characters of a message that are shown. */
const SHOWN = 160;

export const fuzzKinds: Kind[] = READERS.map((reader) => ({
  name: `fuzz:${reader}`,
  what: `damaged inputs: ${reader.replaceAll('-', ' ')}`,
  count: 10_000,
  minutes: 15,
  run: ({ count, seed, from }) => fuzz(reader, seed, from, count),
}));

async function fuzz(reader: string, seed: number, from: number, count: number): Promise<Outcome> {
  const faults: Fault[] = [];
  let [accepted, refused] = [0, 0];
  for (let next = from; next < from + count;) {
    const came = await readUntilItHangs(reader, seed, next, from + count - next);
    const { hung } = came;
    faults.push(...came.faults);
    [accepted, refused] = [accepted + came.accepted, refused + came.refused];
    if (hung === undefined) break;
    faults.push({ index: hung, complaint: `reading did not end in ${HANGS / 1000} s`, message: '' });
    next = hung + 1;
  }
  const alike = grouped(faults, ({ complaint, message }) => `${complaint} ${message.replaceAll(/\W.*/g, '')}`);
  const losses = alike.map((same) => describe(reader, seed, same));
  return { tried: count, lost: faults.length, losses, note: `${accepted} accepted, ${refused} refused` };
}

/** Faults that are alike, and how the first of them is seen again. */
function describe(reader: string, seed: number, [first, ...more]: Fault[]): string {
  const { index, complaint, message } = first!;
  const shown = message.length > SHOWN ? `${message.slice(0, SHOWN)}…` : message;
  const others = more.length > 0 ? ` (and ${more.length} like it)` : '';
  return `${complaint}${others}: ${JSON.stringify(shown)}; again with fuzz:${reader} --seed ${seed} --from ${index} --count 1`;
}

/** What came of a thread. */
interface Came {
  faults: Fault[];
  accepted: number;
  refused: number;
  /** The number of the input at which it hung, if it did. */
  hung: number | undefined;
}

/** Runs the thread to its end, or until it hangs at an input. */
function readUntilItHangs(reader: string, seed: number, from: number, count: number): Promise<Came> {
  const at = new SharedArrayBuffer(12);
  const current = new Int32Array(at);
  current[0] = -1; // while the thread still loads
  const workerData: Task = { reader, seed, from, count, at };
  const worker = new Worker(new URL('fuzz-thread.js', import.meta.url), { workerData });
  const faults: Fault[] = [];
  return new Promise((resolve, reject) => {
    let [last, since] = [-1, performance.now()];
    const watch = setInterval(() => {
      const index = Atomics.load(current, 0);
      if (index !== last) [last, since] = [index, performance.now()];
      else if (index >= 0 && performance.now() - since > HANGS) {
        end(index);
        void worker.terminate();
      }
    }, LOOK_EVERY);
    const end = (hung: number | undefined) => {
      clearInterval(watch);
      resolve({ faults, accepted: current[1]!, refused: current[2]!, hung });
    };
    worker.on('message', (fault: Fault) => faults.push(fault));
    worker.on('error', (error) => {
      clearInterval(watch);
      const index = Atomics.load(current, 0);
      // What a reader leaves behind, or takes all memory for, ends the thread and is its fault.
      if (index < 0) return reject(error);
      faults.push({ index, complaint: 'an error that nobody caught', message: String(error) });
      end(index);
    });
    worker.on('exit', () => end(undefined));
  });
}
