/** Takes the reader to a heading: it comes to the top of the window, and the keyboard goes on from there. */

/** @param heading one that can be focused by scripts; nothing happens without one */
export function visit(heading: HTMLElement | null | undefined): void {
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

/** What a link to a heading of this page does: no step to another address, whose fragment may hold a specification. */
export const visitHere =
  (id: string) =>
  (event: MouseEvent): void => {
    event.preventDefault();
    visit(document.getElementById(id));
  };
