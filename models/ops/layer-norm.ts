/**
 * Layer normalization (arXiv 1607.06450) of rows x `[C]`:
 *
 *     normalized = (x - mean) / sqrt(variance + 1e-5)      y = normalized * gain + bias
 *
 * Software family: a lane takes whole rows.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { sum, unroll } from './wgsl';

const EPSILON = 1e-5;

/** Forward: writes `y` `[M, C]` and `stats` `[M, 2]` (mean, 1 / standard deviation). M is a multiple of 16. */
export function layerNorm(
  target: Target,
  spec: {
    name: string;
    rows: number;
    columns: number;
    x: Operand;
    gain: Operand;
    bias: Operand;
    y: Operand;
    stats: Operand;
  },
): Kernel {
  const { name, rows, columns: C, x, gain, bias, y, stats } = spec;
  const height = rowsPerLane(rows);
  return kernel(target, {
    name,
    reads: { x, gain, bias },
    writes: { y, stats },
    workgroups: [rows / (LANES * height), 1],
    body: (at) => `
${unroll(C, (c) => `let gain${c} = ${at.gain(`${c}u`)}; let bias${c} = ${at.bias(`${c}u`)};`)}
for (var row = thread * ${height}u; row < (thread + 1u) * ${height}u; row++) {
let first = row * ${C}u;
${unroll(C, (c) => `let x${c} = ${at.x(`first + ${c}u`)};`)}
let mean = (${sum(C, (c) => `x${c}`)}) / ${C}.0;
${unroll(C, (c) => `let centred${c} = x${c} - mean;`)}
let variance = (${sum(C, (c) => `centred${c} * centred${c}`)}) / ${C}.0;
let scale = 1.0 / sqrt(variance + ${EPSILON});
${at.stats('row * 2u')} = mean; ${at.stats('row * 2u + 1u')} = scale;
${unroll(C, (c) => `${at.y(`first + ${c}u`)} = centred${c} * scale * gain${c} + bias${c};`)}
}`,
  });
}

/**
 * Backward to the input, with g = dy * gain and the mean over a row's columns:
 *
 *     dx = (g - mean(g) - normalized * mean(g * normalized)) / standard deviation
 *
 * Written to `dx` `[M, C]`, or added to it if `accumulate` (the branch joins the residual stream).
 */
export function layerNormBackward(
  target: Target,
  spec: {
    name: string;
    rows: number;
    columns: number;
    x: Operand;
    stats: Operand;
    gain: Operand;
    dy: Operand;
    dx: Operand;
    accumulate: boolean;
  },
): Kernel {
  const { name, rows, columns: C, x, stats, gain, dy, dx, accumulate } = spec;
  const height = rowsPerLane(rows);
  return kernel(target, {
    name,
    reads: { x, stats, gain, dy },
    writes: { dx },
    workgroups: [rows / (LANES * height), 1],
    body: (at) => `
${unroll(C, (c) => `let gain${c} = ${at.gain(`${c}u`)};`)}
for (var row = thread * ${height}u; row < (thread + 1u) * ${height}u; row++) {
let first = row * ${C}u;
let mean = ${at.stats('row * 2u')}; let scale = ${at.stats('row * 2u + 1u')};
${unroll(C, (c) => `let n${c} = (${at.x(`first + ${c}u`)} - mean) * scale; let g${c} = ${at.dy(`first + ${c}u`)} * gain${c};`)}
let mean_g = (${sum(C, (c) => `g${c}`)}) / ${C}.0;
let mean_gn = (${sum(C, (c) => `g${c} * n${c}`)}) / ${C}.0;
${unroll(C, (c) => `${at.dx(`first + ${c}u`)} ${accumulate ? '+=' : '='} scale * (g${c} - mean_g - n${c} * mean_gn);`)}
}`,
  });
}

/** Backward to the parameters: `dgain[c]` = Σ_m dy * normalized, `dbias[c]` = Σ_m dy. A lane takes a column. */
export function layerNormParameterGradients(
  target: Target,
  spec: {
    name: string;
    rows: number;
    columns: number;
    x: Operand;
    stats: Operand;
    dy: Operand;
    dgain: Operand;
    dbias: Operand;
  },
): Kernel {
  const { name, rows, columns: C, x, stats, dy, dgain, dbias } = spec;
  return kernel(target, {
    name,
    reads: { x, stats, dy },
    writes: { dgain, dbias },
    workgroups: [C / LANES, 1],
    body: (at) => `
var dgain = 0.0; var dbias = 0.0;
for (var row = 0u; row < ${rows}u; row += 4u) {
${unroll(4, (i) => {
  const normalized = `(${at.x(`(row + ${i}u) * ${C}u + thread`)} - ${at.stats(`(row + ${i}u) * 2u`)}) * ${at.stats(`(row + ${i}u) * 2u + 1u`)}`;
  return `let dy${i} = ${at.dy(`(row + ${i}u) * ${C}u + thread`)}; let n${i} = ${normalized};`;
})}
dbias += ${sum(4, (i) => `dy${i}`)};
dgain += ${sum(4, (i) => `dy${i} * n${i}`)};
}
${at.dgain('thread')} = dgain; ${at.dbias('thread')} = dbias;`,
  });
}

/** Rows a lane walks over: many, to load the gains seldom, but at least four workgroups. */
function rowsPerLane(rows: number): number {
  return [8, 4, 2, 1].find((n) => rows % (LANES * n * 4) === 0) ?? 1;
}
