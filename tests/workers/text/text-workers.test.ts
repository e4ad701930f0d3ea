/** Texts made by other threads: the same bits as on the spot, so many steps ahead and no more, and on the spot after all where there is trouble. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { parseSpec } from '../../../datasets/spec';
import { makeWorld } from '../../../datasets/world';
import { agentic } from '../../../workers/experiments/agentic';
import { armText } from '../../../workers/run/texts';
import { onTheSpot, type StackReading, type StepSource } from '../../../workers/text/step-source';
import { type TextWorker, TextWorkers, textWorkersFor } from '../../../workers/text/text-workers';
import { type TextRequest, textWriter } from '../../../workers/text/writer';
import { markOf, pretraining } from './pretraining';

const { model, shape } = pretraining;
const specs = { philosophy: parseSpec(readFileSync('datasets/specs/philosophy.md', 'utf8')) };
const world = makeWorld(3);
const arm = (id: string) => agentic.arms.find((arm) => arm.id === id)!;
const midtraining: StackReading = {
  texts: ['msm', 'msm+aft', 'aft'].map((id) => armText('midtrain', world, arm(id), specs)),
  ...{ shape, model },
};

/** Four cores have two workers, which are started whatever there is to do. */
const CORES = 4;
const WORTH_WHILE = 0;

/** A worker on this thread, whose answers take turns of the event loop. It counts what it is asked for. */
function localWorker(asked: TextRequest[], { breaksAt = Infinity } = {}): TextWorker {
  let listener: Parameters<TextWorker['listen']>[0];
  const write = textWriter((answer) => setImmediate(() => listener.answered(structuredClone(answer))));
  return {
    post(request) {
      asked.push(request);
      if (request.type === 'make' && request.step >= breaksAt) setImmediate(() => listener.broke());
      else void write(structuredClone(request));
    },
    listen: (own) => (listener = own),
    terminate: () => undefined,
  };
}

const stepsOf = (requests: TextRequest[]) =>
  requests.flatMap((request) => (request.type === 'make' ? request.step : []));

/** Marks of what is read in the steps from `from` to `until`. */
async function readAll(source: StepSource, from: number, until: number) {
  const marks = [];
  for (let step = from; step < until; step++) marks.push(markOf(await source.at(step)));
  return marks;
}

const expected = (reading: StackReading, from: number, until: number) => readAll(onTheSpot(reading), from, until);

describe('two text workers', () => {
  it('make what is made on the spot, each step once, whatever step training starts from', async () => {
    for (const [reading, from] of [
      [pretraining, 0],
      [midtraining, 5],
    ] as const) {
      const asked: TextRequest[] = [];
      const pool = new TextWorkers(() => localWorker(asked), CORES, WORTH_WHILE);
      const marks = await readAll(pool.source(reading, from, from + 9), from, from + 9);
      expect(marks).toEqual(await expected(reading, from, from + 9));
      expect(stepsOf(asked)).toEqual(Array.from({ length: 9 }, (_, i) => from + i));
    }
  });

  it('are at most four steps ahead of the one that is waited for, and stop at the last', async () => {
    const asked: TextRequest[] = [];
    const source = new TextWorkers(() => localWorker(asked), CORES, WORTH_WHILE).source(pretraining, 0, 7);
    for (const [step, ahead] of [4, 5, 6, 6, 6, 6, 6].entries()) {
      await source.at(step);
      expect(Math.max(...stepsOf(asked))).toBe(ahead);
    }
  });

  it('go over to other texts at once, and what they had made of the first is dropped', async () => {
    const pool = new TextWorkers(() => localWorker([]), CORES, WORTH_WHILE);
    await pool.source(pretraining, 0, 9).at(0);
    expect(await readAll(pool.source(midtraining, 0, 4), 0, 4)).toEqual(await expected(midtraining, 0, 4));
  });

  it('are not needed: where one breaks or cannot be started the rest is made on the spot', async () => {
    const all = await expected(pretraining, 0, 9);
    const breaking = new TextWorkers(() => localWorker([], { breaksAt: 3 }), CORES, WORTH_WHILE);
    expect(await readAll(breaking.source(pretraining, 0, 9), 0, 9)).toEqual(all);
    const refuse = () => {
      throw new Error('a worker may not start another');
    };
    expect(await readAll(new TextWorkers(refuse, CORES, WORTH_WHILE).source(pretraining, 0, 9), 0, 9)).toEqual(all);
    const closed = new TextWorkers(() => localWorker([]), CORES, WORTH_WHILE);
    const source = closed.source(pretraining, 0, 9);
    const first = source.at(0);
    closed.close();
    expect([markOf(await first), ...(await readAll(source, 1, 9))]).toEqual(all);
  });

  it('are started for work that takes longer than starting them, and shared texts count once', () => {
    const started = (models: number, until: number) => {
      let count = 0;
      const start = () => localWorker([], (count++, {}));
      new TextWorkers(start, CORES).source(
        { ...pretraining, texts: Array(models).fill(pretraining.texts[0]) },
        0,
        until,
      );
      return count;
    };
    expect([started(1, 1999), started(8, 1999), started(1, 2000)]).toEqual([0, 0, 2]);
  });
});

test('there are as many workers as cores but two, one to four', () => {
  expect([0, 1, 2, 3, 4, 6, 8, 64].map(textWorkersFor)).toEqual([1, 1, 1, 1, 2, 4, 4, 4]);
});

test('threads of the command line make the same, and the process ends with them', async () => {
  const { stdout } = await promisify(execFile)(execPath, ['--import', 'tsx', 'tests/workers/text/threads.ts']);
  expect(JSON.parse(stdout)).toEqual({
    marks: await expected(pretraining, 2, 12),
    answered: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  });
});
