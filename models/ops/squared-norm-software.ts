/** The squared norm of the gradients for software adapters (see squared-norm.ts). */
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { PARTIAL_SUMS, type SquaredNorm } from './squared-norm';
import { sum, unroll } from './wgsl';

/** A lane makes a partial sum. */
export function squaredNormSoftware(target: Target, spec: SquaredNorm): Kernel {
  const { name, count: N, gradients, partial } = spec;
  const stride = (i: number) => `i + ${i * PARTIAL_SUMS}u`;
  return kernel(target, {
    name,
    reads: { gradients },
    writes: { partial },
    workgroups: [PARTIAL_SUMS / LANES, 1],
    body: (at) => `
var total = 0.0;
var i = thread;
for (; ${stride(3)} < ${N}u; i += ${4 * PARTIAL_SUMS}u) {
${unroll(4, (k) => `let g${k} = ${at.gradients(stride(k))};`)}
total += ${sum(4, (k) => `g${k} * g${k}`)};
}
for (; i < ${N}u; i += ${PARTIAL_SUMS}u) { let g = ${at.gradients('i')}; total += g * g; }
${at.partial('thread')} = total;`,
  });
}
