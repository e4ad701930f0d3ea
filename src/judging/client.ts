/** The page's side of judging: one worker, which is asked for one thing after the other, the latest first. */
import { wrap } from 'comlink';
import type { RunRecord } from '../../records/schema';
import { loadPart } from '../parts/load';
import type { Case } from './case';
import type { Judgement, Judging } from './judge';

/** Judging, on whatever thread. */
interface Judge {
  judge(judged: Case): Promise<Judgement>;
  join(records: RunRecord[]): Promise<RunRecord>;
}

let judge: Promise<Judge> | undefined;

/** Starts the worker, so that it runs by the time there is something to judge. */
export const startJudge = (): Promise<Judge> => (judge ??= begin());

/** @throws Error with one sentence if the results cannot be judged, or nothing can be judged here */
export const judgeBeside = (judged: Case): Promise<Judgement> => inTurn((one) => one.judge(judged));

/** Records with the same settings as one, judged. @throws Error with one sentence */
export const joinBeside = (records: RunRecord[]): Promise<RunRecord> => inTurn((one) => one.join(records));

/** What is to be done yet: a reader who has gone on to another record is not kept waiting for all those before. */
const waiting: (() => Promise<void>)[] = [];
let working = false;

function inTurn<T>(task: (judge: Judge) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.push(() => startJudge().then(task).then(resolve, reject));
    if (!working) void workOff();
  });
}

async function workOff(): Promise<void> {
  working = true;
  for (let next = waiting.pop(); next; next = waiting.pop()) await next();
  working = false;
}

/** A judge in a worker, or on the page where the browser makes none. */
async function begin(): Promise<Judge> {
  const worker = makeWorker();
  if (!worker) return judgeHere();
  const remote = wrap<Judging & { ready: () => boolean }>(worker);
  const broken = new Promise<'broken'>((resolve) => {
    const onbroken = (event: Event) => {
      event.preventDefault();
      resolve('broken');
    };
    worker.addEventListener('error', onbroken);
    worker.addEventListener('messageerror', onbroken);
  });
  if ((await Promise.race([remote.ready(), broken])) === 'broken') return judgeHere();
  void broken.then(() => (judge = undefined)); // another is started when it is needed
  const unlessBroken = async <T>(answer: Promise<T>): Promise<T> => {
    const first = await Promise.race([answer, broken]);
    if (first === 'broken') throw new Error('the browser gave up judging it, perhaps for want of memory');
    return first;
  };
  return {
    judge: (judged) => unlessBroken(remote.judge(judged)),
    join: (records) => unlessBroken(remote.join(records)),
  };
}

function makeWorker(): Worker | undefined {
  try {
    return new Worker(new URL('./judge.worker.ts', import.meta.url), { type: 'module', name: 'judge' });
  } catch {
    return undefined; // not allowed here
  }
}

/** Results that the page judges by itself: more would hold it up for long. */
const MOST_HERE = 400;

async function judgeHere(): Promise<Judge> {
  const { judging } = await loadPart(() => import('./judge'), 'What judges results').catch((error: unknown) => {
    judge = undefined; // asked for again, it may be had
    throw error;
  });
  const requireFew = (...all: { results: readonly unknown[] }[]) => {
    if (all.reduce((sum, { results }) => sum + results.length, 0) <= MOST_HERE) return;
    throw new Error(`with more than ${MOST_HERE} models that takes a worker, and the browser starts none here`);
  };
  return {
    async judge(judged) {
      requireFew(judged);
      return judging.judge(judged);
    },
    async join(records) {
      requireFew(...records);
      return judging.join(records);
    },
  };
}
