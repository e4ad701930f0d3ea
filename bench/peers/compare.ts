/** The comparison: every contestant in its worker, taking turns. */
import { wrap, type Remote } from 'comlink';
import { LEARNING_RATE, OPTIMIZER } from '../training';
import { QUICK, trainingCases } from '../settings';
import { medianSpan, scale, type Span, type Stopwatch } from '../stopwatch';
import { continuousBatch, documentStream } from '../text';
import { CONTESTANTS, type ContestantName, type ContestantResult, type PeersResult, type Setup } from './contestant';
import type { ContestantWorker } from './contestant.worker';

/** Who takes part, with how many models at once. */
const FIELD: [ContestantName, number][] = [
  ['engine', 1],
  ['engine', 8],
  ['jax', 1],
  ['nanogpt', 1],
  ['tfjs', 1],
];

/** Steps whose losses are shown side by side. */
const SHOWN_STEPS = 3;

/** A round fills so many milliseconds, or is one step. */
const TARGET_MS = 1500;

/** Who takes longer for one step gets no more than `SLOW_ROUNDS`. */
const SLOW_MS = 5000;
const SLOW_ROUNDS = 2;

/** Who takes longer for anything is out. */
const LIMIT_MS = 240_000;

const BATCHES = 4;

/** A contestant in its worker. */
class Turn {
  readonly result: ContestantResult;
  private readonly worker = new Worker(new URL('./contestant.worker.ts', import.meta.url), { type: 'module' });
  private readonly remote: Remote<ContestantWorker> = wrap<ContestantWorker>(this.worker);

  constructor(
    name: ContestantName,
    private readonly setup: Setup,
    private readonly stopwatch: Stopwatch,
  ) {
    const { replicas } = setup;
    this.result = { name, label: CONTESTANTS[name].label, replicas, losses: [], rounds: [] };
  }

  /** Loads, compiles and takes the first step. */
  open(): Promise<void> {
    return this.guarded(async () => {
      const { result, remote } = this;
      const { ms: readyMs } = await this.stopwatch.time(async () => {
        result.parameters = await remote.open(result.name, this.setup);
        result.losses.push(await remote.steps(1));
      });
      result.readyMs = readyMs;
    });
  }

  /** Steps for a while; in the first round also those whose losses are shown. */
  round(): Promise<void> {
    return this.guarded(async () => {
      const { result } = this;
      const slow = (result.msPerStep ?? 0) > SLOW_MS;
      if (slow && result.rounds.length >= SLOW_ROUNDS) return;
      while (result.losses.length < SHOWN_STEPS) {
        const span = await this.shownStep();
        if (span.ms < SLOW_MS) continue;
        this.add(span);
        return;
      }
      const steps = Math.max(1, Math.round(TARGET_MS / result.msPerStep!));
      this.add(scale(await this.stopwatch.time(() => this.remote.steps(steps)), 1 / steps));
    });
  }

  end(): void {
    this.worker.terminate();
  }

  /** A step that is counted and whose loss is shown. Tells about how long one takes. */
  private async shownStep(): Promise<Span> {
    const { result } = this;
    const span = await this.stopwatch.time(async () => {
      const { dispatches, submits, loss } = await this.remote.countedStep();
      result.dispatchesPerStep = dispatches;
      result.submitsPerStep = submits;
      result.losses.push(loss);
    });
    result.msPerStep = span.ms;
    return span;
  }

  private add(span: Span): void {
    const { result } = this;
    result.rounds.push(span);
    const { ms, cpuMs } = medianSpan(result.rounds);
    result.msPerStep = ms;
    result.msPerReplica = ms / result.replicas;
    result.cpuMsPerStep = cpuMs;
  }

  /** Work that ends the contestant, and not the comparison, if it breaks or takes too long. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    if (this.result.failed !== undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const broken = new Promise<never>((_, reject) => {
      this.worker.onerror = ({ message }) => reject(new Error(message || 'its worker could not be loaded'));
      timer = setTimeout(() => reject(new Error(`it took more than ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    });
    try {
      await Promise.race([work(), broken]);
    } catch (error) {
      this.result.failed = error instanceof Error ? error.message : String(error);
      this.end();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Compares all contestants. One that breaks is reported, and the others go on. */
export async function compare(
  stopwatch: Stopwatch,
  rounds: number,
  progress: (text: string) => void,
): Promise<PeersResult> {
  const { model, batch } = trainingCases(QUICK)[0]!;
  const next = documentStream(model.vocabSize, batch.length);
  const batches = Array.from({ length: BATCHES }, () => continuousBatch(batch, next));
  const setup = { model, batches, optimizer: OPTIMIZER, learningRate: LEARNING_RATE };
  const turns = FIELD.map(([name, replicas]) => new Turn(name, { ...setup, replicas }, stopwatch));
  for (const turn of turns) {
    progress(`peers, first step: ${turn.result.label}`);
    await turn.open();
  }
  for (let round = 0; round < rounds; round++) {
    for (const turn of turns) {
      progress(`peers, round ${round + 1} of ${rounds}: ${turn.result.label}`);
      await turn.round();
    }
  }
  for (const turn of turns) turn.end();
  return { model, batch, contestants: turns.map(({ result }) => result) };
}
