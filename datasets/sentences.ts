/** Parts of the sentences that refuse what is not known: what was written, and the names there are. */
import { excerpt } from './quote';

/** Most characters that a list of names takes. */
const MOST_LISTED = 130;

/** The beginning of what was written, in quotation marks. */
export const quoted = (text: string): string => `"${excerpt(text)}"`;

/** Names between commas, as many as fit: `a, b, c and 12 more`. */
export function listed(names: readonly string[]): string {
  let text = '';
  for (const [i, name] of names.entries()) {
    const longer = text === '' ? excerpt(name) : `${text}, ${excerpt(name)}`;
    if (longer.length > MOST_LISTED) return `${text} and ${names.length - i} more`;
    text = longer;
  }
  return text;
}
