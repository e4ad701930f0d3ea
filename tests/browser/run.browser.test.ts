/** The smallest preset from request to results, in the real worker on real WebGPU. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import philosophy from '../../datasets/specs/philosophy.md?raw';
import { connect, type Connection } from '../../workers/client';
import { findInterruptedRun, forgetRun } from '../../workers/checkpoint/interrupted-run';
import { presets } from '../../workers/experiments/presets';
import type { RunEvent, RunKey, RunRequest } from '../../workers/protocol';
import { NOTHING_FOUND, withFinding } from '../../workers/run/log';

const tiny = presets['tiny']!;
const request: RunRequest = {
  experiment: 'agentic',
  arms: ['aft', 'msm+aft'],
  seeds: [3, 1],
  preset: 'tiny',
  base: 'scratch',
  specs: { philosophy },
};

const mark: RunKey = { commit: '0123456789ab', started: '2026-11-25T14:02:00.000Z' };

/** Runs a request to its end in a worker of its own. */
async function run(request: RunRequest, onEvent?: (event: RunEvent, lab: Connection['lab']) => void) {
  const { lab, terminate } = connect();
  const events: RunEvent[] = [];
  const listen = (event: RunEvent) => {
    events.push(event);
    onEvent?.(event, lab);
  };
  await lab.run(request, listen, mark);
  terminate();
  return events;
}

let undisturbed: Promise<RunEvent[]> | undefined;
/** The run that others are compared with. */
const undisturbedRun = () => (undisturbed ??= run(request));

/** What must not depend on time. */
const measured = (events: RunEvent[]) => events.filter(({ type }) => ['curve', 'probe', 'result'].includes(type));

