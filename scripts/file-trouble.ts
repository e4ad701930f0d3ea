/** What went wrong with a file, in one sentence that names it. */
import { excerpt } from '../datasets/quote';

/** A file or folder that cannot be read or written; its message is all that the user is shown. */
export class FileTrouble extends Error {
  override name = 'FileTrouble';
}

/** Most characters of a path in a sentence. */
const LONGEST_PATH = 120;

/** What the operating system's codes mean to somebody who has named a file. */
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'a part of its path is a file, not a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its disk may only be read',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the space allowed on the disk is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  EFBIG: 'the file would be too large for its disk',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is in use',
};

/** The error of a system call, told of the file. @param action such as "read" or "written" */
export function fileTrouble(path: string, action: string, error: unknown): FileTrouble {
  if (error instanceof FileTrouble) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new FileTrouble(`${shownPath(path)} cannot be ${action}: ${REASONS[code] ?? (code || message)}.`, {
    cause: error,
  });
}

/** A path as it may be printed: its end, which tells files apart, where it is long. */
export const shownPath = (path: string): string => {
  const text = excerpt(path, Infinity);
  return text.length > LONGEST_PATH ? `…${text.slice(1 - LONGEST_PATH)}` : text;
};
