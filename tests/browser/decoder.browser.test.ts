/** Decoding on WebGPU, against a full forward pass of the reference model on TensorFlow.js's `cpu` backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNSCORED, type PackedBatch } from '../../datasets/batch';
import { rng } from '../../datasets/rng';
import type { GPTConfig } from '../../models/config';
import { Decoder } from '../../models/decoder';
import type { DecoderShape } from '../../models/decoding';
import { openGpu, type Gpu } from '../../models/device';
import { initParameters } from '../../models/init';
import { logits } from '../../models/reference';
import { Stack } from '../../models/stack';
import { tf } from '../../models/tf-union';
import { TARGETS } from './targets';

const config: GPTConfig = { nLayer: 2, nHead: 2, nEmbd: 16, blockSize: 16, vocabSize: 64 };

let gpu: Gpu;

/** Weights far from their start, so that every part of the model matters and predictions are decided. `[N]` */
function trained(config: GPTConfig, seed: number): Float32Array {
  const random = rng(seed, 'perturbation');
  return initParameters(config, seed).map((x) => x + 0.3 * random.normal());
}

/** The model's probabilities of what follows each text, over the vocabulary, from a full forward pass. */
function nextProbabilities(config: GPTConfig, parameters: Float32Array, texts: number[][]): number[][] {
  const rows = texts.length;
  const length = config.blockSize;
  const batch: PackedBatch = {
    rows,
    length,
    tokens: Int32Array.from(texts.flatMap((text) => Array.from({ length }, (_, t) => text[t] ?? 0))),
    targets: new Int32Array(rows * length).fill(UNSCORED),
    starts: new Int32Array(rows * length),
    documents: rows,
  };
  return tf.tidy(() => {
    const all = tf.softmax(logits(config, tf.tensor1d(parameters), batch)).arraySync();
    return texts.map((text, row) => all[row * length + text.length - 1]!);
  });
}

/** A stack of replicas with different weights, and a decoder on it. */
async function open(config: GPTConfig, replicas: number, shape: DecoderShape) {
  const stack = await Stack.create(gpu, config, replicas);
  const parameters = Array.from({ length: replicas }, (_, r) => trained(config, r + 1));
  parameters.forEach((values, r) => stack.load(r, { parameters: values }));
  const decoder = await Decoder.create(gpu, stack, shape);
  const close = () => {
    decoder.dispose();
    stack.dispose();
  };
  return { decoder, stack, parameters, close };
}

const softmaxOf = (values: number[], temperature: number) => {
  const weights = values.map((p) => p ** (1 / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
};

/** Σ (observed − expected)² / expected. */
function chiSquare(counts: number[], probabilities: number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, k) => sum + (count - n * probabilities[k]!) ** 2 / (n * probabilities[k]!), 0);
}

