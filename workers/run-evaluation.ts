/** The measurements at the end of a run. */
import { evaluate, evaluationWork, type EvaluationState, type Measurement, rolloutsOf } from './evaluation';
import type { RunEvent } from './protocol';
import type { Agent } from './rollouts';
import type { Standing } from './run-state';
import type { Session } from './session';

/**
 * Measures replicas in the stage that comes next, and adds what is found to the results.
 *
 * @param thinking whether they think before they decide
 * @param from where the evaluation was left, if it has begun
 */
export async function* evaluateStandings(
  session: Session,
  standings: readonly Standing[],
  thinking: boolean,
  from: EvaluationState | undefined,
): AsyncGenerator<RunEvent, void, void> {
  const { at, timeLeft, replicas } = session;
  const { evaluation } = session.resolved.preset;
  const { stack, asker } = await session.crewOf(standings.length);
  standings.forEach(({ parameters }, r) => stack.load(r, { parameters }));
  const agents = standings.map(({ replica }): Agent => ({ seed: replicas[replica]!.seed, thinks: thinking }));
  const steps = rolloutsOf(evaluation).length;
  const done = from?.outcomes.length ?? 0;
  const work = (asker.replicas * evaluationWork(evaluation, thinking)) / steps;
  yield { type: 'stage', place: at.place, stage: 'evaluate', steps };
  timeLeft.restart();
  timeLeft.skip(done * work);
  const progress = session.progress(steps, asker.replicas, done);
  if (from) yield* progress(done);
  const measuring = evaluate(asker, agents, evaluation, from);
  for (;;) {
    const { done: ended, value } = await measuring.next();
    if (ended) return yield* report(session, standings, value);
    timeLeft.did(work);
    yield* progress(value.outcomes.length);
    yield* session.rest(() => Promise.resolve({ evaluation: value }));
  }
}

/** Tells the results of replicas; one that answers with no numbers has diverged. */
function* report(
  session: Session,
  standings: readonly Standing[],
  measurements: readonly Measurement[],
): Generator<RunEvent, void, void> {
  const traces: RunEvent[] = [];
  for (const [s, { replica, base }] of standings.entries()) {
    const { metrics, grid, episodes } = measurements[s]!;
    if (!Object.values(metrics).every(Number.isFinite)) {
      yield* session.diverge([replica], 'evaluate', 0);
      continue;
    }
    const { arm, seed } = session.replicas[replica]!;
    const result = { arm, seed, metrics, grid, base };
    session.at.results = [...session.at.results, result];
    traces.push({ type: 'traces', replica: { arm, seed }, episodes });
    yield { type: 'result', result };
  }
  yield* traces;
}
