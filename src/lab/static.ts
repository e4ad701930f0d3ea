/** Files that may come with a copy of the page, and may not. */
import { loadPart } from '../parts/load';

/** The answer, or undefined where there is no such file. @throws NotLoaded if the server cannot be reached */
export async function fetchStatic(path: string): Promise<Response | undefined> {
  const response = await loadPart(() => fetch(path));
  // A development server answers a missing file with the page itself.
  const isPage = (response.headers.get('content-type') ?? '').includes('text/html');
  return response.ok && !isPage ? response : undefined;
}
