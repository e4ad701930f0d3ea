/** The readable model, against what GPT-2 is by definition, in double precision and one number at a time. */
import { beforeAll, expect, test } from 'vitest';
import { parameterLayout, type GPTConfig } from '../../models/config';
import { readTexts } from '../../models/gpt2';
import { softmax } from '../../models/softmax';
import { computeOnCpu, tf } from '../../models/tf';
import { perturbedParameters, relativeError, tinyConfig } from './fixtures';

beforeAll(() => computeOnCpu());

const text = [1, 17, 3, 40, 40, 5, 62, 9];

/** Logits of what follows a text, and each head's attention from its last token. Written after Radford et al. (2019). */
function byHand({ nLayer, nHead, nEmbd: C, vocabSize }: GPTConfig, flat: Float32Array, tokens: number[]) {
  const of = new Map(
    parameterLayout({ nLayer, nHead, nEmbd: C, vocabSize, blockSize: tinyConfig.blockSize }).map((spec) => [
      spec.name.replace('transformer.', ''),
      [...flat.subarray(spec.offset, spec.offset + spec.size)],
    ]),
  );
  const row = (name: string, i: number) => of.get(name)!.slice(i * C, (i + 1) * C);
  const plus = (x: number[], y: number[]) => x.map((value, i) => value + y[i]!);
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const norm = (x: number[], name: string) => {
    const mean = x.reduce((a, b) => a + b) / C;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / C;
    const gain = of.get(`${name}.weight`)!;
    return plus(
      x.map((value, c) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[c]!),
      of.get(`${name}.bias`)!,
    );
  };
  const linear = (x: number[], name: string) => {
    const [weight, bias] = [of.get(`${name}.weight`)!, of.get(`${name}.bias`)!];
    return bias.map((b, n) => x.reduce((sum, value, k) => sum + value * weight[k * bias.length + n]!, b));
  };
  const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  let x = tokens.map((token, t) => plus(row('wte.weight', token), row('wpe.weight', t)));
  const attention: number[][][] = [];
  for (let l = 0; l < nLayer; l++) {
    const qkv = x.map((own) => linear(norm(own, `h.${l}.ln_1`), `h.${l}.attn.c_attn`));
    const part = (t: number, which: number, h: number) =>
      qkv[t]!.slice(which * C + (h * C) / nHead, which * C + ((h + 1) * C) / nHead);
    const weightsOf = (t: number, h: number) => {
      const scores = tokens.slice(0, t + 1).map((_, s) => dot(part(t, 0, h), part(s, 1, h)) / Math.sqrt(C / nHead));
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      return scores.map((score) => Math.exp(score) / total);
    };
    const heads = Array.from({ length: nHead }, (_, h) => h);
    attention.push(heads.map((h) => weightsOf(tokens.length - 1, h)));
    x = x.map((own, t) => {
      const attended = heads.flatMap((h) => {
        const weights = weightsOf(t, h);
        return part(0, 2, h).map((_, i) =>
          dot(
            weights,
            weights.map((__, s) => part(s, 2, h)[i]!),
          ),
        );
      });
      const middle = plus(own, linear(attended, `h.${l}.attn.c_proj`));
      return plus(
        middle,
        linear(linear(norm(middle, `h.${l}.ln_2`), `h.${l}.mlp.c_fc`).map(gelu), `h.${l}.mlp.c_proj`),
      );
    });
  }
  const y = norm(x.at(-1)!, 'ln_f');
  return { logits: Array.from({ length: vocabSize }, (_, v) => dot(y, row('wte.weight', v))), attention };
}

test.each([1, 2, 3])('is GPT-2, with %i layers', async (nLayer) => {
  const config = { ...tinyConfig, nLayer };
  const parameters = perturbedParameters(config, nLayer);
  const expected = byHand(config, parameters, text);
  const [found] = await readTexts(config, parameters, [text]);
  expect(relativeError([...found!.logits], expected.logits)).toBeLessThan(1e-5);
  const last = found!.attention.map((layer) => layer.map((head) => head.at(-1)!));
  expect(relativeError(last.flat(2), expected.attention.flat(2))).toBeLessThan(1e-5);
});

test('a text is read as it would be alone, whatever is read beside it, and nothing is left behind', async () => {
  const parameters = perturbedParameters(tinyConfig, 5);
  const before = tf.memory().numTensors;
  const texts = [text, text.slice(0, 3), [7], text.slice(2)];
  const together = await readTexts(tinyConfig, parameters, texts);
  for (const [i, own] of texts.entries()) {
    const [alone] = await readTexts(tinyConfig, parameters, [own]);
    expect(relativeError([...together[i]!.logits], [...alone!.logits])).toBeLessThan(1e-6);
    expect(relativeError(together[i]!.attention.flat(3), alone!.attention.flat(3))).toBeLessThan(1e-6);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('attention of every head adds up to one, over the tokens read so far', async () => {
  const [reading] = await readTexts(tinyConfig, perturbedParameters(tinyConfig, 4), [text]);
  const { attention } = reading!;
  expect([attention.length, attention[0]!.length]).toEqual([tinyConfig.nLayer, tinyConfig.nHead]);
  for (const head of attention.flat()) {
    head.forEach((row, t) => {
      expect(row).toHaveLength(t + 1);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    });
  }
});

test('softmax among some tokens is that over all, made to add up to one', () => {
  const row = Float32Array.from([1, 2, 3, 400]);
  expect(softmax(row).at(-1)).toBe(1);
  const [a, b] = softmax(row, [0, 2]);
  expect(b! / a!).toBeCloseTo(Math.exp(2), 10);
  expect(a! + b!).toBeCloseTo(1, 12);
});

test.each([
  [[], /1 to 16 tokens, not 0/],
  [new Array<number>(17).fill(1), /1 to 16 tokens, not 17/],
  [[64], /no token 64 of 64/],
])('refuses what it cannot read', async (tokens, message) => {
  await expect(readTexts(tinyConfig, perturbedParameters(tinyConfig, 1), [tokens])).rejects.toThrow(message);
});
