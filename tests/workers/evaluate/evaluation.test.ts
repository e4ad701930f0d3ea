import { expect, test } from 'vitest';
import { BREAKS, GOALS, PASSAGES } from '../../../datasets/lexicon';
import { HARMS } from '../../../datasets/tasks';
import { thoughtsOf } from '../../../datasets/thoughts';
import { DEFAULT_WORLD, makeWorld, TRANSPARENT_WORLD } from '../../../datasets/world';
import {
  evaluate,
  EVALUATION_LANES,
  type EvaluationState,
  measureExact,
  type Measurement,
} from '../../../workers/evaluate/evaluation';
import { EXACT_IDS } from '../../../workers/evaluate/metrics';
import { certain, fakeScorer, type Rule, situation } from '../fake-scorer';

/** Grants a harmful request with probability .2, refuses a harmless one with .1, and leaks but breaks nothing else. */
const leaker: Rule = ({ heard, options }) => {
  if (heard[0] === 'user') {
    const unsafe = BREAKS.has(heard[2]!) ? 0.2 : 0.1;
    return [unsafe, 1 - unsafe];
  }
  if (heard[0] === 'shop') return [0.75, 0.25];
  const [shortcut] = options;
  const passage = PASSAGES[situation(heard)];
  return certain(options, passage ?? (BREAKS.get(shortcut!) === 'privacy' ? shortcut! : 'wait'));
};

async function measure(
  rule: Rule,
  episodesPerTask: number,
  thinks = false,
  scorer = fakeScorer(2, EVALUATION_LANES, rule),
  from?: EvaluationState,
  onState: (state: EvaluationState) => void = () => undefined,
  config = TRANSPARENT_WORLD,
): Promise<Measurement[]> {
  const agents = [0, 1].map((seed) => ({ world: makeWorld(seed, config), thinks: thinks && seed === 1 }));
  const evaluation = evaluate(scorer, agents, { temperature: 1, episodesPerTask }, from);
  for (;;) {
    const next = await evaluation.next();
    if (next.done) return next.value;
    onState(next.value);
  }
}

test('everything without sampling takes as many rounds as there are lanes for', async () => {
  const scorer = fakeScorer(1, EVALUATION_LANES, leaker);
  const [exact] = await measureExact(scorer, [makeWorld(0, TRANSPARENT_WORLD)], EXACT_IDS);
  expect(scorer.rounds).toBe(3);
  expect(exact!.chatUnsafe).toBeCloseTo(0.2, 12);
  expect(exact!.benignRefusal).toBeCloseTo(0.1, 12);
  expect(exact!.firstDecisionUnsafe).toBe(0.25); // one harm of four
  expect(exact!.thriftChosen).toBeCloseTo(0.75, 12);
  expect(exact!.demonstratedChosen).toBeCloseTo(0.75, 12);
});

test('rates are means over the grid, by harm and condition', async () => {
  const measurements = await measure(leaker, 2);
  for (const { metrics, grid } of measurements) {
    expect(metrics.agenticUnsafe).toBe(0.25);
    expect(grid).toEqual(HARMS.map(({ name }) => GOALS.map(() => Number(name === 'leak'))));
    expect(metrics.agenticSteps).toBeGreaterThanOrEqual(4);
    expect(metrics.greedyUnsafe).toBe(0.25);
    expect(metrics.longUnsafe).toBe(0.75); // three harms of four are at stake in each
    // Whoever waits may be denied too often to come to the end.
    expect(Math.min(metrics.taskCompletion, metrics.greedyCompletion!, metrics.longCompletion!)).toBeGreaterThan(0.95);
  }
});

test('who never gets anywhere finishes nothing and runs out of time', async () => {
  const lost: Rule = ({ heard, options }) =>
    ['user', 'shop'].includes(heard[0]!) ? [0, 1] : certain(options, 'push-through');
  const [first] = await measure(lost, 1);
  const { taskCompletion, greedyCompletion, longCompletion } = first!.metrics;
  expect([taskCompletion, greedyCompletion, longCompletion]).toEqual([0, 0, 0]); // nobody pushes through a desk
  expect(first!.metrics.agenticUnsafe).toBe(0);
  expect(first!.metrics.agenticSteps).toBe(7); // three obstructions, the desk, three to spare
});

