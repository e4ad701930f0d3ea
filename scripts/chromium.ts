/**
 * Finds a Chromium that can run WebGPU without a screen, and installs one where there is none.
 *
 *     npx tsx scripts/chromium.ts        prints the path of the executable
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argv, env, exit, getuid, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const ADVICE =
  'No Chromium was found and none could be installed: install Google Chrome or Chromium, or set CHROME_PATH to its executable.';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ubuntu's `chromium-browser` package is a shell script that only asks for a snap, which needs a running snapd. */
function isSnapStub(path: string): boolean {
  const file = realpathSync(path);
  if (file.includes('/snap')) return true;
  const head = readFileSync(file).subarray(0, 4096).toString('latin1');
  return head.startsWith('#!') && /\/snap\/bin|snap install/.test(head);
}

/** The fixed places where macOS and Windows keep their browsers. */
function applicationPaths(): string[] {
  if (platform === 'darwin') {
    const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      applications.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((f) => f !== undefined);
    const files = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return folders.flatMap((folder) => files.map((file) => join(folder, file)));
  }
  return [];
}

/** The browser that Playwright downloaded, if it did. */
function playwrightPath(): string | undefined {
  const path = chromium.executablePath();
  return path !== '' && isExecutable(path) ? path : undefined;
}

/**
 * The executable of a Chromium on this machine, or undefined where there is none.
 * Looks at CHROME_PATH, PATH, the platform's application folders and Playwright's cache, in this order.
 * @throws if CHROME_PATH is set to something that cannot be run
 */
export function findChromium(): string | undefined {
  const chosen = env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) throw new Error(`CHROME_PATH is ${chosen}, which is not an executable file.`);
    return chosen;
  }
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => isExecutable(path) && !isSnapStub(path));
  return onPath ?? applicationPaths().find(isExecutable) ?? playwrightPath();
}

/** Runs a command silently; shows what it wrote only if it failed. */
function quietly(command: string, args: string[]): boolean {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 1 << 26,
    shell: platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(`\`${command} ${args.join(' ')}\` failed:\n${result.stdout ?? ''}${result.stderr ?? ''}`);
  }
  return result.status === 0;
}

/**
 * The executable of a Chromium on this machine, installed first if there is none: by apt where that works (Debian as
 * root), else by Playwright.
 * @throws one sentence that says what to do, if neither worked
 */
export async function findOrInstallChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;

  const hasApt = getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  console.error('No Chromium on this machine; installing one (a few minutes, once).');
  if (hasApt) {
    // Without the recommended fonts: the page brings its own. One that Chromium needs to start comes with fontconfig.
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    // On Ubuntu this succeeds and leaves the stub, which findChromium refuses.
    if (quietly('apt-get', ['update', '-qq']) && quietly('apt-get', install)) {
      const installed = findChromium();
      if (installed !== undefined) return installed;
    }
  }
  // Playwright installs the libraries that its browser needs by apt, too, and refuses where there is none.
  const withDependencies = hasApt ? ['--with-deps'] : [];
  if (quietly('npx', ['playwright', 'install', ...withDependencies, 'chromium'])) {
    const installed = playwrightPath();
    if (installed !== undefined) return installed;
  }
  throw new Error(ADVICE);
}

/** Whether a Linux machine shows a GPU to its programs; elsewhere every machine is taken to have one. */
function hasGpu(): boolean {
  return platform !== 'linux' || existsSync('/dev/dri/renderD128') || existsSync('/dev/nvidia0');
}

/**
 * Command-line flags that give headless Chromium a WebGPU adapter: the GPU's, or a software one on machines without.
 * `WEBGPU_ADAPTER=software` asks for the software adapter everywhere.
 */
export function webgpuFlags(): string[] {
  const flags = ['--enable-unsafe-webgpu', '--no-first-run', '--disable-background-networking'];
  flags.push('--disable-component-update', '--disable-sync', '--disable-quic');
  if (env['WEBGPU_ADAPTER'] === 'software' || !hasGpu()) flags.push('--use-webgpu-adapter=swiftshader');
  else if (platform === 'linux') flags.push('--enable-features=Vulkan', '--ignore-gpu-blocklist');
  // Chromium's sandbox refuses to run as root, and needs kernel features that CI containers lack.
  if (getuid?.() === 0 || env['CI'] !== undefined) flags.push('--no-sandbox');
  return flags;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await findOrInstallChromium());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    exit(1);
  }
}
