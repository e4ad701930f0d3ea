/** Interrupts long work on the page, so that the browser can draw and answer the reader. */
export const yieldToBrowser = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
