/** Where a Chromium is looked for, and the flags it is started with. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findChromium, webgpuFlags } from '../../scripts/chromium';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  vi.stubEnv('CHROME_PATH', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Puts an executable file into a folder that is then on PATH. */
function install(folderName: string, name: string, content: string): string {
  const path = join(folder, folderName, name);
  mkdirSync(join(folder, folderName), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

describe('findChromium', () => {
  test('takes CHROME_PATH before all others', () => {
    const chosen = install('chosen', 'my-browser', 'binary');
    install('bin', 'chromium', 'binary');
    vi.stubEnv('PATH', join(folder, 'bin'));
    vi.stubEnv('CHROME_PATH', chosen);
    expect(findChromium()).toBe(chosen);
  });

  test('refuses a CHROME_PATH that is no executable, with one sentence', () => {
    const missing = join(folder, 'missing');
    vi.stubEnv('CHROME_PATH', missing);
    expect(() => findChromium()).toThrow(new Error(`CHROME_PATH is ${missing}, which is not an executable file.`));
  });

  test('takes the first browser on PATH, whatever its name', () => {
    const edge = install('first', 'microsoft-edge', 'binary');
    install('second', 'chromium', 'binary');
    vi.stubEnv('PATH', [join(folder, 'empty'), join(folder, 'first'), join(folder, 'second')].join(delimiter));
    expect(findChromium()).toBe(edge);
  });

  test("passes over Ubuntu's stub, which only asks for a snap", () => {
    install(
      'stub',
      'chromium-browser',
      '#!/bin/sh\necho "requires the chromium snap: snap install chromium"\nexit 1\n',
    );
    const real = install('real', 'google-chrome', '#!/bin/bash\nexec /opt/google/chrome/chrome "$@"\n');
    vi.stubEnv('PATH', [join(folder, 'stub'), join(folder, 'real')].join(delimiter));
    expect(findChromium()).toBe(real);
  });
});

describe('webgpuFlags', () => {
  test('always asks for WebGPU, and for the software adapter where that is chosen', () => {
    expect(webgpuFlags()).toContain('--enable-unsafe-webgpu');
    vi.stubEnv('WEBGPU_ADAPTER', 'software');
    expect(webgpuFlags()).toContain('--use-webgpu-adapter=swiftshader');
  });

  test('gives up the sandbox in CI', () => {
    vi.stubEnv('CI', 'true');
    expect(webgpuFlags()).toContain('--no-sandbox');
  });
});
