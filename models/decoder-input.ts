/** What a decoding round is asked for, checked and laid out for the GPU. Needs no GPU itself. */
import type { GPTConfig } from './config';
import type { DecoderShape, DecodingInput } from './decoding';
import { checkModel } from './limits';

/** Tokens to append. */
export interface Appended {
  /** Token ids, each lane's from the front. `[R, S, chunk]` */
  tokens: Int32Array;
  /** How many are appended. A lane with 0 sleeps: nothing is appended and nothing asked. `[R, S]` */
  lengths: Int32Array;
}

/** How to draw. */
export interface Sampling {
  /** Logits are divided by it before drawing; 0 takes the most probable, the first of equals. */
  temperature: number;
  /** Integer of 32 bits. A draw is a function of seed, replica, lane and position alone. */
  seed: number;
}

/** Choose among options. */
export interface DecisionRequest extends Appended, Sampling {
  /** Token ids to choose from, all different, or -1 for none. `[R, S, K]` */
  options: Int32Array;
}

/** Go on freely. */
export interface GenerationRequest extends Appended, Sampling {
  /** Most tokens to draw, n. */
  count: number;
  /** Token after which a lane stops. */
  stop: number;
}

/** Rows and sequences of a round: those of the replica with most. */
export interface RoundSize {
  rows: number;
  ends: number;
}

/** What does not change between rounds. */
export interface RoundContext {
  replicas: number;
  config: GPTConfig;
  shape: DecoderShape;
  layout: DecodingInput;
}

/** @throws RangeError if a decoder cannot have the shape */
export function checkShape(shape: DecoderShape, config: GPTConfig): void {
  checkModel(config);
  for (const name of ['lanes', 'chunk', 'options'] as const) {
    const n = shape[name];
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`a decoder needs 1 or more ${name}, not ${n}`);
  }
  const { blockSize } = config;
  if (shape.chunk > blockSize)
    throw new RangeError(`a chunk of ${shape.chunk} tokens exceeds the block size of ${blockSize}`);
}

/**
 * Checks a request against what the lanes hold.
 *
 * @param positions tokens each lane holds `[R, S]`
 * @param drawn tokens that may be drawn and appended beside those of the request
 * @throws RangeError that names the first thing wrong
 */
export function checkAppended(context: RoundContext, positions: Int32Array, request: Appended, drawn: number): void {
  const { replicas: R, config, shape } = context;
  const { lanes: S, chunk } = shape;
  const { tokens, lengths } = request;
  checkLength('tokens', tokens, [R, S, chunk]);
  checkLength('lengths', lengths, [R, S]);
  lengths.forEach((length, i) => {
    const lane = `lane ${i % S} of replica ${Math.floor(i / S)}`;
    if (length < 0 || length > chunk)
      throw new RangeError(`${lane} cannot append ${length} tokens with a chunk of ${chunk}`);
    const total = positions[i]! + length + drawn;
    if (length > 0 && total > config.blockSize)
      throw new RangeError(`${lane} would hold ${total} tokens, more than the block size of ${config.blockSize}`);
    for (let t = 0; t < length; t++) checkToken(tokens[i * chunk + t]!, config, lane);
  });
}

/** @throws RangeError if an option is not a token or -1 */
export function checkOptions({ replicas: R, config, shape }: RoundContext, options: Int32Array): void {
  checkLength('options', options, [R, shape.lanes, shape.options]);
  for (const option of options) if (option !== -1) checkToken(option, config, 'an option');
}

/** @throws RangeError if there is no such temperature or seed */
export function checkSampling({ temperature, seed }: Sampling): void {
  if (!(temperature >= 0 && temperature < Infinity))
    throw new RangeError(`the temperature must be a number from 0 on, not ${temperature}`);
  if (seed !== (seed | 0)) throw new RangeError(`the seed must be an integer of 32 bits, not ${seed}`);
}

/** @throws RangeError if the number of tokens or the stop token is out of range */
export function checkGeneration({ config }: RoundContext, { count, stop }: GenerationRequest): void {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`count must be a positive number of tokens, not ${count}`);
  checkToken(stop, config, 'stop');
}

/**
 * Lays a checked round out as `DecodingInput` says, for all replicas. `[R, layout.length]`
 *
 * The tokens of a replica stand in consecutive rows, however many each lane appends: sleeping lanes and short chunks
 * cost nothing.
 */
export function packRound(
  { replicas: R, shape, layout }: RoundContext,
  positions: Int32Array,
  request: Appended & Sampling & Partial<DecisionRequest & GenerationRequest>,
  out: Int32Array<ArrayBuffer>,
): RoundSize {
  const { lanes: S, chunk, options: K } = shape;
  const size = { rows: 0, ends: 0 };
  for (let r = 0; r < R; r++) {
    const input = out.subarray(r * layout.length, (r + 1) * layout.length);
    const of = (array: Int32Array, perLane: number) => array.subarray(r * S * perLane, (r + 1) * S * perLane);
    const { rows, ends } = packRows(layout, of(request.tokens, chunk), of(request.lengths, 1), of(positions, 1), input);
    size.rows = Math.max(size.rows, rows);
    size.ends = Math.max(size.ends, ends);
    if (request.options) input.set(of(request.options, K), layout.options);
    const temperature = new Int32Array(Float32Array.of(request.temperature).buffer)[0]!;
    input.set([temperature, request.seed, request.stop ?? -1], layout.settings);
  }
  return size;
}

/** The rows of one replica. */
function packRows(
  layout: DecodingInput,
  tokens: Int32Array, // [S, chunk]
  lengths: Int32Array, // [S]
  positions: Int32Array, // [S]
  input: Int32Array,
): RoundSize {
  const chunk = tokens.length / lengths.length;
  input.fill(-1, layout.sequences, layout.sequences + layout.rows);
  input.fill(-1, layout.endRows, layout.endRows + layout.ends);
  let row = 0;
  let end = 0;
  lengths.forEach((length, lane) => {
    if (length === 0) return;
    for (let i = 0; i < length; i++, row++) {
      input[layout.tokens + row] = tokens[lane * chunk + i]!;
      input[layout.starts + row] = row - (positions[lane]! + i);
      input[layout.sequences + row] = lane;
    }
    input[layout.endRows + end] = row - 1;
    input[layout.endSequences + end] = lane;
    input[layout.endPositions + end] = positions[lane]! + length - 1;
    end++;
  });
  return { rows: row, ends: end };
}

function checkLength(name: string, array: Int32Array, shape: number[]): void {
  const expected = shape.reduce((a, b) => a * b, 1);
  if (array.length !== expected)
    throw new RangeError(`${name} must be [${shape.join(', ')}], ${expected} elements, not ${array.length}`);
}

function checkToken(token: number, { vocabSize }: GPTConfig, where: string): void {
  if (!(token >= 0 && token < vocabSize && Number.isInteger(token)))
    throw new RangeError(`${where} has token ${token}, but the vocabulary has ${vocabSize}`);
}
