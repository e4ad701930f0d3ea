/** Token and position embedding, and its gradient, for GPUs (see embedding.ts). */
import type { Embedding, EmbeddingGradient } from './embedding';
import { kernel, type Kernel, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** An invocation writes an element. */
export function embeddingGpu(target: Target, spec: Embedding): Kernel {
  const { name, rows, length: T, columns: C, tokens, starts, wte, wpe, x } = spec;
  const M = rows * T;
  const size = 256;
  return kernel(target, {
    name,
    workgroupSize: size,
    reads: { tokens, starts, wte, wpe },
    writes: { x },
    workgroups: [Math.ceil((M * C) / size), 1],
    rows: { axis: 0, count: M },
    body: (at) => `
let m = thread / ${C}u; let c = thread % ${C}u;
if (m >= ${M}u) { return; }
let token = u32(${at.tokens('m')}) * ${C}u;
let position = (m % ${T}u - u32(${at.starts('m')})) * ${C}u;
${at.x('thread')} = ${at.wte('token + c')} + ${at.wpe('position + c')};`,
  });
}

/**
 * A workgroup gathers a row, 16 invocations to a token, some tokens at once: those of frequent words are many. Most
 * words are not in a batch at all, and end at once.
 */
export function embeddingGradientGpu(target: Target, spec: EmbeddingGradient): Kernel {
  const { name, vocabSize: V, blockSize, columns: C, index, dx, dwte, dwpe } = spec;
  const width = 16;
  const slices = Math.min(8, 2 ** Math.floor(Math.log2(4096 / C))); // at most 16 KiB of parts
  const own = C / width;
  return kernel(target, {
    name,
    workgroupSize: width * slices,
    reads: { index, dx },
    writes: { dwte, dwpe },
    workgroups: [V + blockSize, 1],
    functions: `var<workgroup> parts: array<f32, ${slices * C}>;`,
    body: (at) => `
let begin = ${at.index('group.x')}; let end = ${at.index('group.x + 1u')};
if (begin == end && group.x < ${V}u) { return; }
let column = lane % ${width}u; let slice = lane / ${width}u;
${unroll(own, (i) => `var d${i} = 0.0;`)}
for (var i = begin + i32(slice); i < end; i += ${slices}) {
let token = u32(${at.index(`${V + blockSize + 1}u + u32(i)`)}) * ${C}u + column;
${unroll(own, (i) => `d${i} += ${at.dx(`token + ${i * width}u`)};`)}
}
${unroll(own, (i) => `parts[slice * ${C}u + column + ${i * width}u] = d${i};`)}
workgroupBarrier();
for (var c = lane; c < ${C}u; c += ${width * slices}u) {
let total = ${sum(slices, (z) => `parts[c + ${z * C}u]`)};
if (group.x < ${V}u) { ${at.dwte(`group.x * ${C}u + c`)} += total; } else { ${at.dwpe(`(group.x - ${V}u) * ${C}u + c`)} = total; }
}`,
  });
}
