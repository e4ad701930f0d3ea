/** Attention, backward, for software adapters (see attention-backward.ts). Lanes are as in attention-software.ts. */
import type { AttentionBackward, AttentionBackwardQuery } from './attention-backward';
import { laneToken } from './attention-software';
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { loadShared, sum, unroll } from './wgsl';

/** Gradient of the queries, into the first third of `dqkv`. */
export function attentionBackwardQuerySoftware(target: Target, spec: AttentionBackwardQuery): Kernel {
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

/** Gradients of the keys and values, into the other two thirds of `dqkv`. Runs after that of the queries. */
export function attentionBackwardKeyValueSoftware(target: Target, spec: AttentionBackward): Kernel {
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
