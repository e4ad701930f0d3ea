/** What is packed for a bare machine with a GPU runs by itself: outside the project, on the software adapter. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pack } from '../../../scripts/gpu/pack';
import type { TimedRun } from '../../../scripts/gpu/timed-run';
import { installWebGPU } from '../../../scripts/webgpu-node';
import { firstArmsOf } from '../../../workers/experiments/experiment';
import { experiments } from '../../../workers/experiments';

const folder = mkdtempSync(join(tmpdir(), 'gpu-pack-'));
const results = join(folder, 'results');

beforeAll(async () => {
  await installWebGPU(); // finds a driver and leaves it in the environment
  await pack(join(folder, 'packed'), false);
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'packed/node_modules'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function check(...words: string[]) {
  const driver = process.env['VK_ICD_FILENAMES']; // Chromium's, with a Vulkan loader beside it; or the machine's own
  const loader = driver ? { LD_LIBRARY_PATH: dirname(driver) } : {};
  const env = { ...process.env, ...loader, TRIAL: '1' };
  return spawnSync(execPath, [join(folder, 'packed/check.mjs'), ...words], { encoding: 'utf8', env, cwd: folder });
}
const resultOf = (step: string) => JSON.parse(readFileSync(join(results, `${step}.json`), 'utf8')) as unknown;

it('tells what the adapter is', () => {
  expect(check('adapter', results)).toMatchObject({ status: 0, stderr: '' });
  const { limits } = resultOf('adapter') as { limits: Record<string, number> };
  expect(limits['maxBufferSize']).toBeGreaterThan(2 ** 20);
});

it('runs the headline twice with the same bits, and tells the time of every stage', () => {
  expect(check('correct', results).status).toBe(0);
  const { sameBits, first } = resultOf('correct') as { sameBits: boolean; first: TimedRun };
  expect(sameBits).toBe(true);
  expect(first.results.map(({ arm }) => arm)).toEqual(firstArmsOf(experiments['agentic']!));
  expect(first.stages.map(({ stage }) => stage)).toEqual(
    expect.arrayContaining(['pretrain', 'midtrain', 'finetune', 'evaluate']),
  );
  const beginnings = first.stages.map(({ began }) => began);
  expect(beginnings).toEqual([...beginnings].sort((a, b) => a - b));
});

it('refuses a step that there is not', () => {
  const { status, stderr } = check('nonsense', results);
  expect(status).toBe(1);
  expect(stderr).toContain('one of adapter, correct, bench, agentic, pretrain');
});
