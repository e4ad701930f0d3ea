/** The fold of run events: what each kind amounts to, and that a run which goes on from a checkpoint amounts to the same. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CurvePoint, Finding, Found, Replica, RunEvent, StageName } from '../../../workers/protocol';
import { NOTHING_FOUND, NOTHING_TOLD, withEvent, withFinding } from '../../../workers/run/log';
import { finishedRun } from '../../records/runs';
import { bodyOf } from '../checkpoints';
import { findingsOf } from '../findings';

const MODELS: Replica[] = ['aft', 'msm'].flatMap((arm) => [3, 1].map((seed) => ({ arm, seed })));
const STAGES: StageName[] = ['pretrain', 'midtrain', 'finetune', 'evaluate'];

const model = fc.constantFrom(...MODELS);
const stage = fc.constantFrom(...STAGES);
const moment = fc.record({ stage, step: fc.nat(3) });
/** A number for some of the models, which take turns at a stage; NaN for the others. */
const numbers = fc.array(fc.oneof(fc.constant(NaN), fc.nat(9)), { minLength: 4, maxLength: 4 });

const result = fc.tuple(model, fc.nat(9)).map(([own, n]) => ({ ...finishedRun([own.arm], [own.seed]).results[0]!, n }));
const finding: fc.Arbitrary<Finding> = fc.oneof(
  fc.tuple(moment, numbers).map(([at, loss]) => ({ type: 'curve' as const, point: { ...at, loss } })),
  fc.tuple(moment, numbers, numbers).map(([at, firstDecisionUnsafe, chatUnsafe]) => {
    return { type: 'probe' as const, point: { ...at, firstDecisionUnsafe, chatUnsafe } };
  }),
  fc.tuple(model, moment).map(([own, at]) => ({ type: 'diverged' as const, divergence: { ...own, ...at } })),
  result.map((one) => ({ type: 'result' as const, result: one })),
  fc.tuple(model, stage, fc.nat(9)).map(([replica, at, n]) => {
    return { type: 'weights' as const, replica, stage: at, parameters: Float32Array.of(n) };
  }),
  model.map((replica) => ({ type: 'traces' as const, replica, episodes: [] })),
);
/** What is said beside what is found. */
const aside: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constant<RunEvent>({ type: 'paused' }),
  fc.constant<RunEvent>({ type: 'resumed' }),
  fc.constant<RunEvent>({ type: 'unkept', message: 'There is no room.' }),
  stage.map((own) => ({ type: 'stage' as const, place: 0, stage: own, steps: 4 })),
);
const told = fc.array(fc.oneof({ arbitrary: finding, weight: 4 }, { arbitrary: aside, weight: 1 }), { maxLength: 40 });

const foldAll = (events: readonly RunEvent[], from: Found = NOTHING_FOUND) => events.reduce(withFinding, from);

/** For each moment and model the last number that was told of it, found by looking through all of them. */
function lastNumbers(events: readonly RunEvent[]): Map<string, number> {
  const points = events.flatMap((event) => (event.type === 'curve' ? event.point : []));
  const last = new Map<string, number>();
  for (const { stage, step, loss } of points)
    loss.forEach((value, r) => Number.isNaN(value) || last.set(`${stage} ${step} ${r}`, value));
  return last;
}
const numbersOf = (curves: readonly CurvePoint[]) =>
  new Map(
    curves.flatMap(({ stage, step, loss }) =>
      loss.flatMap((value, r) => (Number.isNaN(value) ? [] : [[`${stage} ${step} ${r}`, value] as const])),
    ),
  );

