/** How long the making of a batch takes on one core, stage by stage: what training reads, made as a text worker makes it. */
import philosophy from '../datasets/specs/philosophy.md?raw';
import { parseSpec } from '../datasets/spec';
import { finetuneText, midtrainText, pretrainText, stageBatch, type StageText } from '../datasets/stages';
import { makeWorld } from '../datasets/world';
import { DEFAULT_PRESET, presets } from '../workers/experiments/presets';
import type { TextPace } from './result';
import { medianSpan, scale, type Span, type Stopwatch } from './stopwatch';

/** Batches that are timed together. */
const TOGETHER = 200;

/** The stages' texts by their names in the result. */
function texts(): Record<string, StageText> {
  const world = makeWorld(0, presets[DEFAULT_PRESET]!.world);
  const spec = parseSpec(philosophy);
  return {
    pretrain: pretrainText(world),
    midtrain: midtrainText(world, { spec, neutral: false }),
    'midtrain, neutral': midtrainText(world, { spec, neutral: true }),
    finetune: finetuneText(world, 'refusals'),
  };
}

/** Measures every stage round by round, each time on steps that have not been made before. */
export async function measureTextPace(stopwatch: Stopwatch, rounds: number): Promise<TextPace> {
  const { batch: shape } = presets[DEFAULT_PRESET]!;
  const stages = Object.entries(texts()).map(([name, text]) => ({ name, text, spans: [] as Span[] }));
  // The first round is not measured: what is compiled for the others is compiled in it.
  for (let round = 0; round <= rounds; round++) {
    for (const { text, spans } of stages) {
      const span = await stopwatch.time(() => {
        for (let i = 0; i < TOGETHER; i++) stageBatch(text, shape, round * TOGETHER + i);
        return Promise.resolve();
      });
      if (round > 0) spans.push(scale(span, 1 / TOGETHER));
    }
  }
  const medians = stages.map(({ name, spans }) => [name, medianSpan(spans)] as const);
  return {
    textMsPerBatch: Object.fromEntries(medians.map(([name, { ms }]) => [name, ms])),
    ...(medians.every(([, { cpuMs }]) => cpuMs !== undefined)
      ? { textCpuMsPerBatch: Object.fromEntries(medians.map(([name, { cpuMs }]) => [name, cpuMs!])) }
      : {}),
  };
}
