/** Layer normalization for software adapters (see layer-norm.ts): the four lanes share a row, each has every fourth column. */
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { EPSILON, type LayerNorm, type LayerNormBackward, type LayerNormParameterGradients } from './layer-norm';
import { sum, unroll } from './wgsl';

/** See `LayerNorm`. */
export function layerNormSoftware(target: Target, spec: LayerNorm): Kernel {
  const { name, rows, columns: C, x, gain, bias, y, stats } = spec;
  const height = rowsPerGroup(rows);
  const own = C / LANES;
  return kernel(target, {
    name,
    reads: { x, gain, bias },
    writes: { y, stats },
    workgroups: [rows / height, 1],
    rows: { axis: 0, count: rows },
    body: (at) => `
${unroll(own, (i) => `let gain${i} = ${at.gain(ownColumn(i))}; let bias${i} = ${at.bias(ownColumn(i))};`)}
for (var row = group.x * ${height}u; row < (group.x + 1u) * ${height}u; row++) {
let first = row * ${C}u;
${unroll(own, (i) => `let x${i} = ${at.x(`first + ${ownColumn(i)}`)};`)}
${rowMean(target, C, 'mean', { own: (i) => `x${i}`, any: (c) => at.x(`first + ${c}`) })}
${unroll(own, (i) => `let centred${i} = x${i} - mean;`)}
${rowMean(target, C, 'variance', {
  own: (i) => `centred${i} * centred${i}`,
  any: (c) => `(${at.x(`first + ${c}`)} - mean) * (${at.x(`first + ${c}`)} - mean)`,
})}
let scale = 1.0 / sqrt(variance + ${EPSILON});
${stats ? `if (lane == 0u) { ${at.stats('row * 2u')} = mean; ${at.stats('row * 2u + 1u')} = scale; }` : ''}
${unroll(own, (i) => `${at.y(`first + ${ownColumn(i)}`)} = centred${i} * scale * gain${i} + bias${i};`)}
}`,
  });
}

/** See `LayerNormBackward`. */
export function layerNormBackwardSoftware(target: Target, spec: LayerNormBackward): Kernel {
  const { name, rows, columns: C, x, stats, gain, dy, dx, accumulate } = spec;
  const height = rowsPerGroup(rows);
  const own = C / LANES;
  return kernel(target, {
    name,
    reads: { x, stats, gain, dy },
    writes: { dx },
    workgroups: [rows / height, 1],
    body: (at) => {
      const normalized = (c: string) => `(${at.x(`first + ${c}`)} - mean) * scale`;
      const g = (c: string) => `${at.dy(`first + ${c}`)} * ${at.gain(c)}`;
      return `
${unroll(own, (i) => `let gain${i} = ${at.gain(ownColumn(i))};`)}
for (var row = group.x * ${height}u; row < (group.x + 1u) * ${height}u; row++) {
let first = row * ${C}u;
let mean = ${at.stats('row * 2u')}; let scale = ${at.stats('row * 2u + 1u')};
${unroll(own, (i) => `let n${i} = ${normalized(ownColumn(i))}; let g${i} = ${at.dy(`first + ${ownColumn(i)}`)} * gain${i};`)}
${rowMean(target, C, 'mean_g', { own: (i) => `g${i}`, any: g })}
${rowMean(target, C, 'mean_gn', { own: (i) => `g${i} * n${i}`, any: (c) => `${g(c)} * ${normalized(c)}` })}
${unroll(own, (i) => {
  const write = accumulate ? '+=' : '=';
  return `${at.dx(`first + ${ownColumn(i)}`)} ${write} scale * (g${i} - mean_g - n${i} * mean_gn);`;
})}
}`;
    },
  });
}

/** See `LayerNormParameterGradients`. A lane takes a column. */
export function layerNormParameterGradientsSoftware(target: Target, spec: LayerNormParameterGradients): Kernel {
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

/** The `i`-th column that a lane has of a row. */
function ownColumn(i: number): string {
  return `(${i * LANES}u + lane)`;
}

/**
 * Declares `name`, the same in all lanes: the mean of a term over a row's C columns.
 *
 * @param term for the lane's `i`-th own column, and for any column `c` (WGSL), which is how a lane without subgroup
 *   operations has to do it
 */
function rowMean(
  target: Target,
  C: number,
  name: string,
  term: { own: (i: number) => string; any: (c: string) => string },
): string {
  if (target.subgroups) {
    const total = sum(LANES, (z) => `subgroupBroadcast(${name}_own, ${z}u)`);
    return `let ${name}_own = ${sum(C / LANES, term.own)};\nlet ${name} = (${total}) / ${C}.0;`;
  }
  return `var ${name} = 0.0;
for (var c = 0u; c < ${C}u; c += 4u) { ${name} += ${sum(4, (i) => term.any(`(c + ${i}u)`))}; }
${name} /= ${C}.0;`;
}

/** Rows that a workgroup walks over: many, to load the gains seldom, but at least four workgroups. */
function rowsPerGroup(rows: number): number {
  return [32, 16, 8, 4, 2, 1].find((n) => rows % (n * 4) === 0) ?? 1;
}
