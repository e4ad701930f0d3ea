/** Loading what is no part of the first download, and what is said where it cannot be had. */

/** Something of the page could not be loaded; the message says in whole sentences what to do. */
export class NotLoaded extends Error {
  override name = 'NotLoaded';
}

/** Browsers remember a script that failed for as long as the page is open, so that asking again would not help. */
const WHAT_HELPS =
  'Check the connection and reload the page. If models are training, pause first: the run can be resumed afterwards.';

/**
 * A part of the page that is loaded when it is needed: `loadPart(() => import('./Live.svelte'))`. It is out of reach
 * without a network, or where a newer version of the page has taken the place of this one.
 *
 * @param what it is, as the beginning of a sentence
 * @throws NotLoaded if it cannot be loaded
 */
export async function loadPart<T>(load: () => Promise<T>, what = 'This part of the page'): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new NotLoaded(`${what} could not be loaded. ${WHAT_HELPS}`, { cause });
  }
}
