/**
 * What a training step asks of a GPU, reckoned from its plan: no GPU is needed, and nothing is measured.
 *
 * Usage: `npx tsx scripts/gpu-kernels.ts` prints the table and the sums of docs/gpu-kernels.md.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parameterCount, type GPTConfig } from '../models/config';
import { gpuArray, type Kernel } from '../models/ops/kernel';
import { trainingStep } from '../models/step';

const config: GPTConfig = { nLayer: 2, nHead: 4, nEmbd: 64, blockSize: 64, vocabSize: 704 };
const shape = { rows: 12, length: 64 };

/** What a GPU can do at most: floating-point operations and bytes a second, seconds from a dispatch to the next. */
interface Limits {
  flops: number;
  bytes: number;
  launch: number;
}

/** GPUs as we imagine them. */
const LAPTOP: Limits = { flops: 2e12, bytes: 100e9, launch: 5e-6 };
const DESKTOP: Limits = { flops: 20e12, bytes: 500e9, launch: 5e-6 };

/** What a kernel does for one replica, counting every operand once. */
interface Cost {
  /** Numbers of 32 bits. */
  read: number;
  written: number;
  flops: number;
}

/** A kernel as often as its text comes in a step. */
interface Row {
  names: string[];
  times: number;
  kernel: Kernel;
  cost: Cost;
}

/** Invocations of a workgroup. */
export function workgroupSize(code: string): number {
  return Number(/@workgroup_size\((\d+)\)/.exec(code)![1]);
}

/** Bytes of workgroup memory, all of it in 32-bit numbers. */
export function workgroupBytes(code: string): number {
  const arrays = [...code.matchAll(/var<workgroup> \w+: array<f32, (\d+)>/g)].map((match) => Number(match[1]));
  const single = [...code.matchAll(/var<workgroup> \w+: [uif]32/g)].length;
  return 4 * (arrays.reduce((sum, n) => sum + n, 0) + single);
}

function plan(): Kernel[] {
  const N = parameterCount(config);
  const [parameters, gradients, firstMoment, secondMoment] = ['p', 'g', 'm', 'v'].map((name) => gpuArray(name, N));
  const stack = {
    parameters: parameters!,
    gradients: gradients!,
    firstMoment: firstMoment!,
    secondMoment: secondMoment!,
  };
  const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
  return trainingStep({ family: 'gpu', subgroups: false }, config, shape, options, stack).kernels;
}

/** M, K and N of a product, by its name in the plan. */
function productShape(name: string): [number, number, number] | undefined {
  const { nEmbd: C, vocabSize: V } = config;
  const M = shape.rows * shape.length;
  const half = M / 2;
  const linear = { 'attn.c_attn': [C, 3 * C], 'attn.c_proj': [C, C], 'mlp.c_fc': [C, 4 * C], 'mlp.c_proj': [4 * C, C] };
  const [what, gradient] = name.split(' ') as [string, string | undefined];
  if (what === 'logits') return gradient === 'dw' ? [V, half, C] : gradient === 'dx' ? [half, V, C] : [half, C, V];
  const sizes = linear[what as keyof typeof linear];
  if (!sizes) return undefined;
  const [inner, columns] = sizes as [number, number];
  return gradient === 'dw' ? [inner, M, columns] : gradient === 'dx' ? [M, columns, inner] : [M, inner, columns];
}

function productCost(name: string, [M, K, N]: [number, number, number]): Cost {
  const joined =
    (name.endsWith('c_proj') ? 1 : 0) + (name === 'mlp.c_proj dx' ? 1 : 0) + (name === 'logits dw' ? 0.5 : 0);
  const edges = name.startsWith('logits') || name.endsWith('dx') ? 0 : N; // bias, or its gradient
  const sums = name.endsWith('dw') ? edges : 0;
  return { read: M * K + K * N + joined * M * N + edges - sums, written: M * N + sums, flops: 2 * M * K * N };
}

