/**
 * Packing: several documents share a row of fixed length, so that shapes never change and little padding is paid for.
 *
 * A token attends only within its own document and its position counts from the document's start. One array, `starts`,
 * says both. A padding token is a document of its own that is never scored.
 */

/** A document in token ids, with the tokens that training is scored on. */
export interface TokenizedDocument {
  /** `<bos> … <eos>` */
  tokens: number[];
  /** `scored[i]`: whether predicting `tokens[i]` from the tokens before it counts. `scored[0]` is always false. */
  scored: boolean[];
}

/** The shape of a training batch: the same for every stage of a run, so that one compiled program serves them all. */
export interface BatchShape {
  /** Rows in a batch, B. */
  rows: number;
  /** Tokens in a row, T. */
  length: number;
}

/** One replica's batch. */
export interface PackedBatch extends BatchShape {
  /** Input tokens. `[B, T]` */
  tokens: Int32Array;
  /** The token that follows within the same document, or -1 where nothing is scored. `[B, T]` */
  targets: Int32Array;
  /** Column (0 … T-1) at which the token's document starts. Position is `column - start`. `[B, T]` */
  starts: Int32Array;
  /** Documents in the batch. */
  documents: number;
}

/** Target of a position whose prediction is not scored. */
export const UNSCORED = -1;

/**
 * Fills rows from the front of an endless stream of documents, first fit, until one fits nowhere.
 *
 * @param next gives the next document of the stream; documents must have at most `length + 1` tokens
 * @param pad token id written where no document is
 * @throws RangeError if a document is longer than a row
 */
export function pack(shape: BatchShape, next: () => TokenizedDocument, pad: number): PackedBatch {
  const { rows, length } = shape;
  const tokens = new Int32Array(rows * length).fill(pad);
  const targets = new Int32Array(rows * length).fill(UNSCORED);
  const starts = new Int32Array(rows * length);
  for (let at = 0; at < starts.length; at++) starts[at] = at % length;
  const used = new Array<number>(rows).fill(0);
  for (let documents = 0; ; documents++) {
    const document = next();
    const size = document.tokens.length - 1; // the last token is only ever a target
    if (size > length) throw new RangeError(`a document of ${size + 1} tokens does not fit a row of ${length}`);
    let row = 0;
    while (row < rows && used[row]! + size > length) row++;
    if (row === rows) return { rows, length, tokens, targets, starts, documents };
    const start = used[row]!;
    for (let i = 0; i < size; i++) {
      const at = row * length + start + i;
      tokens[at] = document.tokens[i]!;
      targets[at] = document.scored[i + 1] ? document.tokens[i + 1]! : UNSCORED;
      starts[at] = start;
    }
    used[row] = start + size;
  }
}
