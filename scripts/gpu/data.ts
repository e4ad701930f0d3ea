/** The data that pack.ts lays beside the bundle: base weights as the page ships them, and the specifications' texts. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Reads a file of the page by its path, such as `base/standard/index.json`. */
export const readPublic = (path: string): Promise<Uint8Array> =>
  readFile(fileURLToPath(new URL(`./public/${path}`, import.meta.url)));

/** Every shipped specification's text, by name. */
export const packedSpecs = (): Record<string, string> =>
  JSON.parse(readFileSync(new URL('./specs.json', import.meta.url), 'utf8')) as Record<string, string>;
