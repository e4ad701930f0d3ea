/** Packing: one batch by hand, and any stream of documents unpacked again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, type PackedBatch, type TokenizedDocument, UNSCORED } from '../../datasets/batch';

const PAD = 0;

/** A document with every token after the first scored. */
const all = (...tokens: number[]): TokenizedDocument => ({ tokens, scored: tokens.map((_, i) => i > 0) });

/** Gives documents in turn, for ever, and counts them. */
function endless(documents: readonly TokenizedDocument[]) {
  let given = 0;
  return () => documents[given++ % documents.length]!;
}

/** Inputs and targets of every document, found again by where its positions start. */
function unpack({ rows, length, tokens, targets, starts }: PackedBatch): { inputs: number[]; targets: number[] }[] {
  const documents: { inputs: number[]; targets: number[] }[] = [];
  for (let at = 0; at < rows * length; at++) {
    const column = at % length;
    if (starts[at] === column) documents.push({ inputs: [], targets: [] });
    else expect(starts[at], 'a document has one start').toBe(starts[at - 1]);
    documents.at(-1)!.inputs.push(tokens[at]!);
    documents.at(-1)!.targets.push(targets[at]!);
  }
  return documents.filter(({ inputs }) => inputs[0] !== PAD);
}

describe('pack', () => {
  it('packs by hand', () => {
    const documents = [all(1, 7, 8, 2), all(1, 9, 9, 9, 2), { tokens: [1, 5, 2], scored: [false, false, true] }];
    const batch = pack({ rows: 2, length: 5 }, endless(documents), PAD);
    // Rows fill first fit: 3 + 2 in the first, 4 in the second; the fourth document, of 3, fits nowhere.
    expect([...batch.tokens]).toEqual([1, 7, 8, 1, 5, /**/ 1, 9, 9, 9, 0]);
    expect([...batch.targets]).toEqual([7, 8, 2, -1, 2, /**/ 9, 9, 9, 2, -1]);
    expect([...batch.starts]).toEqual([0, 0, 0, 3, 3, /**/ 0, 0, 0, 0, 4]);
    expect(batch.documents).toBe(3);
  });

  it('takes a document that fills a row, and refuses one that is a token longer', () => {
    const batch = pack({ rows: 1, length: 4 }, endless([all(1, 3, 4, 5, 2)]), PAD);
    expect([...batch.tokens]).toEqual([1, 3, 4, 5]);
    expect([...batch.targets]).toEqual([3, 4, 5, 2]);
    const long = () => pack({ rows: 1, length: 4 }, endless([all(1, 3, 4, 5, 6, 2)]), PAD);
    expect(long).toThrow(RangeError);
    expect(long).toThrow('a document of 6 tokens does not fit a row of 4');
  });

  const shape = fc.record({ rows: fc.integer({ min: 1, max: 6 }), length: fc.integer({ min: 8, max: 24 }) });
  const document = fc
    .array(fc.record({ token: fc.integer({ min: 1, max: 99 }), score: fc.boolean() }), { minLength: 2, maxLength: 9 })
    .map((list) => ({ tokens: list.map((t) => t.token), scored: list.map((t, i) => i > 0 && t.score) }));
  const stream = fc.array(document, { minLength: 1, maxLength: 20 });

  it('keeps every document whole, with its own targets and nothing of its neighbours', () => {
    fc.assert(
      fc.property(shape, stream, (shape, documents) => {
        const batch = pack(shape, endless(documents), PAD);
        const next = endless(documents);
        const read = Array.from({ length: batch.documents }, next);
        const expected = read.map(({ tokens, scored }) => ({
          inputs: tokens.slice(0, -1),
          targets: tokens.slice(1).map((token, i) => (scored[i + 1] ? token : UNSCORED)),
        }));
        const order = (list: typeof expected) => list.map((d) => JSON.stringify(d)).sort();
        expect(order(unpack(batch))).toEqual(order(expected));
      }),
    );
  });

  it('has the promised shape, scores no padding, and stops only when a document fits nowhere', () => {
    fc.assert(
      fc.property(shape, stream, ({ rows, length }, documents) => {
        const batch = pack({ rows, length }, endless(documents), PAD);
        expect([batch.rows, batch.length]).toEqual([rows, length]);
        for (const array of [batch.tokens, batch.targets, batch.starts]) expect(array).toHaveLength(rows * length);
        batch.tokens.forEach((token, at) => {
          if (token === PAD) expect([batch.targets[at], batch.starts[at]]).toEqual([UNSCORED, at % length]);
        });
        const free = Array.from(
          { length: rows },
          (_, row) => batch.tokens.subarray(row * length, (row + 1) * length).filter((token) => token === PAD).length,
        );
        const refused = documents[batch.documents % documents.length]!;
        expect(Math.max(...free)).toBeLessThan(refused.tokens.length - 1);
      }),
    );
  });
});
