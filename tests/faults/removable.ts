/** Interfaces that a browser may lack, each by its path from the global object. */

/** Those that pages and workers have alike. */
const EVERYWHERE = [
  ...['navigator.gpu', 'GPUAdapter.prototype.info', 'GPUAdapterInfo.prototype.isFallbackAdapter', 'crypto.subtle'],
  ...['navigator.locks', 'navigator.storage', 'StorageManager.prototype.getDirectory', 'indexedDB'],
  ...['IDBFactory.prototype.databases', 'AbortSignal.timeout', 'structuredClone', 'Promise.withResolvers'],
  ...['Object.groupBy', 'Map.groupBy', 'Array.prototype.toSorted', 'Array.fromAsync', 'Set.prototype.union'],
  ...['Iterator.prototype.map', 'Uint8Array.fromBase64', 'Uint8Array.prototype.toHex', 'Promise.try', 'Error.isError'],
];

export const REMOVABLE: Record<'page' | 'worker', readonly string[]> = {
  page: [
    ...EVERYWHERE,
    ...['localStorage', 'Worker', 'StorageManager.prototype.persist', 'navigator.wakeLock', 'navigator.clipboard'],
    ...[
      'navigator.serviceWorker',
      'CompressionStream',
      'DecompressionStream',
      'ResizeObserver',
      'IntersectionObserver',
    ],
    ...['BroadcastChannel', 'requestIdleCallback', 'cancelIdleCallback', 'matchMedia', 'document.fonts'],
    ...['HTMLElement.prototype.showPopover', 'CSS.highlights', 'navigator.deviceMemory', 'Highlight'],
  ],
  worker: [...EVERYWHERE, 'FileSystemFileHandle.prototype.createSyncAccessHandle', 'OffscreenCanvas', 'setImmediate'],
};
