/** The squared norm of the gradients for GPUs (see squared-norm.ts). */
import { kernel, type Kernel, type Target } from './kernel';
import { PARTIAL_SUMS, type SquaredNorm } from './squared-norm';
import { groupReduction } from './wgsl';

/** Invocations of a workgroup. */
const GROUP = 256;

/** A workgroup makes a partial sum. */
export function squaredNormGpu(target: Target, spec: SquaredNorm): Kernel {
  const { name, count: N, gradients, partial } = spec;
  return kernel(target, {
    name,
    workgroupSize: GROUP,
    reads: { gradients },
    writes: { partial },
    workgroups: [PARTIAL_SUMS, 1],
    functions: groupReduction('sum', GROUP),
    body: (at) => `
var own = 0.0;
for (var i = thread; i < ${N}u; i += ${GROUP * PARTIAL_SUMS}u) { let g = ${at.gradients('i')}; own += g * g; }
let total = group_sum(lane, own);
if (lane == 0u) { ${at.partial('group.x')} = total; }`,
  });
}
