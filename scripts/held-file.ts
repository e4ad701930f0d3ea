/** A file that one process writes again and again over hours, and that no other may write meanwhile. */
import { pid, stderr } from 'node:process';
import { shownPath } from './file-trouble';
import { Lock } from './lock';
import { writablePlace, writeWhole } from './whole-file';

export class HeldFile {
  /** Of the file itself, where a link was named. */
  readonly path: string;
  private readonly lock: Lock;

  /**
   * @param flag that names the file
   * @throws UsageError or FileTrouble with one sentence if it cannot be written, or another process writes it
   */
  constructor(flag: string, path: string) {
    this.path = writablePlace(flag, path);
    this.lock = new Lock(`${this.path}.lock`, path);
  }

  /**
   * Replaces the file. If another process has come to write it, because this one slept and seemed to have ended, the
   * text goes to a file beside it: nobody's work is lost.
   * @throws FileTrouble if it cannot be written
   */
  write(text: string): void {
    if (this.lock.isHeld) return writeWhole(this.path, text);
    const aside = `${this.path}.${pid}.json`;
    writeWhole(aside, text);
    stderr.write(
      `Another process writes ${shownPath(this.path)} by now: this one writes ${shownPath(aside)}; npm run merge joins them.\n`,
    );
  }

  /** Leaves the file to others. */
  release(): void {
    this.lock.release();
  }
}
