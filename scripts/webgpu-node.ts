/**
 * WebGPU for Node: Dawn behind `navigator.gpu`, on the machine's own GPU or else on a Chromium's SwiftShader.
 *
 * Call `installWebGPU` before anything asks for an adapter.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from './chromium';
import { installDawn } from './dawn';

/** Chromium's software Vulkan driver, and the Vulkan loader that some Chromium packages ship beside it. */
const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/**
 * Puts Dawn behind `navigator.gpu` and WebGPU's constants on `globalThis`.
 *
 * The machine's own Vulkan drivers come first. A list that the user set in `VK_ICD_FILENAMES` is left alone.
 *
 * @throws Error if neither the machine nor an installed Chromium has a driver that works
 */
export async function installWebGPU(): Promise<void> {
  if (process.platform === 'linux') provideLoader();
  if (await installDawn()) return;
  const driver = process.env['VK_ICD_FILENAMES'] ? undefined : find(DRIVER);
  if (driver) {
    process.env['VK_ICD_FILENAMES'] = driver;
    if (await installDawn()) return;
  }
  throw new Error(
    'Node found no WebGPU adapter: install a Vulkan driver, or Chromium for its software one (npx tsx scripts/chromium.ts).',
  );
}

/** Loads a Chromium's Vulkan loader if the system has none. */
function provideLoader(): void {
  if (load(LOADER)) return;
  const loader = find(LOADER);
  if (loader) load(loader);
}

/**
 * Keeps a shared library in the process, where Dawn, which asks for it by its bare name, will find it. `dlopen` always
 * throws, because the library is no Node addon; whether it was there is in the message.
 */
function load(library: string): boolean {
  const RTLD_NODELETE = 0x1000; // of Linux; not among Node's constants
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
    return true;
  } catch (error) {
    return String(error).includes('did not self-register');
  }
}

/** A file that an installed Chromium ships, or undefined. */
function find(file: string): string | undefined {
  return chromiumFolders()
    .map((folder) => join(folder, file))
    .find(existsSync);
}

/** Where Chromium and its kin are installed. */
function chromiumFolders(): string[] {
  const chromium = findChromium();
  const installed = [
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
    '/opt/chromium.org/chromium',
    '/opt/microsoft/msedge',
  ];
  return [...(chromium ? [dirname(realpathSync(chromium))] : []), ...installed, ...playwrightFolders()];
}

/** The Chromium builds in Playwright's cache. */
function playwrightFolders(): string[] {
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  const builds = readdirSync(cache).filter((name) => name.startsWith('chromium'));
  return builds.flatMap((build) => readdirSync(join(cache, build)).map((folder) => join(cache, build, folder)));
}
