import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../../workers/base/sha256';

test('SHA-256 is the published one', () => {
  // FIPS 180-2, Appendix B.1
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('bytes and texts have the hash that Node gives them', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' })), (data) => {
      expect(sha256(data)).toBe(createHash('sha256').update(data).digest('hex'));
    }),
  );
});
