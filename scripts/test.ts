/**
 * Everything that must hold, one step after the other: `npm test`. Sets the machine up first (a Chromium, if there is
 * none), goes on after a failed step, and ends with one line that counts tests and steps: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process, { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findOrInstallChromium } from './chromium';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, '.cache', 'test-reports');

/** How many of a step's checks passed and failed. A step that is no test suite is one check. */
export interface Tally {
  passed: number;
  failed: number;
}

/** The parts of Vitest's JSON report that are counted. */
export interface VitestReport {
  success: boolean;
  numTotalTests: number;
  numPassedTests: number;
}

/**
 * Counts a project's report. A skipped test counts as failed. So does, as one, a run that failed without a failed
 * test (a file that could not be loaded, an unhandled error), one that had no tests, and one that left no report.
 */
export function tally(report: VitestReport | undefined, exitCode: number | null): Tally {
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numTotalTests ?? 0) - passed;
  const sound = report !== undefined && report.success && exitCode === 0 && passed > 0;
  return { passed, failed: sound ? failed : Math.max(failed, 1) };
}

function node(script: string, ...args: string[]): number | null {
  return spawnSync(execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT, stdio: 'inherit' }).status;
}

function command(script: string, ...args: string[]): Tally {
  const ok = node(script, ...args) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

function vitest(project: string): Tally {
  const file = join(REPORTS, `${project}.json`);
  const status = node(
    'vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  );
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as VitestReport) : undefined;
  return tally(report, status);
}

/** Adds up steps that are one check together. */
function both(...parts: Tally[]): Tally {
  const ok = parts.every((part) => part.failed === 0);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

async function installChromium(): Promise<Tally> {
  try {
    env['CHROME_PATH'] = await findOrInstallChromium();
    console.log(env['CHROME_PATH']);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

function build(): Tally {
  // What an earlier build left must not be what the next step tests.
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  return command('vite/bin/vite.js', 'build');
}

const STEPS: { name: string; run: () => Tally | Promise<Tally> }[] = [
  { name: 'a Chromium to test in', run: installChromium },
  {
    name: 'lint and format',
    run: () =>
      both(
        command('eslint/bin/eslint.js', '--max-warnings', '0', '.'),
        command('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
      ),
  },
  {
    name: 'types',
    run: () => both(command('svelte-check/bin/svelte-check', '--fail-on-warnings'), command('typescript/bin/tsc')),
  },
  { name: 'planted type errors', run: () => command('tsx/dist/cli.mjs', 'scripts/typecheck-canary.ts') },
  { name: 'tests in Node', run: () => vitest('node') },
  { name: 'tests on WebGPU in Chromium', run: () => vitest('browser') },
  { name: 'layout, where fonts are missing', run: () => vitest('layout') },
  { name: 'build', run: build },
  { name: 'tests of the built page', run: () => vitest('e2e') },
];

async function main(): Promise<number> {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const rows: string[] = [];
  const total: Tally = { passed: 0, failed: 0 };
  for (const { name, run } of STEPS) {
    console.log(`\n=== ${name}`);
    const began = performance.now();
    const { passed, failed } = await run();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(7);
    rows.push(`${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}: ${passed} passed, ${failed} failed`);
    console.log(rows.at(-1));
  }
  console.log(`\n${rows.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

if (argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
