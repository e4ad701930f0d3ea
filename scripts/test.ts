/**
 * Everything that must hold, two steps at a time: `npm test`. Sets the machine up first (a Chromium, if there is none),
 * shows what a step said once it is over, goes on after a failed one, and ends with one line that counts tests and
 * steps: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process, { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findOrInstallChromium } from './chromium';
import { runSideBySide, type Step } from './side-by-side';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Steps at a time: most keep one core busy, and a browser's wait a good deal. */
const AT_ONCE = 2;

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

/** Takes what a step writes. */
type Say = (text: string) => void;

/** Runs a program of node_modules. @returns its exit status */
function node(say: Say, script: string, ...args: string[]): Promise<number | null> {
  const child = spawn(execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`${error.message}\n`);
      resolve(null);
    });
    child.on('close', resolve);
  });
}

async function command(say: Say, script: string, ...args: string[]): Promise<Tally> {
  const ok = (await node(say, script, ...args)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

async function vitest(say: Say, project: string): Promise<Tally> {
  const file = join(REPORTS, `${project}.json`);
  const status = await node(
    say,
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

async function installChromium(say: Say): Promise<Tally> {
  try {
    env['CHROME_PATH'] = await findOrInstallChromium();
    say(`${env['CHROME_PATH']}\n`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

function build(say: Say): Promise<Tally> {
  // What an earlier build left must not be what the next step tests.
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  return command(say, 'vite/bin/vite.js', 'build');
}

interface Check extends Step {
  run: (say: Say) => Promise<Tally>;
}

const CHROMIUM: Check = { name: 'a Chromium to test in', run: installChromium };

/** In the order in which they begin. Beside a step that keeps a browser busy runs one that needs none, while there are any. */
const STEPS: Check[] = [
  { name: 'build', run: build },
  {
    name: 'lint and format',
    run: async (say) =>
      both(
        await command(say, 'eslint/bin/eslint.js', '--max-warnings', '0', '.'),
        await command(say, 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
      ),
  },
  { name: 'tests of the built page', after: ['build'], run: (say) => vitest(say, 'e2e') },
  {
    name: 'types',
    run: async (say) =>
      both(
        await command(say, 'svelte-check/bin/svelte-check', '--fail-on-warnings'),
        await command(say, 'typescript/bin/tsc'),
      ),
  },
  { name: 'planted type errors', run: (say) => command(say, 'tsx/dist/cli.mjs', 'scripts/typecheck-canary.ts') },
  { name: 'tests in Node', run: (say) => vitest(say, 'node') },
  { name: 'tests on WebGPU in Chromium', run: (say) => vitest(say, 'browser') },
  // Both prepare the same dependencies for the browser.
  {
    name: 'layout, where fonts are missing',
    after: ['tests on WebGPU in Chromium'],
    run: (say) => vitest(say, 'layout'),
  },
];

async function main(): Promise<number> {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const rows: string[] = [];
  const total: Tally = { passed: 0, failed: 0 };
  const check = async ({ name, run }: Check): Promise<void> => {
    console.log(`\n=== ${name} …`);
    let said = '';
    const began = performance.now();
    const { passed, failed } = await run((text) => void (said += text));
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(7);
    rows.push(`${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}: ${passed} passed, ${failed} failed`);
    console.log(`\n=== ${name}\n${said}${rows.at(-1)}`);
  };
  await check(CHROMIUM);
  await runSideBySide(STEPS, AT_ONCE, check);
  console.log(`\n${rows.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

if (argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
