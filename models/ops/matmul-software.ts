/**
 * Matrix product for software adapters (see matmul.ts).
 *
 * On a software adapter a load costs as much as twenty products, and a value carried through a loop costs more than a
 * product. So a lane keeps a block of B in SSA values, walks over the rows of A, and finishes each output within one
 * iteration; with a long inner dimension Y is accumulated in memory, block by block. Transposed operands cost nothing
 * extra. The block goes through a private array on its way from memory, because a load from memory takes the adapter's
 * compiler ten times as long as anything else here, and so there is one for many values.
 */
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { checkMatmul, type Matmul } from './matmul';
import { GELU, loadShared, sum, unroll } from './wgsl';

/** The kernel of a product, in the software family. */
export function matmulSoftware(target: Target, spec: Matmul): Kernel {
  checkMatmul(spec);
  const { rows: M, inner: K, columns: N, a, b, y, bias, residual, geluInput, columnSums } = spec;
  // What is multiplied in the end must be whole, and may lie where the sums would be kept.
  const leastDepth = geluInput ? K : LANES;
  const { depth, width, height } = chooseBlock(M, K, N, leastDepth, spec.block ?? maxProducts(M, K, N));
  return kernel(target, {
    name: spec.name,
    reads: { a, b, bias, residual, geluInput },
    writes: { y, columnSums },
    workgroups: [N / (LANES * width), M / height],
    rows: { axis: 1, count: M },
    functions: `var<private> resident: array<f32, ${depth * width}>;\n${spec.geluA || geluInput ? GELU : ''}`,
    body: (at) => {
      const column = (j: number) => `column + ${j * LANES}u`;
      const out = (j: number) => `out + ${j * LANES}u`;
      const bIndex = (j: number) =>
        spec.transposeB ? `(${column(j)}) * ${K}u + block + k` : `(block + k) * ${N}u + ${column(j)}`;
      const aIndex = (k: string) => (spec.transposeA ? `(block + ${k}) * ${M}u + row` : `row * ${K}u + block + ${k}`);
      const loadA = (k: string) => (spec.geluA ? `gelu(${at.a(aIndex(k))})` : at.a(aIndex(k)));
      const first = (j: number) =>
        [bias && `bias${j}`, residual && at.residual(out(j))].filter(Boolean).join(' + ') || '0.0';
      const single = depth === K;
      const start = (j: number) => (single ? first(j) : `select(${at.y(out(j))}, ${first(j)}, block == 0u)`);
      const end = (j: number) => (geluInput ? `y${j} * gelu_derivative(${at.geluInput(out(j))})` : `y${j}`);
      const walk = `
for (var k = 0u; k < ${depth}u; k++) { ${unroll(width, (j) => `resident[k * ${width}u + ${j}u] = ${at.b(bIndex(j))};`)} }
${unroll(depth, (k) => unroll(width, (j) => `let b${k}_${j} = resident[${k * width + j}];`))}
${columnSums ? unroll(width, (j) => `sum${j} += ${sum(depth, (k) => `b${k}_${j}`)};`) : ''}
for (var row = first_row; row < first_row + ${height}u; row++) {
let out = row * ${N}u + column;
${loadShared(target, 'a', depth, loadA)}
${unroll(width, (j) => `var y${j} = ${start(j)};\n${products(depth, j)}`)}
${unroll(width, (j) => `${at.y(out(j))} = ${end(j)};`)}
}`;
      return `
let column = group.x * ${LANES * width}u + lane;
let first_row = group.y * ${height}u;
${bias ? unroll(width, (j) => `let bias${j} = ${at.bias(column(j))};`) : ''}
${columnSums ? unroll(width, (j) => `var sum${j} = 0.0;`) : ''}
${single ? `let block = 0u; ${walk}` : `for (var block = 0u; block < ${K}u; block += ${depth}u) { ${walk} }`}
${columnSums ? `if (group.y == 0u) { ${unroll(width, (j) => `${at.columnSums(column(j))} = sum${j};`)} }` : ''}`;
    },
  });
}

/** Adds the block's products to `y{j}`, eight to a statement: longer expressions compile slowly. */
function products(depth: number, j: number): string {
  const statements = [];
  for (let k = 0; k < depth; k += 8) {
    statements.push(`y${j} = y${j} + ${sum(Math.min(8, depth - k), (i) => `a${k + i} * b${k + i}_${j}`)};`);
  }
  return statements.join('\n');
}

/** Products in a kernel's straight-line block. More of them run faster but take longer to compile. */
function maxProducts(M: number, K: number, N: number): number {
  const work = M * K * N;
  if (work >= 2 ** 22) return 1024;
  return work >= 2 ** 20 ? 512 : 128;
}

/** Nanoseconds of a four-lane group on SwiftShader, for the choice of blocks: only their ratios matter. */
const COST = { load: 5.3, broadcast: 0.76, product: 0.25, store: 4.7, iteration: 12 };

/** How a product is cut: a lane keeps `depth` × `width` values of B and walks over `height` rows of A. */
interface Block {
  depth: number;
  width: number;
  height: number;
}

/** The cheapest block at least `leastDepth` deep, of at most `most` products if that is possible. */
function chooseBlock(M: number, K: number, N: number, leastDepth: number, most: number): Block {
  let best = { depth: leastDepth, width: 1, height: 1 };
  let least = Infinity;
  for (const depth of divisors(K).filter((d) => d % LANES === 0 && d >= leastDepth)) {
    for (const width of divisors(N / LANES).filter((w) => w * depth <= most && w <= 16)) {
      const columnGroups = N / (LANES * width);
      // At least four workgroups, so that both cores of a small machine have work.
      const height = divisors(M)
        .filter((h) => h <= 256 && (columnGroups * M) / h >= 4)
        .at(-1);
      if (!height) continue;
      const resume = depth === K ? 0 : COST.load;
      const loads = (depth / 4) * COST.load + depth * COST.broadcast + ((depth * width) / height) * COST.load;
      const row = loads + depth * width * COST.product + width * (COST.store + resume) + COST.iteration;
      const total = row * (K / depth) * columnGroups;
      if (total < least) [best, least] = [{ depth, width, height }, total];
    }
  }
  return best;
}

function divisors(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}