/** @throws Error for a kernel that it does not know */
function kernelCost(name: string): Cost {
  const product = productShape(name);
  if (product) return productCost(name, product);
  const { nEmbd: C, nHead: H, vocabSize: V, blockSize } = config;
  const { rows: B, length: T } = shape;
  const M = B * T;
  const MC = M * C;
  const N = parameterCount(config);
  const pairs = ((B * T * (T + 1)) / 2) * C; // times d, over all heads, if a row is one document
  const known: Record<string, Cost> = {
    embed: { read: 2 * MC + 2 * M, written: MC, flops: MC },
    attn: { read: 3 * MC + M, written: MC + H * M, flops: 4 * pairs },
    'attn dq': { read: 5 * MC + H * M, written: MC + H * M, flops: 6 * pairs },
    'attn dkv': { read: 4 * MC + 2 * H * M, written: 2 * MC, flops: 8 * pairs },
    loss: { read: (M / 2) * V, written: (M / 2) * V, flops: 3 * M * V },
    'embed dw': { read: 2 * MC + 2 * M + V * C, written: (V + blockSize) * C, flops: 2 * MC },
    'squared norm': { read: N, written: 64, flops: 2 * N },
    statistics: { read: M, written: 5, flops: M },
    adamw: { read: 4 * N, written: 3 * N, flops: 16 * N },
  };
  const norm: Record<string, Cost> = {
    '': { read: MC + 2 * C, written: MC + 2 * M, flops: 8 * MC },
    dx: { read: 3 * MC + 2 * M, written: MC, flops: 10 * MC },
    dw: { read: 2 * MC + 2 * M, written: 2 * C, flops: 5 * MC },
  };
  const cost = known[name] ?? (name.startsWith('ln_') ? norm[name.split(' ')[1] ?? ''] : undefined);
  if (!cost) throw new Error(`the cost of ${name} is not known`);
  return cost;
}

/** The kernels of a step, each text once, in their order. */
function rows(): Row[] {
  const byCode = new Map<string, Row>();
  for (const kernel of plan()) {
    const name = kernel.name.replace(/^h\.\d+\./, '');
    const row = byCode.get(kernel.code) ?? { names: [], times: 0, kernel, cost: kernelCost(name) };
    if (!row.names.includes(name)) row.names.push(name);
    row.times++;
    byCode.set(kernel.code, row);
  }
  return [...byCode.values()];
}

/** Seconds that a kernel takes at least, and what it waits for. */
function bound({ read, written, flops }: Cost, R: number, limits: Limits): { seconds: number; by: string } {
  const waits = [
    { seconds: limits.launch, by: 'launch' },
    { seconds: ((read + written) * 4 * R) / limits.bytes, by: 'memory' },
    { seconds: (flops * R) / limits.flops, by: 'arithmetic' },
  ];
  return waits.reduce((longest, wait) => (wait.seconds > longest.seconds ? wait : longest));
}

/** The table of docs/gpu-kernels.md, in Markdown. */
export function kernelTable(): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  const kilobytes = (numbers: number) => ((numbers * 4) / 1000).toFixed(0);
  const head = [
    'kernel',
    'times',
    'workgroups',
    'invocations',
    'shared',
    'read',
    'written',
    'MFLOP',
    'R = 1',
    'R = 32',
  ];
  const lines = rows().map(({ names, times, kernel, cost }) => {
    const groups = kernel.workgroups[0] * kernel.workgroups[1];
    const size = workgroupSize(kernel.code);
    const bounds = [1, 32].map((R) => {
      const { seconds, by } = bound(cost, R, LAPTOP);
      return `${(seconds * 1e6).toFixed(0)} ${by}`;
    });
    const work = [kilobytes(cost.read), kilobytes(cost.written), (cost.flops / 1e6).toFixed(1)];
    return line([
      names.join(', '),
      times,
      `${groups} × ${size}`,
      groups * size,
      workgroupBytes(kernel.code),
      ...work,
      ...bounds,
    ]);
  });
  return [line(head), line(head.map(() => '-')), ...lines].join('\n');
}

/** The sums over a step, line by line as in docs/gpu-kernels.md. */
export function stepSums(): string {
  const all = rows();
  const sum = (term: (row: Row) => number) => all.reduce((total, row) => total + row.times * term(row), 0);
  const bytes = 4 * sum(({ cost }) => cost.read + cost.written);
  const flops = sum(({ cost }) => cost.flops);
  const least = (name: string, limits: Limits) => {
    const [one, many] = [1, 32].map((R) => 1e3 * sum(({ cost }) => bound(cost, R, limits).seconds));
    return `${name}: at least ${one!.toFixed(2)} ms at R = 1, ${(many! / 32).toFixed(2)} ms a replica at R = 32`;
  };
  return [
    `${sum(() => 1)} dispatches of ${all.length} texts`,
    `${(bytes / 1e6).toFixed(1)} MB and ${(flops / 1e6).toFixed(0)} MFLOP a replica`,
    least('laptop', LAPTOP),
    least('desktop', DESKTOP),
  ].join('\n');
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(`${kernelTable()}\n\n${stepSums()}`);
