/** The hash FNV-1a, 32 bits: tells texts and checkpoints apart, and is no defence against someone who wants it to fail. */

/** Over anything that can be written as numbers of 32 bits, one sequence after the other. Eight hexadecimal digits. */
export function fnv1a(...sequences: Iterable<number>[]): string {
  let hash = 0x811c9dc5;
  for (const numbers of sequences) {
    for (const n of numbers) hash = Math.imul(hash ^ n, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
