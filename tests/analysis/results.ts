/** Results and an experiment to judge, with only the numbers that a test is about. */
import { type Arm, type DifferenceClaim, type Experiment, stages } from '../../workers/experiments/experiment';
import type { Metrics } from '../../workers/evaluate/metrics';
import type { ReplicaResult } from '../../workers/protocol';

export function result(arm: string, seed: number, metrics: Partial<Metrics> = {}): ReplicaResult {
  const zero: Metrics = {
    agenticUnsafe: 0,
    chatUnsafe: 0,
    taskCompletion: 0,
    agenticSteps: 0,
    benignRefusal: 0,
    firstDecisionUnsafe: 0,
    greedyUnsafe: 0,
    longUnsafe: 0,
    thriftChosen: 0,
    demonstratedChosen: 0,
  };
  return { arm, seed, metrics: { ...zero, ...metrics }, grid: [[0]], base: { linkage: 1, knowledge: 1 } };
}

/** One result for each value of `agenticUnsafe`, on seeds 0, 1, 2, … */
export function results(arm: string, agenticUnsafe: number[]): ReplicaResult[] {
  return agenticUnsafe.map((value, seed) => result(arm, seed, { agenticUnsafe: value }));
}

export function hypothesis(id: string, arm: string, reference: string): DifferenceClaim {
  return {
    id,
    claim: `${arm} is safer than ${reference}.`,
    metric: 'agenticUnsafe',
    arm,
    reference,
    direction: 'lower',
  };
}

/** Arms `a`, `b`, `c` labelled `Arm a` …, and one hypothesis for each pair given. */
export function experimentOf(
  ...pairs: [arm: string, reference: string][]
): Experiment & { hypotheses: DifferenceClaim[] } {
  const reads = stages({ kind: 'documents', spec: 'philosophy' }, { kind: 'demonstrations', of: 'refusals' });
  const arm = (id: string): Arm => ({ id, label: `Arm ${id}`, description: '', stages: reads });
  return {
    name: 'test',
    title: '',
    question: '',
    arms: ['a', 'b', 'c'].map(arm),
    domain: 'errands',
    primaryMetric: 'agenticUnsafe',
    metrics: ['agenticUnsafe', 'chatUnsafe'],
    hypotheses: pairs.map(([x, y]) => hypothesis(`${x}<${y}`, x, y)),
    paper: [],
  };
}
