/**
 * Causal self-attention within documents, backward, for GPUs (see attention-backward.ts).
 *
 * Cut as the forward kernel is (attention-gpu.ts): 16 tokens to a workgroup, tiles of the tokens on the other side in
 * workgroup memory, four invocations to a token, whose sums are added up in the end.
 */
import type { AttentionBackward, AttentionBackwardQuery } from './attention-backward';
import {
  addSlices,
  copyTiles,
  INVOCATIONS,
  ownToken,
  SLICES,
  tileDepth,
  tileElement,
  tileMemory,
  TOKENS,
} from './attention-gpu';
import { kernel, type Kernel, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** Gradient of the queries, into the first third of `dqkv`. */
export function attentionBackwardQueryGpu(target: Target, spec: AttentionBackwardQuery): Kernel {
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, out, logSumExp, dout, dqkv, delta } = spec;
  const d = C / H;
  const scale = 1 / Math.sqrt(d);
  const depth = tileDepth(d);
  return kernel(target, {
    name,
    workgroupSize: INVOCATIONS,
    reads: { qkv, starts, out, logSumExp, dout },
    writes: { dqkv, delta },
    workgroups: [Math.ceil(T / TOKENS), rows * H],
    functions: tileMemory(d),
    body: (at) => `
${ownToken(spec)}
let query = (row + t) * ${3 * C}u + head * ${d}u;
let token = (row + t) * ${C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`query + ${i}u`)} * ${scale}; let dout${i} = ${at.dout(`token + ${i}u`)};`)}
let log_sum = ${at.logSumExp(`group.y * ${T}u + t`)};
let delta = ${sum(d, (i) => `dout${i} * ${at.out(`token + ${i}u`)}`)};
if (slice == 0u && own) { ${at.delta(`group.y * ${T}u + t`)} = delta; }
let start = u32(${at.starts('row + t')});
${unroll(d, (i) => `var dq${i} = 0.0;`)}
for (var tile = u32(${at.starts('row + first_t')}); tile <= last_t; tile += ${depth}u) {
${copyTiles(spec, (s, i) => {
  const key = `(row + ${s}) * ${3 * C}u + head * ${d}u + ${C}u + ${i}`;
  return [at.qkv(key), at.qkv(`${key} + ${C}u`)];
})}
workgroupBarrier();
for (var j = slice; j < ${depth}u; j += ${SLICES}u) {
let s = tile + j;
if (start <= s && s <= t) {
${unroll(d, (i) => `let k${i} = ${tileElement(d, 0, i)};`)}
let p = exp(${sum(d, (i) => `q${i} * k${i}`)} - log_sum);
let ds = p * (${sum(d, (i) => `dout${i} * ${tileElement(d, 1, i)}`)} - delta) * ${scale};
${unroll(d, (i) => `dq${i} += ds * k${i};`)}
}
}
workgroupBarrier();
}
${addSlices(
  Array.from({ length: d }, (_, i) => `dq${i}`),
  T,
  (token, i) => at.dqkv(`(row + ${token}) * ${3 * C}u + head * ${d}u + ${i}`),
)}`,
  });
}

/** Gradients of the keys and values, into the other two thirds of `dqkv`. Runs after that of the queries. */
export function attentionBackwardKeyValueGpu(target: Target, spec: AttentionBackward): Kernel {
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, logSumExp, dout, delta, dqkv } = spec;
  const d = C / H;
  const scale = 1 / Math.sqrt(d);
  const depth = tileDepth(d);
  return kernel(target, {
    name,
    workgroupSize: INVOCATIONS,
    reads: { qkv, starts, logSumExp, dout, delta },
    writes: { dqkv },
    workgroups: [Math.ceil(T / TOKENS), rows * H],
    functions: tileMemory(d),
    body: (at) => {
      const addParts = (name: string, part: number) =>
        addSlices(
          Array.from({ length: d }, (_, i) => `${name}${i}`),
          T,
          (token, i) => at.dqkv(`(row + ${token}) * ${3 * C}u + head * ${d}u + ${part * C}u + ${i}`),
        );
      return `
${ownToken(spec)}
let key = (row + t) * ${3 * C}u + head * ${d}u + ${C}u;
${unroll(d, (i) => `let k${i} = ${at.qkv(`key + ${i}u`)} * ${scale}; let v${i} = ${at.qkv(`key + ${C + i}u`)};`)}
${unroll(d, (i) => `var dk${i} = 0.0; var dv${i} = 0.0;`)}
for (var tile = first_t; tile < ${T}u; tile += ${depth}u) {
if (u32(${at.starts('row + tile')}) > last_t) { break; } // all later queries lie in later documents
${copyTiles(spec, (s, i) => {
  const token = `(row + ${s})`;
  return [at.qkv(`${token} * ${3 * C}u + head * ${d}u + ${i}`), at.dout(`${token} * ${C}u + head * ${d}u + ${i}`)];
})}
workgroupBarrier();
for (var j = slice; j < ${depth}u; j += ${SLICES}u) {
let s = tile + j;
if (t <= s && s < ${T}u && u32(${at.starts('row + s')}) <= t) {
${unroll(d, (i) => `let q${i} = ${tileElement(d, 0, i)}; let dout${i} = ${tileElement(d, 1, i)};`)}
let p = exp(${sum(d, (i) => `q${i} * k${i}`)} - ${at.logSumExp(`group.y * ${T}u + s`)});
let ds = p * (${sum(d, (i) => `dout${i} * v${i}`)} - ${at.delta(`group.y * ${T}u + s`)}) * ${scale};
${unroll(d, (i) => `dk${i} += ds * q${i}; dv${i} += p * dout${i};`)}
}
}
workgroupBarrier();
}
${addParts('dk', 1)}
workgroupBarrier();
${addParts('dv', 2)}`;
    },
  });
}
