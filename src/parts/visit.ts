/** Takes the reader to a heading: it comes to the top of the window, and the keyboard goes on from there. */

/** @param heading one that can be focused by scripts; nothing happens without one */
export function visit(heading: HTMLElement | null | undefined): void {
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
