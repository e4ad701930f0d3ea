/**
 * The lines of a specification and what each of them is, whatever it was written with. Word processors, PDF readers and
 * phones write the same line in many ways: what looks alike is read alike here, and what looks like a heading or a
 * bullet but cannot be read as one is told apart from words for people.
 */

/** What a line is. `odd` begins like a heading or a bullet and is neither. */
export type LineKind = 'title' | 'domain' | 'bullet' | 'odd' | 'words';

export interface SpecLine {
  kind: LineKind;
  /** What follows the mark, in plain characters; of an odd line and of words all of it. */
  text: string;
}

/** Line ends of every system, and those that word processors put within a paragraph or between pages. */
const LINE_END = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;

/** The lines of a text, as the numbers in messages count them. */
export const linesOf = (text: string): string[] => text.split(LINE_END);

/** Where a word may be broken. Some programs write it in place of a hyphen, others where there is none. */
export const SOFT_HYPHEN = '\u00AD';

/** Characters that are not seen: joiners, direction marks, variation selectors, the byte order mark. */
const UNSEEN = /(?!\u00AD)\p{Default_Ignorable_Code_Point}/gu;

/** Every dash that may stand for a hyphen, the minus sign and the hyphen bullet. */
const DASHES = /[\p{Pd}\u02D7\u2043\u2212]/gu;

const SINGLE_QUOTES = /[\u2018-\u201B\u2032]/g;
const DOUBLE_QUOTES = /[\u201C-\u201F\u2033]/g;

/** White space of any width, full-width and other compatible letters, dashes and quotes as the plainest character of the kind. */
const plain = (line: string): string =>
  line
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(DASHES, '-')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .trim();

/**
 * Bullets as word processors and PDF readers write them: dots, geometric shapes, arrows, ticks and stars; and the
 * private characters by which symbol fonts draw them.
 */
const DRAWN_BULLET =
  /^[\u00B7\u2022\u2023\u204C\u204D\u2190-\u21FF\u2219\u22C5\u25A0-\u27BF\u2981\u2B00-\u2BFF\u30FB\p{Co}]\s*/u;

/** `- `, `* `, `+ `, `1. `, `12) `, `(3) `. */
const MARK = /^(?:[-*+]|\(?\p{Nd}{1,3}[.)])\s+/u;

/** `a. `, `(b) `, `iv. `, and `o `, which stands for a hollow bullet: bullets only before one of these words. */
const lettered = (keywords: readonly string[]) =>
  new RegExp(`^(?:o|\\(?(?:[a-z]|[ivx]{1,5})[.)])\\s+(?=(?:${keywords.join('|')})\\s)`, 'iu');

/**
 * What a line is, and what it says.
 * @param keywords the words with which bullets begin
 */
export function readLine(raw: string, keywords: readonly string[]): SpecLine {
  const line = plain(raw);
  const heading = /^(##?)\s+(?=\S)/.exec(line);
  if (heading) {
    const text = line.slice(heading[0].length).replaceAll(SOFT_HYPHEN, '');
    return { kind: heading[1] === '#' ? 'title' : 'domain', text };
  }
  const mark = MARK.exec(line) ?? DRAWN_BULLET.exec(line) ?? lettered(keywords).exec(line);
  if (mark) return { kind: 'bullet', text: line.slice(mark[0].length) };
  const isOdd = /^[-*+#]/.test(line) || /^=+$/.test(line);
  return { kind: isOdd ? 'odd' : 'words', text: line };
}
