/** Dawn, the WebGPU of Chromium, behind `navigator.gpu` of Node. Needs a Vulkan driver that its loader can find. */

/**
 * Puts a fresh Dawn behind `navigator.gpu` and WebGPU's constants on `globalThis`.
 *
 * @returns whether it has an adapter
 */
export async function installDawn(): Promise<boolean> {
  pollGently();
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const navigator = { gpu: create([]), userAgent: 'node', platform: process.platform };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  return (await navigator.gpu.requestAdapter()) !== null;
}

/**
 * While anything is awaited, Dawn polls for it by `setImmediate`, again and again: a core spins, which a software
 * adapter needs for its work (it halves the speed on two cores). A millisecond between polls costs nothing.
 */
function pollGently(): void {
  const later = (callback: (...args: unknown[]) => void, ...args: unknown[]) => setTimeout(callback, 1, ...args);
  Object.assign(globalThis, { setImmediate: later });
}
