/**
 * The kernels of decoding with a key-value cache, as data.
 *
 * A round reads some tokens of each of S sequences, all replicas at once, in three parts:
 *
 *     read     the tokens, as M rows, through every layer, their keys and values into the cache
 *     answer   from the last token of each sequence (E of them) to logits over the vocabulary
 *     choose   among options, or draw a token of the whole vocabulary
 *
 * In the last layer only the last tokens are asked for, so `read` ends with its cache, and `answer` does the rest of
 * it for them alone. Shapes in comments leave out the leading replica axis.
 */
import { Blocks } from './blocks';
import type { GPTConfig } from './config';
import { chooseOption, drawToken, type SequenceEnds } from './ops/choose';
import { cachedAttention } from './ops/index';
import { appendToCache, gatherRows, type CacheRows, type CacheShape } from './ops/kv-cache';
import { gpuArray, type GpuArray, type Kernel, type Target, type View } from './ops/kernel';

/** How much a decoder does at once. */
export interface DecoderShape {
  /** Sequences of each replica, S. */
  lanes: number;
  /** Most tokens appended to a sequence in one round. */
  chunk: number;
  /** Most options of a decision, K. */
  options: number;
}

/** Where the parts of the `input` array begin. All i32. */
export interface DecodingInput {
  /** Rows, M. */
  rows: number;
  /** Last tokens, E. */
  ends: number;
  tokens: number; // [M]
  starts: number; // [M] row minus position
  sequences: number; // [M] or -1
  endRows: number; // [E] or -1
  endSequences: number; // [E]
  endPositions: number; // [E]
  options: number; // [S, K] or -1
  settings: number; // [3] see DrawSettings
  length: number;
}

/** The parts of a round, and the arrays through which the host feeds it and reads it. */
export interface Decoding {
  layout: DecodingInput;
  input: GpuArray;
  /** `[S, 2 + K]`; see `chooseOption`. */
  answers: GpuArray;
  /** `[S, blockSize]`; see `drawToken`. */
  written: GpuArray;
  read: Kernel[];
  answer: Kernel[];
  choose: Kernel[];
  draw: Kernel[];
}

/** Rows come in multiples of this, so that products can be cut into even blocks. */
const ROW_MULTIPLE = 64;

/** See `Matmul.block`: twice as fast as 128; more is hardly faster, and takes longer to compile. */
const BLOCK = 512;

/** The kernels for decoding with the weights in `parameters` `[N]`. */
export function decoding(target: Target, config: GPTConfig, shape: DecoderShape, parameters: GpuArray): Decoding {
  const layout = inputLayout(shape);
  const input = gpuArray('input', layout.length, 'i32');
  const builder = new DecodingBuilder(target, config, shape, parameters, layout, input);
  return { layout, input, ...builder.build() };
}

function inputLayout({ lanes, chunk, options }: DecoderShape): DecodingInput {
  const roundUp = (n: number) => Math.ceil(n / ROW_MULTIPLE) * ROW_MULTIPLE;
  const rows = roundUp(lanes * chunk);
  const ends = roundUp(lanes);
  let length = 0;
  const part = (size: number) => (length += size) - size;
  return {
    rows,
    ends,
    tokens: part(rows),
    starts: part(rows),
    sequences: part(rows),
    endRows: part(ends),
    endSequences: part(ends),
    endPositions: part(ends),
    options: part(lanes * options),
    settings: part(3),
    length,
  };
}

/** Builds the parts in the order in which they run. */
class DecodingBuilder {
  private readonly cacheShape: CacheShape;
  private readonly rows: CacheRows;
  private readonly ends: SequenceEnds;
  private readonly blocks: Blocks;
  private readonly scratches = new Map<string, GpuArray>();

  constructor(
    private readonly target: Target,
    private readonly config: GPTConfig,
    private readonly shape: DecoderShape,
    parameters: GpuArray,
    private readonly layout: DecodingInput,
    private readonly input: GpuArray,
  ) {
    const { blockSize, nEmbd, nHead } = config;
    this.cacheShape = { sequences: shape.lanes, blockSize, nEmbd, nHead };
    this.rows = { rows: layout.rows, starts: this.part('starts'), sequences: this.part('sequences') };
    this.ends = {
      count: layout.ends,
      rows: this.part('endRows'),
      sequences: this.part('endSequences'),
      positions: this.part('endPositions'),
    };
    this.blocks = new Blocks(target, config, layout.rows, parameters, BLOCK);
  }

