/**
 * The limit of an adapter: the best rate at which each matrix product of a step runs there when it runs alone, over
 * several ways to cut it. What a step takes beyond the sum of these is what could still be gained.
 */
import { rng } from '../datasets/rng';
import type { Gpu } from '../models/device';
import { gpuArray, type Kernel } from '../models/ops/kernel';
import { matmul } from '../models/ops/index';
import { Program } from '../models/program';
import { flop, type Product } from './products';
import { repeat } from './repeat';
import type { ProductResult } from './result';
import { effort, median, medianSpan, scale, type Span, type Stopwatch } from './stopwatch';

/** Sizes of a kernel's straight-line block that are tried beside the one the engine would choose. */
export const QUICK_BLOCKS = [256] as const;
export const FULL_BLOCKS = [128, 256, 512, 1024] as const;

/** A product is repeated until it fills so many milliseconds. */
const TARGET_MS = 80;

/** Measurements of a variant before the fastest is chosen. */
const TRIALS = 3;

/** A way to compute a product. */
interface Variant {
  name: string;
  kernel: Kernel;
}

/** Measures products alone. */
export class ProductLimit {
  /** The fastest variant of each product, by its shape. */
  private readonly fastest = new Map<string, string>();
  /** Of each product and number of replicas: the times of every round. */
  private readonly spans = new Map<string, Span[]>();

  constructor(
    private readonly gpu: Gpu,
    private readonly stopwatch: Stopwatch,
    private readonly blocks: readonly number[],
  ) {}

  /** Finds the fastest variant of each product that was not met before. Compiles all of them. */
  async prepare(products: readonly Product[], progress: (text: string) => void): Promise<void> {
    const missing = products.filter((product) => !this.fastest.has(shapeOf(product)));
    for (const [i, product] of missing.entries()) {
      progress(`best kernel for each product alone: ${i + 1} of ${missing.length}`);
      this.fastest.set(shapeOf(product), await this.chooseVariant(product));
    }
  }

  /** One round: all products of a step of `replicas` models, each alone, added up. */
  async round(products: readonly Product[], replicas: number): Promise<Span> {
    let sum: Span = { ms: 0, cpuMs: 0 };
    for (const product of products) {
      const variant = this.variants(product).find(({ name }) => name === this.fastest.get(shapeOf(product)))!;
      const span = await this.measure(variant, replicas);
      const key = `${product.name} ${shapeOf(product)} ${replicas}`;
      this.spans.set(key, [...(this.spans.get(key) ?? []), span]);
      sum = add(sum, scale(span, product.count));
    }
    return sum;
  }

  /** Medians over the rounds of a number of replicas. */
  results(products: readonly Product[], replicas: number): ProductResult[] {
    return products.map((product) => {
      const span = medianSpan(this.spans.get(`${product.name} ${shapeOf(product)} ${replicas}`)!);
      const { name, rows, inner, columns, count } = product;
      const gflopPerSecond = (replicas * flop(product)) / 1e6 / span.ms;
      return {
        name,
        rows,
        inner,
        columns,
        count,
        ...span,
        gflopPerSecond,
        variant: this.fastest.get(shapeOf(product))!,
      };
    });
  }

  /** The variant with the least effort, the median of trials in which all of them alternate. */
  private async chooseVariant(product: Product): Promise<string> {
    const trials = this.variants(product).map((variant) => ({ variant, efforts: [] as number[] }));
    for (let trial = 0; trial < TRIALS && trials.length > 1; trial++) {
      for (const { variant, efforts } of trials) {
        efforts.push(effort(await this.measure(variant, 1), this.gpu.info.fallback));
      }
    }
    return trials.reduce((a, b) => (median(b.efforts) < median(a.efforts) ? b : a)).variant.name;
  }

  /** One for each different kernel text. */
  private variants({ name, rows, inner, columns, transposeA, transposeB }: Product): Variant[] {
    const a = gpuArray('a', rows * inner);
    const b = gpuArray('b', inner * columns);
    const y = gpuArray('y', rows * columns);
    const spec = { name, rows, inner, columns, transposeA, transposeB, a, b, y };
    const variants: Variant[] = [];
    for (const block of [undefined, ...this.blocks]) {
      const kernel = matmul(this.gpu.target, { ...spec, block });
      const known = variants.some((variant) => variant.kernel.code === kernel.code);
      if (!known) variants.push({ name: block === undefined ? "the engine's" : `block of ${block}`, kernel });
    }
    return variants;
  }

  private async measure({ kernel }: Variant, replicas: number): Promise<Span> {
    const program = await Program.create(this.gpu, [kernel], replicas, new Map());
    try {
      for (const array of kernel.arrays) {
        if (array.name !== 'y') program.write(array, noise(replicas * array.length));
      }
      return await this.stopwatch.timeOne((runs) => repeat(this.gpu, program, runs), TARGET_MS);
    } finally {
      program.dispose();
    }
  }
}

/** What decides how fast a product runs, in text. */
function shapeOf({ rows, inner, columns, transposeA, transposeB }: Product): string {
  return [rows, inner, columns, transposeA ? 'T' : '', transposeB ? 'T' : ''].join(' ');
}

function add(a: Span, b: Span): Span {
  const ms = a.ms + b.ms;
  return a.cpuMs === undefined || b.cpuMs === undefined ? { ms } : { ms, cpuMs: a.cpuMs + b.cpuMs };
}

/** Small numbers, none of them zero. A short stretch again and again: drawing them all would take longer than the rest. */
function noise(length: number): Float32Array<ArrayBuffer> {
  const random = rng(0, 'bench/noise');
  const stretch = Float32Array.from({ length: 4096 }, () => random.normal());
  return Float32Array.from({ length }, (_, i) => stretch[i % stretch.length]!);
}
