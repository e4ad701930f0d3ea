/**
 * Clipping by the global norm, as `torch.nn.utils.clip_grad_norm_`:
 *
 *     norm = sqrt(Σ_i gradient_i²)          scale = min(1, clip / (norm + 1e-6))
 *
 * In two kernels: partial sums of squares, then one workgroup that adds them and the losses up.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** Partial sums of squares of one replica. */
export const PARTIAL_SUMS = 64;

/** What a step reports of each replica, one f32 each. */
export const STATISTICS = {
  /** Mean loss of the newest step. */
  loss: 0,
  /** Norm of the newest gradients before clipping. */
  gradNorm: 1,
  /** What the newest gradients are multiplied with. */
  clipScale: 2,
  /** Sum of the losses of all steps since the host wrote zero here. */
  lossSum: 3,
  /** Steps since the host wrote zero here; from the first whose loss or norm was not finite on, minus its number. */
  finiteSteps: 4,
} as const;

/** Elements of a statistics array. */
export const STATISTICS_LENGTH = 5;

/** All bits of an f32's exponent, which are set in infinities and NaN alone. */
const EXPONENT = '0x7f800000u';

/** Writes `partial` `[PARTIAL_SUMS]`, sums of squares of `gradients` `[N]`. */
export function squaredNorm(
  target: Target,
  spec: { name: string; count: number; gradients: Operand; partial: Operand },
): Kernel {
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

/** Writes `statistics` (see `STATISTICS`) from the partial sums of squares and the `losses` `[M]`. */
export function stepStatistics(
  target: Target,
  spec: { name: string; rows: number; clip: number; partial: Operand; losses: Operand; statistics: Operand },
): Kernel {
  const { name, rows, clip, partial, losses, statistics } = spec;
  return kernel(target, {
    name,
    reads: { partial, losses },
    writes: { statistics },
    workgroups: [1, 1],
    body: (at) => `
if (lane > 0u) { return; }
var squares = 0.0;
for (var i = 0u; i < ${PARTIAL_SUMS}u; i++) { squares += ${at.partial('i')}; }
var loss = 0.0;
for (var m = 0u; m < ${rows}u; m += 4u) { loss += ${sum(4, (i) => at.losses(`m + ${i}u`))}; }
let norm = sqrt(squares);
${at.statistics(`${STATISTICS.loss}u`)} = loss;
${at.statistics(`${STATISTICS.gradNorm}u`)} = norm;
${at.statistics(`${STATISTICS.clipScale}u`)} = min(1.0, ${clip} / (norm + 1e-6));
${at.statistics(`${STATISTICS.lossSum}u`)} += loss;
/* By their bits: WGSL may take it for granted that a comparison never meets NaN. */
let finite = (bitcast<u32>(norm) & ${EXPONENT}) < ${EXPONENT} && (bitcast<u32>(loss) & ${EXPONENT}) < ${EXPONENT};
let steps = ${at.statistics(`${STATISTICS.finiteSteps}u`)};
if (steps >= 0.0) { ${at.statistics(`${STATISTICS.finiteSteps}u`)} = select(-(steps + 1.0), steps + 1.0, finite); }`,
  });
}