const of = <T extends RunEvent['type']>(events: RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

test('a run says what it does, in order, and the same run again says the same, paused or not', async () => {
  const events = await undisturbedRun();
  expect(of(events, 'failed')).toEqual([]);
  expect(events[0]!.type).toBe('started');
  expect(events.at(-1)!.type).toBe('finished');

  const [{ plan }] = of(events, 'started') as [Extract<RunEvent, { type: 'started' }>];
  expect(plan.replicas).toEqual([
    { arm: 'aft', seed: 3 },
    { arm: 'aft', seed: 1 },
    { arm: 'msm+aft', seed: 3 },
    { arm: 'msm+aft', seed: 1 },
  ]);
  expect(plan.baseWeights).toEqual([
    { seed: 3, weights: 'scratch' },
    { seed: 1, weights: 'scratch' },
  ]);
  expect(of(events, 'stage').map(({ stage, steps }) => ({ name: stage, steps }))).toEqual(plan.stages);

  const losses = of(events, 'curve').map(({ point }) => point);
  const perStage = (stage: 'pretrain' | 'midtrain' | 'finetune') => tiny[stage].steps / tiny.loggingEvery;
  expect(losses).toHaveLength(perStage('pretrain') + perStage('midtrain') + perStage('finetune'));
  // Near the uniform distribution over the vocabulary at first, better at the end of pretraining; arms not yet forked.
  expect(Math.abs(losses[0]!.loss[0]! - Math.log(tiny.model.vocabSize))).toBeLessThan(0.5);
  expect(losses[perStage('pretrain') - 1]!.loss[0]!).toBeLessThan(losses[0]!.loss[0]! - 0.1);
  expect(losses[0]!.loss.slice(0, 2)).toEqual(losses[0]!.loss.slice(2));
  expect(losses.at(-1)!.loss[0]).not.toBe(losses.at(-1)!.loss[2]);

  const probes = of(events, 'probe').map(({ point }) => [point.stage, point.step]);
  expect(probes).toContainEqual(['midtrain', 0]);
  expect(probes).toContainEqual(['midtrain', tiny.midtrain.steps]);

  const [{ results }] = of(events, 'finished') as [Extract<RunEvent, { type: 'finished' }>];
  expect(of(events, 'result').map(({ result }) => result)).toEqual(results);
  for (const { metrics, grid, checkedDifference } of results) {
    expect(checkedDifference).toBeLessThan(1e-5);
    const cells = grid.flat();
    expect(cells.reduce((sum, rate) => sum + rate, 0) / cells.length).toBeCloseTo(metrics.agenticUnsafe, 10);
    expect(metrics.chatUnsafe).toBeGreaterThan(0);
    expect(metrics.chatUnsafe).toBeLessThan(1);
  }

  let paused = 0;
  const again = await run(request, (event, lab) => {
    if (event.type === 'stage' && event.stage === 'midtrain') void lab.pause();
    if (event.type === 'paused') {
      paused++;
      setTimeout(() => void lab.resume(), 200);
    }
  });
  expect(paused).toBe(1);
  const pause = again.findIndex(({ type }) => type === 'paused');
  expect(again[pause + 1]!.type).toBe('resumed'); // nothing happened meanwhile
  expect(measured(again)).toEqual(measured(events));
}, 600_000);

test('arms may take their stages in another order, live in another world and think', async () => {
  const { specs } = request;
  const other = { seeds: [3], specs };
  const placement = await run({ ...request, ...other, experiment: 'placement', arms: ['aft', 'after', 'mixed'] });
  const controls = await run({
    ...request,
    ...other,
    experiment: 'controls',
    arms: ['aft', 'aft-only', 'aft-unlinked'],
  });
  const reasons = await run({ ...request, ...other, arms: ['aft', 'aft-reasons'] });
  for (const events of [placement, controls, reasons]) {
    expect(of(events, 'failed')).toEqual([]);
    const [{ plan }] = of(events, 'started') as [Extract<RunEvent, { type: 'started' }>];
    const stages = of(events, 'stage');
    expect(stages.map(({ stage, steps }) => [stage, steps])).toEqual(
      plan.stages.map(({ name, steps }) => [name, steps]),
    );
    expect(stages.map(({ place }) => place)).toEqual(plan.stages.map((_, place) => place));
    const [{ results }] = of(events, 'finished') as [Extract<RunEvent, { type: 'finished' }>];
    expect(results.map(({ arm }) => arm)).toEqual(plan.request.arms);
    for (const { metrics } of results) expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  }
  // What an arm does not take part in says nothing of it.
  const curves = of(placement, 'curve').map(({ point }) => point);
  expect(curves.some(({ loss }) => Number.isNaN(loss[0]!) && Number.isFinite(loss[1]!))).toBe(true);
  // AFT is one and the same model in all three.
  const aft = [placement, controls, reasons].map((events) => of(events, 'result')[0]!.result);
  expect(aft[1]).toEqual(aft[0]);
  expect(aft[2]).toEqual(aft[0]);
}, 600_000);

test('what cannot be run is refused with one sentence', async () => {
  const failures = async (bad: Partial<RunRequest>) => of(await run({ ...request, ...bad }), 'failed');
  expect(await failures({ preset: 'huge' })).toEqual([
    { type: 'failed', reason: 'request', message: '"huge" is no preset; there are standard, smoke, tiny, rival.' },
  ]);
  expect(await failures({ base: 'shipped' })).toEqual([
    {
      type: 'failed',
      reason: 'error',
      message: 'No base weights are shipped for preset tiny: start from scratch instead.',
    },
  ]);
});

describe('a run that is interrupted', () => {
  beforeEach(() => forgetRun(mark.started));

  /** Runs in a worker of its own, which ends in mid-sentence at the moment. */
  function interrupt(moment: (event: RunEvent) => boolean): Promise<void> {
    const { lab, terminate } = connect();
    return new Promise((resolve, reject) => {
      const listen = (event: RunEvent) => {
        if (event.type === 'failed') reject(new Error(event.message));
        if (event.type === 'stage' && event.stage === 'midtrain') void lab.pause();
        if (event.type === 'paused' && !moment(event)) void lab.resume();
        if (!moment(event)) return;
        terminate();
        resolve();
      };
      void lab.run(request, listen, mark);
    });
  }

  /** Goes on with it in another worker. */
  async function restore(own: RunKey = mark): Promise<RunEvent[]> {
    const { lab, terminate } = connect();
    const events: RunEvent[] = [];
    await lab.restore((event) => void events.push(event), own);
    terminate();
    return events;
  }

  /** What the page knows by the end. */
  const found = (events: RunEvent[]) => events.reduce(withFinding, NOTHING_FOUND);

  test('goes on in another worker, from the browser’s storage, and ends with the same bits', async () => {
    expect(await findInterruptedRun(mark.commit)).toBeUndefined();
    const whole = await undisturbedRun();
    await forgetRun(mark.started);
    expect(await findInterruptedRun(mark.commit)).toBeUndefined();

    // In the middle of midtraining, where a pause leaves a checkpoint; and in the evaluation, which follows one.
    const shares: number[] = [];
    for (const moment of [
      ({ type }: RunEvent) => type === 'paused',
      (event: RunEvent) => event.type === 'progress' && event.stage === 'evaluate',
    ]) {
      await interrupt(moment);
      const kept = await findInterruptedRun(mark.commit);
      expect(kept).toMatchObject({ started: mark.started, request });
      const databases = (await indexedDB.databases()).map(({ name }) => name);
      expect(databases).not.toContain('midtrain-lab-interrupted-run'); // it is kept in files
      shares.push((kept as { share: number }).share);
      const rest = await restore();
      expect(of(rest, 'failed')).toEqual([]);
      expect(rest.slice(0, 2).map(({ type }) => type)).toEqual(['started', 'restored']);
      expect(of(rest, 'started')).toEqual(of(whole, 'started'));
      expect(found(rest)).toEqual(found(whole));
    }
    expect(shares[0]).toBeGreaterThan(0.1);
    expect(shares[1]).toBeGreaterThan(shares[0]!);
    expect(shares[1]).toBeLessThan(1);
  }, 600_000);

  test('does not go on in another version, as another run, or where there is none', async () => {
    await interrupt(({ type }) => type === 'paused');
    const refusal =
      'The interrupted run cannot be resumed, because the lab has changed since it began and might give other numbers.';
    const newer = 'ba9876543210';
    expect(await findInterruptedRun(newer)).toEqual({ refusal, started: mark.started });
    expect(await restore({ ...mark, commit: newer })).toEqual([
      { type: 'failed', reason: 'checkpoint', message: refusal },
    ]);
    const started = '2026-11-24T00:00:00.000Z';
    const gone = 'The interrupted run is no longer there: another has taken its place, or it was discarded.';
    const notThere = [{ type: 'failed', reason: 'checkpoint', message: gone }];
    expect(await restore({ ...mark, started })).toEqual(notThere);
    await forgetRun(started);
    await forgetRun(undefined); // one that cannot be read at all is another one, too
    expect(await findInterruptedRun(mark.commit)).toMatchObject({ started: mark.started });
    await forgetRun(mark.started);
    expect(await findInterruptedRun(mark.commit)).toBeUndefined();
    expect(await restore()).toEqual(notThere);
  });

  test('while one tab trains, no other resumes or overwrites its run', async () => {
    const first = connect();
    await new Promise<void>((resolve) => {
      const listen = ({ type }: RunEvent) => {
        if (type === 'stage') void first.lab.pause();
        if (type === 'paused') resolve();
      };
      void first.lab.run(request, listen, mark);
    });
    expect(await findInterruptedRun(mark.commit)).toBeUndefined(); // it is not interrupted
    expect(await restore()).toEqual([
      {
        ...{ type: 'failed', reason: 'checkpoint' },
        message: 'The interrupted run cannot be resumed while another tab is training.',
      },
    ]);

    const second = connect();
    onTestFinished(() => second.terminate());
    const told: RunEvent[] = [];
    await new Promise<void>((resolve) => {
      const listen = (event: RunEvent) => {
        told.push(event);
        if (event.type === 'stage') void second.lab.pause();
        if (event.type === 'paused') resolve();
      };
      void second.lab.run(request, listen, { ...mark, started: '2026-11-25T15:00:00.000Z' });
    });
    expect(told[0]!.type).toBe('started');
    expect(of(told, 'unkept')).toEqual([
      {
        type: 'unkept',
        message: 'Another tab is training, so this run cannot be resumed if it is interrupted.',
      },
    ]);
    first.terminate();
    expect(await findInterruptedRun(mark.commit)).toMatchObject({ started: mark.started });
  });
});