describe.each(TARGETS)('%s', (_, target) => {
  beforeAll(async () => {
    gpu = await openGpu(undefined, target);
    await tf.setBackend('cpu');
  });
  afterAll(() => gpu.close());

  describe.each([1, 2, 3])('a model of %i blocks', (nLayer) => {
    it('gives the probabilities of a full forward pass, after chunks of any length in any lane', async () => {
      const model = { ...config, nLayer };
      const [R, S, chunk, K] = [2, 5, 4, 3];
      const { decoder, parameters, close } = await open(model, R, { lanes: S, chunk, options: K });
      const random = rng(nLayer, 'script');
      const texts = Array.from({ length: R * S }, (): number[] => []);
      let asked = 0;
      for (let round = 0; round < 5; round++) {
        const lengths = Int32Array.from(texts, (text) => Math.min(random.below(chunk + 1), 16 - text.length));
        const tokens = new Int32Array(R * S * chunk).fill(-7); // what lies behind a lane's length is never read
        const options = new Int32Array(R * S * K);
        texts.forEach((text, i) => {
          for (let t = 0; t < lengths[i]!; t++) text.push((tokens[i * chunk + t] = random.below(64)));
          const all = random.shuffle(Array.from({ length: 64 }, (_, v) => v));
          options.set([all[0]!, random.chance(0.3) ? -1 : all[1]!, all[2]!], i * K);
        });
        const found = await decoder.decide({ tokens, lengths, options, temperature: 0, seed: 0 });
        for (let r = 0; r < R; r++) {
          const awake = Array.from({ length: S }, (_, s) => r * S + s).filter((i) => lengths[i]! > 0);
          const exact = nextProbabilities(
            model,
            parameters[r]!,
            awake.map((i) => texts[i]!),
          );
          awake.forEach((i, row) => {
            const among = [0, 1, 2].map((k) => exact[row]![options[i * K + k]!] ?? 0);
            const mass = among.reduce((a, b) => a + b, 0);
            expect(found.mass[i]! / mass).toBeCloseTo(1, 4);
            among.forEach((p, k) => expect(Math.abs(found.probability[i * K + k]! - p / mass)).toBeLessThan(1e-4));
            expect(found.choice[i]).toBe(among.indexOf(Math.max(...among)));
            asked++;
          });
        }
      }
      expect(asked).toBeGreaterThan(20);
      close();
    });
  });

  describe('a decoder', () => {
    const [R, S, K] = [2, 128, 4];
    const prompt = [5, 17, 3];
    const choices = [9, 21, 30, 44];
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => void (opened = await open(config, R, { lanes: S, chunk: 3, options: K })));
    afterAll(() => opened.close());

    /** The prompt in every lane that `awake` names. */
    const request = (temperature: number, seed: number, awake: (lane: number) => boolean = () => true) => ({
      tokens: Int32Array.from({ length: R * S * 3 }, (_, i) => prompt[i % 3]!),
      lengths: Int32Array.from({ length: R * S }, (_, i) => (awake(i % S) ? 3 : 0)),
      options: Int32Array.from({ length: R * S * K }, (_, i) => choices[i % K]!),
      temperature,
      seed,
    });

    it.each([1, 0.5])('draws options as often as they are probable at temperature %f', async (temperature) => {
      const { decoder, parameters } = opened;
      const counts = Array.from({ length: R }, () => new Array<number>(K).fill(0));
      for (let seed = 0; seed < 16; seed++) {
        decoder.reset();
        const { choice } = await decoder.decide(request(temperature, seed));
        choice.forEach((k, i) => counts[Math.floor(i / S)]![k]!++);
      }
      for (let r = 0; r < R; r++) {
        const all = nextProbabilities(config, parameters[r]!, [prompt])[0]!;
        const expected = softmaxOf(
          choices.map((token) => all[token]!),
          temperature,
        );
        expect(Math.max(...expected)).toBeLessThan(0.95); // there is something to draw
        // 2,048 draws; the 99.99 % point of χ² with 3 degrees of freedom.
        expect(chiSquare(counts[r]!, expected)).toBeLessThan(21.1);
      }
    });

    it('draws each lane on its own: neighbours agree as often as chance says', async () => {
      const { decoder, parameters } = opened;
      let agree = 0;
      for (let seed = 100; seed < 116; seed++) {
        decoder.reset();
        const { choice } = await decoder.decide(request(1, seed));
        for (let lane = 0; lane < S; lane += 2) agree += choice[lane] === choice[lane + 1] ? 1 : 0;
      }
      const all = nextProbabilities(config, parameters[0]!, [prompt])[0]!;
      const expected = softmaxOf(
        choices.map((token) => all[token]!),
        1,
      ).reduce((sum, p) => sum + p * p, 0);
      const pairs = 16 * 64;
      const deviation = Math.sqrt((expected * (1 - expected)) / pairs);
      expect(Math.abs(agree / pairs - expected)).toBeLessThan(4 * deviation);
    });

    it('gives the same bits for the same request, and other draws for another seed', async () => {
      const { decoder } = opened;
      const runs = [];
      for (const seed of [3, 3, 4]) {
        decoder.reset();
        runs.push(await decoder.decide(request(1, seed)));
      }
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]!.probability).toEqual(runs[0]!.probability);
      expect(runs[2]!.choice).not.toEqual(runs[0]!.choice);
    });

    it('gives a lane the same bits whoever decodes beside it', async () => {
      const { decoder } = opened;
      decoder.reset();
      const together = await decoder.decide(request(1, 5));
      decoder.reset();
      const alone = await decoder.decide(request(1, 5, (lane) => lane === 77));
      for (const i of [77, S + 77]) {
        expect(alone.choice[i]).toBe(together.choice[i]);
        expect(alone.mass[i]).toBe(together.mass[i]);
        expect(alone.probability.subarray(i * K, (i + 1) * K)).toEqual(
          together.probability.subarray(i * K, (i + 1) * K),
        );
      }
      expect(alone.choice[76]).toBe(-1);
      expect(alone.mass[76]).toBe(0);
    });

    it('leaves sleeping lanes as they are', async () => {
      const { decoder } = opened;
      decoder.reset();
      await decoder.decide(request(0, 0));
      const before = await decoder.decide(request(0, 0)); // the prompt twice
      decoder.reset();
      await decoder.decide(request(0, 0));
      await decoder.decide(request(0, 0, (lane) => lane % 2 === 0));
      await decoder.decide(request(0, 0, (lane) => lane % 2 === 0));
      const after = await decoder.decide(request(0, 0, (lane) => lane % 2 === 1)); // odd lanes: the prompt twice
      for (let i = 1; i < R * S; i += 2) expect(after.mass[i]).toBe(before.mass[i]);
    });

    it('refuses a lane that would grow too long before it submits anything', async () => {
      const { decoder } = opened;
      decoder.reset();
      for (let round = 0; round < 5; round++) await decoder.decide(request(0, 0, (lane) => lane === 6));
      await expect(decoder.decide(request(0, 0))).rejects.toThrow(
        new RangeError('lane 6 of replica 0 would hold 18 tokens, more than the block size of 16'),
      );
      // The others were not appended to: the prompt is still their first.
      const late = await decoder.decide(request(0, 0, (lane) => lane === 7));
      decoder.reset();
      const first = await decoder.decide(request(0, 0, (lane) => lane === 7));
      expect(late).toEqual(first);
    });

    it('refuses a second round while one is under way', async () => {
      const { decoder } = opened;
      decoder.reset();
      const first = decoder.decide(request(0, 0));
      await expect(decoder.decide(request(0, 0))).rejects.toThrow('the decoder is at work');
      expect(() => decoder.reset()).toThrow('the decoder is at work');
      await first;
      decoder.reset();
    });

    it('writes the most probable text at temperature 0, and remembers it', async () => {
      const { decoder, parameters } = opened;
      decoder.reset();
      const { options, ...appended } = request(0, 0, (lane) => lane === 2 || lane === 90);
      const count = 6;
      const { tokens, lengths } = await decoder.generate({ ...appended, count, stop: 63 });
      const texts = parameters.map((values) => {
        const text = [...prompt];
        while (text.length < 3 + count && text.at(-1) !== 63) {
          const p = nextProbabilities(config, values, [text])[0]!;
          text.push(p.indexOf(Math.max(...p)));
        }
        return text;
      });
      expect(texts[0]).not.toEqual(texts[1]);
      for (const i of [2, 90, S + 2, S + 90]) {
        const text = texts[Math.floor(i / S)]!.slice(3);
        expect([...tokens.subarray(i * count, i * count + lengths[i]!)]).toEqual(text);
      }
      expect(lengths.reduce((a, b) => a + b, 0)).toBe(2 * (texts[0]!.length + texts[1]!.length) - 12);
      const next = await decoder.decide({ ...appended, options });
      texts.forEach((text, r) => {
        const exact = nextProbabilities(config, parameters[r]!, [[...text, ...prompt]])[0]!;
        const mass = choices.reduce((sum, token) => sum + exact[token]!, 0);
        for (const lane of [2, 90]) expect(next.mass[r * S + lane]! / mass).toBeCloseTo(1, 4);
      });
    });

    it('stops a lane at the stop token, and draws tokens as often as they are probable', async () => {
      const { decoder, parameters } = opened;
      const counts = new Array<number>(64).fill(0);
      const all = nextProbabilities(config, parameters[0]!, [prompt])[0]!;
      const stop = all.indexOf(Math.max(...all));
      for (let seed = 0; seed < 16; seed++) {
        decoder.reset();
        const { tokens, lengths } = await decoder.generate({ ...request(1, seed), count: 2, stop });
        for (let lane = 0; lane < S; lane++) {
          counts[tokens[lane * 2]!]!++;
          expect(lengths[lane]).toBe(tokens[lane * 2] === stop ? 1 : 2);
          if (lengths[lane] === 1) expect(tokens[lane * 2 + 1]).toBe(-1);
        }
      }
      expect(counts[stop]).toBeGreaterThan(100);
      // Rare tokens are counted together, so that χ² applies: at least 10 expected of 2,048.
      const common = all.map((_, v) => v).filter((v) => all[v]! * 2048 >= 10);
      const rest = (values: number[]) => values.filter((_, v) => !common.includes(v)).reduce((a, b) => a + b, 0);
      const statistic = chiSquare(
        [...common.map((v) => counts[v]!), rest(counts)],
        [...common.map((v) => all[v]!), rest(all)],
      );
      // χ² has mean n and variance 2n with n degrees of freedom.
      expect(statistic).toBeLessThan(common.length + 5 * Math.sqrt(2 * common.length));
    });

    it('reads the weights of its stack at every round', async () => {
      const { decoder, stack, parameters } = opened;
      const other = trained(config, 9);
      stack.load(1, { parameters: other });
      decoder.reset();
      const { mass } = await decoder.decide(request(0, 0));
      [parameters[0]!, other].forEach((values, r) => {
        const exact = nextProbabilities(config, values, [prompt])[0]!;
        expect(mass[r * S]! / choices.reduce((sum, token) => sum + exact[token]!, 0)).toBeCloseTo(1, 4);
      });
      stack.load(1, { parameters: parameters[1]! });
    });
  });
});
