/** Pieces of WGSL text that several operations share. */
import { LANES, type Target } from './kernel';

/** `text(0) … text(n - 1)`, one after another: a loop unrolled by the generator. */
export function unroll(n: number, text: (i: number) => string, separator = '\n'): string {
  return Array.from({ length: n }, (_, i) => text(i)).join(separator);
}

/** The sum of `n` terms as one expression. */
export function sum(n: number, term: (i: number) => string): string {
  return unroll(n, term, ' + ');
}

/**
 * Declares `name0 … name(n-1)` with the same `n` values in every lane; `n` is a multiple of 4.
 *
 * With subgroups each lane loads a quarter of them and hands it round, since a broadcast costs a seventh of a load.
 *
 * @param at WGSL for value `i`, itself WGSL; the same in all lanes
 */
export function loadShared(target: Target, name: string, n: number, at: (i: string) => string): string {
  if (!target.subgroups) return unroll(n, (i) => `let ${name}${i} = ${at(`${i}u`)};`);
  const broadcast = (i: number) => `let ${name}${i} = subgroupBroadcast(${name}_${i >> 2}, ${i & 3}u);`;
  return unroll(n / LANES, (q) => {
    return `let ${name}_${q} = ${at(`(${q * LANES}u + lane)`)};\n${unroll(LANES, (z) => broadcast(q * LANES + z))}`;
  });
}

/**
 * GELU in its tanh form (arXiv 1606.08415), as GPT-2 has it, and its derivative.
 * The argument of tanh is bounded because some drivers overflow in it.
 */
export const GELU = `
fn gelu_tanh(x: f32) -> f32 { return tanh(clamp(0.7978845608028654 * (x + 0.044715 * x * x * x), -15.0, 15.0)); }
fn gelu(x: f32) -> f32 { return 0.5 * x * (1.0 + gelu_tanh(x)); }
fn gelu_derivative(x: f32) -> f32 {
  let t = gelu_tanh(x);
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * 0.7978845608028654 * (1.0 + 0.134145 * x * x);
}`;

/**
 * For kernels of the GPU family: `group_sum(lane, x)` or `group_max(lane, x)`, over all invocations of a workgroup and
 * the same in all of them. All have to call it. The order is fixed, so that the bits are.
 *
 * @param size invocations in the workgroup: 64 or 256
 */
export function groupReduction(name: 'sum' | 'max', size: 64 | 256): string {
  const width = Math.sqrt(size);
  const join = (x: string, y: string) => (name === 'sum' ? `${x} + ${y}` : `max(${x}, ${y})`);
  return `
var<workgroup> ${name}_parts: array<f32, ${size}>;
var<workgroup> ${name}_totals: array<f32, ${width}>;
fn group_${name}(lane: u32, x: f32) -> f32 {
  ${name}_parts[lane] = x;
  workgroupBarrier();
  if (lane < ${width}u) {
    var part = ${name}_parts[lane];
    for (var i = 1u; i < ${width}u; i++) { part = ${join('part', `${name}_parts[lane + i * ${width}u]`)}; }
    ${name}_totals[lane] = part;
  }
  workgroupBarrier();
  var total = ${name}_totals[0];
  for (var i = 1u; i < ${width}u; i++) { total = ${join('total', `${name}_totals[i]`)}; }
  return total;
}`;
}
