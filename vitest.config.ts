/**
 * Three projects: `node` (pure functions, and models on TensorFlow.js's cpu backend), `browser` (real WebGPU in
 * Chromium), `e2e` (the built page, driven by Playwright). `npx vitest run tests/models/…` runs one file.
 */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium, webgpuFlags } from './scripts/chromium.ts';

const executablePath = findChromium();

/**
 * WebGPU zeroes workgroup memory before each workgroup, which takes a software adapter seconds. The kernels do not
 * count on it, and tests without it show that.
 */
const UNTIDY = '--enable-dawn-features=disable_workgroup_init';

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
          testTimeout: 180_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath === undefined ? {} : { executablePath }),
                args: [...webgpuFlags(), UNTIDY],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
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
