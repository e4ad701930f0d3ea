/**
 * Specifications that were edited, in the fragment of the page's address: `#spec.philosophy=…`, compressed. A fragment is
 * never sent to a server, and may be long.
 */
import { parametersIn, shorten } from './link';

/** Longest specification that a link may bring, in bytes. */
export const MAX_SPEC_LENGTH = 512 * 1024;

const PREFIX = 'spec.';

/** The fragment that brings these texts, by name; empty for none. */
export async function writeSpecs(texts: Readonly<Record<string, string>>): Promise<string> {
  const parts = await Promise.all(
    Object.entries(texts).map(async ([name, text]) => `${PREFIX}${encodeURIComponent(name)}=${await pack(text)}`),
  );
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/**
 * Specifications that a fragment brings, and one sentence for each that cannot be read.
 *
 * @param known names that there are; nothing of another name is unpacked
 */
export async function readSpecs(
  fragment: string,
  known: readonly string[],
): Promise<{ texts: Map<string, string>; problems: string[] }> {
  const texts = new Map<string, string>();
  const problems: string[] = [];
  const refuse = (name: string, why: string) => {
    problems.push(`The link’s specification “${shorten(name)}” ${why}.`);
  };
  for (const [key, code] of parametersIn(fragment.replace(/^#/, ''))) {
    if (!key.startsWith(PREFIX)) {
      // A fragment that gives nothing a value names a place in the page.
      if (code !== '') problems.push(`The link’s “${shorten(key)}” is no specification and changes nothing.`);
      continue;
    }
    const name = key.slice(PREFIX.length);
    if (!known.includes(name)) refuse(name, `is none that this lab has; there are ${known.join(', ')}`);
    else if (texts.has(name)) refuse(name, 'is in it twice; the first is used');
    else {
      try {
        texts.set(name, await unpack(code));
      } catch {
        refuse(name, 'is damaged; the one that came with the page is used instead');
      }
    }
  }
  return { texts, problems };
}

async function pack(text: string): Promise<string> {
  const bytes = await bytesOf(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw')), Infinity);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function unpack(code: string): Promise<string> {
  const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(stream, MAX_SPEC_LENGTH));
}

/** @throws RangeError as soon as there is more than `most`: a few bytes may unpack to very many */
async function bytesOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      void reader.cancel();
      throw new RangeError(`this unpacks to more than ${most} bytes`);
    }
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
