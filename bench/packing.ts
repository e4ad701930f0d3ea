/** What packing is worth: documents a second, several to a row against one to a row, in the same compiled step. */
import type { PackedBatch } from '../datasets/batch';
import type { Gpu } from '../models/device';
import type { PackingResult } from './result';
import type { TrainingCase } from './settings';
import { median, type Span, type Stopwatch } from './stopwatch';
import { documentStream, packedBatches, paddedBatch } from './text';
import { openTraining } from './training';

const TARGET_MS = 400;

/** Rows are this long at least: as long as the longest document of the corpus, which is the best that padding can do. */
const LENGTH = 48;

const BATCHES = 4;

/** Measures one model, with rows as long as the longest document. */
export async function measurePacking(
  gpu: Gpu,
  stopwatch: Stopwatch,
  size: TrainingCase,
  rounds: number,
): Promise<PackingResult> {
  const length = Math.max(LENGTH, size.batch.length);
  const model = { ...size.model, blockSize: length };
  const batch = { ...size.batch, length };
  const next = documentStream(model.vocabSize, length);
  const packed = packedBatches(model.vocabSize, batch, BATCHES);
  const padded = Array.from({ length: BATCHES }, () => paddedBatch(batch, next));
  const perBatch = { packed: documentsOf(packed), padded: documentsOf(padded) };

  const run = async (batches: PackedBatch[]) => {
    const training = await openTraining(gpu, model, batch, 1, batches);
    await training.steps(1);
    const span = await stopwatch.timeOne((runs) => training.steps(runs), TARGET_MS);
    training.dispose();
    return span;
  };
  const spans: { packed: Span; padded: Span }[] = [];
  for (let round = 0; round < rounds; round++) spans.push({ packed: await run(packed), padded: await run(padded) });
  const perSecond = (kind: 'packed' | 'padded') =>
    (perBatch[kind] * 1000) / median(spans.map((round) => round[kind].ms));
  const gain = perBatch.packed / perBatch.padded;
  const cpuTimes = spans.map((round) => (gain * round.padded.cpuMs!) / round.packed.cpuMs!);
  return {
    batch,
    tokensPerDocument: meanLength(padded),
    documentsPerBatch: perBatch,
    documentsPerSecond: { packed: perSecond('packed'), padded: perSecond('padded') },
    times: median(spans.map((round) => (gain * round.padded.ms) / round.packed.ms)),
    ...(spans.every(({ packed: { cpuMs } }) => cpuMs !== undefined) ? { timesCpu: median(cpuTimes) } : {}),
  };
}

/** Documents in a batch, on average. */
function documentsOf(batches: readonly PackedBatch[]): number {
  return batches.reduce((sum, { documents }) => sum + documents, 0) / batches.length;
}

/** Tokens that a document puts into a row, from batches with one document a row. */
function meanLength(padded: readonly PackedBatch[]): number {
  const tokens = padded.reduce((sum, { targets }) => sum + targets.filter((target) => target >= 0).length, 0);
  return tokens / padded.reduce((sum, { rows }) => sum + rows, 0);
}
