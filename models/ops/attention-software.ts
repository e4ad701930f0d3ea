/**
 * Attention, forward, for software adapters (see attention.ts).
 *
 * The four lanes are four neighbouring queries of one head. Together they walk over the keys from the first one's start
 * to the last one's own, with a running maximum (arXiv 1805.02867), so that the cost follows the length of documents and
 * not that of rows.
 */
import type { Attention } from './attention';
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { loadShared, sum, unroll } from './wgsl';

/** See `Attention`. */
export function attentionSoftware(target: Target, spec: Attention): Kernel {
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, out, logSumExp } = spec;
  const d = C / H;
  return kernel(target, {
    name,
    reads: { qkv, starts },
    writes: { out, logSumExp },
    workgroups: [(rows * H * T) / LANES, 1],
    body: (at) => `
${laneToken(T, H)}
let query = (row + t) * ${3 * C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`query + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
let start = u32(${at.starts('row + t')});
let first = u32(${at.starts('row + t - lane')});
var highest = -1e30; var total = 0.0;
${unroll(d, (i) => `var o${i} = 0.0;`)}
for (var s = first; s <= (t | 3u); s++) {
let key = (row + s) * ${3 * C}u + head * ${d}u + ${C}u;
${loadShared(target, 'k', d, (i) => at.qkv(`key + ${i}`))}
${loadShared(target, 'v', d, (i) => at.qkv(`key + ${C}u + ${i}`))}
let score = select(-1e30, ${sum(d, (i) => `q${i} * k${i}`)}, start <= s && s <= t);
let next = max(highest, score);
let keep = exp(highest - next);
let weight = exp(score - next);
highest = next;
total = total * keep + weight;
${unroll(d, (i) => `o${i} = o${i} * keep + weight * v${i};`)}
}
let inverse = 1.0 / total;
${unroll(d, (i) => `${at.out(`(row + t) * ${C}u + head * ${d}u + ${i}u`)} = o${i} * inverse;`)}
${at.logSumExp('thread')} = highest + log(total);`,
  });
}

/** Declares the column `t`, the `head` and the first token of the `row` that a lane has: threads run over `[B, H, T]`. */
export function laneToken(T: number, H: number): string {
  return `let t = thread % ${T}u; let head = (thread / ${T}u) % ${H}u; let row = thread / ${T * H}u * ${T}u;`;
}
