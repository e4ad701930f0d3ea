/** What a decoding round puts on the GPU, by hand, and what it refuses. */
import { describe, expect, it } from 'vitest';
import {
  checkAppended,
  checkGeneration,
  checkOptions,
  checkSampling,
  checkShape,
  packRound,
  type RoundContext,
} from '../../models/decoder-input';
import { decoding } from '../../models/decoding';
import { gpuArray } from '../../models/ops/kernel';

const config = { nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 8, vocabSize: 64 };
const shape = { lanes: 3, chunk: 2, options: 2 };
const target = { family: 'software', subgroups: false, replicas: 2 } as const;
const { layout } = decoding(target, config, shape, gpuArray('parameters', 1));
const context: RoundContext = { replicas: 2, config, shape, layout };

const request = () => ({
  tokens: Int32Array.of(10, 11, 0, 0, 14, 0, /* replica 1 */ 0, 0, 20, 21, 0, 0),
  lengths: Int32Array.of(2, 0, 1, /* replica 1 */ 0, 2, 0),
  options: Int32Array.of(1, 2, 3, 4, 5, -1, /* replica 1 */ 7, 8, 9, 10, 11, 12),
  temperature: 0.5,
  seed: -3,
});
const positions = Int32Array.of(0, 5, 3, /* replica 1 */ 1, 4, 2);

describe('packRound', () => {
  const input = new Int32Array(2 * layout.length).fill(99);
  const size = packRound(context, positions, request(), input);
  const part = (r: number, name: 'tokens' | 'starts' | 'sequences' | 'endRows' | 'endSequences' | 'endPositions') =>
    [...input.subarray(r * layout.length + layout[name])].slice(0, 4);

  it('puts the tokens of all lanes in consecutive rows', () => {
    expect(size).toEqual({ rows: 3, ends: 2 });
    expect(part(0, 'tokens').slice(0, 3)).toEqual([10, 11, 14]);
    expect(part(0, 'sequences')).toEqual([0, 0, 2, -1]);
    // Row minus start is the position: 0 and 1 of lane 0, 3 of lane 2.
    expect(part(0, 'starts').slice(0, 3)).toEqual([0, 0, -1]);
    expect(part(1, 'tokens').slice(0, 2)).toEqual([20, 21]);
    expect(part(1, 'sequences')).toEqual([1, 1, -1, -1]);
    expect(part(1, 'starts').slice(0, 2)).toEqual([-4, -4]);
  });

  it('says where each lane that is awake ends', () => {
    expect(part(0, 'endRows')).toEqual([1, 2, -1, -1]);
    expect(part(0, 'endSequences').slice(0, 2)).toEqual([0, 2]);
    expect(part(0, 'endPositions').slice(0, 2)).toEqual([1, 3]);
    expect(part(1, 'endRows')).toEqual([1, -1, -1, -1]);
    expect(part(1, 'endSequences')[0]).toBe(1);
    expect(part(1, 'endPositions')[0]).toBe(5);
  });

  it('passes options and settings on', () => {
    const options = layout.length + layout.options;
    expect([...input.subarray(options, options + 6)]).toEqual([7, 8, 9, 10, 11, 12]);
    const settings = layout.length + layout.settings;
    expect([...input.subarray(settings, settings + 3)]).toEqual([0x3f000000, -3, -1]); // 0.5 as f32
  });
});

describe('checks', () => {
  it('accepts the request above', () => {
    expect(() => checkAppended(context, positions, request(), 0)).not.toThrow();
    expect(() => checkOptions(context, request().options)).not.toThrow();
    expect(() => checkSampling(request())).not.toThrow();
  });

  it('lets sleeping lanes be full', () => {
    const full = Int32Array.of(0, 8, 0, 8, 0, 8);
    expect(() => checkAppended(context, full, request(), 0)).not.toThrow();
  });

  it.each<[string, () => void, string]>([
    [
      'a lane too long',
      () => checkAppended(context, Int32Array.of(0, 0, 0, 0, 7, 0), request(), 0),
      'lane 1 of replica 1 would hold 9 tokens, more than the block size of 8',
    ],
    [
      'a lane that could grow too long',
      () => checkAppended(context, positions, request(), 3),
      'lane 1 of replica 1 would hold 9 tokens, more than the block size of 8',
    ],
    [
      'a length beyond the chunk',
      () => checkAppended(context, positions, { ...request(), lengths: Int32Array.of(0, 3, 0, 0, 0, 0) }, 0),
      'lane 1 of replica 0 cannot append 3 tokens with a chunk of 2',
    ],
    [
      'a token beyond the vocabulary',
      () => checkAppended(context, positions, { ...request(), tokens: new Int32Array(12).fill(64) }, 0),
      'lane 0 of replica 0 has token 64, but the vocabulary has 64',
    ],
    [
      'tokens of another shape',
      () => checkAppended(context, positions, { ...request(), tokens: new Int32Array(11) }, 0),
      'tokens must be [2, 3, 2], 12 elements, not 11',
    ],
    [
      'options of another shape',
      () => checkOptions(context, new Int32Array(6)),
      'options must be [2, 3, 2], 12 elements, not 6',
    ],
    [
      'an option that is no token',
      () => checkOptions(context, new Int32Array(12).fill(-2)),
      'an option has token -2, but the vocabulary has 64',
    ],
    [
      'a negative temperature',
      () => checkSampling({ temperature: -1, seed: 0 }),
      'the temperature must be a number from 0 on, not -1',
    ],
    [
      'no temperature',
      () => checkSampling({ temperature: NaN, seed: 0 }),
      'the temperature must be a number from 0 on, not NaN',
    ],
    [
      'a fractional seed',
      () => checkSampling({ temperature: 1, seed: 0.5 }),
      'the seed must be an integer of 32 bits, not 0.5',
    ],
    [
      'no tokens to draw',
      () => checkGeneration(context, { ...request(), count: 0, stop: 2 }),
      'count must be a positive number of tokens, not 0',
    ],
    [
      'a stop that is no token',
      () => checkGeneration(context, { ...request(), count: 1, stop: 64 }),
      'stop has token 64, but the vocabulary has 64',
    ],
    ['no lanes', () => checkShape({ ...shape, lanes: 0 }, config), 'a decoder needs 1 or more lanes, not 0'],
    [
      'a chunk beyond the block',
      () => checkShape({ ...shape, chunk: 9 }, config),
      'a chunk of 9 tokens exceeds the block size of 8',
    ],
    [
      'narrow heads',
      () => checkShape(shape, { ...config, nHead: 8 }),
      'a width of 16 does not go with 8 heads: it has to be a multiple of 32',
    ],
  ])('refuses %s', (_, check, message) => {
    expect(check).toThrow(new RangeError(message));
  });
});
