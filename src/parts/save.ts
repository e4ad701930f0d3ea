/** Hands a file to the reader's browser, which saves it or asks where to. */

/** How long the browser has to read the file, in milliseconds. Safari reads it after the click. */
const PATIENCE = 60_000;

/** @param name of the file, with its ending */
export function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), PATIENCE);
}
