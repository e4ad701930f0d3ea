import { describe, expect, it } from 'vitest';
import { embeddingIndex, embeddingIndexLength } from '../../models/ops/embedding';

describe('embeddingIndex', () => {
  it('lists the tokens of every row of wte, then of wpe, in order', () => {
    const out = new Int32Array(embeddingIndexLength(4, 2, 3));
    embeddingIndex(4, 2, Int32Array.of(2, 0, 2), Int32Array.of(0, 1, 0), out);
    const begins = [0, 1, 1, 3, 3, 5, 6]; // wte 0 … 3, wpe 0 … 1, end
    const lists = [1, 0, 2, 0, 2, 1];
    expect([...out]).toEqual([...begins, ...lists]);
  });
});
