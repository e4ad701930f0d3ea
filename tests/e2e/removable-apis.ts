/**
 * What a browser may lack of all that the lab uses: what is there on secure pages alone, what a private window has not, and
 * what is newer than the oldest browsers of README (src/oldest.ts). Each by its path from the global object.
 */

/** Of pages and workers alike. */
const EVERYWHERE = [
  // Secure pages alone.
  ...['crypto.subtle', 'navigator.locks', 'navigator.storage', 'caches'],
  // Not in every private window.
  ...['indexedDB'],
  // Newer than Chrome 113. Dependencies may ask for them, too.
  ...['GPUAdapter.prototype.info', 'GPUAdapterInfo.prototype.isFallbackAdapter'],
  ...['Map.groupBy', 'Object.groupBy', 'Array.fromAsync', 'Promise.withResolvers', 'Promise.try', 'AbortSignal.any'],
  ...['Iterator.prototype.map', 'Iterator.prototype.filter', 'Iterator.prototype.toArray', 'Iterator.from'],
  ...['Set.prototype.union', 'Set.prototype.difference', 'Set.prototype.isSubsetOf', 'String.prototype.isWellFormed'],
  ...[
    'ArrayBuffer.prototype.transfer',
    'URL.canParse',
    'URL.parse',
    'Uint8Array.fromBase64',
    'Uint8Array.prototype.toHex',
  ],
  ...['Float16Array', 'Math.f16round', 'RegExp.escape', 'Error.isError', 'scheduler', 'Atomics.waitAsync'],
];

export const REMOVABLE: Readonly<Record<'page' | 'worker', readonly string[]>> = {
  page: [
    ...EVERYWHERE,
    ...['navigator.clipboard', 'navigator.wakeLock', 'navigator.serviceWorker', 'localStorage'],
    ...['HTMLElement.prototype.popover', 'HTMLElement.prototype.showPopover', 'requestIdleCallback'],
    ...['cancelIdleCallback', 'document.startViewTransition', 'CSS.highlights'],
  ],
  worker: [...EVERYWHERE, 'FileSystemFileHandle.prototype.createSyncAccessHandle', 'OffscreenCanvas'],
};

/** A script that takes an interface away: what objects inherit goes with the prototype that has it. */
export const removalOf = (path: string): string => `{
  const names = ${JSON.stringify(path.split('.'))};
  const last = names.pop();
  let holder = globalThis;
  for (const name of names) holder = holder?.[name];
  for (let owner = holder; owner; owner = Object.getPrototypeOf(owner)) delete owner[last];
}
`;
