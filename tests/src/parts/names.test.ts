import { expect, test } from 'vitest';
import { fileName, modelFolder, sourceLine, type Source } from '../../../src/parts/names';
import { record } from '../../records/runs';

const source: Source = { experiment: 'agentic', configHash: 'c7f99dcaffd37d46', commit: '7d14a01f3a2b' };

test('files are called after experiment and settings, and after what they show', () => {
  expect(fileName(source, '.csv')).toBe('midtrain-lab-agentic-c7f99dcaffd37d46.csv');
  expect(fileName(source, '.svg', 'Unsafe alone, by “demonstrations”: shown')).toBe(
    'midtrain-lab-agentic-c7f99dcaffd37d46-unsafe-alone-by-demonstrations-shown.svg',
  );
  expect(fileName(undefined, '.png', '…')).toBe('midtrain-lab.png');
});

test('the source names every commit that made a model, once', async () => {
  expect(sourceLine(source)).toBe('Midtrain Lab, agentic, commit 7d14a01f3a2b');
  expect(sourceLine(undefined)).toBe('Midtrain Lab');
  const { started, seconds, adapter, replicas } = await record(['aft'], [1]);
  const session = (commit: string) => ({ started, seconds, adapter, replicas, commit });
  const sessions = [session('one'), session('two'), session('one')];
  expect(sourceLine({ ...source, sessions })).toBe('Midtrain Lab, agentic, commits one, two');
});

test('a model’s folder has no character that a file system might not take', () => {
  expect(modelFolder('msm+aft', 'finetune')).toBe('msm+aft-finetune');
  expect(modelFolder('..\\a b/c', 'base')).toBe('.._a_b_c-base');
});
