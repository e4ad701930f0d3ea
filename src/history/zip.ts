/** One file out of a zip from elsewhere: its directory is bounded and has no name twice before anything is unpacked. */
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { excerpt } from '../../datasets/quote';
import { megabytes } from '../../records/limits';

/** Most files in a zip; one of the page's own has five for each model. */
const MAX_ENTRIES = 4096;

/** Longest name of a file in a zip, in characters. */
const MAX_NAME = 256;

/** Sizes and signatures of the end of a zip's directory, which a comment may follow. */
const [END_LENGTH, MAX_COMMENT, END, LOCATOR_64] = [22, 0xffff, 0x06054b50, 0x07064b50];

/**
 * The contents of the file of that name.
 *
 * @param most its largest size, in bytes
 * @returns undefined if there is no such file
 * @throws RangeError with one sentence if the zip is damaged, or is none that a person has packed
 */
export function unpackOne(zip: Uint8Array, name: string, most: number): Uint8Array | undefined {
  requireSmallDirectory(zip);
  const listed = new Map<string, UnzipFileInfo>();
  let problem: string | undefined;
  unzip(zip, (file) => {
    if (listed.has(file.name)) problem ??= `the zip has the file “${excerpt(file.name)}” twice`;
    if (file.name.length > MAX_NAME) problem ??= `the zip has a file of a name of ${file.name.length} characters`;
    listed.set(file.name, file);
    return false;
  });
  if (problem !== undefined) throw new RangeError(problem);
  const size = listed.get(name)?.originalSize ?? 0;
  if (size > most) throw new RangeError(`${name} has ${megabytes(size)}, and at most ${megabytes(most)} are unpacked`);
  return unzip(zip, (file) => file.name === name)[name];
}

/** No more of a file is kept than the size that the directory tells. */
function unzip(zip: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, { filter });
  } catch (cause) {
    throw new RangeError('the zip is damaged', { cause });
  }
}

/** @throws RangeError if there is no directory at the end, or it has too many files, or is of the kind for huge ones */
function requireSmallDirectory(zip: Uint8Array): void {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const last = zip.length - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64)
      throw new RangeError('it is a zip in the format for files of more than 4 GB, which is not read');
    const entries = view.getUint16(at + 8, true);
    if (entries > MAX_ENTRIES) throw new RangeError(`the zip has ${entries} files, more than ${MAX_ENTRIES}`);
    return;
  }
  throw new RangeError('the zip is damaged');
}
