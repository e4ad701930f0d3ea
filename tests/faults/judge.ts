/** What a reader may say of an input that it refuses: one short sentence of its own. Everything else is a fault. */

/** Longest sentence, in characters. */
export const LONGEST_SENTENCE = 300;

/** Longest time that reading may take, in milliseconds. */
export const LONGEST_READING = 1000;

/** Words of engines and libraries, which say nothing to a reader. */
const NOT_OURS: [RegExp, string][] = [
  [/cannot read propert|is not a function|is not iterable|is not defined|is not a constructor/i, "an engine's words"],
  [
    /unexpected (token|end of|non-whitespace|string|number)|in JSON at position|is not valid JSON/i,
    "JSON.parse's words",
  ],
  [
    /maximum call stack|invalid (array|string|typed array) length|array buffer allocation|invalid count value/i,
    "an engine's words",
  ],
  [/offset is out of bounds|outside the bounds|start offset of|byte length of/i, "an engine's words"],
  [/^(line \d+: )?invalid (atob|input|character|date)\b.*(atob|correctly encoded)/i, "an engine's words"],
  [/too (big|small): expected|invalid input: expected|invalid (option|string|discriminator|iso|key)\b/i, "zod's words"],
  [/unrecognized keys?:|invalid_type|invalid_union/i, "zod's words"],
  [/\[object \w+\]/, 'an object as text'],
  [/^\w*Error: /, 'the name of an error'],
];

/** What is wrong with a sentence that is shown to a person; undefined if nothing is. */
export function complaintAboutSentence(sentence: string): string | undefined {
  if (sentence.trim() === '') return 'an empty message';
  if (sentence.length > LONGEST_SENTENCE) return `a sentence of more than ${LONGEST_SENTENCE} characters`;
  const code = Array.from(sentence, (character) => character.codePointAt(0)!).find((code) => code < 32 || code === 127);
  if (code !== undefined) return `a message with the control character ${code}`;
  return NOT_OURS.find(([words]) => words.test(sentence))?.[1];
}

/** Errors that a program throws by mistake. */
const MISTAKES: readonly string[] = ['TypeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'ZodError', 'URIError'];

/** What is wrong with an error by which a reader refuses its input; undefined if nothing is. */
export function complaintAboutError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const kind = error.name;
  if (MISTAKES.includes(kind) || MISTAKES.includes(error.constructor.name)) return `a ${kind}`;
  return complaintAboutSentence(error.message);
}

/** Whether a text has a stack of this program in it. What Vulkan's drivers are wanting, Dawn tells with one of its own, without columns. */
export const hasStack = (text: string): boolean => /\n {4}at .*:\d+:\d+\)?(\n|$)/.test(text);
