/** The thread in which one reader gets its inputs. A thread, so that whoever watches it can end it when it hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Through Vite, as in tests: the page's modules with runes, and texts that are imported, are no plain TypeScript.
const server = await createServer({
  ...{ root, logLevel: 'error', appType: 'custom', optimizeDeps: { noDiscovery: true, include: [] } },
  server: { middlewareMode: true, watch: null, ws: false },
});
const { attemptAll } = await server.ssrLoadModule('/tests/faults/attempts.ts');
await attemptAll(workerData, (found) => parentPort.postMessage(found));
await server.close();
