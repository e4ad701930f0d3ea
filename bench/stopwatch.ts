/** Time, of the wall and of the processors, and what is done to it: medians. */

/** How long something took. */
export interface Span {
  ms: number;
  /** CPU time of all processes of the browser, if somebody can read it. */
  cpuMs?: number;
}

/** CPU time used so far by all processes of the browser, in milliseconds. */
export type CpuClock = () => Promise<number>;

/** Measures how long work takes that ends when its promise resolves. */
export class Stopwatch {
  /** @param cpu reads CPU time, where that is possible */
  constructor(private readonly cpu?: CpuClock) {}

  /** Milliseconds since some moment in the past. */
  now(): number {
    return performance.now();
  }

  async time(work: () => Promise<unknown>): Promise<Span> {
    const cpuBefore = await this.cpu?.();
    const before = this.now();
    await work();
    const ms = this.now() - before;
    const cpuAfter = await this.cpu?.();
    return cpuBefore === undefined || cpuAfter === undefined ? { ms } : { ms, cpuMs: cpuAfter - cpuBefore };
  }

  /**
   * Time of one run of work that can be asked to run several times in a row: so many that they fill about `target`
   * milliseconds, and starting and ending hardly counts. The first run is not measured.
   *
   * @param work resolves once all `runs` are done
   */
  async timeOne(work: (runs: number) => Promise<unknown>, target: number, most = 5000): Promise<Span> {
    const before = this.now();
    await work(1);
    let runs = 1;
    let ms = this.now() - before;
    for (;;) {
      runs = Math.min(most, Math.ceil(runs * Math.max(1, target / Math.max(0.01, ms))));
      const span = await this.time(() => work(runs));
      if (span.ms >= target / 2 || runs === most) return scale(span, 1 / runs);
      ms = span.ms;
    }
  }
}

/** A part or a multiple of a span. */
export function scale({ ms, cpuMs }: Span, factor: number): Span {
  return cpuMs === undefined ? { ms: ms * factor } : { ms: ms * factor, cpuMs: cpuMs * factor };
}

/**
 * What something cost, for comparisons: on a software adapter CPU time where it can be read, because other work on the
 * machine does not disturb it; else time.
 */
export function effort({ ms, cpuMs }: Span, software: boolean): number {
  return software && cpuMs !== undefined ? cpuMs : ms;
}

/** The middle value; the mean of the two middle ones of an even number. @throws RangeError if there is none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('there is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Medians of spans; CPU time only if all have it. @throws RangeError if there is none */
export function medianSpan(spans: readonly Span[]): Span {
  const ms = median(spans.map((span) => span.ms));
  const cpu = spans.map((span) => span.cpuMs).filter((value) => value !== undefined);
  return cpu.length === spans.length ? { ms, cpuMs: median(cpu) } : { ms };
}
