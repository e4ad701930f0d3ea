/**
 * Turns run records into one self-contained HTML file: the paper's figures beside ours, verdicts, and beside every number
 * the command that makes it again.
 *
 *     npm run report                                         all recorded results, to report.html
 *     npm run report -- runs/agentic.json --out agentic.html
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type Rolldown } from 'vite';
import { joinBySettings } from '../records/join';
import type { RunRecord } from '../records/schema';
import { OLDEST_TARGETS } from '../src/oldest';
import type { BaseCommits } from '../src/report/commands';
import { parseBaseIndex } from '../workers/base/base-weights';
import { command, UsageError } from './command-line';
import { commitHash } from './commit';
import { readFlags } from './flags';
import { readRecords } from './read-records';
import { writablePlace, writeWhole } from './whole-file';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECORDED = join(ROOT, 'public', 'recorded');
const BASES = join(ROOT, 'public', 'base');

/** The report's script and style sheet, with fonts and everything else inside them. */
interface Bundle {
  script: string;
  style: string;
}

/** The whole report as the text of an HTML file. */
export async function renderReport(records: readonly RunRecord[]): Promise<string> {
  const joined = joinBySettings(records);
  const { script, style } = await bundle();
  // `<` is escaped in the data, and `</script` and `</style` in the code, so that nothing ends early.
  const data = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data:">
<title>Midtrain Lab: report</title>
<style>${style.replaceAll('</style', '<\\/style')}</style>
</head>
<body>
<div id="app"></div>
<noscript>This report draws its figures with JavaScript. The records themselves are in its source.</noscript>
<script type="application/json" id="records">${data(joined)}</script>
<script type="application/json" id="count">${data(records.length)}</script>
<script type="application/json" id="bases">${data(baseCommits())}</script>
<script type="module">${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

async function bundle(): Promise<Bundle> {
  const result = (await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [svelte({ configFile: join(ROOT, 'svelte.config.js') })],
    define: { __COMMIT__: JSON.stringify(commitHash()), __BUILD_DATE__: JSON.stringify('') },
    build: {
      target: OLDEST_TARGETS,
      write: false,
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      chunkSizeWarningLimit: Number.MAX_SAFE_INTEGER,
      rolldownOptions: { input: join(ROOT, 'src', 'report', 'main.ts'), output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const text = (ending: string) =>
    result.output.flatMap((file) => {
      if (!file.fileName.endsWith(ending)) return [];
      return file.type === 'chunk' ? [file.code] : [String(file.source)];
    });
  return { script: text('.js').join('\n'), style: text('.css').join('\n') };
}

/**
 * Which commit made each of the base weights in a folder: records name weights by their hash alone.
 * @throws BaseError if a list of weights cannot be read
 */
export function baseCommits(folder = BASES): BaseCommits {
  if (!existsSync(folder)) return {};
  const indices = readdirSync(folder).map((name) => join(folder, name, 'index.json'));
  const entries = indices.filter(existsSync).flatMap((path) => parseBaseIndex(readFileSync(path, 'utf8')).seeds);
  return Object.fromEntries(entries.map(({ sha256, commit }) => [sha256, commit]));
}

/** The records that ship with the lab. */
function recordedFiles(): string[] {
  if (!existsSync(RECORDED)) return [];
  const files = readdirSync(RECORDED).filter((name) => /\.jsonl?$/.test(name));
  return files.sort().map((name) => join(RECORDED, name));
}

async function main(): Promise<void> {
  const { values, words } = readFlags({
    call: 'npm run report --',
    about: 'Turns run records into one self-contained HTML file; all recorded results, if no file is named.',
    words: '[FILE …]',
    flags: { out: { type: 'string', default: 'report.html', value: 'FILE', about: 'where the report goes' } },
  });
  const out = writablePlace('out', values.out);
  const files = words.length > 0 ? words : recordedFiles();
  if (files.length === 0) throw new UsageError('There are no recorded results; name files of run records.');
  const html = await renderReport(await readRecords(files));
  writeWhole(out, html);
  stderr.write(`${out}\n`);
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
