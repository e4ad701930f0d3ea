/** The one hash of settings, records and weights. Not the browser's own, which pages opened over plain http do not have. */
import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of bytes, or of a text in UTF-8, as 64 hexadecimal digits. */
export const sha256 = (data: Uint8Array | string): string =>
  bytesToHex(digest(typeof data === 'string' ? utf8ToBytes(data) : data));
