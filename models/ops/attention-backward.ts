/**
 * Causal self-attention within documents, backward. With p[t, s] = exp(score[t, s] - logSumExp_t):
 *
 *     delta_t = dout_t · out_t              ds[t, s] = p[t, s] (dout_t · v_s - delta_t) / sqrt(d)
 *     dq_t = Σ_s ds[t, s] k_s               dk_s = Σ_t ds[t, s] q_t          dv_s = Σ_t p[t, s] dout_t
 *
 * The probabilities are computed again rather than stored (as in arXiv 2205.14135). Two kernels, because the sums run
 * over keys in one and over queries in the other; lanes are as in the forward kernel (attention.ts). For GPUs see
 * attention-backward-gpu.ts.
 */
import { laneToken, type AttentionShape } from './attention';
import { attentionBackwardKeyValueGpu, attentionBackwardQueryGpu } from './attention-backward-gpu';
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { loadShared, sum, unroll } from './wgsl';

/** What the backward kernels work on. The shape is that of the forward kernel. */
export interface AttentionBackward extends AttentionShape {
  name: string;
  qkv: Operand; // [B, T, 3, H, d]
  starts: Operand; // [B, T]
  logSumExp: Operand; // [B, H, T]
  dout: Operand; // [B, T, H, d]
  /** Written by the kernel for queries, read by that for keys and values. */
  delta: Operand; // [B, H, T]
  /** Written. */
  dqkv: Operand; // [B, T, 3, H, d]
}

/** Gradient of the queries, into the first third of `dqkv`; `out` is what the forward kernel wrote. */
export function attentionBackwardQuery(target: Target, spec: AttentionBackward & { out: Operand }): Kernel {
  if (target.family === 'gpu') return attentionBackwardQueryGpu(target, spec);
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, out, logSumExp, dout, dqkv, delta } = spec;
  const d = C / H;
  const scale = 1 / Math.sqrt(d);
  return kernel(target, {
    name,
    reads: { qkv, starts, out, logSumExp, dout },
    writes: { dqkv, delta },
    workgroups: [(rows * H * T) / LANES, 1],
    body: (at) => `
${laneToken(T, H)}
let query = (row + t) * ${3 * C}u + head * ${d}u;
let token = (row + t) * ${C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`query + ${i}u`)} * ${scale}; let dout${i} = ${at.dout(`token + ${i}u`)};`)}
let log_sum = ${at.logSumExp('thread')};
let delta = ${sum(d, (i) => `dout${i} * ${at.out(`token + ${i}u`)}`)};
${at.delta('thread')} = delta;
let start = u32(${at.starts('row + t')});
let first = u32(${at.starts('row + t - lane')});
${unroll(d, (i) => `var dq${i} = 0.0;`)}
for (var s = first; s <= (t | 3u); s++) {
let key = (row + s) * ${3 * C}u + head * ${d}u + ${C}u;
${loadShared(target, 'k', d, (i) => at.qkv(`key + ${i}`))}
${loadShared(target, 'v', d, (i) => at.qkv(`key + ${C}u + ${i}`))}
let p = select(0.0, exp(${sum(d, (i) => `q${i} * k${i}`)} - log_sum), start <= s && s <= t);
let ds = p * (${sum(d, (i) => `dout${i} * v${i}`)} - delta) * ${scale};
${unroll(d, (i) => `dq${i} += ds * k${i};`)}
}
${unroll(d, (i) => `${at.dqkv(`query + ${i}u`)} = dq${i};`)}`,
  });
}

/** Gradients of the keys and values, into the other two thirds of `dqkv`. Runs after `attentionBackwardQuery`. */
export function attentionBackwardKeyValue(target: Target, spec: AttentionBackward): Kernel {
  if (target.family === 'gpu') return attentionBackwardKeyValueGpu(target, spec);
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, logSumExp, dout, delta, dqkv } = spec;
  const d = C / H;
  const scale = 1 / Math.sqrt(d);
  return kernel(target, {
    name,
    reads: { qkv, starts, logSumExp, dout, delta },
    writes: { dqkv },
    workgroups: [(rows * H * T) / LANES, 1],
    body: (at) => `
${laneToken(T, H)}
let key = (row + t) * ${3 * C}u + head * ${d}u + ${C}u;
${unroll(d, (i) => `let k${i} = ${at.qkv(`key + ${i}u`)} * ${scale}; let v${i} = ${at.qkv(`key + ${C + i}u`)};`)}
${unroll(d, (i) => `var dk${i} = 0.0; var dv${i} = 0.0;`)}
for (var s = t - lane; s < ${T}u; s++) {
let start = u32(${at.starts('row + s')});
if (start > (t | 3u)) { break; } // all later queries lie in later documents
let query = (row + s) * ${3 * C}u + head * ${d}u;
let token = (row + s) * ${C}u + head * ${d}u;
${loadShared(target, 'q', d, (i) => at.qkv(`query + ${i}`))}
${loadShared(target, 'dout', d, (i) => at.dout(`token + ${i}`))}
let p = select(0.0, exp(${sum(d, (i) => `q${i} * k${i}`)} - ${at.logSumExp('thread - t + s')}), start <= t && t <= s);
let ds = p * (${sum(d, (i) => `dout${i} * v${i}`)} - ${at.delta('thread - t + s')}) * ${scale};
${unroll(d, (i) => `dk${i} += ds * q${i}; dv${i} += p * dout${i};`)}
}
${unroll(d, (i) => `${at.dqkv(`key + ${i}u`)} = dk${i}; ${at.dqkv(`key + ${C + i}u`)} = dv${i};`)}`,
  });
}
