/**
 * Causal self-attention within documents, forward. For each head, with q, k, v of width d = C / H:
 *
 *     score[t, s] = q_t · k_s / sqrt(d)   for start_t ≤ s ≤ t       out_t = Σ_s softmax_s(score[t, s]) v_s
 *
 * `start_t` is the column at which the document of token t begins. Documents lie one after another in a row, so the
 * starts of a row never decrease.
 *
 * Here for software adapters: the four lanes are four neighbouring queries of one head. Together they walk over the
 * keys from the first one's start to the last one's own, with a running maximum (arXiv 1805.02867), so that the cost
 * follows the length of documents and not that of rows. For GPUs see attention-gpu.ts.
 */
import { attentionGpu } from './attention-gpu';
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { loadShared, sum, unroll } from './wgsl';

/** The shape of attention: B rows of T tokens, width C in H heads. */
export interface AttentionShape {
  rows: number;
  /** T, a multiple of 4. */
  length: number;
  /** C, with C / H a multiple of 4. */
  nEmbd: number;
  nHead: number;
}

/** What the forward kernel works on. */
export interface Attention extends AttentionShape {
  name: string;
  qkv: Operand; // [B, T, 3, H, d]
  starts: Operand; // [B, T]
  /** Written. */
  out: Operand; // [B, T, H, d]
  /** Written: of the scores, for the backward pass. */
  logSumExp: Operand; // [B, H, T]
}

/** Attention, forward. */
export function attention(target: Target, spec: Attention): Kernel {
  if (target.family === 'gpu') return attentionGpu(target, spec);
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
