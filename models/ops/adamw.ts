/**
 * One step of AdamW (arXiv 1711.05101) on the flat vector, with PyTorch's meaning of every option. With g the clipped
 * gradient and n the number of steps taken with this one:
 *
 *     m = β1 m + (1 - β1) g                 v = β2 v + (1 - β2) g²
 *     p = p - lr weightDecay p - lr (m / (1 - β1ⁿ)) / (sqrt(v / (1 - β2ⁿ)) + ε)
 *
 * Decay applies to all parameters.
 */
import { STATISTICS } from './clip';
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { unroll } from './wgsl';

/** Options of the optimizer, the same for all replicas. */
export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Largest global norm of the gradients; larger ones are scaled down to it. */
  clip: number;
}

/** What changes from step to step, one f32 each for every replica. */
export const STEP_SCALARS = {
  learningRate: 0,
  /** 1 - β1ⁿ */
  correction1: 1,
  /** 1 - β2ⁿ */
  correction2: 2,
  /** 1 / scored tokens, or 0 if there are none. */
  inverseCount: 3,
} as const;

/** Elements of an array of step scalars. */
export const STEP_SCALARS_LENGTH = 4;

/** What the kernel works on. */
export interface AdamW {
  name: string;
  /** N, a multiple of 16. */
  count: number;
  options: AdamWOptions;
  gradients: Operand; // [N]
  /** See `STEP_SCALARS`. */
  scalars: Operand; // [STEP_SCALARS_LENGTH]
  /** See `STATISTICS`. */
  statistics: Operand; // [STATISTICS_LENGTH]
  /** Updated. */
  parameters: Operand; // [N]
  /** Updated. */
  firstMoment: Operand; // [N]
  /** Updated. */
  secondMoment: Operand; // [N]
}

/** How the elements are dealt out: an invocation updates `chunk / group` of every `chunk`, and `chunks` such in turn. */
const DEAL = {
  software: { group: LANES, chunk: 16, chunks: 8 },
  gpu: { group: 256, chunk: 1024, chunks: 1 },
};

/** Updates parameters and moments. */
export function adamW(target: Target, spec: AdamW): Kernel {
  const { name, count: N, gradients, scalars, statistics, parameters, firstMoment, secondMoment } = spec;
  const { beta1, beta2, epsilon, weightDecay } = spec.options;
  const { group, chunk, chunks } = DEAL[target.family];
  return kernel(target, {
    name,
    workgroupSize: group,
    reads: { gradients, scalars, statistics },
    writes: { parameters, firstMoment, secondMoment },
    workgroups: [Math.ceil(N / (chunk * chunks)), 1],
    body: (at) => `
let rate = ${at.scalars(`${STEP_SCALARS.learningRate}u`)};
let correction1 = ${at.scalars(`${STEP_SCALARS.correction1}u`)};
let correction2 = ${at.scalars(`${STEP_SCALARS.correction2}u`)};
let clip = ${at.statistics(`${STATISTICS.clipScale}u`)};
let end = min(${N}u, (group.x + 1u) * ${chunk * chunks}u);
for (var chunk = group.x * ${chunk * chunks}u; chunk < end; chunk += ${chunk}u) {
${unroll(chunk / group, (k) => {
  const i = `chunk + lane + ${k * group}u`;
  const update = `
let g${k} = ${at.gradients(i)} * clip;
let m${k} = ${beta1} * ${at.firstMoment(i)} + ${1 - beta1} * g${k};
let v${k} = ${beta2} * ${at.secondMoment(i)} + ${1 - beta2} * g${k} * g${k};
${at.firstMoment(i)} = m${k}; ${at.secondMoment(i)} = v${k};
let p${k} = ${at.parameters(i)};
let update${k} = (m${k} / correction1) / (sqrt(v${k} / correction2) + ${epsilon});
${at.parameters(i)} = p${k} - rate * (update${k} + ${weightDecay} * p${k});`;
  return N % chunk ? `if (${i} < end) { ${update} }` : update;
})}
}`,
  });
}
