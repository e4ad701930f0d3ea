/** Points of a run: in order, each moment once, whoever of the replicas was measured when. */
import { expect, test } from 'vitest';
import { byMoment, withCurvePoint, withProbePoint } from '../../../workers/run/points';
import type { CurvePoint, ProbePoint } from '../../../workers/protocol';

const curve = (...points: CurvePoint[]) => points.reduce<CurvePoint[]>(withCurvePoint, []);

test('replicas that take turns at a stage share its points', () => {
  const points = curve(
    { stage: 'midtrain', step: 10, loss: [1, NaN] },
    { stage: 'midtrain', step: 20, loss: [2, NaN] },
    { stage: 'finetune', step: 5, loss: [NaN, 3] },
    { stage: 'finetune', step: 5, loss: [4, NaN] },
    { stage: 'midtrain', step: 10, loss: [NaN, 5] },
  );
  expect(points).toEqual([
    { stage: 'midtrain', step: 10, loss: [1, 5] },
    { stage: 'midtrain', step: 20, loss: [2, NaN] },
    { stage: 'finetune', step: 5, loss: [4, 3] },
  ]);
});

test('probes are joined alike, and what was there before is left as it was', () => {
  const before: ProbePoint[] = [
    { stage: 'midtrain', step: 0, firstDecisionUnsafe: [0.5, NaN], chatUnsafe: [NaN, 0.25] },
  ];
  const kept = structuredClone(before);
  const point: ProbePoint = { stage: 'midtrain', step: 0, firstDecisionUnsafe: [NaN, 0.125], chatUnsafe: [1, NaN] };
  expect(withProbePoint(before, point)).toEqual([
    { stage: 'midtrain', step: 0, firstDecisionUnsafe: [0.5, 0.125], chatUnsafe: [1, 0.25] },
  ]);
  expect(before).toEqual(kept);
});

test('moments are ordered by stage, then by step', () => {
  const moments = [
    { stage: 'finetune', step: 1 },
    { stage: 'midtrain', step: 30 },
    { stage: 'pretrain', step: 400 },
    { stage: 'midtrain', step: 4 },
  ] as const;
  expect([...moments].sort(byMoment).map(({ stage, step }) => `${stage} ${step}`)).toEqual([
    ...['pretrain 400', 'midtrain 4', 'midtrain 30', 'finetune 1'],
  ]);
});
