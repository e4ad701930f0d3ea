/** Whether this browser can train: looked up once, when the page opens. */

/** `software`: WebGPU works, but the processor does the computing. */
export type GpuState = 'looking' | 'missing' | 'refused' | 'software' | 'ready';

export class Gpu {
  state = $state<GpuState>('looking');

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
      const adapter = await navigator.gpu.requestAdapter();
      this.state = adapter === null ? 'refused' : adapter.info.isFallbackAdapter ? 'software' : 'ready';
    } catch {
      this.state = 'refused';
    }
  }
}
