/** The project's own lint rules, each held against a planted line that it must report and a proper one that it must not. */
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';
import tseslint from 'typescript-eslint';

let eslint: ESLint;

beforeAll(() => {
  // Planted files are not on disk, so the rules that ask the compiler for types cannot run; they are not ours.
  eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked as ESLint.Options['overrideConfig'] });
});

/** Rule ids reported for `code` as if it stood in the file `path`. A syntax error is reported as `fatal`. */
async function reported(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path });
  expect(result, `${path} is not linted`).toBeDefined();
  return result!.messages.map((message) => (message.fatal ? 'fatal' : (message.ruleId ?? message.message)));
}

const bad: [rule: string, path: string, code: string][] = [
  // Import direction.
  ['no-restricted-imports', 'datasets/planted.ts', `import '../models/config';`],
  ['no-restricted-imports', 'datasets/specs/planted.ts', `import '../../models/config';`],
  [
    'no-restricted-imports',
    'datasets/planted.ts',
    `import type { Arm } from '../workers/experiments/experiment'; export type A = Arm;`,
  ],
  ['no-restricted-imports', 'datasets/planted.ts', `export * from '../src/format';`],
  ['no-restricted-imports', 'models/planted.ts', `import '../workers/protocol';`],
  ['no-restricted-imports', 'models/tf.ts', `import '../workers/protocol';`],
  ['no-restricted-imports', 'models/ops/planted.ts', `import '../../src/format';`],
  ['no-restricted-imports', 'workers/planted.ts', `import '../src/format';`],
  ['no-restricted-imports', 'workers/planted.ts', `import '../scripts/commit';`],
  ['no-restricted-imports', 'workers/run/planted.ts', `import '../../records/schema';`],
  ['no-restricted-imports', 'analysis/planted.ts', `import '../records/schema';`],
  ['no-restricted-imports', 'records/planted.ts', `import '../src/format';`],
  ['no-restricted-imports', 'src/planted.ts', `import '../scripts/commit';`],
  ['no-restricted-imports', 'src/planted.ts', `import '../bench/products';`],
  ['no-restricted-imports', 'bench/planted.ts', `import '../src/format';`],
  ['no-restricted-imports', 'bench/planted.ts', `import '../scripts/commit';`],
  ['no-restricted-imports', 'src/parts/Planted.svelte', `<script lang="ts">import '../../tests/planted';</script>`],
  ['no-restricted-syntax', 'models/planted.ts', `await import('../workers/protocol');`],
  // Two importers of TensorFlow.js, of which the page has one.
  ...['datasets', 'models', 'models/ops', 'workers', 'src', 'scripts'].map((folder): [string, string, string] => [
    'no-restricted-imports',
    `${folder}/planted.ts`,
    `import '../models/tf-union';`,
  ]),
  ['no-restricted-imports', 'models/tf.ts', `import '@tensorflow/tfjs';`],
  ['no-restricted-syntax', 'models/tf.ts', `await import('@tensorflow/tfjs');`],
  ...[
    'datasets',
    'models',
    'models/ops',
    'workers',
    'src',
    'bench',
    'scripts',
    'tests/models',
    'tests/browser',
  ].flatMap((folder): [string, string, string][] => [
    ['no-restricted-imports', `${folder}/planted.ts`, `import '@tensorflow/tfjs';`],
    ['no-restricted-syntax', `${folder}/planted.ts`, `await import('@tensorflow/tfjs-core');`],
  ]),
  // No page below src.
  ...['datasets', 'models', 'workers', 'records', 'analysis'].flatMap((folder): [string, string, string][] => [
    ['no-restricted-imports', `${folder}/planted.ts`, `import 'svelte';`],
    ['no-restricted-imports', `${folder}/planted.ts`, `import './store.svelte';`],
    ['no-restricted-globals', `${folder}/planted.ts`, `document.title = 'x';`],
    ['no-restricted-globals', `${folder}/planted.ts`, `globalThis.window.close();`],
    ['no-restricted-syntax', `${folder}/planted.ts`, `export const size = (e: HTMLElement) => e.clientWidth;`],
  ]),
  // No clock and no unseeded randomness below src.
  ...['datasets', 'models', 'workers', 'records', 'analysis'].flatMap((folder): [string, string, string][] => [
    ['no-restricted-properties', `${folder}/planted.ts`, `export const x = Math.random();`],
    ['no-restricted-properties', `${folder}/planted.ts`, `export const { random } = Math;`],
    ['no-restricted-properties', `${folder}/planted.ts`, `export const x = crypto.randomUUID();`],
    ['no-restricted-properties', `${folder}/planted.ts`, `crypto.getRandomValues(new Uint8Array(1));`],
    ['no-restricted-properties', `${folder}/planted.ts`, `export const x = Date.now();`],
    ['no-restricted-properties', `${folder}/planted.ts`, `export const x = performance.now();`],
    ['no-restricted-syntax', `${folder}/planted.ts`, `export const x = new Date();`],
    ['no-restricted-syntax', `${folder}/planted.ts`, `export const x = Date();`],
  ]),
  // No test is skipped, no rule switched off in passing.
  ...['only', 'skip', 'todo'].map((word): [string, string, string] => [
    'no-restricted-syntax',
    'tests/models/planted.test.ts',
    `import { test } from 'vitest'; test.${word}('x');`,
  ]),
  [
    'no-restricted-syntax',
    'tests/browser/planted.browser.test.ts',
    `import { test } from 'vitest'; test.skipIf(true)('x');`,
  ],
  ['@typescript-eslint/ban-ts-comment', 'models/planted.ts', `// @ts-ignore\nexport const x = 1;`],
  ['@typescript-eslint/no-explicit-any', 'models/planted.ts', `export const x: any = 1;`],
  ['@typescript-eslint/no-explicit-any', 'models/planted.ts', `/* eslint-disable */ export const x: any = 1;`],
];

const good: [path: string, code: string][] = [
  ['datasets/planted.ts', `import './rng'; import 'pure-rand';`],
  ['models/planted.ts', `import '../datasets/rng'; import './tf';`],
  ['models/tf.ts', `import '@tensorflow/tfjs-core'; await import('@tensorflow/tfjs-backend-webgpu');`],
  ['models/tf-union.ts', `import '@tensorflow/tfjs'; import '@tensorflow/tfjs-backend-webgpu';`],
  ['models/reference.ts', `import './tf-union';`],
  ['workers/planted.ts', `import '../models/config'; import '../datasets/rng'; export const x = new Date(0);`],
  ['src/planted.ts', `import '../workers/protocol'; document.title = String(Date.now());`],
  ['bench/planted.ts', `import '../models/tf-union'; export const now = () => performance.now();`],
  ['analysis/planted.ts', `import '../workers/protocol';`],
  ['records/planted.ts', `import '../analysis/judge';`],
  ['src/lab/planted.ts', `import '../../analysis/judge'; import 'svelte';`],
  ['scripts/planted.ts', `import '../workers/protocol'; console.log(new Date());`],
  [
    'tests/models/planted.test.ts',
    `import { tf } from '../../models/tf-union'; import { test } from 'vitest'; test('x', () => tf);`,
  ],
];

describe('reports', () => {
  test.each(bad)('%s in %s: %s', async (rule, path, code) => {
    const rules = await reported(path, code);
    expect(rules).toContain(rule);
    expect(rules).not.toContain('fatal');
  });
});

describe('accepts', () => {
  test.each(good)('%s: %s', async (path, code) => {
    expect(await reported(path, code)).toEqual([]);
  });
});
