/** Whether this browser can train: looked up once, when the page opens. */
import { describeAdapter } from '../../models/adapter';

/** `software`: WebGPU works, but the processor does the computing. */
export type GpuState = 'looking' | 'missing' | 'refused' | 'software' | 'ready';

export class Gpu {
  state = $state<GpuState>('looking');

  /** What the browser calls the device; empty where it does not say. */
  name = $state('');

  /** Whether **Train** can be offered. */
  canTrain = $derived(this.state === 'software' || this.state === 'ready');

  constructor() {
    void this.#look();
  }

  async #look(): Promise<void> {
    if (!('gpu' in navigator) || navigator.gpu === undefined) {
      this.state = 'missing';
      return;
    }
    try {
      // The one that training will ask for, where there are two.
      const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
      if (adapter === null) {
        this.state = 'refused';
        return;
      }
      const { vendor, architecture, description, fallback } = await describeAdapter(adapter);
      this.name = description || [vendor, architecture].filter(Boolean).join(' ');
      this.state = fallback ? 'software' : 'ready';
    } catch {
      this.state = 'refused';
    }
  }
}
