/** Decoding: with the cache, against reading everything again for every token. */
import { BOS, EOS } from '../datasets/tokenizer';
import { Decoder } from '../models/decoder';
import type { Gpu } from '../models/device';
import { initParameters } from '../models/init';
import { Program } from '../models/program';
import { Stack } from '../models/stack';
import { trainingStep } from '../models/step';
import { repeat } from './repeat';
import type { DecodingResult } from './result';
import type { TrainingCase } from './settings';
import { median, medianSpan, scale, type Span, type Stopwatch } from './stopwatch';
import { OPTIMIZER } from './training';

const TARGET_MS = 200;

/** Lengths of text, evenly spread, at which reading it again is measured. */
const SAMPLES = 4;

/** One round, in milliseconds for a token of one sequence. */
interface Round {
  cached: Span;
  full: Span;
  rereading: Span;
}

/** Measures one model with as many sequences as its batch has rows. */
export async function measureDecoding(
  gpu: Gpu,
  stopwatch: Stopwatch,
  { model, batch }: TrainingCase,
  rounds: number,
): Promise<DecodingResult> {
  const lanes = batch.rows;
  const length = model.blockSize;
  const stack = await Stack.create(gpu, model, 1);
  stack.load(0, { parameters: initParameters(model, 0) });
  const decoder = await Decoder.create(gpu, stack, { lanes, chunk: 1, options: 1 });
  const reader = await Decoder.create(gpu, stack, { lanes, chunk: length, options: 1 });
  // A row of the batch is a sequence: what the step computes up to the logits is a forward of every sequence.
  const { kernels } = trainingStep(gpu.target, model, batch, OPTIMIZER, stack.arrays);
  const firstLogits = kernels.findIndex(({ name }) => name === 'logits');
  const logits = kernels.filter(({ name }) => name === 'logits');
  const forward = await Program.create(gpu, [...kernels.slice(0, firstLogits), ...logits], 1, stack.buffers);

  const written = await writeToTheEnd(decoder, lanes, length); // compiles
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const perToken = (span: Span, tokens: number) => scale(span, 1 / tokens);
    const write = (runs: number) => times(runs, () => writeToTheEnd(decoder, lanes, length));
    const read = (runs: number) => times(runs, () => readAgain(reader, lanes, length));
    measured.push({
      cached: perToken(await stopwatch.timeOne(write, TARGET_MS), written),
      full: perToken(await stopwatch.timeOne((runs) => repeat(gpu, forward, runs), TARGET_MS), lanes),
      rereading: perToken(await stopwatch.timeOne(read, TARGET_MS), lanes * SAMPLES),
    });
  }
  const result = summarize(measured, lanes, length, decoder.bytes);
  for (const thing of [forward, reader, decoder, stack]) thing.dispose();
  return result;
}

function summarize(rounds: Round[], lanes: number, length: number, bytes: number): DecodingResult {
  const cached = medianSpan(rounds.map((round) => round.cached));
  const full = medianSpan(rounds.map((round) => round.full));
  const rereading = medianSpan(rounds.map((round) => round.rereading));
  return {
    lanes,
    length,
    tokensPerSecond: 1000 / cached.ms,
    msPerToken: cached.ms,
    cpuMsPerToken: cached.cpuMs,
    fullForwardMsPerToken: full.ms,
    fullForwardCpuMsPerToken: full.cpuMs,
    timesFullForward: median(rounds.map((round) => round.full.ms / round.cached.ms)),
    rereadingMsPerToken: rereading.ms,
    rereadingCpuMsPerToken: rereading.cpuMs,
    timesRereading: median(rounds.map((round) => round.rereading.ms / round.cached.ms)),
    bytes,
  };
}

/** Every sequence from its first token to full length, or to the end of the text. Returns the tokens drawn. */
async function writeToTheEnd(decoder: Decoder, lanes: number, length: number): Promise<number> {
  decoder.reset();
  const tokens = new Int32Array(lanes).fill(BOS);
  const lengths = new Int32Array(lanes).fill(1);
  const drawn = await decoder.generate({ tokens, lengths, count: length - 1, stop: EOS, temperature: 1, seed: 1 });
  return drawn.lengths.reduce((a, b) => a + b, 0);
}

/** A token for every sequence at each of SAMPLES lengths, with nothing remembered from the one before. */
async function readAgain(reader: Decoder, lanes: number, length: number): Promise<void> {
  const tokens = new Int32Array(lanes * length).fill(BOS);
  const options = new Int32Array(lanes).fill(EOS);
  for (let sample = 1; sample <= SAMPLES; sample++) {
    // Lengths 1 … length - 1 are read while a sequence is written; these have the same mean.
    const lengths = new Int32Array(lanes).fill(Math.round(((sample - 0.5) * length) / SAMPLES));
    reader.reset();
    await reader.decide({ tokens, lengths, options, temperature: 1, seed: 1 });
  }
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await work();
}
