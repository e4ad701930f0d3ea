/**
 * Four projects: `node` (pure functions, and models on TensorFlow.js's cpu backend), `browser` (real WebGPU in
 * Chromium), `layout` (what stands where, once more where neither the page's fonts come nor the machine has any but one),
 * `e2e` (the built page, driven by Playwright). `npx vitest run tests/models/…` runs one file.
 */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium, webgpuFlags } from './scripts/chromium.ts';
import { onlyDejaVu } from './tests/dejavu.ts';
import { UNTIDY } from './tests/untidy.ts';

const executablePath = findChromium();

/** Chromium without a window, in which the page's parts are tested one file after the other. */
const inChromium = (environment?: Record<string, string>) => ({
  testTimeout: 180_000,
  fileParallelism: false,
  browser: {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({
      launchOptions: {
        ...(executablePath === undefined ? {} : { executablePath }),
        ...(environment === undefined ? {} : { env: environment }),
        args: [...webgpuFlags(), UNTIDY],
      },
    }),
    instances: [{ browser: 'chromium' as const }],
  },
});

/** The files that test where things stand. */
const LAYOUT = ['export', 'figures', 'history', 'inside', 'interrupted', 'page', 'settings', 'term', 'tour', 'watch'];

export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.browser.test.ts', 'tests/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.browser.test.ts'],
          setupFiles: ['tests/browser/fonts.ts'],
          ...inChromium(),
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'layout',
          include: LAYOUT.map((name) => `tests/browser/${name}.browser.test.ts`),
          ...inChromium(onlyDejaVu()),
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.e2e.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
