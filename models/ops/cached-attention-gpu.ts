/** Attention to the cache for GPUs (see cached-attention.ts). */
import type { CachedAttention } from './cached-attention';
import { kernel, type Kernel, type Target } from './kernel';
import { groupReduction, sum, unroll } from './wgsl';

/** Invocations of a workgroup. */
const GROUP = 64;

/**
 * A workgroup takes one head of one query: first an invocation has every 64th key, then a number of the output and a
 * part of the values, which are added up.
 */
export function cachedAttentionGpu(target: Target, spec: CachedAttention): Kernel {
  const { name, shape, tokens, qkv, cache, queries, out } = spec;
  const { nEmbd: C, nHead: H, blockSize } = shape;
  const d = C / H;
  const count = queries?.count ?? tokens.rows;
  const width = Math.min(d, GROUP);
  const parts = Math.floor(GROUP / width);
  return kernel(target, {
    name,
    workgroupSize: GROUP,
    reads: { qkv, cache, starts: tokens.starts, sequences: tokens.sequences, queries: queries?.rows },
    writes: { out },
    workgroups: [count, H],
    rows: { axis: 0, count },
    functions: `${groupReduction('max', GROUP)}${groupReduction('sum', GROUP)}
var<workgroup> weights: array<f32, ${blockSize}>;
var<workgroup> parts: array<f32, ${GROUP}>;`,
    body: (at) => `
let row = ${queries ? at.queries('group.x') : 'i32(group.x)'};
if (row < 0) { return; }
let sequence = ${at.sequences('u32(row)')};
if (sequence < 0) { return; }
let keys = u32(row - ${at.starts('u32(row)')}) + 1u;
let first = u32(row) * ${3 * C}u + group.y * ${d}u;
let first_key = u32(sequence) * ${blockSize * 2 * C}u + group.y * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`first + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
var highest_own = -1e30;
for (var s = lane; s < keys; s += ${GROUP}u) {
let key = first_key + s * ${2 * C}u;
let score = ${sum(d, (i) => `q${i} * ${at.cache(`key + ${i}u`)}`)};
weights[s] = score;
highest_own = max(highest_own, score);
}
let highest = group_max(lane, highest_own);
var total_own = 0.0;
for (var s = lane; s < keys; s += ${GROUP}u) {
let weight = exp(weights[s] - highest);
weights[s] = weight;
total_own += weight;
}
let total = group_sum(lane, total_own);
${unroll(Math.ceil(d / width), (chunk) => {
  const i = `${chunk * width}u + lane`;
  return `${chunk > 0 ? 'workgroupBarrier();' : ''}
var o${chunk} = 0.0;
for (var s = lane / ${width}u; s < keys; s += ${parts}u) {
o${chunk} += weights[s] * ${at.cache(`first_key + s * ${2 * C}u + ${C + chunk * width}u + lane % ${width}u`)};
}
parts[lane] = o${chunk};
workgroupBarrier();
if (lane < ${Math.min(width, d - chunk * width)}u) {
${at.out(`group.x * ${C}u + group.y * ${d}u + ${i}`)} = (${sum(parts, (z) => `parts[lane + ${z * width}u]`)}) / total;
}`;
})}`,
  });
}
