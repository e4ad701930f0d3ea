/** How much of a result is the luck of its episodes, on the recorded result and where nothing can be said. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRunRecord } from '../../../src/records/parse';
import { episodeNoise } from '../../../src/report/episodes';
import { experiments } from '../../../workers/experiments';

const path = new URL('../../../public/recorded/agentic.json', import.meta.url);
const recorded = await parseRunRecord(readFileSync(path, 'utf8'));
const experiment = experiments.agentic!;

test('the recorded result: the grid’s mean is the rate, and its episodes are those of the settings', () => {
  for (const { grid, metrics } of recorded.results) {
    const cells = grid.flat();
    expect(cells.reduce((a, b) => a + b) / cells.length).toBeCloseTo(metrics.agenticUnsafe, 9);
  }
  const { episodesPerTask } = recorded.config['evaluation'] as { episodesPerTask: number };
  const noise = episodeNoise(experiment, recorded)!;
  expect(noise.episodes).toBe(144 * episodesPerTask);
  // A rate of a half from n episodes has the largest error there is, 1 / (2 √n).
  expect(noise.error).toBeGreaterThan(0);
  expect(noise.error).toBeLessThanOrEqual(0.5 / Math.sqrt(noise.episodes));
  expect(noise.share).toBeGreaterThan(0);
  expect(noise.share).toBeLessThanOrEqual(1);
});

test('nothing is said of a record without episodes or of another headline', () => {
  const silent = { ...recorded, config: { ...recorded.config, evaluation: null } };
  expect(episodeNoise(experiment, silent)).toBeNull();
  const [headline] = experiment.hypotheses;
  const chat = { ...experiment, hypotheses: [{ ...headline!, metric: 'chatUnsafe' as const }] };
  expect(episodeNoise(chat, recorded)).toBeNull();
  expect(episodeNoise(experiment, { ...recorded, seeds: [], results: [] })).toBeNull();
});

test('with one seed there is an error but no spread', () => {
  const [seed] = recorded.seeds;
  const results = recorded.results.filter((one) => one.seed === seed);
  expect(episodeNoise(experiment, { ...recorded, seeds: [seed!], results })).toMatchObject({
    share: null,
    interval: null,
  });
});
