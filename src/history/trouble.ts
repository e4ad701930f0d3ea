/** What can go wrong with the browser's database, in one sentence each that says what becomes of the runs. */

/** The database could not do what was asked of it; the message is a sentence for the reader. */
export class StoreError extends Error {
  override name = 'StoreError';
}

const UNTIL_CLOSED = 'runs are kept only until this page is closed';

export const NOT_LOADED = `The part of the page that saves runs could not be loaded: reload the page, or ${UNTIL_CLOSED}.`;

const NO_DATABASE = `This browser lets the page save nothing, as in some private windows: ${UNTIL_CLOSED}.`;

/** Waiting for a tab that still has the database open in an older form. */
export const BLOCKED =
  'Another tab has an older version of the lab open: close or reload that tab, and the saved runs appear here.';

/** A newer version wants to change the form of the database, and this one made way. */
export const OVERTAKEN = `A newer version of the lab is open in another tab: reload this page, or ${UNTIL_CLOSED}.`;

export const CLOSED = `The browser has closed the lab’s storage: reload this page, or ${UNTIL_CLOSED}.`;

const NEWER = `The saved runs belong to a newer version of the lab: reload this page to get it, or ${UNTIL_CLOSED}.`;

const FULL = 'There is no room to save this: delete older runs, or it is kept only until this page is closed.';

/** The record is safe, but the models and episodes are not. */
export const FULL_FOR_MODELS =
  'The run is saved, but there is no room for its models and episodes: delete older runs, or they are kept only until this page is closed.';

/** Deleted elsewhere while it was written to. */
export const GONE = 'This run was deleted in another tab, so there is nothing to write the note on.';

export const isFull = (error: unknown): boolean => nameOf(error) === 'QuotaExceededError';

/** Whether the connection to the database is no more. */
export const isClosed = (error: unknown): boolean => nameOf(error) === 'InvalidStateError';

/** What is wrong where the database could not be opened. */
export function openingTrouble(error: unknown): StoreError {
  return new StoreError(nameOf(error) === 'VersionError' ? NEWER : NO_DATABASE, { cause: error });
}

/** What is wrong where something could not be read or written. */
export function workingTrouble(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (isFull(error)) return new StoreError(FULL, { cause: error });
  if (isClosed(error)) return new StoreError(CLOSED, { cause: error });
  const reason = error instanceof Error ? error.message || error.name : String(error);
  const sentence = `The browser’s storage failed, and nothing in it was changed: ${reason.replace(/\.$/, '')}.`;
  return new StoreError(sentence, { cause: error });
}

const nameOf = (error: unknown): string => (error instanceof Error || error instanceof DOMException ? error.name : '');
