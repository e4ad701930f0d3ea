/**
 * Packs what a bare Linux machine on x86-64 with a GPU needs to measure the lab, some 35 MB, neither Node nor a browser
 * being there:
 *
 *     npm run gpu:pack                            makes .gpu/; copy that folder to the machine
 *     bash .gpu/run.sh RESULTS                    there: writes RESULTS/*.json and log.txt
 *     npm run gpu:pack -- --out FOLDER            makes that folder
 *
 * What to read off the results: ms a step against dispatches (a launch costs 5 to 40 µs), how cost grows with the number
 * of models, which kernels stand out, whether the numbers agree with the recorded ones of a software adapter.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { command, shippedSpecs } from '../command-line';
import { commitHash } from '../commit';
import { readFlags } from '../flags';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Base models that are taken along: as many as the headline's timed run has seeds. */
const MODELS = 8;

/** A script and all it imports as one file, Dawn's package aside. */
async function bundle(folder: string, script: string, name: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { __COMMIT__: JSON.stringify(commitHash()) },
    ssr: { noExternal: true, external: ['webgpu'] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: {
        input: fileURLToPath(new URL(script, import.meta.url)),
        output: { entryFileNames: name, codeSplitting: false },
      },
    },
  });
}

/** The first base models of the standard preset and the list of them. */
function packBaseModels(folder: string): void {
  const from = join(ROOT, 'public/base/standard');
  const to = join(folder, 'public/base/standard');
  mkdirSync(to, { recursive: true });
  const { seeds } = JSON.parse(readFileSync(join(from, 'index.json'), 'utf8')) as {
    seeds: { file: string; step?: number }[];
  };
  const whole = seeds.filter(({ step }) => step === undefined).slice(0, MODELS);
  for (const { file } of whole) copyFileSync(join(from, file), join(to, file));
  copyFileSync(join(from, 'index.json'), join(to, 'index.json'));
}

/** @throws Error with what the program wrote, if it fails */
function xz(from: string, to: string): void {
  const { status, stdout, stderr } = spawnSync('xz', ['-T0', '-3', '-c', from], { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`xz could not pack ${from}: ${String(stderr ?? 'is it installed?').trim()}`);
  writeFileSync(to, stdout);
}

function packPrograms(folder: string): void {
  const dawn = join(ROOT, 'node_modules/webgpu');
  const to = join(folder, 'node_modules/webgpu');
  mkdirSync(join(to, 'dist/linux-x64'), { recursive: true });
  for (const file of ['package.json', 'index.js']) copyFileSync(join(dawn, file), join(to, file));
  xz(join(dawn, 'dist/linux-x64/dawn.node'), join(folder, 'dawn.xz'));
  xz(execPath, join(folder, 'node.xz'));
  const loader = spawnSync('apt-get', ['download', 'libvulkan1'], { cwd: folder, stdio: 'ignore' });
  if (loader.status !== 0) console.error('No libvulkan1 could be packed: the machine must have a Vulkan loader.');
}

/**
 * Packs everything into a folder, which is made anew.
 *
 * @param programs whether Node, Dawn and the Vulkan loader come along; not needed to try the bundle where they are
 */
export async function pack(folder: string, programs = true): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle(folder, 'check.ts', 'check.mjs');
  await bundle(folder, '../text-worker.ts', 'text-thread.mjs'); // where text-workers.ts looks for it
  packBaseModels(folder);
  writeFileSync(join(folder, 'specs.json'), JSON.stringify(shippedSpecs()));
  cpSync(join(dirname(fileURLToPath(import.meta.url)), 'run.sh'), join(folder, 'run.sh'));
  if (programs) packPrograms(folder);
}

const USAGE = {
  call: 'npm run gpu:pack --',
  about: 'Packs what a bare Linux machine with a GPU needs to measure the lab, without Node or a browser there.',
  flags: {
    out: { type: 'string', value: 'FOLDER', default: join(ROOT, '.gpu'), about: 'where to; the folder is made anew' },
  },
} as const;

if (argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    const { out } = readFlags(USAGE).values;
    await pack(out);
    console.log(`Packed into ${out}: copy it to the machine and run \`bash run.sh RESULTS\` in it.`);
  });
}
