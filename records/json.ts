/** JSON from outside: told apart by what is wrong with it, and bounded in nesting, which exhausts the stack of whoever walks it. */
import { MAX_NESTING } from './limits';

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from('"\\[]{}', (character) =>
  character.charCodeAt(0),
);

/**
 * The value that a text stands for.
 * @param expected what it should be, as the end of a sentence: "a run record was expected"
 * @throws RangeError with one sentence if it is not JSON, breaks off, or nests deeper than anything that the lab writes
 */
export function parseJson(text: string, expected: string): unknown {
  const { deepest, isOpen } = nestingOf(text);
  if (deepest > MAX_NESTING) throw new RangeError(`this is nested too deeply; ${expected}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const problem = isOpen && /^\s*[{[]/.test(text) ? 'this is cut off' : 'this is not JSON';
    throw new RangeError(`${problem}; ${expected}`, { cause });
  }
}

/** How deep lists and objects nest, and whether one, or a string, is still open at the end. */
function nestingOf(text: string): { deepest: number; isOpen: boolean } {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return { deepest, isOpen: inString || depth > 0 };
}
