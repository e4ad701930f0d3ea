/**
 * Matrix product for GPUs (see matmul.ts).
 *
 * A workgroup of 256 makes one tile of Y. It walks over the inner dimension by `depth`: all together copy that part
 * of A and B to workgroup memory, neighbours from neighbouring addresses, so that a value read once from the GPU's
 * memory serves a whole row or column of the tile; then each adds its products to the outputs it keeps in registers,
 * `block` × `block` of them, so that a value read once from workgroup memory serves `block` products.
 *
 * Tiles get smaller where Y is small, for GPUs want many workgroups. A small tile leaves invocations over: `slices`
 * of them then share outputs, each with its part of every `depth`, and their sums are added up in the end, always in
 * the same order. A gradient of weights has few outputs and a long inner dimension, and so still keeps a GPU busy.
 */
import { kernel, type Kernel, type Target } from './kernel';
import { checkMatmul, type Matmul } from './matmul';
import { GELU, unroll } from './wgsl';

/** How a product is cut. A workgroup has `slices × (size / block)²` invocations. */
interface Tiling {
  /** Rows and columns of a tile. */
  size: number;
  /** Rows and columns of the outputs of an invocation. */
  block: number;
  /** Invocations that share an output. */
  slices: number;
  /** Values of the inner dimension that a step takes; a multiple of 16, so that there is something for everybody to copy. */
  depth: number;
}

const TILINGS: Tiling[] = [
  { size: 64, block: 4, slices: 1, depth: 16 },
  { size: 32, block: 4, slices: 4, depth: 32 },
  { size: 16, block: 2, slices: 4, depth: 64 },
];

/** Workgroups of a replica below which tiles have to be smaller: a laptop's GPU runs about so many at once. */
const ENOUGH_WORKGROUPS = 16;

/** The kernel of a product, in the GPU family. */
export function matmulGpu(target: Target, spec: Matmul): Kernel {
  checkMatmul(spec);
  const { rows: M, inner: K, columns: N, a, b, y, bias, residual, geluInput, columnSums } = spec;
  const tiling = chooseTiling(M, K, N);
  const { size, block, slices, depth } = tiling;
  const width = size / block; // outputs of an invocation are so far apart, so that neighbours have neighbours
  const tile = depth * (size + 1);
  return kernel(target, {
    name: spec.name,
    workgroupSize: invocations(tiling),
    reads: { a, b, bias, residual, geluInput },
    writes: { y, columnSums },
    workgroups: [Math.ceil(N / size), Math.ceil(M / size)],
    rows: { axis: 1, count: M },
    functions: `var<workgroup> tiles: array<f32, ${Math.max(2 * tile, size * size * Math.floor(slices / 2))}>;\n${spec.geluA || geluInput ? GELU : ''}`,
    body: (at) => {
      const loadA = (index: string) => (spec.geluA ? `gelu(${at.a(index)})` : at.a(index));
      const rowsOfA: TileSource = { name: 'row', extent: M, along: !spec.transposeA, load: loadA, start: 0 };
      const columnsOfB: TileSource = { name: 'column', extent: N, along: !!spec.transposeB, load: at.b, start: tile };
      const output = (i: number, j: number) => {
        const row = `first_row + y_lane + ${i * width}u`;
        const column = `first_column + x_lane + ${j * width}u`;
        const index = `(${row}) * ${N}u + ${column}`;
        const terms = [`y${i}_${j}`, bias && at.bias(column), residual && at.residual(index)];
        const sum = terms.filter(Boolean).join(' + ');
        const value = geluInput ? `(${sum}) * gelu_derivative(${at.geluInput(index)})` : sum;
        return within([row, M], [column, N], size, `${at.y(index)} = ${value};`);
      };
      const columnSum = (j: number) => {
        const column = `first_column + x_lane + ${j * width}u`;
        return within(['0u', size], [column, N], size, `${at.columnSums(column)} = sum${j};`);
      };
      return `
let first_row = group.y * ${size}u; let first_column = group.x * ${size}u;
let x_lane = lane % ${width}u; let y_lane = lane / ${width}u % ${width}u; let slice = lane / ${width * width}u;
${forBlock(block, (i, j) => `var y${i}_${j} = 0.0;`)}
${columnSums ? unroll(block, (j) => `var sum${j} = 0.0;`) : ''}
for (var first_k = 0u; first_k < ${K}u; first_k += ${depth}u) {
${copyTile(tiling, K, rowsOfA)}
${copyTile(tiling, K, columnsOfB)}
workgroupBarrier();
for (var k = slice * ${depth / slices}u; k < (slice + 1u) * ${depth / slices}u; k++) {
let a_at = k * ${size + 1}u + y_lane; let b_at = k * ${size + 1}u + x_lane + ${tile}u;
${unroll(block, (i) => `let a${i} = tiles[a_at + ${i * width}u]; let b${i} = tiles[b_at + ${i * width}u];`)}
${forBlock(block, (i, j) => `y${i}_${j} += a${i} * b${j};`)}
${columnSums ? unroll(block, (j) => `sum${j} += b${j};`) : ''}
}
workgroupBarrier();
}
${addSlices(tiling, columnSums !== undefined)}
if (slice == 0u) {
${forBlock(block, output)}
${columnSums ? `if (group.y == 0u && y_lane == 0u) { ${unroll(block, columnSum)} }` : ''}
}`;
    },
  });
}

