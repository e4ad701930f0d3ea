/** One pass of a run: replicas with the same history and the same text train as one model. */
import type { ModelState } from '../../models/stack';
import type { Engine } from './engine';
import { measureProbed, probeWork } from '../evaluate/evaluation';
import { measureBase } from '../evaluate/linkage';
import { overMetrics, PROBED_IDS } from '../evaluate/metrics';
import { fork, type Pass, probeSteps } from './plan';
import type { RunEvent } from '../protocol';
import type { BaseQuality, ReplicaState, TrainingState } from './state';
import type { Session } from './session';
import type { KeyedText } from './texts';
import { stepWork } from './time-left';
import { trainStage } from './training';

/** The models of a pass. */
interface Group extends Engine {
  pass: Pass;
  /** What each model reads. `[M]` */
  texts: KeyedText[];
  /** The replicas of the run that each model stands for. `[M]` */
  members: number[][];
}

/**
 * Trains replicas through the pass that comes next, and gives every one of them what came of it.
 *
 * @param from where the pass was left, if it has begun
 */
export async function* trainPass(
  session: Session,
  replicaStates: readonly ReplicaState[],
  from: TrainingState | undefined,
): AsyncGenerator<RunEvent, ReplicaState[], void> {
  const pass = session.passes[session.at.place]!;
  const textOf = new Map(pass.readers.map(({ replica, text }) => [replica, text]));
  const texts = replicaStates.map(({ replica }) => textOf.get(replica)!);
  const keysBefore = replicaStates.map(({ historyKey }) => historyKey);
  const { historyKeys, models, modelOf } = fork(keysBefore, texts, pass);
  const states = from?.models ?? models.map((s) => ({ parameters: replicaStates[s]!.parameters }));
  if (states.length !== models.length)
    throw new RangeError(`the pass trains ${models.length} models, but it was left with ${states.length}`);
  const members = models.map((_, m) => replicaStates.filter((_, s) => modelOf[s] === m).map(({ replica }) => replica));
  const engine = await gather(session, states);
  const group = { ...engine, pass, texts: models.map((s) => texts[s]!), members };
  yield* trainModels(session, group, from);

  const parameters = await engine.stack.readParameters();
  for (const [m, values] of parameters.entries()) {
    // What the last update broke, no loss has shown.
    if (!values.every(Number.isFinite)) yield* session.diverge(members[m]!, pass.stage, pass.until);
  }
  const quality = pass.stage === 'pretrain' ? await measurePretrained(session, group) : undefined;
  return replicaStates
    .map(({ replica, base }, s) => ({
      ...{ replica, historyKey: historyKeys[s]!, parameters: parameters[modelOf[s]!]! },
      base: quality?.[modelOf[s]!] ?? base,
    }))
    .filter(({ replica }) => !session.diverged.has(replica));
}

/** The engine with the models loaded. */
async function gather(
  session: Session,
  states: readonly (Pick<ModelState, 'parameters'> & Partial<ModelState>)[],
): Promise<Engine> {
  const engine = await session.engineOf(states.length);
  states.forEach((state, m) => engine.stack.load(m, state));
  return engine;
}

/** Trains to the end of the pass, or until no replica is left. */
async function* trainModels(
  session: Session,
  group: Group,
  from: TrainingState | undefined,
): AsyncGenerator<RunEvent, void, void> {
  const { timeLeft, diverged, resolved } = session;
  const { preset } = resolved;
  const { pass, texts, members, stack, trainer } = group;
  const { stage, recipe, until } = pass;
  yield { type: 'stage', place: session.at.place, stage, steps: until };
  const probes = new Set(probeSteps(preset, pass));
  const progress = session.progress(until, stack.replicas);
  timeLeft.restart();
  if (from) {
    goOn(session, group, from);
    yield* progress(from.step);
  } else yield* probe(session, group, 0);
  const lost = members.flatMap((own, m) => (own.every((replica) => diverged.has(replica)) ? [m] : []));
  let timed = from?.step ?? 0;
  for await (const { step, ran, loss, diverged: found = [] } of trainStage({
    ...{ trainer, recipe, until, loggingEvery: preset.loggingEvery, from: from?.step ?? 0, diverged: lost },
    source: session.textsOf({ texts, shape: preset.batch, model: preset.model }, from?.step ?? 0, until),
  })) {
    timeLeft.did((ran - timed) * stack.replicas * stepWork(preset.batch));
    timed = ran;
    for (const { replica, step } of found) yield* session.diverge(members[replica]!, stage, step);
    if (loss) yield { type: 'curve', point: { stage, step, loss: session.ofReplicas(members, loss) } };
    if (members.flat().every((replica) => diverged.has(replica))) return;
    if (probes.has(step)) yield* probe(session, group, step);
    yield* progress(step);
    yield* session.rest(async () => ({ training: await read(group, step) }));
  }
}

/** Takes up a pass where it was left. */
function goOn(
  { timeLeft, resolved: { preset }, worlds }: Session,
  { pass, stack, trainer }: Group,
  { step, unreported }: TrainingState,
): void {
  trainer.resume(unreported);
  const probes = 1 + probeSteps(preset, pass).filter((probed) => probed <= step).length;
  timeLeft.skip(stack.replicas * (step * stepWork(preset.batch) + probes * probeWork(worlds[0]!)));
}

/** Where the models stand. Waits for every step submitted. */
const read = async ({ stack, trainer }: Group, step: number): Promise<TrainingState> => ({
  ...{ step, models: await stack.read(), unreported: await trainer.unreported() },
});

/** Probes every model, exactly and without sampling. */
async function* probe(
  session: Session,
  { pass: { stage }, scorer, members }: Group,
  step: number,
): AsyncGenerator<RunEvent, void, void> {
  const worlds = members.map(([replica]) => session.worlds[replica!]!);
  const measured = await measureProbed(scorer, worlds);
  session.timeLeft.did(probeWork(worlds[0]!) * scorer.replicas);
  const probed = overMetrics(PROBED_IDS, (id) =>
    session.ofReplicas(
      members,
      measured.map((model) => model[id]),
    ),
  );
  yield { type: 'probe', point: { stage, step, ...probed } };
}

/** Linkage and knowledge of the models that were just pretrained. */
async function measurePretrained({ worlds }: Session, { scorer, members }: Group): Promise<BaseQuality[]> {
  const measured = await measureBase(
    scorer,
    members.map(([replica]) => worlds[replica!]!),
  );
  return measured.map(({ linkage, knowledge }) => ({ linkage, knowledge }));
}
