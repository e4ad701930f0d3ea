/**
 * Cross-entropy of the scored tokens and its gradient in the logits z `[V]`, with y the target:
 *
 *     loss_m = (log Σ_v exp z_v - z_y) / count          dz_v = (softmax(z)_v - [v = y]) / count
 *
 * `count` is the number of scored tokens of the replica's batch. Both are zero where the target is -1.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { groupReduction, sum, unroll } from './wgsl';

/** What the kernel works on. */
export interface CrossEntropy {
  name: string;
  /** M */
  rows: number;
  /** V, a multiple of 4. */
  vocabSize: number;
  /** Token, or -1. */
  targets: Operand; // [M]
  /** 1 / count, or 0. */
  inverseCount: Operand; // [1]
  /** Replaced by their gradient. */
  logits: Operand; // [M, V]
  /** Written; their sum is the mean loss. */
  losses: Operand; // [M]
}

/** Loss and gradient. */
export function crossEntropy(target: Target, spec: CrossEntropy): Kernel {
  return target.family === 'gpu' ? crossEntropyGpu(target, spec) : crossEntropySoftware(target, spec);
}

/** A lane has a row. */
function crossEntropySoftware(target: Target, spec: CrossEntropy): Kernel {
  const { name, rows, vocabSize: V, targets, inverseCount, logits, losses } = spec;
  return kernel(target, {
    name,
    reads: { targets, inverseCount },
    writes: { logits, losses },
    workgroups: [rows / LANES, 1],
    body: (at) => {
      const z = (i: number) => at.logits(`first + v + ${i}u`);
      const overVocabulary = (text: string) => `for (var v = 0u; v < ${V}u; v += 4u) { ${text} }`;
      return `
let first = thread * ${V}u;
let y = ${at.targets('thread')};
if (y < 0) {
${overVocabulary(unroll(4, (i) => `${z(i)} = 0.0;`))}
${at.losses('thread')} = 0.0;
return;
}
var highest = ${at.logits('first')};
${overVocabulary(`highest = max(max(max(${z(0)}, ${z(1)}), max(${z(2)}, ${z(3)})), highest);`)}
let own = ${at.logits('first + u32(y)')} - highest;
var total = 0.0;
${overVocabulary(`${unroll(4, (i) => `let e${i} = exp(${z(i)} - highest); ${z(i)} = e${i};`)} total += ${sum(4, (i) => `e${i}`)};`)}
let weight = ${at.inverseCount('0u')};
${at.losses('thread')} = weight * (log(total) - own);
let scale = weight / total;
${overVocabulary(unroll(4, (i) => `${z(i)} *= scale;`))}
${at.logits('first + u32(y)')} -= weight;`;
    },
  });
}

/** A workgroup has a row, and keeps it in registers between reading and writing it. */
function crossEntropyGpu(target: Target, spec: CrossEntropy): Kernel {
  const { name, rows, vocabSize: V, targets, inverseCount, logits, losses } = spec;
  const size = V > 2048 ? 256 : 64;
  const own = Math.ceil(V / size);
  return kernel(target, {
    name,
    workgroupSize: size,
    reads: { targets, inverseCount },
    writes: { logits, losses },
    workgroups: [rows, 1],
    functions: groupReduction('max', size) + groupReduction('sum', size),
    body: (at) => {
      const v = (i: number) => `(lane + ${i * size}u)`;
      const only = (i: number, text: string) => ((i + 1) * size > V ? `if (${v(i)} < ${V}u) { ${text} }` : text);
      const z = (i: number) => at.logits(`first + ${v(i)}`);
      return `
let first = group.x * ${V}u;
let y = ${at.targets('group.x')};
if (y < 0) {
${unroll(own, (i) => only(i, `${z(i)} = 0.0;`))}
if (lane == 0u) { ${at.losses('group.x')} = 0.0; }
return;
}
var highest_own = -1e30;
${unroll(own, (i) => `var z${i} = -1e30; ${only(i, `z${i} = ${z(i)};`)} highest_own = max(highest_own, z${i});`)}
let highest = group_max(lane, highest_own);
${unroll(own, (i) => `let e${i} = exp(z${i} - highest);`)}
let total = group_sum(lane, ${sum(own, (i) => `e${i}`)});
let weight = ${at.inverseCount('0u')};
let scale = weight / total;
${unroll(own, (i) =>
  only(
    i,
    `if (${v(i)} == u32(y)) {
${z(i)} = e${i} * scale - weight; ${at.losses('group.x')} = weight * (log(total) - (z${i} - highest));
} else { ${z(i)} = e${i} * scale; }`,
  ),
)}`;
    },
  });
}
