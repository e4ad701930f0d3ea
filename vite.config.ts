/** How the two pages are built: relative paths, so that they work under any address; workers as modules. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { commitHash } from './scripts/commit.ts';
import { HEADERS, headersFile, POLICY } from './scripts/headers.ts';
import { recordedRulings } from './scripts/rulings.ts';
import { OLDEST_TARGETS } from './src/oldest.ts';

/** The manifest's link in the benchmark's page, which lies one folder deeper: the plugin that writes it knows one page. */
const manifestOneFolderUp: Plugin = {
  name: 'manifest-one-folder-up',
  enforce: 'post',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { path }) =>
      path.startsWith('/bench/') ? html.replace('"./manifest.webmanifest"', '"../manifest.webmanifest"') : html,
  },
};

/** The policy in the built pages, before anything that it is about, and in a file for hosts that read one. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  },
  generateBundle() {
    if (this.environment.name === 'client')
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
  },
};

export default defineConfig({
  base: './',
  // No routes: a missing file is a 404, as on any file server, and not a page again.
  appType: 'mpa',
  plugins: [
    svelte(),
    VitePWA({
      // A new version waits until the reader takes it: a reload would end a run.
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Midtrain Lab',
        short_name: 'Midtrain Lab',
        description: 'Train tiny language models in your browser and test what reading about the rules first does.',
        display: 'minimal-ui',
        theme_color: '#174e8c',
        background_color: '#ffffff',
        icons: [
          { src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        // Everything, pretrained weights too: after the first visit the lab needs no network. But not the benchmark, nor
        // weights of other seeds than the usual ones, or that one experiment alone starts from or shows; those are there
        // offline once they have been used.
        globPatterns: ['**/*.{html,js,css,svg,png,woff2,json,jsonl,safetensors}'],
        globIgnores: [
          '**/*-{vietnamese,cyrillic,cyrillic-ext,greek,greek-ext,latin-ext}-*',
          '**/bench{/,-,.}*',
          'base/*/*-step-*',
          'base/*-*/*',
          'base/standard/seed-{18,19,20,21,22,23,24,25}.*',
          'showcase/values-*',
        ],
        runtimeCaching: [
          { urlPattern: /\/(?:base|showcase)\//, handler: 'NetworkFirst', options: { cacheName: 'base' } },
        ],
        maximumFileSizeToCacheInBytes: 8 * 2 ** 20,
        // Settings in the address are the page's own business.
        ignoreURLParametersMatching: [/./],
        // The page that is open works without a network as soon as it says so.
        clientsClaim: true,
        navigateFallback: null,
      },
    }),
    manifestOneFolderUp,
    policy,
  ],
  preview: { headers: { ...HEADERS } },
  define: {
    __COMMIT__: JSON.stringify(commitHash()),
    __BUILD_DATE__: JSON.stringify(new Date().toISOString().slice(0, 10)),
    __RULINGS__: JSON.stringify(recordedRulings('public/recorded')),
  },
  build: {
    target: OLDEST_TARGETS,
    // The worker carries TensorFlow.js, which the page never waits for.
    chunkSizeWarningLimit: 2500,
    rolldownOptions: {
      input: { index: 'index.html', bench: 'bench/index.html' },
      checks: { pluginTimings: false },
    },
  },
  worker: { format: 'es' },
  // Named in full, because a dependency that Vite discovers late makes it optimize again and reload the page.
  optimizeDeps: {
    include: [
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      '@tensorflow/tfjs',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-webgpu',
      '@observablehq/plot',
      'comlink',
      'fastest-levenshtein',
      'fflate',
      'idb',
      'pure-rand/distribution/uniformFloat64',
      'pure-rand/distribution/uniformInt',
      'pure-rand/generator/xoroshiro128plus',
      'simple-statistics',
      'uplot',
      'zod',
    ],
  },
});
