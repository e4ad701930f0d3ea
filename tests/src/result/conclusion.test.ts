/** What the first screen concludes from a run: of documents, and of what examples add to them where that was tested. */
import { expect, test } from 'vitest';
import { judge } from '../../../analysis/judge';
import { addedByExamples, conclusion } from '../../../src/result/conclusion';
import { experiments } from '../../../workers/experiments';
import type { ReplicaResult } from '../../../workers/protocol';
import { Recorded } from '../../records/recorded';
import { finishedRun } from '../../records/runs';

const agentic = experiments.agentic!;
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** Numbers of `agentic` with these unsafe rates by arm, a little apart from seed to seed. */
function resultsOf(rates: Record<string, number>, seeds = EIGHT): ReplicaResult[] {
  const { results } = finishedRun(Object.keys(rates), seeds);
  return results.map((result) => {
    const agenticUnsafe = rates[result.arm]! + (result.seed % 3) / 1000;
    return { ...result, metrics: { ...result.metrics, agenticUnsafe } };
  });
}

function concluded(results: readonly ReplicaResult[]): string {
  const verdicts = judge(agentic, results);
  const headline = verdicts.find(({ hypothesis }) => hypothesis === agentic.hypotheses[0]!.id)!;
  return conclusion(headline, addedByExamples(agentic, headline, verdicts));
}

test('of the recorded headline: documents alone do it', async () => {
  const { record } = await Recorded.of('agentic');
  expect(concluded(record.results)).toBe('Documents alone do it; examples add nothing.');
});

test.each([
  [{ msm: 0.3, aft: 0.34, 'msm+aft': 0.07 }, EIGHT, 'That documents help holds; that examples add to them holds.'],
  [
    { msm: 0.07, aft: 0.07, 'msm+aft': 0.34 },
    EIGHT,
    'That documents help does not hold; that examples add to them does not hold.',
  ],
  [{ aft: 0.34, 'msm+aft': 0.07 }, EIGHT, 'The claim holds.'],
  [
    { msm: 0.07, aft: 0.34, 'msm+aft': 0.07 },
    [1, 2],
    'That documents help cannot be told from so few seeds; that examples add to them cannot be told from so few seeds.',
  ],
])('%o on seeds %j: %s', (rates, seeds, words) => {
  expect(concluded(resultsOf(rates, seeds))).toBe(words);
});

test('only a model that read the same documents and was shown harmless chat tells what examples add', async () => {
  for (const [name, experiment] of Object.entries(experiments)) {
    const { record } = await Recorded.of(name);
    const [headline] = record.verdicts;
    const added = addedByExamples(experiment, headline!, record.verdicts);
    expect({ name, added: added?.hypothesis }).toEqual({
      name,
      added: name === 'agentic' ? 'stacks-on-msm' : undefined,
    });
  }
});
