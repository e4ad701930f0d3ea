/**
 * Measures the engine in a Chromium: how long steps take, and how near to the limit of the adapter that is.
 *
 *     npm run bench                          one model, and a stack of eight; a few minutes on a software adapter
 *     npm run bench -- --full                other stacks, widths and depths, too
 *     npm run bench -- --profile             each kernel of the step alone, too
 *     npm run bench -- --json FILE           the result as JSON, too
 *
 * Any setting of bench/settings.ts is a flag as well: `--replicas 1,16 --width 128 --rounds 5 --family gpu`.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import type { BenchResult } from '../bench/result';
import { parseSettings } from '../bench/settings';
import { describeOrigin, resultTables, tableText } from '../bench/table';
import { openBrowser, type Browser } from './bench-browser';
import { command, UsageError } from './command-line';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Settings that a flag of the same name sets. */
const SETTINGS = [
  ...['layers', 'width', 'heads', 'words', 'length', 'rows', 'replicas', 'widths', 'depths'],
  ...['rounds', 'family', 'subgroups'],
];

export interface BenchOptions {
  /** The settings as the page's address has them. */
  query: URLSearchParams;
  /** Where the result goes as JSON. */
  json?: string;
}

/** @throws UsageError or Error with one sentence */
export function parseBenchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      full: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      json: { type: 'string' },
      ...Object.fromEntries(SETTINGS.map((name) => [name, { type: 'string' as const }])),
    },
  });
  const query = new URLSearchParams({ sweep: values.full ? 'full' : 'quick' });
  if (values.profile) query.set('profile', 'on');
  for (const [name, value] of Object.entries(values)) {
    if (SETTINGS.includes(name)) query.set(name, String(value));
  }
  try {
    parseSettings(query);
  } catch (error) {
    throw new UsageError(`--${(error as Error).message}`, { cause: error });
  }
  return { query, ...(values.json === undefined ? {} : { json: values.json }) };
}

/** Builds the benchmark's page and runs it in the browser, as a visitor would. */
async function runPage(browser: Browser, query: URLSearchParams): Promise<BenchResult> {
  const outDir = '.cache/bench';
  await build({ root: ROOT, logLevel: 'warn', build: { outDir } });
  const server = await preview({ root: ROOT, logLevel: 'warn', build: { outDir } });
  try {
    const url = new URL(`bench/?${query.toString()}`, server.resolvedUrls!.local[0]!);
    return await browser.run<BenchResult>(url.href);
  } finally {
    await server.close();
  }
}

async function main(): Promise<void> {
  const { query, json } = parseBenchOptions(argv.slice(2));
  console.error('building the page');
  const browser = await openBrowser((text) => console.error(text));
  try {
    const result = await runPage(browser, query);
    console.log([describeOrigin(result), ...resultTables(result).map(tableText)].join('\n\n'));
    if (json !== undefined) {
      writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
      console.error(`wrote ${json}`);
    }
  } finally {
    await browser.close();
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
