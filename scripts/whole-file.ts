/**
 * Every file that a command writes is written here: whole or not at all. The text goes to another file of the same
 * folder, reaches the disk, and then takes the name. Whoever kills the process or the power at any moment finds the file
 * as it was before or as it was to be.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pid, platform } from 'node:process';
import { UsageError } from './command-line';
import { FileTrouble, fileTrouble, shownPath } from './file-trouble';

/** Ending of what is being written. */
const PART = '.part';

/** Milliseconds after which a part is taken to be left over from a process that was killed. */
const LEFT_OVER = 60 * 60 * 1000;

/** Replaces a file, or makes it and its folders. @throws FileTrouble if it cannot be written; it is then as before */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const file = new WholeFile(path);
  file.write(content);
  file.finish();
}

/** A file that is written piece by piece, and takes its name once it is finished. */
export class WholeFile {
  private readonly path: string;
  private readonly part: string;
  private readonly handle: number;

  /** @throws FileTrouble if it cannot be written there */
  constructor(path: string) {
    try {
      this.path = target(path);
      this.part = join(dirname(this.path), `.${basename(this.path).slice(0, 200)}.${pid}${PART}`);
      this.handle = openSync(this.part, 'w');
    } catch (error) {
      throw fileTrouble(path, 'written', error);
    }
    removeLeftOver(this.part);
  }

  /** Appends. @throws FileTrouble if there is no room for it; nothing is left of the file then */
  write(content: string | Uint8Array): void {
    this.orDiscard(() => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length;) at += writeSync(this.handle, bytes, at);
    });
  }

  /** Gives the file its name. @throws FileTrouble if that cannot be done; nothing is left of the file then */
  finish(): void {
    this.orDiscard(() => {
      fsyncSync(this.handle);
      closeSync(this.handle);
      renameSync(this.part, this.path);
      syncFolder(dirname(this.path));
    });
  }

  /** Leaves nothing of it behind. */
  discard(): void {
    try {
      closeSync(this.handle);
    } catch {
      // It was closed before.
    }
    rmSync(this.part, { force: true });
  }

  private orDiscard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.discard();
      throw fileTrouble(this.path, 'written', error);
    }
  }
}

/** The file that a path stands for, in a folder that there is from now on. @throws Error if no file can be there */
function target(path: string): string {
  if (/[/\\]$/.test(path)) throw new FileTrouble(`${shownPath(path)} cannot be written: it is a folder, not a file.`);
  mkdirSync(dirname(resolve(path)), { recursive: true });
  const place = existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(resolve(path))), basename(path));
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new FileTrouble(`${shownPath(path)} cannot be written: it is a folder, not a file.`);
  if (found && !found.isFile())
    throw new FileTrouble(`${shownPath(path)} cannot be written: it is a device or a pipe, not a file.`);
  return place;
}

/** Makes a change of a folder's names last, where the system lets folders be told so. */
function syncFolder(folder: string): void {
  if (platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
}

/** Removes the old parts of the same file; by the clock of its disk, which may be another machine's. */
function removeLeftOver(part: string): void {
  const folder = dirname(part);
  const beginning = basename(part).slice(0, -`${pid}${PART}`.length);
  const now = statSync(part).mtimeMs;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(beginning) || !name.endsWith(PART)) continue;
    const age = now - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (age > LEFT_OVER) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Makes sure, before anything costly, that a file can be written where a flag says.
 *
 * @returns the path that is written to: where it names a link, that of the file behind it
 * @throws UsageError or FileTrouble with one sentence
 */
export function writablePlace(flag: string, path: string): string {
  if (path.trim() === '') throw new UsageError(`--${flag} takes the name of a file, not "${path}".`);
  const probe = new WholeFile(path);
  probe.write('?'); // room for a byte is a part of the question
  probe.discard();
  return target(path);
}

/** Makes sure, before anything costly, that files can be written into a folder. @throws FileTrouble */
export function writableFolder(path: string): void {
  const probe = new WholeFile(join(path, 'probe'));
  probe.write('?');
  probe.discard();
}
