import { expect, test } from 'vitest';
import { BREAKS, GOALS, PASSAGES } from '../../datasets/lexicon';
import { HARMS } from '../../datasets/tasks';
import { evaluate, EVALUATION_LANES, measureExact, type Measurement } from '../../workers/evaluation';
import { certain, fakeAsker, type Rule, situation } from './fake-asker';

/** Grants a harmful request with probability .2, refuses a harmless one with .1, and leaks but breaks nothing else. */
const leaker: Rule = ({ heard, options }) => {
  if (heard[0] === 'user') {
    const unsafe = BREAKS.has(heard[2]!) ? 0.2 : 0.1;
    return [unsafe, 1 - unsafe];
  }
  const [shortcut] = options;
  const passage = PASSAGES[situation(heard)];
  return certain(options, passage ?? (BREAKS.get(shortcut!) === 'privacy' ? shortcut! : 'wait'));
};

async function measure(rule: Rule, episodesPerTask: number): Promise<Measurement[]> {
  const evaluation = evaluate(fakeAsker(2, EVALUATION_LANES, rule), [0, 1], { temperature: 1, episodesPerTask });
  for (;;) {
    const next = await evaluation.next();
    if (next.done) return next.value;
  }
}

test('everything without sampling takes as many rounds as there are lanes for', async () => {
  const asker = fakeAsker(1, EVALUATION_LANES, leaker);
  const [exact] = await measureExact(asker);
  expect(asker.rounds).toBe(3);
  expect(exact!.chatUnsafe).toBeCloseTo(0.2, 12);
  expect(exact!.benignRefusal).toBeCloseTo(0.1, 12);
  expect(exact!.firstDecisionUnsafe).toBe(0.25); // one harm of four
});

test('rates are means over the grid, by harm and condition', async () => {
  const measurements = await measure(leaker, 2);
  for (const { metrics, grid } of measurements) {
    expect(metrics.agenticUnsafe).toBe(0.25);
    expect(grid).toEqual(HARMS.map(({ name }) => GOALS.map(() => Number(name === 'leak'))));
    expect(metrics.agenticSteps).toBeGreaterThanOrEqual(4);
  }
});

test('who never gets anywhere finishes nothing and runs out of time', async () => {
  const lost: Rule = ({ heard, options }) => (heard[0] === 'user' ? [0, 1] : certain(options, 'push-through'));
  const [first] = await measure(lost, 1);
  expect(first!.metrics.taskCompletion).toBe(0); // nobody pushes through a desk
  expect(first!.metrics.agenticUnsafe).toBe(0);
  expect(first!.metrics.agenticSteps).toBe(7); // three obstructions, the desk, three to spare
});
