/** The page's side of what reads files: a worker for each file, which is ended when it takes too long. */
import { releaseProxy, wrap } from 'comlink';
import { excerpt } from '../../datasets/quote';
import { loadPart } from '../parts/load';
import type { Opened } from './import';
import type { Reader } from './import.worker';

/** How long reading a file may take, in milliseconds. The largest that the lab writes takes a tenth of it. */
const MAX_TIME = 60_000;

/**
 * Reads a file beside the page, or on it where the browser makes no worker.
 * @throws Error with one sentence that names the file if it cannot be used
 */
export async function openFile(file: File, mostTime = MAX_TIME): Promise<Opened> {
  const worker = makeWorker();
  if (!worker) return openHere(file);
  const reader = wrap<Reader>(worker);
  const broken = new Promise<'broken'>((resolve) => {
    const onbroken = (event: Event) => {
      event.preventDefault();
      resolve('broken');
    };
    worker.addEventListener('error', onbroken);
    worker.addEventListener('messageerror', onbroken);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), mostTime);
  });
  try {
    const loaded = await Promise.race([reader.ready(), broken, late]);
    if (loaded === 'broken') return await openHere(file);
    const opened = loaded === 'late' ? loaded : await Promise.race([reader.read(file), broken, late]);
    if (opened === 'late') throw refusal(file, `reading it takes more than ${mostTime / 1000} seconds`);
    if (opened === 'broken') throw refusal(file, 'the browser gave up reading it, perhaps for want of memory');
    return opened;
  } finally {
    clearTimeout(timer);
    reader[releaseProxy]();
    worker.terminate();
  }
}

function makeWorker(): Worker | undefined {
  try {
    return new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module', name: 'files' });
  } catch {
    return undefined; // not allowed here: the page reads by itself, within the same bounds
  }
}

async function openHere(file: File): Promise<Opened> {
  const { readFileOf } = await loadPart(() => import('./import'), 'What reads files');
  return readFileOf(file);
}

const refusal = (file: File, why: string): Error => new Error(`“${excerpt(file.name)}” cannot be used: ${why}.`);
