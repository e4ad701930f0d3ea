/** Prints marks of steps that two threads have made, and which steps those were: a process of its own, as commands are. */
import { startTextWorker } from '../../../scripts/text-workers';
import { type TextWorker, TextWorkers } from '../../../workers/text/text-workers';
import { markOf, pretraining } from './pretraining';

const answered: number[] = [];

function counted(): TextWorker {
  const worker = startTextWorker();
  return {
    ...worker,
    listen: ({ answered: take, broke }) =>
      worker.listen({
        answered(answer) {
          answered.push(answer.step);
          take(answer);
        },
        broke,
      }),
  };
}

const pool = new TextWorkers(counted, 4, 0);
const source = pool.source(pretraining, 2, 12);
const marks = [];
for (let step = 2; step < 12; step++) marks.push(markOf(await source.at(step)));
pool.close();
process.stdout.write(JSON.stringify({ marks, answered: answered.sort((a, b) => a - b) }));
