/** A break in long work on the page, so that the browser can draw and answer the reader. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
