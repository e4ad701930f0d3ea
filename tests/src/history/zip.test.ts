/** A file out of a zip: bounded work whatever the directory says, and every refusal in one sentence. */
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpackOne } from '../../../src/history/zip';

const NAME = 'shelf.safetensors';
const MOST = 64 * 2 ** 20;

/** A zip in which names that were told apart are the same: `#0`, `#1` … become nothing. */
function withTwins(name: string, contents: Uint8Array, times: number): Uint8Array {
  const files: Zippable = Object.fromEntries(
    Array.from({ length: times }, (_, i) => [`${name}#${String(i).padStart(4, '0')}`, [contents, { level: 9 }]]),
  );
  const zip = zipSync(files);
  const text = Array.from(zip, (byte) => String.fromCharCode(byte)).join('');
  const same = text.replace(new RegExp(`${name}#\\d{4}`, 'g'), `${name}#0000`);
  return Uint8Array.from(same, (character) => character.charCodeAt(0));
}

/** What a zip is refused with, and how long that takes in milliseconds. */
function refusal(zip: Uint8Array, name = NAME): { said: string; took: number } {
  const begun = performance.now();
  try {
    unpackOne(zip, name, MOST);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return { said: (error as Error).message, took: performance.now() - begun };
  }
  throw new Error('it was not refused');
}

describe('unpackOne', () => {
  const contents = strToU8('hello');
  const zip = zipSync({ [NAME]: contents, 'a/readme.txt': strToU8('read') });

  it('gives one file, and nothing where there is none of the name', () => {
    expect(unpackOne(zip, NAME, MOST)).toEqual(contents);
    expect(unpackOne(zip, 'other', MOST)).toBeUndefined();
  });

  it('refuses a file that is listed many times, at once: it is unpacked not even once', () => {
    const large = new Uint8Array(16 * 2 ** 20);
    const { said, took } = refusal(withTwins(NAME, large, 40), `${NAME}#0000`);
    expect(said).toBe(`the zip has the file “${NAME}#0000” twice`);
    expect(took).toBeLessThan(1000);
  });

  it('refuses a file that is too large before it is unpacked', () => {
    const bomb = zipSync({ [NAME]: [new Uint8Array(MOST + 1), { level: 9 }] });
    const { said, took } = refusal(bomb);
    expect(said).toBe(`${NAME} has 64.0 MB, and at most 64.0 MB are unpacked`);
    expect(took).toBeLessThan(1000);
  });

  it('refuses very many files, and very long names', () => {
    const many = zipSync(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, new Uint8Array()])));
    expect(refusal(many).said).toBe('the zip has 5000 files, more than 4096');
    expect(refusal(zipSync({ ['x'.repeat(60_000)]: contents })).said).toBe(
      'the zip has a file of a name of 60000 characters',
    );
  });

  it('refuses the format for huge files, in which a directory may have no end', () => {
    const locator = [0x50, 0x4b, 6, 7, ...new Uint8Array(16)];
    const forged = new Uint8Array([...zip.subarray(0, -22), ...locator, ...zip.subarray(-22)]);
    expect(refusal(forged).said).toMatch(/^it is a zip in the format for files of more than 4 GB/);
  });

  it('reads or refuses any zip with some bytes changed', () => {
    const change = fc.tuple(fc.nat(zip.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(zip.length), (changes, length) => {
        const changed = zip.slice(0, length);
        for (const [at, value] of changes) if (at < length) changed[at] = value;
        const begun = performance.now();
        try {
          unpackOne(changed, NAME, MOST);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message.length).toBeLessThan(300);
        }
        expect(performance.now() - begun).toBeLessThan(1000);
      }),
      { numRuns: 3000 },
    );
  });
});
