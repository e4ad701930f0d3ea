/**
 * What a training step reads of its batches, laid out as the GPU takes it. It is made without a GPU and without knowing
 * the trainer, so that another thread can make it ahead of time; the GPU's thread then only uploads it.
 */
import { type BatchShape, type PackedBatch, UNSCORED } from '../datasets/batch';
import type { GPTConfig } from './config';
import { embeddingIndex, embeddingIndexLength } from './ops/embedding';

/** The batches of one step, one for each replica. */
export interface StepInput {
  /** Of each replica: tokens `[B, T]`, targets `[B, T]`, starts `[B, T]`, then the embedding index. `[R, stepInputLength]` */
  data: Int32Array<ArrayBuffer>;
  /** Tokens whose prediction is scored. `[R]` */
  scored: number[];
}

/** Numbers that a step reads of one replica's batch. */
export function stepInputLength({ vocabSize, blockSize }: GPTConfig, { rows, length }: BatchShape): number {
  const M = rows * length;
  return 3 * M + embeddingIndexLength(vocabSize, blockSize, M);
}

/**
 * Lays batches out; one that several replicas read is checked and indexed once.
 *
 * @throws RangeError if a batch does not fit the model or the shape: a kernel would read past its arrays in silence
 */
export function stepInput(batches: readonly PackedBatch[], shape: BatchShape, config: GPTConfig): StepInput {
  const size = stepInputLength(config, shape);
  const data = new Int32Array(batches.length * size);
  const scored: number[] = [];
  batches.forEach((batch, r) => {
    const first = batches.indexOf(batch);
    if (first < r) data.copyWithin(r * size, first * size, (first + 1) * size);
    else layOut(batch, shape, config, data.subarray(r * size, (r + 1) * size));
    scored.push(first < r ? scored[first]! : countScored(batch));
  });
  return { data, scored };
}

function layOut(batch: PackedBatch, shape: BatchShape, config: GPTConfig, out: Int32Array): void {
  checkBatch(batch, shape, config);
  const { tokens, targets, starts, length } = batch;
  const M = tokens.length;
  out.set(tokens);
  out.set(targets, M);
  out.set(starts, 2 * M);
  const positions = starts.map((start, m) => (m % length) - start);
  embeddingIndex(config.vocabSize, config.blockSize, tokens, positions, out.subarray(3 * M));
}

function countScored({ targets }: PackedBatch): number {
  let count = 0;
  for (const target of targets) if (target !== UNSCORED) count++;
  return count;
}

/** @throws RangeError with what is wrong */
function checkBatch(batch: PackedBatch, shape: BatchShape, { vocabSize }: GPTConfig): void {
  const { rows, length, tokens, targets, starts } = batch;
  if (rows !== shape.rows || length !== shape.length) {
    throw new RangeError(
      `a batch is ${rows} × ${length}, but the trainer was made for ${shape.rows} × ${shape.length}`,
    );
  }
  const M = rows * length;
  if (tokens.length !== M || targets.length !== M || starts.length !== M) {
    throw new RangeError(`a batch of ${rows} × ${length} needs arrays of ${M} elements`);
  }
  for (let m = 0; m < M; m++) {
    const column = m % length;
    const lowest = column === 0 ? 0 : starts[m - 1]!;
    if (tokens[m]! < 0 || tokens[m]! >= vocabSize)
      throw new RangeError(`there is no token ${tokens[m]} of ${vocabSize}`);
    if (targets[m]! < UNSCORED || targets[m]! >= vocabSize) throw new RangeError(`there is no target ${targets[m]}`);
    if (starts[m]! < lowest || starts[m]! > column) {
      throw new RangeError(`token ${m} cannot belong to a document that starts at column ${starts[m]}`);
    }
  }
}
