/**
 * Layer normalization for GPUs (see layer-norm.ts).
 *
 * Sixteen invocations share a row; each has every sixteenth column of it in registers, so that neighbours read
 * neighbours. What they add up goes through workgroup memory once, where each of them reads all sixteen parts.
 */
import { kernel, type Kernel, type Target } from './kernel';
import { EPSILON, type LayerNorm, type LayerNormBackward, type LayerNormParameterGradients } from './layer-norm';
import { sum, unroll } from './wgsl';

/** Invocations of a row. */
const WIDTH = 16;

/** Rows of a workgroup. */
const HEIGHT = 4;

/** Columns and slices of the rows of a workgroup that adds up over rows. */
const [COLUMNS, SLICES] = [8, 32];

/** See `LayerNorm`. */
export function layerNormGpu(target: Target, spec: LayerNorm): Kernel {
  const { name, rows, columns: C, x, gain, bias, y, stats } = spec;
  const own = C / WIDTH;
  return kernel(target, {
    name,
    workgroupSize: WIDTH * HEIGHT,
    reads: { x, gain, bias },
    writes: { y, stats },
    workgroups: [rows / HEIGHT, 1],
    rows: { axis: 0, count: rows },
    functions: rowParts('mean') + rowParts('variance'),
    body: (at) => `
${ROW}
let first = row * ${C}u + column;
${unroll(own, (i) => `let x${i} = ${at.x(`first + ${i * WIDTH}u`)};`)}
${rowSum(
  'mean',
  sum(own, (i) => `x${i}`),
  C,
)}
${unroll(own, (i) => `let centred${i} = x${i} - mean;`)}
${rowSum(
  'variance',
  sum(own, (i) => `centred${i} * centred${i}`),
  C,
)}
let scale = 1.0 / sqrt(variance + ${EPSILON});
${stats ? `if (column == 0u) { ${at.stats('row * 2u')} = mean; ${at.stats('row * 2u + 1u')} = scale; }` : ''}
${unroll(own, (i) => {
  const c = `column + ${i * WIDTH}u`;
  return `${at.y(`first + ${i * WIDTH}u`)} = centred${i} * scale * ${at.gain(c)} + ${at.bias(c)};`;
})}`,
  });
}

/** See `LayerNormBackward`. */
export function layerNormBackwardGpu(target: Target, spec: LayerNormBackward): Kernel {
  const { name, rows, columns: C, x, stats, gain, dy, dx, accumulate } = spec;
  const own = C / WIDTH;
  return kernel(target, {
    name,
    workgroupSize: WIDTH * HEIGHT,
    reads: { x, stats, gain, dy },
    writes: { dx },
    workgroups: [rows / HEIGHT, 1],
    functions: rowParts('mean_g') + rowParts('mean_gn'),
    body: (at) => `
${ROW}
let first = row * ${C}u + column;
let mean = ${at.stats('row * 2u')}; let scale = ${at.stats('row * 2u + 1u')};
${unroll(own, (i) => {
  const index = `first + ${i * WIDTH}u`;
  return `let n${i} = (${at.x(index)} - mean) * scale; let g${i} = ${at.dy(index)} * ${at.gain(`column + ${i * WIDTH}u`)};`;
})}
${rowSum(
  'mean_g',
  sum(own, (i) => `g${i}`),
  C,
)}
${rowSum(
  'mean_gn',
  sum(own, (i) => `g${i} * n${i}`),
  C,
)}
${unroll(own, (i) => {
  const write = accumulate ? '+=' : '=';
  return `${at.dx(`first + ${i * WIDTH}u`)} ${write} scale * (g${i} - mean_g - n${i} * mean_gn);`;
})}`,
  });
}

/** See `LayerNormParameterGradients`. An invocation walks over a slice of the rows in one column. */
export function layerNormParameterGradientsGpu(target: Target, spec: LayerNormParameterGradients): Kernel {
  const { name, rows, columns: C, x, stats, dy, dgain, dbias } = spec;
  const size = COLUMNS * SLICES;
  const atOnce = rows % (4 * SLICES) === 0 ? 4 : 1; // loads under way together
  return kernel(target, {
    name,
    workgroupSize: size,
    reads: { x, stats, dy },
    writes: { dgain, dbias },
    workgroups: [C / COLUMNS, 1],
    functions: `var<workgroup> parts: array<f32, ${2 * size}>;`,
    body: (at) => `
let column = group.x * ${COLUMNS}u + lane % ${COLUMNS}u;
var gain_sum = 0.0; var bias_sum = 0.0;
for (var first = lane / ${COLUMNS}u; first < ${rows}u; first += ${SLICES * atOnce}u) {
${unroll(atOnce, (i) => {
  const row = `(first + ${i * SLICES}u)`;
  const normalized = `(${at.x(`${row} * ${C}u + column`)} - ${at.stats(`${row} * 2u`)}) * ${at.stats(`${row} * 2u + 1u`)}`;
  return `let dy${i} = ${at.dy(`${row} * ${C}u + column`)}; let n${i} = ${normalized};`;
})}
bias_sum += ${sum(atOnce, (i) => `dy${i}`)};
gain_sum += ${sum(atOnce, (i) => `dy${i} * n${i}`)};
}
parts[lane] = gain_sum; parts[lane + ${size}u] = bias_sum;
workgroupBarrier();
if (lane < ${2 * COLUMNS}u) {
let first = lane / ${COLUMNS}u * ${size}u + lane % ${COLUMNS}u;
var total = 0.0;
for (var i = 0u; i < ${SLICES}u; i++) { total += parts[first + i * ${COLUMNS}u]; }
if (lane < ${COLUMNS}u) { ${at.dgain('column')} = total; } else { ${at.dbias('column')} = total; }
}`,
  });
}

/** Declares the `row` of an invocation, and the first `column` of it that it has. */
const ROW = `let column = lane % ${WIDTH}u; let row = group.x * ${HEIGHT}u + lane / ${WIDTH}u;`;

/** Workgroup memory for `rowSum`: each has its own, so that one barrier is enough. */
function rowParts(name: string): string {
  return `var<workgroup> ${name}_parts: array<f32, ${WIDTH * HEIGHT}>;\n`;
}

/** Declares `name`, the same in all invocations of a row: the mean over C columns of what they have as `own` sums. */
function rowSum(name: string, own: string, C: number): string {
  const total = sum(WIDTH, (i) => `${name}_parts[lane / ${WIDTH}u * ${WIDTH}u + ${i}u]`);
  return `${name}_parts[lane] = ${own};\nworkgroupBarrier();\nlet ${name} = (${total}) / ${C}.0;`;
}
