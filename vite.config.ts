/** How the page is built: relative paths, so that it works under any address; workers as modules. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { commitHash } from './scripts/commit.ts';

export default defineConfig({
  base: './',
  // One page, no routes: a missing file is a 404, as on any file server, and not the page again.
  appType: 'mpa',
  plugins: [svelte()],
  define: {
    __COMMIT__: JSON.stringify(commitHash()),
    __BUILD_DATE__: JSON.stringify(new Date().toISOString().slice(0, 10)),
  },
  build: {
    target: 'esnext',
    // The worker carries TensorFlow.js, which the page never waits for.
    chunkSizeWarningLimit: 2500,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  worker: { format: 'es' },
  // Named in full, because a dependency that Vite discovers late makes it optimize again and reload the page.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-webgpu',
      '@observablehq/plot',
      'comlink',
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