  build(): Omit<Decoding, 'layout' | 'input'> {
    const { nLayer, nEmbd: C, vocabSize, blockSize } = this.config;
    const last = nLayer - 1;
    const E = this.layout.ends;
    const x = this.scratch('x', this.layout.rows * C); // [M, C]
    const caches = Array.from({ length: nLayer }, (_, l) =>
      gpuArray(`h.${l}.cache`, this.shape.lanes * blockSize * 2 * C),
    );
    const read = [this.embed(x)];
    for (let l = 0; l < last; l++) read.push(...this.remember(l, x, caches[l]!), ...this.rest(l, x, caches[l]!, x));
    read.push(...this.remember(last, x, caches[last]!));

    const endX = gpuArray('end x', this.layout.rows * C); // [M, C], the first E rows of it
    const logits = gpuArray('logits', E * vocabSize);
    const gather = { name: 'gather', count: E, columns: C, rows: this.ends.rows, x, y: endX };
    const answer = [gatherRows(this.target, gather), ...this.rest(last, endX, caches[last]!, endX, this.ends)];
    answer.push(...this.head(endX, logits));
    return { read, answer, ...this.decide(logits) };
  }

  /** x = wte[token] + wpe[position] */
  private embed(x: GpuArray): Kernel {
    const tokens = this.part('tokens');
    const { starts } = this.rows;
    // One long row, in which a token's position is its column minus its start.
    return this.blocks.embed({ rows: 1, length: this.layout.rows, tokens, starts }, x);
  }

  /** c_attn(ln_1(x)), of which keys and values go to the cache. */
  private remember(l: number, x: GpuArray, cache: GpuArray): Kernel[] {
    const [normed, qkv] = [this.branch, this.wide];
    return [
      ...this.blocks.beforeAttention(l, { x, normed, qkv }),
      appendToCache(this.target, { name: `h.${l}.cache`, shape: this.cacheShape, tokens: this.rows, qkv, cache }),
    ];
  }

  /**
   * The layer after its cache, for all rows or for the ends, which then are the first E rows of the same arrays, so that
   * they share pipelines.
   */
  private rest(l: number, x: GpuArray, cache: GpuArray, y: GpuArray, ends?: SequenceEnds): Kernel[] {
    const middle = this.scratch('middle', this.layout.rows * this.config.nEmbd); // [M, C]
    const [attended, normed] = [this.branch, this.branch];
    const [qkv, preGelu] = [this.wide, this.wide];
    const queries = ends && { rows: ends.rows, count: ends.count };
    const attention = { shape: this.cacheShape, tokens: this.rows, qkv, cache, queries, out: attended };
    return [
      cachedAttention(this.target, { name: `h.${l}.attn`, ...attention }),
      ...this.blocks.afterAttention(l, { x, attended, middle, normed, preGelu, y }),
    ];
  }

  /** Logits `[E, V]` of the last tokens. */
  private head(x: GpuArray, logits: GpuArray): Kernel[] {
    const normed = this.branch;
    return [this.blocks.norm('ln_f', { x, y: normed }), this.blocks.logits(this.layout.ends, normed, logits)];
  }

  private decide(logits: GpuArray): Pick<Decoding, 'choose' | 'draw' | 'answers' | 'written'> {
    const { target, ends, shape } = this;
    const { vocabSize, blockSize } = this.config;
    const settings = this.part('settings');
    const answers = gpuArray('answers', shape.lanes * (2 + shape.options));
    const written = gpuArray('written', shape.lanes * blockSize, 'i32');
    const options = { options: this.part('options'), optionsPerSequence: shape.options };
    const next = { tokens: this.part('tokens'), starts: this.rows.starts, sequences: this.rows.sequences };
    const choose = chooseOption(target, { name: 'choose', ends, vocabSize, logits, settings, ...options, answers });
    const draw = drawToken(target, { name: 'draw', ends, vocabSize, blockSize, logits, settings, written, next });
    return { choose: [choose], draw: [draw], answers, written };
  }

  /** What a layer's attention found, or a norm's output. `[M, C]` */
  private get branch(): GpuArray {
    return this.scratch('branch', this.layout.rows * this.config.nEmbd);
  }

  /** Queries, keys and values `[M, 3C]`, later the input of the GELU `[M, 4C]`. */
  private get wide(): GpuArray {
    return this.scratch('wide', this.layout.rows * 4 * this.config.nEmbd);
  }

  private part(name: Exclude<keyof DecodingInput, 'rows' | 'ends' | 'length'>): View {
    return { array: this.input, offset: this.layout[name] };
  }

  /** An array that all layers use, one after another. */
  private scratch(name: string, length: number): GpuArray {
    const array = this.scratches.get(name) ?? gpuArray(name, length);
    this.scratches.set(name, array);
    return array;
  }
}
