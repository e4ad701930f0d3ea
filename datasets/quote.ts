/** Text from outside as it stands in a sentence about it: short, on one line, and with nothing invisible in it. */

/** Characters of a quotation. */
const MOST = 60;

/** What has no look of its own, or would change that of its surroundings: control and format characters, line ends. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The beginning of a text, at most `most` characters of it, with what is invisible as `\u{…}`; a longer one ends with `…`. */
export function excerpt(text: string, most = MOST): string {
  let shown = '';
  let length = 0;
  for (const character of text) {
    const visible = INVISIBLE.test(character) ? `\\u{${character.codePointAt(0)!.toString(16)}}` : character;
    length += visible === character ? 1 : visible.length;
    if (length > most) return `${shown}…`;
    shown += visible;
  }
  return shown;
}
