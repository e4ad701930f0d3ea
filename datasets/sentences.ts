/**
 * Parts of the sentences that refuse bad input: what was written, quoted so that it harms no terminal and fills no
 * screen; the names there are; the one that was most likely meant.
 */
import { nearest } from './nearest';

/** Most characters of somebody's input that a sentence quotes. */
export const MOST_QUOTED = 60;

/** Most characters that a list of names takes. */
const MOST_LISTED = 130;

/** Control characters, and those that turn or hide what stands beside them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A text with what no terminal should be sent as escapes, such as `\x1b` and `\u{202e}`. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });

/** The beginning of a text in quotation marks, printable, with `…` where it was cut. */
export const quoted = (text: string): string => `"${beginning(text)}"`;

/** The beginning of a text, printable, with `…` where it was cut. */
export function beginning(text: string, most = MOST_QUOTED): string {
  const shown = printable(text.slice(0, most + 1));
  return text.length > most || shown.length > most ? `${shown.slice(0, most - 1)}…` : shown;
}

/** Names between commas, as many as fit: `a, b, c and 12 more`. */
export function listed(names: readonly string[]): string {
  let text = '';
  for (const [i, name] of names.entries()) {
    const longer = text === '' ? beginning(name) : `${text}, ${beginning(name)}`;
    if (longer.length > MOST_LISTED) return `${text} and ${names.length - i} more`;
    text = longer;
  }
  return text;
}

/** ` Did you mean "philosophy"?`, to end a sentence with; empty if no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : ` Did you mean ${quoted(meant)}?`;
}
