/**
 * Shows that the type-checkers check: plants type errors in a copy of the tree and expects both to report them.
 * A checker that reads no files, or the wrong ones, reports no errors, which looks exactly like success.
 *
 *     npm run typecheck:canary
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Inside the tree, so that imports of packages resolve; TypeScript's `include` never descends into it. */
const COPY = join(ROOT, '.cache', 'typecheck-canary');
const FOLDERS = ['datasets', 'models', 'workers', 'records', 'analysis', 'src', 'scripts', 'tests'];

const TYPESCRIPT = `export const planted: number = 'not a number';\n`;
const INDEXED = `export const planted: number = [1, 2, 3][0];\n`;
const COMPONENT = `<script lang="ts">\n  const planted: number = 'not a number';\n</script>\n\n{planted}\n`;
const TEMPLATE = `<script lang="ts">\n  const text = 'text';\n</script>\n\n{text.noSuchProperty}\n`;

/** Files to plant, and which checker has to report them. `tsc` does not read components. */
const PLANTED: { file: string; text: string; checkers: string[] }[] = [
  ...FOLDERS.map((folder) => ({
    file: `${folder}/planted.ts`,
    text: TYPESCRIPT,
    checkers: ['tsc', 'svelte-check'],
  })),
  { file: 'src/planted-indexed.ts', text: INDEXED, checkers: ['tsc', 'svelte-check'] },
  { file: 'src/Planted.svelte', text: COMPONENT, checkers: ['svelte-check'] },
  { file: 'src/PlantedTemplate.svelte', text: TEMPLATE, checkers: ['svelte-check'] },
];

/** Copies everything that the checkers read, and plants the errors. */
function plant(): void {
  rmSync(COPY, { recursive: true, force: true });
  mkdirSync(COPY, { recursive: true });
  const settings = readdirSync(ROOT).filter((name) => /\.(ts|js|json)$/.test(name));
  for (const name of [...FOLDERS, ...settings]) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(COPY, name), { recursive: true });
  }
  for (const { file, text } of PLANTED) {
    mkdirSync(join(COPY, file, '..'), { recursive: true });
    writeFileSync(join(COPY, file), text);
  }
}

/** Everything that a checker said of the copy. `script` is the program, relative to node_modules. */
function check(script: string, args: string[]): string {
  const result = spawnSync(execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: COPY,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return `${result.stdout}${result.stderr}`.replaceAll('\\', '/');
}

/** The planted errors that went unreported, as `checker: file`. A report is a line with the file and the word error. */
export function unreported(output: Record<string, string>): string[] {
  return PLANTED.flatMap(({ file, checkers }) =>
    checkers.filter((checker) => !reports(output[checker] ?? '', file)).map((checker) => `${checker}: ${file}`),
  );
}

function reports(output: string, file: string): boolean {
  return output.split('\n').some((line) => line.includes(file) && /error/i.test(line));
}

function main(): number {
  plant();
  try {
    const missed = unreported({
      tsc: check('typescript/bin/tsc', []),
      'svelte-check': check('svelte-check/bin/svelte-check', ['--output', 'machine', '--threshold', 'error']),
    });
    if (missed.length === 0) console.log(`All ${PLANTED.length} planted type errors were reported.`);
    else console.error(`Planted type errors were not reported:\n  ${missed.join('\n  ')}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    rmSync(COPY, { recursive: true, force: true });
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(main());
