/** Where a stop of the tour is on the page, and keeping it in view. */

/** What has the id: the whole section where it is the id of its heading; null if there is nothing. */
export function targetOf(id: string): HTMLElement | null {
  const element = document.getElementById(id);
  return element?.closest<HTMLElement>(`[aria-labelledby~="${CSS.escape(id)}"]`) ?? element;
}

/** Waits until the page has something of that id, or for so many milliseconds: parts of it come late. */
export function awaitTarget(id: string, patience: number): Promise<void> {
  return new Promise((resolve) => {
    if (targetOf(id)) return resolve();
    const finish = () => {
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(finish, patience);
    const observer = new MutationObserver(() => {
      if (targetOf(id)) finish();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** What a reader does who wants to look elsewhere. */
const OWN_WILL = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Scrolls to an element, and again whenever something above it that came late has moved it, until the reader does
 * anything.
 *
 * @returns lets go of it
 */
export function holdInView(element: HTMLElement): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let behavior: ScrollBehavior = calm ? 'auto' : 'smooth';
  const observer = new ResizeObserver(() => {
    element.scrollIntoView({ behavior, block: 'start' });
    behavior = 'auto';
  });
  const letGo = () => {
    observer.disconnect();
    for (const act of OWN_WILL) removeEventListener(act, letGo);
  };
  for (const act of OWN_WILL) addEventListener(act, letGo, { passive: true });
  observer.observe(document.body); // tells the size at once, and then every change
  return letGo;
}
