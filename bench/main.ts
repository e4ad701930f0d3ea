/** The benchmark's page: a form that mirrors the address, one worker, and tables. */
import { proxy, wrap } from 'comlink';
import type { BenchWorker } from './bench.worker';
import { showTables } from './page';
import type { BenchResult } from './result';
import { parseSettings, type BenchSettings } from './settings';
import { describeOrigin, resultTables } from './table';

const form = document.querySelector('form')!;
const run = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
const copy = document.querySelector<HTMLButtonElement>('#copy')!;
const status = document.querySelector('#status')!;
const section = document.querySelector<HTMLElement>('#result')!;
let newest: BenchResult | undefined;

/** Puts the address into the form. */
function fillForm(parameters: URLSearchParams): void {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const value = parameters.get(field.name);
    if (value === null) continue;
    if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value === 'on';
    else field.value = value;
  }
}

/** Settings from the form and, for what it has no field for, from the address; the address is brought up to date. */
function readSettings(): BenchSettings {
  const parameters = new URLSearchParams(location.search);
  for (const name of ['sweep', 'family', 'rounds', 'profile']) parameters.delete(name);
  for (const [name, value] of new FormData(form)) if (value !== '') parameters.set(name, String(value));
  history.replaceState(null, '', `?${parameters.toString()}`);
  return parseSettings(parameters);
}

function say(text: string): void {
  status.textContent = text;
  void window.benchProgress?.(text);
}

/** Runs the benchmark in a worker of its own. Rejects if it cannot be run. */
async function measure(settings: BenchSettings): Promise<BenchResult> {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module', name: 'bench' });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) =>
      reject(new Error(message || 'The worker could not be loaded: check the connection and reload the page.')),
    );
  });
  try {
    const cpu = window.benchCpu && proxy(window.benchCpu);
    return await Promise.race([wrap<BenchWorker>(worker).run(settings, proxy(say), cpu), broken]);
  } finally {
    worker.terminate();
  }
}

/** From click to tables. */
async function start(): Promise<void> {
  run.disabled = true;
  copy.disabled = true;
  try {
    newest = await measure(readSettings());
    showTables(section, resultTables(newest));
    status.textContent = describeOrigin(newest);
    copy.disabled = false;
    await window.benchFinished?.(newest);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    status.textContent = message;
    await window.benchFailed?.(message);
  } finally {
    run.disabled = false;
  }
}

document.querySelector('#wanting')!.remove();
fillForm(new URLSearchParams(location.search));
run.disabled = false;
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
copy.addEventListener('click', () => {
  void navigator.clipboard.writeText(JSON.stringify(newest, undefined, 2)).then(() => {
    copy.textContent = 'Copied';
  });
});
