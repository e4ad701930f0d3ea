/** Token and position embedding, and its gradient, for software adapters (see embedding.ts). */
import type { Embedding, EmbeddingGradient } from './embedding';
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { unroll } from './wgsl';

/** A workgroup writes a token. */
export function embeddingSoftware(target: Target, spec: Embedding): Kernel {
  const { name, rows, length: T, columns: C, tokens, starts, wte, wpe, x } = spec;
  return kernel(target, {
    name,
    reads: { tokens, starts, wte, wpe },
    writes: { x },
    workgroups: [rows * T, 1],
    rows: { axis: 0, count: rows * T },
    body: (at) => `
let token = u32(${at.tokens('group.x')}) * ${C}u + lane;
let position = (group.x % ${T}u - u32(${at.starts('group.x')})) * ${C}u + lane;
${unroll(C / LANES, (i) => {
  const c = `${i * LANES}u`;
  return `${at.x(`group.x * ${C}u + lane + ${c}`)} = ${at.wte(`token + ${c}`)} + ${at.wpe(`position + ${c}`)};`;
})}`,
  });
}

/** A workgroup gathers a row. */
export function embeddingGradientSoftware(target: Target, spec: EmbeddingGradient): Kernel {
  const { name, vocabSize: V, blockSize, columns: C, index, dx, dwte, dwpe } = spec;
  const perLane = C / LANES;
  return kernel(target, {
    name,
    reads: { index, dx },
    writes: { dwte, dwpe },
    workgroups: [V + blockSize, 1],
    body: (at) => `
${unroll(perLane, (i) => `var d${i} = 0.0;`)}
let end = ${at.index('group.x + 1u')};
for (var i = ${at.index('group.x')}; i < end; i++) {
let token = u32(${at.index(`${V + blockSize + 1}u + u32(i)`)}) * ${C}u + lane;
${unroll(perLane, (i) => `d${i} += ${at.dx(`token + ${i * LANES}u`)};`)}
}
if (group.x < ${V}u) {
${unroll(perLane, (i) => `${at.dwte(`group.x * ${C}u + lane + ${i * LANES}u`)} += d${i};`)}
} else {
${unroll(perLane, (i) => `${at.dwpe(`(group.x - ${V}u) * ${C}u + lane + ${i * LANES}u`)} = d${i};`)}
}`,
  });
}
