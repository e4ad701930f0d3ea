/** Runs the benchmark: every measurement in rounds that alternate, and one result at the end. */
import { openGpu, type Gpu } from '../models/device';
import { MemoryError } from '../models/memory';
import { measureDecoding } from './decoding';
import { FULL_BLOCKS, ProductLimit, QUICK_BLOCKS } from './limit';
import { measurePacking } from './packing';
import { stepProducts } from './products';
import { profileStep, profileToken } from './profile';
import type { BenchResult } from './result';
import { FULL, trainingCases, type BenchSettings, type TrainingCase } from './settings';
import { Stopwatch, type CpuClock } from './stopwatch';
import { measureTextPace } from './text-pace';
import { TrainingBench } from './training';

/** What a run needs of whoever starts it. */
export interface BenchHost {
  /** Told what is being measured. */
  progress(text: string): void;
  /** CPU time of the browser, if it can be read. */
  cpu?: CpuClock;
}

/** What can be measured without knowing where and when. */
type Measured = Omit<BenchResult, 'commit' | 'date' | 'userAgent'>;

/**
 * Measures everything that the settings ask for.
 *
 * @throws RangeError if the kernels cannot do a size; NoAdapterError; Error if the GPU refuses work or is lost
 */
export async function runBench(settings: BenchSettings, host: BenchHost): Promise<Measured> {
  const { family, subgroups } = settings;
  const gpu = await openGpu(undefined, { ...(family ? { family } : {}), subgroups });
  try {
    return await measure(gpu, settings, host);
  } finally {
    gpu.close();
  }
}

async function measure(gpu: Gpu, settings: BenchSettings, { progress, cpu }: BenchHost): Promise<Measured> {
  const { rounds } = settings;
  const stopwatch = new Stopwatch(cpu);
  const blocks = settings.replicas.length >= FULL.replicas.length ? FULL_BLOCKS : QUICK_BLOCKS;
  const limit = new ProductLimit(gpu, stopwatch, blocks);
  const cases = trainingCases(settings);
  const first = cases[0]!;

  const { benches, skipped } = await measureTraining(gpu, stopwatch, cases, { limit, rounds, progress });
  progress('decoding');
  const decoding = await measureDecoding(gpu, stopwatch, first, rounds);
  progress('the making of text');
  const textPace = await measureTextPace(stopwatch, rounds);
  progress('packed and padded rows');
  const packing = await measurePacking(gpu, stopwatch, first, rounds);
  const products = limit.results(productsOf(first), first.replicas);
  const timed = productsOf(first).map((product, i) => ({ ...product, ms: products[i]!.ms }));
  const options = { gpu, stopwatch, rounds, progress };
  const profile = settings.profile && {
    step: await profileStep(options, first, timed),
    token: await profileToken(options, first),
  };
  return {
    format: 1,
    gpu: gpu.info,
    target: gpu.target,
    settings,
    training: benches.map((bench) => bench.result()),
    skipped,
    products,
    decoding,
    packing,
    ...textPace,
    ...(profile ? { profile } : {}),
  };
}

/** All sizes, one after the other in every round. What does not fit is left out, but for the first. */
async function measureTraining(
  gpu: Gpu,
  stopwatch: Stopwatch,
  cases: TrainingCase[],
  { limit, rounds, progress }: { limit: ProductLimit; rounds: number; progress: BenchHost['progress'] },
): Promise<{ benches: TrainingBench[]; skipped: BenchResult['skipped'] }> {
  const benches = new Set(cases.map((size) => new TrainingBench(gpu, stopwatch, size)));
  const skipped: BenchResult['skipped'] = [];
  for (let round = 0; round < rounds; round++) {
    for (const bench of benches) {
      const { size } = bench;
      progress(`training, round ${round + 1} of ${rounds}: ${describe(size)}`);
      try {
        await bench.round(async () => {
          await limit.prepare(productsOf(size), progress);
          return limit.round(productsOf(size), size.replicas);
        });
      } catch (error) {
        if (!(error instanceof MemoryError) || size === cases[0]) throw error;
        skipped.push({ size, reason: error.message });
        benches.delete(bench);
      }
    }
  }
  return { benches: [...benches], skipped };
}

const productsOf = ({ model, batch }: TrainingCase) => stepProducts(model, batch);

function describe({ model, replicas }: TrainingCase): string {
  return `${replicas} × ${model.nLayer} layers of width ${model.nEmbd}`;
}
