/**
 * Clipping by the global norm, as `torch.nn.utils.clip_grad_norm_`:
 *
 *     norm = sqrt(Σ_i gradient_i²)          scale = min(1, clip / (norm + 1e-6))
 *
 * One workgroup adds up the losses and the partial sums of squares of squared-norm.ts.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { PARTIAL_SUMS } from './squared-norm';
import { groupReduction, sum } from './wgsl';

/** Invocations of a workgroup of the GPU family. */
const GROUP = 256;

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

/** What the kernel works on. */
export interface StepStatistics {
  name: string;
  /** M */
  rows: number;
  clip: number;
  partial: Operand; // [PARTIAL_SUMS]
  losses: Operand; // [M]
  /** Written: see `STATISTICS`. */
  statistics: Operand; // [STATISTICS_LENGTH]
}

/** What a step reports, from the partial sums of squares and the losses. */
export function stepStatistics(target: Target, spec: StepStatistics): Kernel {
  const { name, rows, clip, partial, losses, statistics } = spec;
  const gpu = target.family === 'gpu';
  return kernel(target, {
    name,
    reads: { partial, losses },
    writes: { statistics },
    workgroups: [1, 1],
    workgroupSize: gpu ? GROUP : LANES,
    functions: gpu ? groupReduction('sum', GROUP) : '',
    body: (at) => `
${gpu ? sumsOfAll(rows, at) : sumsOfOne(rows, at)}
if (lane > 0u) { return; }
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

/** The operands that the sums are taken over, in WGSL. */
type Summed = Record<'partial' | 'losses', (index: string) => string>;

/** Declares `squares` and `loss`, each lane on its own. */
function sumsOfOne(rows: number, at: Summed): string {
  return `
var squares = 0.0;
for (var i = 0u; i < ${PARTIAL_SUMS}u; i++) { squares += ${at.partial('i')}; }
var loss = 0.0;
for (var m = 0u; m < ${rows}u; m += 4u) { loss += ${sum(4, (i) => at.losses(`m + ${i}u`))}; }`;
}

/** Declares `squares` and `loss`, all invocations of a workgroup together. */
function sumsOfAll(rows: number, at: Summed): string {
  return `
var own_squares = 0.0;
if (lane < ${PARTIAL_SUMS}u) { own_squares = ${at.partial('lane')}; }
let squares = group_sum(lane, own_squares);
var own_loss = 0.0;
for (var m = lane; m < ${rows}u; m += ${GROUP}u) { own_loss += ${at.losses('m')}; }
let loss = group_sum(lane, own_loss);`;
}
