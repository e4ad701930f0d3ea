/**
 * Text workers make the texts of the next steps while the GPU is at work on this one. They take turns, a step each, and
 * run ahead of training by so many steps and no more. Texts are pure functions of their step: who makes them, and when,
 * changes no bit. Where workers cannot be started, or one breaks, texts are made on the spot.
 */
import type { StepInput } from '../../models/step-input';
import { onTheSpot, type StackReading, type StepSource } from './step-source';
import type { TextAnswer, TextRequest } from './writer';

/** Another thread. */
export interface TextWorker {
  post(request: TextRequest): void;
  listen(listener: { answered: (answer: TextAnswer) => void; broke: () => void }): void;
  terminate(): void;
}

/** Steps that every worker may be ahead. */
const AHEAD = 2;

/** Batches from which on it is worth while to start workers: on the spot these take about a quarter of a second. */
const WORTH_WHILE = 2000;

/** How many there are, on a machine of so many cores: one is left to the page and one to the GPU's thread. */
export const textWorkersFor = (cores: number): number => Math.max(1, Math.min(4, cores - 2));

/** A pool of text workers, started when there is work enough for them. */
export class TextWorkers {
  private workers: TextWorker[] | undefined;
  private readings = 0;
  private current: AheadSource | undefined;

  /**
   * @param start starts one
   * @param cores of the machine
   * @param worthWhile batches from which on they are started
   */
  constructor(
    private readonly start: () => TextWorker,
    private readonly cores: number,
    private readonly worthWhile = WORTH_WHILE,
  ) {}

  /** What is read in the steps before `until`. Whatever was read before is over. @param from the first step asked for */
  source(reading: StackReading, from: number, until: number): StepSource {
    this.current = undefined;
    const batches = new Set(reading.texts.map(({ key }) => key)).size * (until - from);
    const workers = batches < this.worthWhile ? [] : this.running();
    const spot = onTheSpot(reading);
    if (workers.length === 0) return spot;
    const number = ++this.readings;
    const { texts, shape, model } = reading;
    const recipes = texts.map(({ recipe }) => recipe);
    for (const worker of workers) worker.post({ type: 'read', reading: number, texts: recipes, shape, model });
    this.current = new AheadSource(number, workers, spot, until);
    return this.current;
  }

  /** Ends them for good. Steps that are waited for, and those to come, are made on the spot. */
  close(): void {
    for (const worker of this.workers ?? []) worker.terminate();
    this.workers = [];
    this.current?.giveUp();
  }

  /** All workers; none where they cannot be started, or once they have been ended. */
  private running(): TextWorker[] {
    if (this.workers) return this.workers;
    this.workers = [];
    try {
      while (this.workers.length < textWorkersFor(this.cores)) this.workers.push(this.start());
      for (const worker of this.workers)
        worker.listen({ answered: (answer) => this.current?.take(answer), broke: () => this.close() });
    } catch {
      this.close();
    }
    return this.workers;
  }
}

/** A step that was asked for; undefined once nobody will make it. */
interface Awaited {
  input: Promise<StepInput | undefined>;
  resolve(input: StepInput | undefined): void;
}

/** Asks workers in turn for the steps to come. */
class AheadSource implements StepSource {
  private readonly awaited = new Map<number, Awaited>();
  /** The next step to ask for. */
  private next: number | undefined;
  private hasGivenUp = false;

  constructor(
    private readonly reading: number,
    private readonly workers: readonly TextWorker[],
    private readonly spot: StepSource,
    private readonly until: number,
  ) {}

  async at(step: number): Promise<StepInput> {
    this.askUpTo(step);
    const input = await this.awaited.get(step)?.input;
    this.awaited.delete(step);
    return input ?? this.spot.at(step);
  }

  take({ reading, step, input }: TextAnswer): void {
    if (reading === this.reading) this.awaited.get(step)?.resolve(input);
  }

  giveUp(): void {
    this.hasGivenUp = true;
    for (const { resolve } of this.awaited.values()) resolve(undefined);
  }

  private askUpTo(step: number): void {
    const end = Math.min(this.until, step + 1 + AHEAD * this.workers.length);
    for (let next = this.next ?? step; next < end && !this.hasGivenUp; next++) {
      this.awaited.set(next, promised());
      this.workers[next % this.workers.length]!.post({ type: 'make', step: next });
      this.next = next + 1;
    }
  }
}

function promised(): Awaited {
  let resolve: Awaited['resolve'] = () => undefined;
  const input = new Promise<StepInput | undefined>((settle) => (resolve = settle));
  return { input, resolve };
}
