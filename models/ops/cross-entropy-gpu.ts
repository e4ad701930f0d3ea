/** Cross-entropy for GPUs (see cross-entropy.ts). */
import type { CrossEntropy } from './cross-entropy';
import { kernel, type Kernel, type Target } from './kernel';
import { groupReduction, sum, unroll } from './wgsl';

/** A workgroup has a row, and keeps it in registers between reading and writing it. */
export function crossEntropyGpu(target: Target, spec: CrossEntropy): Kernel {
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