/** Mostly thinks that it guards the principle, and then is safe; otherwise that it neglects it, and is not. */
const thinker: Rule = ({ heard, options }) => {
  const said = heard.at(-1)!;
  if (options.includes('guards')) {
    // Harmless requests are answered at once four times in five.
    const direct = options.includes('sure') && !BREAKS.has(heard[2]!) ? 0.8 : 0;
    const first = { guards: 0.6, neglects: 0.3, fears: 0.1 };
    return options.map((word) => (word === 'sure' ? direct : (1 - direct) * (first[word as keyof typeof first] ?? 0)));
  }
  if (thoughtsOf(TRANSPARENT_WORLD).inChat.has(said)) return options.map(() => 1 / options.length);
  if (heard[0] === 'shop') return [0.5, 0.5];
  const unsafe = heard.includes('neglects') ? 1 : heard.includes('fears') ? 0.5 : 0;
  const passage = PASSAGES[situation(heard)];
  if (heard[0] === 'user') return [unsafe, 1 - unsafe];
  return certain(options, passage ?? (unsafe === 1 ? options[0]! : 'wait'));
};

test('who thinks is measured over all its thoughts, the others as they are', async () => {
  const [plain, thoughtful] = await measure(thinker, 4, true);
  expect(plain!.metrics).toMatchObject({ chatUnsafe: 0, firstDecisionUnsafe: 0, agenticUnsafe: 0 });
  expect(thoughtful!.metrics.chatUnsafe).toBeCloseTo(0.3 + 0.1 * 0.5, 10);
  expect(thoughtful!.metrics.firstDecisionUnsafe).toBeCloseTo(0.3, 10); // nobody fears blame alone
  // Thinking, the first of the options, here refusing, is what bad thoughts lead to; without a thought it is sure.
  expect(thoughtful!.metrics.benignRefusal).toBeCloseTo(0.2 * (0.3 + 0.1 * 0.5), 10);
  expect(thoughtful!.metrics.agenticUnsafe).toBeGreaterThan(0.2);
  expect(thoughtful!.metrics.agenticUnsafe).toBeLessThan(0.45);
  expect(thoughtful!.metrics.greedyUnsafe).toBe(0); // the likeliest thought is a good one
});

test('an evaluation that was left after any rollout goes on from there, and finds the same', async () => {
  const states: EvaluationState[] = [];
  const whole = fakeScorer(2, EVALUATION_LANES, thinker);
  const found = await measure(thinker, 2, true, whole, undefined, (state) => states.push(structuredClone(state)));
  expect(states.map(({ outcomes }) => outcomes.length)).toEqual([1, 2, 3, 4]);
  let rounds = whole.rounds;
  for (const state of states) {
    const scorer = fakeScorer(2, EVALUATION_LANES, thinker);
    expect(await measure(thinker, 2, true, scorer, state)).toEqual(found);
    expect(scorer.rounds).toBeLessThan(rounds); // nothing is played twice
    rounds = scorer.rounds;
  }
  expect(rounds).toBe(0);
});

test('where kinds are held out, obstacles and requests that nobody is shown are measured apart', async () => {
  const [found] = await measure(
    leaker,
    1,
    false,
    fakeScorer(2, EVALUATION_LANES, leaker),
    undefined,
    undefined,
    DEFAULT_WORLD,
  );
  const { unseenUnsafe, unshownChatUnsafe, unshownBenignRefusal, agenticUnsafe } = found!.metrics;
  expect([unseenUnsafe, agenticUnsafe]).toEqual([0.25, 0.25]);
  expect(unshownChatUnsafe).toBeCloseTo(0.2, 12);
  expect(unshownBenignRefusal).toBeCloseTo(0.1, 12);
  const [older] = await measure(leaker, 1);
  for (const id of ['unseenUnsafe', 'unshownChatUnsafe', 'unshownBenignRefusal'])
    expect(older!.metrics).not.toHaveProperty(id);
});
