/** Where models were made, as the report's tables say it. */
import { expect, test } from 'vitest';
import { joinRecords } from '../../../records/join';
import { commitsOf, sessionLines, sessionLinesByCommit } from '../../../src/report/sessions';
import { record } from '../../records/runs';

const [first, resumed, later] = await Promise.all([
  record(['aft', 'msm+aft'], [3, 0], { commit: 'edb7fedafc1d', started: '2026-11-23T10:00:00Z', seconds: 60 }),
  record(['aft', 'msm+aft'], [1], { commit: 'edb7fedafc1d', started: '2026-11-24T10:00:00Z', seconds: 30 }),
  record(['baseline'], [0], { commit: '0a7fedafc1d2', started: '2026-11-25T10:00:00Z', seconds: 15 }),
]);
const device = 'acme one (software, no GPU)';

test('a record has a line for each of its sessions', () => {
  const joined = joinRecords([first, resumed]).record;
  expect(sessionLines(joined)).toEqual([
    { device, days: ['23 November 2026'], seconds: 60, models: 4, seeds: [0, 3], commit: 'edb7fedafc1d' },
    { device, days: ['24 November 2026'], seconds: 30, models: 2, seeds: [1], commit: 'edb7fedafc1d' },
  ]);
  expect(sessionLines(later)).toHaveLength(1);
});

test('several records have one line for each commit and device, the earliest first', () => {
  const gpu = { ...first.adapter, description: 'A GPU', fallback: false };
  const elsewhere = { ...later, adapter: gpu, started: '2026-11-26T10:00:00Z' };
  expect(sessionLinesByCommit([later, elsewhere, resumed, first])).toEqual([
    {
      ...{ device, days: ['23 November 2026', '24 November 2026'], seconds: 90 },
      ...{ models: 6, seeds: [0, 1, 3], commit: 'edb7fedafc1d' },
    },
    { device, days: ['25 November 2026'], seconds: 15, models: 1, seeds: [0], commit: '0a7fedafc1d2' },
    { device: 'A GPU', days: ['26 November 2026'], seconds: 15, models: 1, seeds: [0], commit: '0a7fedafc1d2' },
  ]);
});

test('commits are named once, whether all files were committed or not', () => {
  const unclean = { ...resumed, commit: 'edb7fedafc1d+' };
  expect(commitsOf([first, unclean, joinRecords([first, later]).record])).toEqual(['edb7fedafc1d', '0a7fedafc1d2']);
});
