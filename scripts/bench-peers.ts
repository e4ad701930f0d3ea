/**
 * Builds the page that compares the engine with its peers; installs those on first use, beside the benchmark.
 *
 * bench/package.json overrides the version of a package that nanogpt asks for outside browsers, because newer ones are
 * not there for every platform, which `npm ci` refuses.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { build, preview, type InlineConfig, type PreviewServer } from 'vite';
import { UsageError } from './command-line';

/**
 * Builds the comparison and serves it; its page is `bench/peers/` there.
 *
 * @param root of the repository
 * @throws UsageError with a sentence if the peers cannot be installed
 */
export async function servePeers(root: string): Promise<PreviewServer> {
  const modules = join(root, 'bench', 'node_modules');
  if (!existsSync(join(modules, '.package-lock.json'))) install(join(root, 'bench'));
  const config: InlineConfig = {
    root,
    configFile: false,
    base: './',
    logLevel: 'error',
    publicDir: false,
    // Past the list of what the package lets others import.
    resolve: { alias: { '@genai-fi/nanogpt/dist': join(modules, '@genai-fi/nanogpt/dist') } },
    worker: { format: 'es' },
    build: {
      outDir: '.cache/bench-peers',
      target: 'esnext',
      rolldownOptions: { input: 'bench/peers/index.html' },
    },
  };
  await build(config);
  return preview(config);
}

function install(folder: string): void {
  console.error('installing the peers, once');
  const { status } = spawnSync('npm', ['ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: platform === 'win32',
  });
  if (status !== 0) throw new UsageError(`The peers could not be installed: \`npm ci\` failed in ${folder}.`);
}
