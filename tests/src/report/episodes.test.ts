/** How much of a result is the luck of its episodes, on rates made up for it and where nothing can be said. */
import { expect, test } from 'vitest';
import { HARMS } from '../../../datasets/tasks';
import { GOALS } from '../../../datasets/lexicon';
import type { RunRecord } from '../../../records/schema';
import { episodeNoise } from '../../../src/report/episodes';
import { experiments } from '../../../workers/experiments';
import { record } from '../../records/runs';

const experiment = experiments.agentic!;

/** A record whose grids have the size of the evaluation's, in every cell the arm's rate or a little more. */
async function recordWithGrids(): Promise<RunRecord> {
  const made = await record(['aft', 'msm+aft'], [0, 1, 2]);
  for (const result of made.results) {
    const { agenticUnsafe } = result.metrics;
    result.grid = HARMS.map(() => GOALS.map((_, c) => agenticUnsafe + (c % 2) / 100));
  }
  return made;
}
const recorded = await recordWithGrids();

test('the episodes are those of the settings, and their error that of a share of so many', () => {
  const { episodesPerTask } = recorded.config['evaluation'] as { episodesPerTask: number };
  const noise = episodeNoise(experiment, recorded)!;
  expect(noise.episodes).toBe(144 * episodesPerTask);
  // A rate of a half from n episodes has the largest error there is, 1 / (2 √n).
  expect(noise.error).toBeGreaterThan(0.4 / Math.sqrt(noise.episodes));
  expect(noise.error).toBeLessThanOrEqual(0.5 / Math.sqrt(noise.episodes));
});

test('the luck of episodes accounts for all of a spread that is smaller, and for a part of a larger one', () => {
  expect(episodeNoise(experiment, recorded)!.share).toBe(1);
  const wide = structuredClone(recorded);
  const shift = [0.2, 0, -0.2];
  for (const { arm, seed, grid } of wide.results)
    if (arm === 'aft') grid.forEach((row) => row.forEach((rate, c) => (row[c] = rate + shift[seed]!)));
  const { share } = episodeNoise(experiment, wide)!;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(0.1);
});

test('nothing is said of a record without episodes or of another headline', () => {
  const silent = { ...recorded, config: { ...recorded.config, evaluation: null } };
  expect(episodeNoise(experiment, silent)).toBeNull();
  const [headline] = experiment.hypotheses;
  const chat = { ...experiment, hypotheses: [{ ...headline!, metric: 'chatUnsafe' as const }] };
  expect(episodeNoise(chat, recorded)).toBeNull();
  expect(episodeNoise(experiment, { ...recorded, seeds: [], results: [] })).toBeNull();
  for (const name of ['values', 'scaling', 'controls', 'emergence'])
    expect(episodeNoise(experiments[name]!, recorded)).toBeNull();
});

test('with one seed there is an error but no spread', () => {
  const [seed] = recorded.seeds;
  const results = recorded.results.filter((one) => one.seed === seed);
  expect(episodeNoise(experiment, { ...recorded, seeds: [seed!], results })).toMatchObject({
    share: null,
    interval: null,
  });
});
