/**
 * The whole page in a real browser, with a worker that says what the test makes it say. What the real worker says is
 * tested with the built page in tests/e2e. Whoever imports this gets a window of a usual size, and a page that is
 * closed after every test.
 */
import { type Component, mount, unmount } from 'svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { RunEvent, RunRequest } from '../../workers/protocol';
import { finishedRun, recordOf } from '../records/runs';
import '../../src/style.css';

/** The worker of the last run that was started. */
interface FakeWorker {
  request: RunRequest;
  say(event: RunEvent): void;
  calls: string[];
}
const workers: FakeWorker[] = [];
export const worker = (): FakeWorker => workers.at(-1)!;

// Not hoisted, but in time: the page is imported when it is first opened, and no test imports more of it than parts.
vi.doMock('../../workers/client', () => ({
  connect: () => {
    const calls: string[] = [];
    const lab = {
      run: (request: RunRequest, say: (event: RunEvent) => void) => {
        workers.push({ request, say, calls });
        return new Promise<void>(() => undefined);
      },
      estimate: ({ arms, seeds }: RunRequest) => {
        const models = arms.length * seeds.length;
        return Promise.resolve({ models, work: 1e6 * models, bytes: models * 25 * 2 ** 20, shape: 'small' });
      },
      timeRun: () => Promise.resolve(125),
      pause: async () => void calls.push('pause'),
      resume: async () => void calls.push('resume'),
    };
    return { lab, terminate: () => void calls.push('terminate') };
  },
}));

export const ARMS = ['aft', 'msm+aft'];
const QUERY = '?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm+aft';
let app: ReturnType<typeof mount> | undefined;

export const MISSING = () => new Response('', { status: 404 });
/** As a development server answers where there is no such file. */
export const PAGE = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

/** Opens the page at a query; `answers` is what the server has by path, and `otherwise` its answer for all else. */
export async function open(
  query = QUERY,
  answers: Record<string, () => Response> = {},
  otherwise = MISSING,
): Promise<void> {
  vi.spyOn(window, 'fetch').mockImplementation((input) => Promise.resolve((answers[String(input)] ?? otherwise)()));
  history.replaceState(null, '', location.pathname + query);
  const { default: App } = await import('../../src/App.svelte');
  show(App, {});
}

/** Opens a part of the page alone. */
export function show<Props extends Record<string, unknown>>(part: Component<Props>, props: Props): void {
  app = mount(part, { target: document.body, props });
}

/** What the server has: the recorded results of some experiments. */
export async function recordings(...names: string[]): Promise<Record<string, () => Response>> {
  const texts = await Promise.all(names.map(async (name) => JSON.stringify(await recordOf(name, [1, 2, 3]))));
  return Object.fromEntries(names.map((name, i) => [`recorded/${name}.json`, () => new Response(texts[i])]));
}

/** A run as the worker tells it, up to but without its end. */
export function tellRun(run = finishedRun(ARMS, [1, 2])): void {
  const { plan, curves, probes, results } = run;
  const { say } = worker();
  say({ type: 'started', plan });
  say({ type: 'stage', place: 0, stage: 'pretrain', steps: 12 });
  say({ type: 'progress', place: 0, stage: 'pretrain', step: 6, steps: 12, secondsLeft: 200, msPerStep: 12 });
  curves.forEach((point) => say({ type: 'curve', point }));
  probes.forEach((point) => say({ type: 'probe', point }));
  results.forEach((result) => say({ type: 'result', result }));
}

export const train = () => page.getByRole('button', { name: 'Train', exact: true });
/** How the run stands; other things that happened are told further down. */
export const status = () => page.getByRole('status').first();
export const result = () => page.getByRole('region', { name: 'Result', exact: true });
/** What came out, at a glance. */
export const answer = () => page.getByRole('region', { name: /as (recorded|trained here)$/ });
export const region = (name: string) => page.getByRole('region', { name, exact: true });
export const choice = (title: string) => page.getByRole('radio', { name: new RegExp(`^${title}`) });

beforeEach(() => page.viewport(1000, 800));
/** Closes what was opened; after every test that is done anyway. */
export async function close(): Promise<void> {
  if (app) await unmount(app);
  app = undefined;
  workers.length = 0;
}

afterEach(async () => {
  await close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
