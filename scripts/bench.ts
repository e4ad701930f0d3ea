/**
 * Measures the engine in a Chromium: how long steps take, and how near to the limit of the adapter that is.
 *
 *     npm run bench                          one model, and a stack of eight; a few minutes on a software adapter
 *     npm run bench -- --full                other stacks, widths and depths, too
 *     npm run bench -- --profile             each kernel of the step alone, too
 *     npm run bench -- --peers               other engines of the browser on the same model and batch, too
 *     npm run bench -- --json FILE           the result as JSON, too
 *
 * Any setting of bench/settings.ts is a flag as well: `--replicas 1,16 --width 128 --rounds 5 --family gpu`.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, preview, type PreviewServer } from 'vite';
import type { PeersResult } from '../bench/peers/contestant';
import { peersTable } from '../bench/peers/table';
import type { BenchResult } from '../bench/result';
import { parseSettings } from '../bench/settings';
import { describeOrigin, resultTables, tableText } from '../bench/table';
import { openBrowser, type Browser } from './bench-browser';
import { servePeers } from './bench-peers';
import { command, UsageError } from './command-line';
import { type Flag, readFlags, type Usage } from './flags';
import { writablePlace, writeWhole } from './whole-file';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Settings that a flag of the same name sets. */
const SETTINGS = [
  'layers',
  'width',
  'heads',
  'words',
  'length',
  'rows',
  'replicas',
  'widths',
  'depths',
  'rounds',
  'family',
  'subgroups',
];

export interface BenchOptions {
  /** The settings as the page's address has them. */
  query: URLSearchParams;
  /** Whether other engines are compared. */
  peers: boolean;
  /** Where the result goes as JSON. */
  json?: string;
}

/** @throws UsageError or Error with one sentence */
export function parseBenchOptions(args: string[]): BenchOptions {
  const usage = {
    call: 'npm run bench --',
    about: 'Measures the engine in a Chromium: how long steps take, and how near to the limit of the adapter that is.',
    flags: {
      full: { type: 'boolean', default: false, about: 'other stacks, widths and depths, too' },
      profile: { type: 'boolean', default: false, about: 'each kernel of the step alone, too' },
      peers: { type: 'boolean', default: false, about: 'other engines of the browser, too' },
      json: { type: 'string', value: 'FILE', about: 'the result as JSON, too' },
    },
  } satisfies Usage<Record<string, Flag>>;
  const settings = SETTINGS.map((name) => [name, { type: 'string', value: 'VALUE', about: 'see bench/settings.ts' }]);
  const all = { ...usage, flags: { ...usage.flags, ...(Object.fromEntries(settings) as Record<string, Flag>) } };
  const { values } = readFlags<typeof usage.flags>(all, args);
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
  return { query, peers: values.peers, ...(values.json === undefined ? {} : { json: values.json }) };
}

/** Builds the benchmark's page and serves it. */
async function servePage(): Promise<PreviewServer> {
  const outDir = '.cache/bench';
  await build({ root: ROOT, logLevel: 'warn', build: { outDir } });
  return preview({ root: ROOT, logLevel: 'warn', build: { outDir } });
}

/** Runs a page in the browser, as a visitor would. The server ends with it. */
async function runPage<Result>(browser: Browser, server: PreviewServer, path: string): Promise<Result> {
  try {
    return await browser.run<Result>(new URL(path, server.resolvedUrls!.local[0]!).href);
  } finally {
    await server.close();
  }
}

function writeJson(file: string, result: BenchResult): void {
  writeWhole(file, `${JSON.stringify(result, undefined, 2)}\n`);
  console.error(`wrote ${file}`);
}

async function main(): Promise<void> {
  const { query, peers, json: named } = parseBenchOptions(argv.slice(2));
  const json = named === undefined ? undefined : writablePlace('json', named);
  const browser = await openBrowser((text) => console.error(text));
  try {
    console.error('building the page');
    const result: BenchResult = await runPage(browser, await servePage(), `bench/?${query.toString()}`);
    console.log([describeOrigin(result), ...resultTables(result).map(tableText)].join('\n\n'));
    if (json !== undefined) writeJson(json, result);
    if (!peers) return;
    const server = await servePeers(ROOT);
    result.peers = await runPage<PeersResult>(browser, server, `bench/peers/?rounds=${result.settings.rounds}`);
    console.log(`\n${tableText(peersTable(result.peers))}`);
    if (json !== undefined) writeJson(json, result);
  } finally {
    await browser.close();
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