describe('what was found', () => {
  it('has every piece in the order in which it was told, and curves with the last number of every model', () => {
    fc.assert(
      fc.property(told, (events) => {
        const found = foldAll(events);
        const of = <T extends RunEvent['type']>(type: T) =>
          events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
        expect(found.results).toEqual(of('result').map(({ result }) => result));
        expect(found.diverged).toEqual(of('diverged').map(({ divergence }) => divergence));
        expect(found.snapshots).toEqual(of('weights').map(({ type: _, ...snapshot }) => snapshot));
        expect(found.traces).toEqual(of('traces').map(({ type: _, ...traces }) => traces));
        expect(numbersOf(found.curves)).toEqual(lastNumbers(events));
        const places = found.curves.map(({ stage, step }) => 10 * STAGES.indexOf(stage) + step);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      }),
    );
  });

  it('is the same from a checkpoint on as from the start, whatever was told after it and lost', () => {
    fc.assert(
      fc.property(told, told, told, (before, lost, after) => {
        const found = foldAll(before);
        const restored: RunEvent = { type: 'restored', found };
        expect(foldAll(after, found)).toEqual(foldAll([...before, ...after]));
        expect(foldAll([...before, ...lost, restored, ...after])).toEqual(foldAll([...before, ...after]));
      }),
    );
  });

  it('is the same told again piece by piece', () => {
    const { found } = bodyOf();
    expect(foldAll(findingsOf(found))).toEqual(found);
    fc.assert(
      fc.property(told, (events) => void expect(foldAll(findingsOf(foldAll(events)))).toEqual(foldAll(events))),
    );
  });

  it('is left as it was by what comes after, and is no new object where nothing is found', () => {
    const before = foldAll(findingsOf(bodyOf().found));
    const copy = structuredClone(before);
    foldAll(findingsOf(bodyOf(2).found), before);
    expect(before).toEqual(copy);
    fc.assert(fc.property(aside, (event) => void expect(withFinding(before, event)).toBe(before)));
  });
});

test('the log of a whole run: its plan, what it found, results in stack order at its end, and how long it took', () => {
  const { plan, results, curves, probes } = finishedRun(['aft', 'msm'], [1, 2]);
  const measured = [...results].reverse();
  const events: RunEvent[] = [
    { type: 'started', plan },
    ...findingsOf({ ...NOTHING_FOUND, curves, probes, results: measured }),
    { type: 'finished', results, seconds: 12.5 },
  ];
  const log = events.reduce(withEvent, NOTHING_TOLD);
  expect(log).toEqual({ phase: 'finished', plan, found: { ...NOTHING_FOUND, curves, probes, results }, seconds: 12.5 });
  expect(events.slice(0, -1).reduce(withEvent, NOTHING_TOLD).found.results).toEqual(measured);
});

test('where a run is: its phase, its stage, and the time left as last told', () => {
  const { plan } = finishedRun(['aft'], [1]);
  const progress = { place: 0, stage: 'pretrain', step: 6, steps: 12, secondsLeft: 200, msPerStep: 12 } as const;
  const steps: [RunEvent, object][] = [
    [
      { type: 'stage', place: 0, stage: 'pretrain', steps: 12 },
      { progress: { ...progress, step: 0, secondsLeft: NaN, msPerStep: NaN } },
    ],
    [
      { type: 'started', plan },
      { phase: 'running', plan },
    ],
    [{ type: 'progress', ...progress }, { progress }],
    [{ type: 'paused' }, { phase: 'paused', progress }],
    [{ type: 'resumed' }, { phase: 'running' }],
    [
      { type: 'recovering', attempt: 1, attempts: 6, message: 'lost' },
      { phase: 'recovering', plan },
    ],
    [{ type: 'started', plan }, { phase: 'running' }],
    [
      { type: 'stage', place: 1, stage: 'midtrain', steps: 4 },
      { progress: { ...progress, place: 1, stage: 'midtrain', step: 0, steps: 4, msPerStep: NaN } },
    ],
    [
      { type: 'unkept', message: 'There is no room.' },
      { phase: 'running', unkept: 'There is no room.' },
    ],
    [
      { type: 'failed', reason: 'memory', message: 'Too much.' },
      { phase: 'failed', failure: { reason: 'memory', message: 'Too much.' } },
    ],
  ];
  let log = NOTHING_TOLD;
  for (const [event, expected] of steps) {
    log = withEvent(log, event);
    expect(log, event.type).toMatchObject(expected);
  }
});
