/**
 * What the linter holds the code to, beside the usual rules: imports run one way (datasets → models → workers → analysis → records → src),
 * TensorFlow.js has two importers, everything below the page is free of the page, of clocks and of unseeded randomness,
 * and no test is skipped. tests/lint.test.ts shows that each of these rules bites.
 */
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Folders in the order in which code may build on code: each may import those before it, and none after it. */
const ORDER = ['datasets', 'models', 'workers', 'analysis', 'records', 'src'];

const SEEDED = 'draw numbers with rng(seed, stream, index) of datasets/rng.ts';
const CLOCK = 'let the caller pass a clock, so that the same seed gives the same run';
const PAGE_GLOBALS = ['document', 'window', 'localStorage', 'sessionStorage', 'requestAnimationFrame', 'alert'];
const NEVER_IN_TESTS = ['only', 'skip', 'skipIf', 'todo', 'fails'];

const tensorflow = {
  regex: '^@tensorflow/',
  message:
    'TensorFlow.js has two importers: import { tf } from models/tf.ts, in tests and bench from models/tf-union.ts.',
};
/** All of it is large, and not for the page. */
const tensorflowUnion = {
  regex: '^@tensorflow/tfjs$|(^|/)tf-union$',
  message: 'The page loads the parts of TensorFlow.js that it uses: import { tf } from models/tf.ts.',
};
const svelteImports = {
  regex: '^svelte(/|$)|\\.svelte(\\.[jt]s)?$',
  message: 'Only src knows Svelte.',
};

/** Imports of folders that come after `folder`, and of the entry points and tests, which nothing builds on. */
function laterFolders(folder) {
  const later = [...ORDER.slice(ORDER.indexOf(folder) + 1), 'bench', 'scripts', 'tests'];
  return {
    regex: `^(\\.\\./)+(${later.join('|')})(/|$)`,
    message: `Imports run ${ORDER.join(' → ')}: ${folder} must not build on what comes after it.`,
  };
}

/** The benchmark is a page of its own: it stands beside `src`, on the same three folders. */
const benchFolders = {
  regex: '^(\\.\\./)+(src|scripts|tests)(/|$)',
  message: 'The benchmark builds on datasets, models and workers alone.',
};

/** The import rules as they read for the files of one folder; `import()` is held to them too. */
function imports(files, patterns, syntax = []) {
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': [
        'error',
        ...syntax,
        ...patterns.map(({ regex, message }) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
          message,
        })),
      ],
    },
  };
}

/** Syntax that has no place below src: reading the clock, and the page's types (page values are restricted globals). */
const belowSrc = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: `This reads the clock: ${CLOCK}.`,
  },
  {
    selector: 'TSTypeReference > Identifier[name=/^(HTML|SVG)\\w+$/]',
    message: 'Only src knows the page.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', '.cache/', 'runs/', 'public/']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommended,
  tseslint.configs.stylistic,
  svelte.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // A type of literals plus `string & {}` keeps completion; empty object types are otherwise still reported.
      '@typescript-eslint/no-empty-object-type': ['error', { allowWithName: '.*' }],
      // Loops over numbers often need the index in one version and not in the next.
      '@typescript-eslint/prefer-for-of': 'off',
      // The tensor code indexes arrays that it has just sized; `noUncheckedIndexedAccess` makes every `!` visible.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*.svelte.ts', '**/*.d.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: { 'no-undef': 'off' },
  },

  imports(['datasets/**'], [laterFolders('datasets'), tensorflow, tensorflowUnion, svelteImports], belowSrc),
  imports(['models/**'], [laterFolders('models'), tensorflow, tensorflowUnion, svelteImports], belowSrc),
  imports(['models/reference.ts'], [laterFolders('models'), tensorflow, svelteImports], belowSrc),
  imports(['models/tf.ts'], [laterFolders('models'), tensorflowUnion, svelteImports], belowSrc),
  imports(['models/tf-union.ts'], [laterFolders('models'), svelteImports], belowSrc),
  ...['workers', 'records', 'analysis'].map((folder) =>
    imports([`${folder}/**`], [laterFolders(folder), tensorflow, tensorflowUnion, svelteImports], belowSrc),
  ),
  imports(['src/**'], [laterFolders('src'), tensorflow, tensorflowUnion]),
  imports(['bench/**'], [benchFolders, tensorflow, svelteImports]),
  imports(['scripts/**', '*.ts', '*.js'], [tensorflow, tensorflowUnion]),
  imports(
    ['tests/**'],
    [tensorflow],
    [
      {
        selector: `MemberExpression[object.name=/^(describe|suite|it|test)$/][property.name=/^(${NEVER_IN_TESTS.join('|')})$/]`,
        message: 'Every test runs, and has to pass.',
      },
    ],
  ),
  {
    files: ['datasets/**', 'models/**', 'workers/**', 'records/**', 'analysis/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: PAGE_GLOBALS.map((name) => ({ name, message: 'Only src knows the page.' })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: `Math.random cannot be repeated: ${SEEDED}.` },
        { object: 'crypto', property: 'getRandomValues', message: `It cannot be repeated: ${SEEDED}.` },
        { object: 'crypto', property: 'randomUUID', message: `It cannot be repeated: ${SEEDED}.` },
        { object: 'Date', property: 'now', message: `Date.now reads the clock: ${CLOCK}.` },
        { object: 'performance', property: 'now', message: `performance.now reads the clock: ${CLOCK}.` },
      ],
    },
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
);
