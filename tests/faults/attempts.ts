/** One reader, and thousands of damaged inputs. */
import { rng } from '../../datasets/rng';
import { HelpAsked } from '../../scripts/command-line';
import { complaintAboutError, complaintAboutSentence, LONGEST_READING } from './judge';
import { makeReaders, type Reader } from './readers';

/** What is to be tried. */
export interface Task {
  reader: string;
  seed: number;
  /** The first input's number, and how many there are. */
  from: number;
  count: number;
  /**
   * Shared with whoever watches, `[3]`: the number of the input that is being read, and how many were accepted and refused.
   */
  at: SharedArrayBuffer;
}

/** An input that did harm. */
export interface Fault {
  index: number;
  complaint: string;
  message: string;
}

/** Feeds a reader. @throws Error if there is no such reader, or it refuses an intact input */
export async function attemptAll(
  { reader: name, seed, from, count, at }: Task,
  tell: (fault: Fault) => void,
): Promise<void> {
  const reader = (await makeReaders()).find((one) => one.name === name);
  if (!reader) throw new Error(`There is no reader ${name}.`);
  for (const input of reader.intact) await reader.read(input as never);
  const current = new Int32Array(at);
  for (let index = from; index < from + count; index++) {
    Atomics.store(current, 0, index);
    const outcome = await attempt(reader, seed, index);
    Atomics.add(current, outcome.accepted ? 1 : 2, 1);
    if (outcome.complaint) tell({ index, complaint: outcome.complaint, message: outcome.message });
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve)); // messages leave only between tasks
  }
}

interface Outcome {
  accepted: boolean;
  complaint?: string | undefined;
  /** The message of the error, or the sentence, that is complained of. */
  message: string;
}

/** One damaged input, the same for the same seed and number, whatever was tried before. */
export async function damagedInput({ name, intact, damage }: Reader, seed: number, index: number): Promise<unknown> {
  const random = rng(seed, `fault ${name}`, index);
  return damage(random, random.pick(intact) as never, random.pick(intact) as never);
}

/** Reads one damaged input. Slow only is what is slow twice: the engine may have been tidying up. */
export async function attempt(reader: Reader, seed: number, index: number): Promise<Outcome> {
  const input = await damagedInput(reader, seed, index);
  const [outcome, first] = await timed(() => readOnce(reader, input));
  if (first <= LONGEST_READING || outcome.complaint) return outcome;
  const [, second] = await timed(() => readOnce(reader, input));
  if (second <= LONGEST_READING) return outcome;
  return { ...outcome, complaint: `reading took more than ${LONGEST_READING / 1000} s` };
}

/** What comes of some work, and the milliseconds that it takes: of the processor where others want it, too. */
async function timed<T>(work: () => Promise<T>): Promise<[value: T, ms: number]> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(used);
  return [value, Math.min(performance.now() - began, (user + system) / 1000)];
}

async function readOnce(reader: Reader, input: unknown): Promise<Outcome> {
  try {
    const sentences = (await reader.read(input as never)) ?? [];
    const wrong = sentences.find((sentence) => complaintAboutSentence(sentence) !== undefined);
    if (wrong === undefined) return { accepted: true, message: '' };
    return { accepted: true, complaint: complaintAboutSentence(wrong), message: wrong };
  } catch (error) {
    if (error instanceof HelpAsked) return { accepted: true, message: '' }; // a text of many lines, and no refusal
    const message = error instanceof Error ? error.message : String(error);
    return { accepted: false, complaint: complaintAboutError(error), message };
  }
}
