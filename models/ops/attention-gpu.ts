/**
 * Causal self-attention within documents, forward, for GPUs (see attention.ts).
 *
 * A workgroup takes 16 neighbouring queries of one head. It walks over the keys from the first one's start to the last
 * one's own, a tile of keys and values in workgroup memory at a time. Four invocations share a query: each takes every
 * fourth key, with a running maximum of its own, and in the end their parts are put together in a fixed order. The
 * backward kernels (attention-backward-gpu.ts) are cut in the same way, and have the pieces below from here.
 */
import type { Attention, AttentionShape } from './attention';
import { kernel, type Kernel, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** Neighbouring tokens of a workgroup. */
export const TOKENS = 16;

/** Invocations that share a token. */
export const SLICES = 4;

/** Invocations of a workgroup. */
export const INVOCATIONS = TOKENS * SLICES;

/** See `Attention`. */
export function attentionGpu(target: Target, spec: Attention): Kernel {
  const { name, rows, length: T, nEmbd: C, nHead: H, qkv, starts, out, logSumExp } = spec;
  const d = C / H;
  const depth = tileDepth(d);
  return kernel(target, {
    name,
    workgroupSize: INVOCATIONS,
    reads: { qkv, starts },
    writes: { out, logSumExp },
    workgroups: [Math.ceil(T / TOKENS), rows * H],
    functions: `${tileMemory(d)}
var<workgroup> slice_highest: array<f32, ${INVOCATIONS}>;
var<workgroup> slice_total: array<f32, ${INVOCATIONS}>;`,
    body: (at) => `
${ownToken(spec)}
let query = (row + t) * ${3 * C}u + head * ${d}u;
${unroll(d, (i) => `let q${i} = ${at.qkv(`query + ${i}u`)} * ${1 / Math.sqrt(d)};`)}
let start = u32(${at.starts('row + t')});
var highest = -1e30; var total = 0.0;
${unroll(d, (i) => `var o${i} = 0.0;`)}
for (var tile = u32(${at.starts('row + first_t')}); tile <= last_t; tile += ${depth}u) {
${copyTiles(spec, (s, i) => {
  const key = `(row + ${s}) * ${3 * C}u + head * ${d}u + ${C}u + ${i}`;
  return [at.qkv(key), at.qkv(`${key} + ${C}u`)];
})}
workgroupBarrier();
for (var j = slice; j < ${depth}u; j += ${SLICES}u) {
let s = tile + j;
if (start <= s && s <= t) {
let score = ${sum(d, (i) => `q${i} * ${tileElement(d, 0, i)}`)};
let next = max(highest, score);
let keep = exp(highest - next);
let weight = exp(score - next);
highest = next;
total = total * keep + weight;
${unroll(d, (i) => `o${i} = o${i} * keep + weight * ${tileElement(d, 1, i)};`)}
}
}
workgroupBarrier();
}
slice_highest[lane] = highest; slice_total[lane] = total;
workgroupBarrier();
${unroll(SLICES, (i) => `let highest${i} = slice_highest[lane % ${TOKENS}u + ${i * TOKENS}u];`)}
let top = max(max(highest0, highest1), max(highest2, highest3));
let all = ${sum(SLICES, (i) => `slice_total[lane % ${TOKENS}u + ${i * TOKENS}u] * exp(highest${i} - top)`)};
if (slice == 0u && own) { ${at.logSumExp(`group.y * ${T}u + t`)} = top + log(all); }
let factor = exp(highest - top) / all;
${addSlices(
  Array.from({ length: d }, (_, i) => `o${i} * factor`),
  T,
  (token, i) => at.out(`(row + ${token}) * ${C}u + head * ${d}u + ${i}`),
)}`,
  });
}

/** Tokens of a tile: as many as two tiles of 8.25 KiB together can have. Heads up to `WIDEST_HEAD` leave room for four. */
export function tileDepth(d: number): number {
  return [32, 16, 8].find((n) => n * (d + 1) <= 32 * 33) ?? 4;
}

/** Workgroup memory for two tiles `[depth, d + 1]` (so wide to avoid bank conflicts), and for `addSlices`. */
export function tileMemory(d: number): string {
  const most = Math.max(2 * tileDepth(d) * (d + 1), INVOCATIONS * (Math.min(d, 16) + 1));
  return `var<workgroup> tiles: array<f32, ${most}>;`;
}

/**
 * Declares what an invocation works on: `slice`; `head`; `row`, the first token of the row; the columns `first_t` to
 * `last_t` of the workgroup; its own column `t`, and whether it is its `own` or merely one to keep company with.
 */
export function ownToken({ length: T, nHead: H }: AttentionShape): string {
  return `
let slice = lane / ${TOKENS}u;
let head = group.y % ${H}u; let row = group.y / ${H}u * ${T}u;
let first_t = group.x * ${TOKENS}u; let last_t = min(first_t + ${TOKENS - 1}u, ${T - 1}u);
let own = first_t + lane % ${TOKENS}u <= last_t; let t = min(first_t + lane % ${TOKENS}u, last_t);`;
}

/**
 * Copies two tiles, of the tokens from `tile` on, to workgroup memory.
 *
 * @param at WGSL for number i of token s, in one and in the other
 */
export function copyTiles(
  { length: T, nEmbd: C, nHead: H }: AttentionShape,
  at: (s: string, i: string) => [string, string],
): string {
  const d = C / H;
  const depth = tileDepth(d);
  const [one, other] = at(`min(tile + e / ${d}u, ${T - 1}u)`, `e % ${d}u`);
  return `for (var e = lane; e < ${depth * d}u; e += ${INVOCATIONS}u) {
let to = e / ${d}u * ${d + 1}u + e % ${d}u;
tiles[to] = ${one}; tiles[to + ${depth * (d + 1)}u] = ${other};
}`;
}

/** Number `i` of token `tile + j` in the first tile or the second. */
export function tileElement(d: number, which: 0 | 1, i: number): string {
  return `tiles[j * ${d + 1}u + ${which * tileDepth(d) * (d + 1) + i}u]`;
}

/**
 * Adds up the values that the slices of each token have, and writes them, neighbours to neighbouring addresses. All
 * invocations have to come here, and be done with the tiles.
 *
 * @param values WGSL of the values
 * @param to WGSL of where value i (WGSL) of a token (WGSL for its column) is to be written
 */
export function addSlices(values: string[], T: number, to: (token: string, i: string) => string): string {
  const width = Math.min(values.length, 16);
  return unroll(Math.ceil(values.length / width), (part) => {
    const some = values.slice(part * width, (part + 1) * width);
    const n = some.length;
    const from = (z: number) => `tiles[(e / ${n}u + ${z * TOKENS}u) * ${width + 1}u + e % ${n}u]`;
    const token = `first_t + e / ${n}u`;
    const write = `${to(`(${token})`, `e % ${n}u + ${part * width}u`)} = ${sum(SLICES, from)};`;
    return `
${part > 0 ? 'workgroupBarrier();' : ''}
${some.map((value, i) => `tiles[lane * ${width + 1}u + ${i}u] = ${value};`).join('\n')}
workgroupBarrier();
for (var e = lane; e < ${TOKENS * n}u; e += ${INVOCATIONS}u) {
${T % TOKENS ? `if (${token} <= last_t) { ${write} }` : write}
}`;
  });
}
