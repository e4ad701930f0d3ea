/** A switch that holds a run up between two steps. */
import type { RunControl } from './session';

export class Pause implements RunControl {
  private held: Promise<void> | undefined;
  private release: (() => void) | undefined;

  begin(): void {
    this.held ??= new Promise((resolve) => (this.release = resolve));
  }

  end(): void {
    this.release?.();
    this.held = undefined;
    this.release = undefined;
  }

  paused(): Promise<void> | undefined {
    return this.held;
  }
}
