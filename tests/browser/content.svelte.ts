/** Content of Changing.svelte: what is shown follows it. */

export const START = {
  count: 1,
  word: 'pause',
  on: true,
  tone: 'calm',
  items: ['one', 'two', 'three'],
  chosen: 'two',
};
export type Content = typeof START;

/** The content to begin with, whose changes are seen. */
export function newContent(): Content {
  const content = $state(structuredClone(START));
  return content;
}
