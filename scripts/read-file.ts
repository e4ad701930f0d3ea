/** Files named on a command line: no more is read than may be, and whatever is wrong is told with the file's name. */
import { closeSync, openSync, readSync } from 'node:fs';
import { megabytes } from '../records/limits';
import { FileTrouble, fileTrouble, shownPath } from './file-trouble';

/** Largest specification: its reader has a limit in characters, none of which takes more than four bytes. */
export const MAX_SPEC_BYTES = 512 * 1024;

/** Bytes that are read at a time. */
const PIECE = 2 ** 20;

/**
 * The bytes of a file, or of a pipe.
 * @throws FileTrouble if it cannot be read or has more than `most` bytes
 */
export function readBytes(path: string, most: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const handle = openSync(path, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE);
        const length = readSync(handle, piece);
        if (length === 0) return Buffer.concat(pieces);
        size += length;
        if (size > most)
          throw new FileTrouble(`${shownPath(path)} cannot be read: it has more than ${megabytes(most)}.`);
        pieces.push(piece.subarray(0, length));
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw fileTrouble(path, 'read', error);
  }
}

/**
 * A text in UTF-8; a byte order mark at its beginning is no part of it.
 * @throws FileTrouble if it cannot be read, has more than `most` bytes or is no such text
 */
export function readText(path: string, most: number): string {
  const bytes = readBytes(path, most);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileTrouble(`${shownPath(path)} cannot be read: it is not a text in UTF-8.`, { cause: error });
  }
}
