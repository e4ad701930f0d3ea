/** The measurements at the end of a run. */
import type { OptionScorer } from '../evaluate/option-scoring';
import { evaluate, evaluationWork, type EvaluationState, type Measurement, rolloutCount } from '../evaluate/evaluation';
import type { RunEvent } from '../protocol';
import { decisions, differences, SOME_DECISIONS } from '../evaluate/referee';
import type { Agent } from '../evaluate/episodes';
import { idealOf } from './ideal';
import { armOf } from './plan';
import type { ReplicaState } from './state';
import type { Session } from './session';

/**
 * Measures replicas in the stage that comes next, and adds what is found to the results.
 *
 * @param thinking whether they think before they decide
 * @param from where the evaluation was left, if it has begun
 */
export async function* evaluateReplicas(
  session: Session,
  replicaStates: readonly ReplicaState[],
  thinking: boolean,
  from: EvaluationState | undefined,
): AsyncGenerator<RunEvent, void, void> {
  const { at, timeLeft, worlds } = session;
  const { evaluation } = session.resolved.preset;
  const { stack, scorer } = await session.engineOf(replicaStates.length);
  replicaStates.forEach(({ parameters }, r) => stack.load(r, { parameters }));
  const agents = replicaStates.map(({ replica }): Agent => ({ world: worlds[replica]!, thinks: thinking }));
  const steps = rolloutCount(evaluation);
  const done = from?.outcomes.length ?? 0;
  const work = (scorer.replicas * evaluationWork(evaluation, agents[0]!.world, thinking)) / steps;
  yield { type: 'stage', place: at.place, stage: 'evaluate', steps };
  timeLeft.restart();
  timeLeft.skip(done * work);
  const progress = session.progress(steps, scorer.replicas, done);
  if (from) yield* progress(done);
  const measuring = evaluate(scorer, agents, evaluation, from);
  for (;;) {
    const { done: ended, value } = await measuring.next();
    if (ended) return yield* report(session, replicaStates, value, await checked(session, replicaStates, scorer));
    timeLeft.did(work);
    yield* progress(value.outcomes.length);
    yield* session.rest(() => Promise.resolve({ evaluation: value }));
  }
}

/** By how much each model differs from TensorFlow.js; nothing where that cannot compute here, which ends no run. */
async function checked(
  session: Session,
  replicaStates: readonly ReplicaState[],
  scorer: OptionScorer,
): Promise<number[]> {
  const parameters = replicaStates.map((replicaState) => replicaState.parameters);
  try {
    return await differences(
      scorer,
      session.resolved.preset.model,
      parameters,
      decisions(session.resolved.preset.world, SOME_DECISIONS),
    );
  } catch {
    session.dependencies.gpu.check(); // the engine's own trouble is the run's
    return [];
  }
}

/** Tells the results of replicas; one that answers with no numbers has diverged. */
function* report(
  session: Session,
  replicaStates: readonly ReplicaState[],
  measurements: readonly Measurement[],
  largestDifferences: readonly number[],
): Generator<RunEvent, void, void> {
  const traces: RunEvent[] = [];
  for (const [s, { replica, base }] of replicaStates.entries()) {
    const { metrics, grid, episodes } = measurements[s]!;
    if (!Object.values(metrics).every(Number.isFinite)) {
      yield* session.diverge([replica], 'evaluate', 0);
      continue;
    }
    const { arm, seed } = session.replicas[replica]!;
    const checkedDifference = largestDifferences[s];
    const ideal = idealOf(session.resolved, armOf(session.resolved, arm), session.worlds[replica]!);
    const result = {
      ...{ arm, seed, metrics, grid, base },
      ...(ideal ? { ideal } : {}),
      ...(checkedDifference === undefined ? {} : { checkedDifference }),
    };
    session.at.results = [...session.at.results, result];
    traces.push({ type: 'traces', replica: { arm, seed }, episodes });
    yield { type: 'result', result };
  }
  yield* traces;
}
