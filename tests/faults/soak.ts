/** Long training with flat memory: nothing is held longer than it is needed, on the GPU or elsewhere. */
import { spawn } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { BaseSource } from '../../workers/protocol';
import type { Kind, Outcome } from './kind';

/** What is trained. */
export interface SoakTask {
  preset: string;
  stage: 'pretrain' | 'midtrain';
  base: BaseSource;
  steps: number;
  /** Steps between two samples. */
  every: number;
}

/** What is held at a step, memory in bytes. */
export interface Sample {
  step: number;
  seconds: number;
  heap: number;
  /** Memory of array buffers. */
  external: number;
  rss: number;
  /** On the GPU. */
  buffers: number;
  bytes: number;
}

/** Samples of which the later ones must not lie above the earlier ones. */
const SAMPLES = 20;

/** Bytes by which what is held may grow from the second quarter to the last: what an allocator does is not told apart. */
const GROWTH = { heap: 2 * 2 ** 20, external: 2 * 2 ** 20, rss: 24 * 2 ** 20 };

const task = (preset: string, stage: SoakTask['stage'], base: BaseSource, steps: number): SoakTask => ({
  ...{ preset, stage, base, steps },
  every: Math.max(1, Math.floor(steps / SAMPLES)),
});

export const soakKinds: Kind[] = [
  {
    name: 'soak:tiny',
    what: 'training steps of the tiny preset with flat memory',
    count: 10_000,
    minutes: 40,
    run: ({ count, say }) => soak(task('tiny', 'pretrain', 'scratch', count), say),
  },
  {
    name: 'soak:standard',
    what: 'training steps at full size with flat memory',
    count: 500,
    minutes: 40,
    run: ({ count, say }) => soak(task('standard', 'midtrain', 'shipped', count), say),
  },
];

async function soak(task: SoakTask, say: (line: string) => void): Promise<Outcome> {
  const samples: Sample[] = [];
  let adapter = '';
  const { status, stderr } = await lines(task, (line) => {
    say(line);
    const sample = JSON.parse(line) as Sample & { adapter: string };
    adapter = sample.adapter;
    samples.push(sample);
  });
  const losses = status === 0 ? growth(samples, task) : [`it ended with ${status}: ${stderr.slice(-500)}`];
  const last = samples.at(-1);
  const perStep =
    last && samples[0] ? (1000 * (last.seconds - samples[0].seconds)) / (last.step - samples[0].step) : NaN;
  const mega = (bytes = NaN) => (bytes / 2 ** 20).toFixed(1);
  const note = `${perStep.toFixed(0)} ms a step on ${adapter}; ${last?.buffers} buffers of ${mega(last?.bytes)} MB, heap ${mega(last?.heap)} MB, ${mega(last?.rss)} MB in all`;
  return { tried: task.steps, lost: losses.length > 0 ? task.steps : 0, losses, note };
}

/** What has grown. */
export function growth(samples: readonly Sample[], { steps }: Pick<SoakTask, 'steps'>): string[] {
  if (samples.length < 8 || samples.at(-1)!.step < steps) return [`it stopped after step ${samples.at(-1)?.step ?? 0}`];
  const quarter = Math.floor(samples.length / 4);
  const mean = (some: readonly Sample[], key: keyof Sample) =>
    some.reduce((sum, one) => sum + one[key], 0) / some.length;
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(-quarter);
  const onGpu = (['buffers', 'bytes'] as const).filter((key) =>
    samples.slice(quarter).some((one) => one[key] > samples[quarter]![key]),
  );
  const elsewhere = (['heap', 'external', 'rss'] as const).filter(
    (key) => mean(late, key) - mean(early, key) > GROWTH[key],
  );
  return [...onGpu, ...elsewhere].map((key) => `${key} grew from ${mean(early, key)} to ${mean(late, key)}`);
}

/** Runs the training in a process of its own, and hands on what it writes line by line. */
function lines(task: SoakTask, take: (line: string) => void): Promise<{ status: number | null; stderr: string }> {
  const script = fileURLToPath(new URL('soak-run.ts', import.meta.url));
  const child = spawn(execPath, ['--expose-gc', '--import', 'tsx', script, JSON.stringify(task)]);
  let [text, stderr] = ['', ''];
  child.stderr.on('data', (data: Buffer) => (stderr += String(data)));
  child.stdout.on('data', (data: Buffer) => {
    const parts = (text + String(data)).split('\n');
    text = parts.pop()!;
    parts.forEach(take);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stderr }));
  });
}