/** The largest tiles that make enough workgroups of one replica, or the smallest tiles; not cut finer than K can be. */
function chooseTiling(M: number, K: number, N: number): Tiling {
  const enough = ({ size }: Tiling) => Math.ceil(M / size) * Math.ceil(N / size) >= ENOUGH_WORKGROUPS;
  const tiling = TILINGS.find(enough) ?? TILINGS.at(-1)!;
  const depth = Math.min(tiling.depth, Math.max(16, 2 ** Math.ceil(Math.log2(K))));
  return { ...tiling, depth, slices: K > 32 ? tiling.slices : 1 };
}

function invocations({ size, block, slices }: Tiling): number {
  return slices * (size / block) ** 2;
}

/** One of the two operands: `extent` rows of A or columns of B, of which a tile has `size`. */
interface TileSource {
  name: 'row' | 'column';
  extent: number;
  /** Whether neighbours in memory are neighbours along the inner dimension. */
  along: boolean;
  load: (index: string) => string;
  /** Where in workgroup memory the tile begins. It lies there as `[depth, size + 1]`, which avoids bank conflicts. */
  start: number;
}

/** Copies a step's part of an operand, zero beyond the inner dimension. Beyond `extent` it has what nobody needs. */
function copyTile(tiling: Tiling, K: number, { name, extent, along, load, start }: TileSource): string {
  const { size, depth } = tiling;
  const lanes = invocations(tiling);
  return unroll((size * depth) / lanes, (e) => {
    const [fast, slow] = along ? ['inner', 'outer'] : ['outer', 'inner'];
    const fastSize = along ? depth : size;
    const outer = extent % size ? `min(first_${name} + outer, ${extent - 1}u)` : `(first_${name} + outer)`;
    const k = K % depth ? `min(first_k + inner, ${K - 1}u)` : `(first_k + inner)`;
    const value = load(along ? `${outer} * ${K}u + ${k}` : `${k} * ${extent}u + ${outer}`);
    const masked = K % depth ? `select(0.0, ${value}, first_k + inner < ${K}u)` : value;
    return `{
let i = lane + ${e * lanes}u; let ${fast} = i % ${fastSize}u; let ${slow} = i / ${fastSize}u;
tiles[inner * ${size + 1}u + outer + ${start}u] = ${masked};
}`;
  });
}

/** Adds the sums of all slices to those of slice 0, half of the slices at a time. */
function addSlices({ size, block, slices }: Tiling, columnSums: boolean): string {
  const cells = (size / block) ** 2;
  const names = unroll(block, (i) => unroll(block, (j) => `y${i}_${j}`, ' '), ' ').split(' ');
  if (columnSums) names.push(...unroll(block, (j) => `sum${j}`, ' ').split(' '));
  let text = '';
  for (let half = slices / 2; half >= 1; half /= 2) {
    // Few at a time, for all of them together would need more memory than the tiles.
    for (let first = 0; first < names.length; first += block * block) {
      const some = names.slice(first, first + block * block);
      const at = (n: number) => `tiles[lane % ${cells * half}u + ${n * cells * half}u]`;
      text += `
if (slice / ${half}u == 1u) { ${some.map((name, n) => `${at(n)} = ${name};`).join(' ')} }
workgroupBarrier();
if (slice < ${half}u) { ${some.map((name, n) => `${name} += ${at(n)};`).join(' ')} }
workgroupBarrier();`;
    }
  }
  return text;
}

/** `text` for every output of an invocation. */
function forBlock(block: number, text: (i: number, j: number) => string): string {
  return unroll(block, (i) => unroll(block, (j) => text(i, j), ' '));
}

/** `text` guarded against rows and columns that only tiles have. */
function within([row, M]: [string, number], [column, N]: [string, number], size: number, text: string): string {
  const conditions = [M % size && `${row} < ${M}u`, N % size && `${column} < ${N}u`].filter(Boolean);
  return conditions.length ? `if (${conditions.join(' && ')}) { ${text} }` : text;
}
