/** Work that waits until the browser has nothing better to do. */

/** Milliseconds to wait in browsers that cannot say when they are idle. */
const PATIENCE = 500;

const canTell = 'requestIdleCallback' in globalThis;

/** @returns what `cancelIdle` takes */
export const whenIdle = (work: () => void): number =>
  canTell ? requestIdleCallback(work, { timeout: 4 * PATIENCE }) : window.setTimeout(work, PATIENCE);

export const cancelIdle = (waiting: number): void =>
  canTell ? cancelIdleCallback(waiting) : window.clearTimeout(waiting);
