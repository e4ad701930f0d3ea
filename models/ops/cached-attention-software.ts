/** Attention to the cache for software adapters (see cached-attention.ts). */
import type { CachedAttention } from './cached-attention';
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** A lane takes one head of one query and walks over the keys with a running maximum (arXiv 1805.02867). */
export function cachedAttentionSoftware(target: Target, spec: CachedAttention): Kernel {
  const { name, shape, tokens, qkv, cache, queries, out } = spec;
  const { nEmbd: C, nHead: H, blockSize } = shape;
  const d = C / H;
  const count = queries?.count ?? tokens.rows;
  return kernel(target, {
    name,
    reads: { qkv, cache, starts: tokens.starts, sequences: tokens.sequences, queries: queries?.rows },
    writes: { out },
    workgroups: [(count * H) / LANES, 1],
    rows: { axis: 0, count },
    body: (at) => `
let query = thread / ${H}u; let head = thread % ${H}u;
let row = ${queries ? at.queries('query') : 'i32(query)'};
if (row < 0) { return; }
let sequence = ${at.sequences('u32(row)')};
if (sequence < 0) { return; }
let position = u32(row - ${at.starts('u32(row)')});
let first = u32(row) * ${3 * C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`first + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
var highest = -1e30; var total = 0.0;
${unroll(d, (i) => `var o${i} = 0.0;`)}
for (var s = 0u; s <= position; s++) {
let key = (u32(sequence) * ${blockSize}u + s) * ${2 * C}u + head * ${d}u;
let score = ${sum(d, (i) => `q${i} * ${at.cache(`key + ${i}u`)}`)};
let next = max(highest, score);
let keep = exp(highest - next);
let weight = exp(score - next);
highest = next;
total = total * keep + weight;
${unroll(d, (i) => `o${i} = o${i} * keep + weight * ${at.cache(`key + ${C + i}u`)};`)}
}
let inverse = 1.0 / total;
${unroll(d, (i) => `${at.out(`query * ${C}u + head * ${d}u + ${i}u`)} = o${i} * inverse;`)}`,
  });
}
