/** Begins a thread with text-worker.ts: threads do not read TypeScript of themselves, even where their process does. */
import { register } from 'tsx/esm/api';

register();
await import('./text-worker.ts');
