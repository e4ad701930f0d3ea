/**
 * Runs an experiment from its request to its results, as a stream of events.
 *
 * One stack holds all models of a run. Arms that have read the same so far are one model: the arms of a seed start from
 * the same pretrained weights, and part where their texts do.
 */
import { evaluationsOf, thinks, workOf } from './plan';
import type { ReplicaResult, RunEvent } from '../protocol';
import { resolveRequest } from './request';
import { checkRoom } from './memory-check';
import { evaluateReplicas } from './measurements';
import { trainPass } from './pass';
import type { Midway, RunState } from './state';
import { type RunDependencies, Session } from './session';
import { firstState } from './initial-state';

export type { RunControl, RunDependencies } from './session';

/**
 * Runs a request. The last event is `finished`; whatever goes wrong is thrown. A replica that diverges is told of and
 * left out, and the run goes on without it, be it the last.
 *
 * @param from where a run of the same request was left, on the same adapter; what follows then is what would have
 * @throws RequestError, BaseError, MemoryError before anything is compiled, DeviceLostError, or Error if work on the
 *   device was invalid
 */
export async function* runExperiment(
  input: unknown,
  dependencies: RunDependencies,
  from?: RunState,
): AsyncGenerator<RunEvent, void> {
  const began = dependencies.clock();
  const resolved = resolveRequest(input);
  checkRoom(dependencies.gpu, resolved, dependencies.memory);
  const state = from ?? (await firstState(resolved, dependencies.loadBase));
  const session = new Session(resolved, dependencies, state, began);
  yield { type: 'started', plan: session.plan };
  try {
    if (!from && resolved.request.base === 'shipped') yield* session.showWeights('base', state.replicaStates);
    yield* train(session, state);
    yield* measure(session, state);
    yield { type: 'finished', results: inOrder(session), seconds: session.seconds };
  } finally {
    session.end();
  }
}

/** Every stage of training that is still to come. Replicas that diverge drop out. */
async function* train(session: Session, { training }: Midway): AsyncGenerator<RunEvent, void, void> {
  const { at, passes, resolved, timeLeft, diverged } = session;
  const first = at.place;
  while (at.place < passes.length && at.replicaStates.length > 0) {
    const pass = passes[at.place]!;
    timeLeft.expect(workOf(resolved, passes.slice(at.place), at.replicaStates));
    const taking = at.replicaStates.filter(({ replica }) => pass.readers.some((reader) => reader.replica === replica));
    if (taking.length > 0) {
      const taken = yield* trainPass(session, taking, at.place === first ? training : undefined);
      yield* session.showWeights(pass.stage === 'pretrain' ? 'base' : pass.stage, taken);
      const now = new Map(taken.map((replicaState) => [replicaState.replica, replicaState]));
      at.replicaStates = at.replicaStates
        .map((replicaState) => now.get(replicaState.replica) ?? replicaState)
        .filter(({ replica }) => !diverged.has(replica));
    }
    at.place++;
    if (taking.length > 0) await session.save();
  }
}

/** Measures all replicas that are left and have not been measured. */
async function* measure(session: Session, { evaluation }: Midway): AsyncGenerator<RunEvent, void, void> {
  const { at, passes, resolved, replicas, timeLeft } = session;
  const upcoming = evaluationsOf(resolved).slice(Math.max(0, at.place - passes.length));
  const statesOf = ({ thinking }: { thinking: boolean }) =>
    at.replicaStates.filter(({ replica }) => thinks(resolved, replicas[replica]!) === thinking);
  for (const [i, own] of upcoming.map(statesOf).entries()) {
    timeLeft.expect(workOf(resolved, [], upcoming.slice(i).flatMap(statesOf)));
    const { thinking } = upcoming[i]!;
    if (own.length > 0) yield* evaluateReplicas(session, own, thinking, i === 0 ? evaluation : undefined);
    at.place++;
    if (own.length > 0 && i + 1 < upcoming.length) await session.save();
  }
}

/** The results there are, in the order of the replicas. */
const inOrder = ({ replicas, at: { results } }: Session): ReplicaResult[] =>
  replicas.flatMap(({ arm, seed }) => results.find((result) => result.arm === arm && result.seed === seed) ?? []);
