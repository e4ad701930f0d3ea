/** What Svelte updates under a translator that replaces its text nodes: it reads as it would without one. */
import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { followTranslations } from '../../src/translation';
import Changing from './Changing.svelte';
import { type Content, newContent, START } from './content.svelte';
import { translate, type Translator, untranslated } from './translator';

const TRANSLATORS: [string, Translator][] = (
  ['at once', 'insert, then remove', 'remove, then insert'] as const
).flatMap((order): [string, Translator][] => [
  [order, { order }],
  [`${order}, after a moment`, { order, delay: 20 }],
]);

/** What is done to the content, one after the other. */
const STEPS: [string, (content: Content) => void][] = [
  ['a number changes', (content) => (content.count = 2)],
  ['a label changes', (content) => (content.word = 'resume')],
  ['it changes back', (content) => (content.word = 'pause')],
  ['a text becomes empty', (content) => (content.word = '')],
  ['it is filled again', (content) => (content.word = 'go on')],
  ['a part goes', (content) => (content.on = false)],
  ['it changes while the part is away', (content) => (content.count = 3)],
  ['the part comes back', (content) => (content.on = true)],
  ['rows are sorted', (content) => (content.items = ['three', 'one', 'two'])],
  ['rows are turned around', (content) => (content.items = ['two', 'one', 'three'])],
  ['a row goes from the middle', (content) => (content.items = ['two', 'three'])],
  ['rows come', (content) => (content.items = ['zero', 'two', 'two and a half', 'three', 'four'])],
  ['all rows go', (content) => (content.items = [])],
  ['others come', (content) => (content.items = ['five', 'six'])],
  ['an element becomes another', (content) => (content.tone = 'loud')],
  [
    'all at once',
    (content) => Object.assign(content, { ...START, count: 60, items: ['six', 'seven', 'five'], on: false }),
  ],
  ['all back', (content) => Object.assign(content, START)],
];

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
  document.body.replaceChildren();
});

function show(): { host: HTMLElement; content: Content } {
  const host = document.createElement('main');
  document.body.append(host);
  const content = newContent();
  const part = mount(Changing, { target: host, props: { content } });
  ended.push(() => unmount(part));
  return { host, content };
}

/** What a reader, or what reads aloud, is told. */
const told = (host: HTMLElement): unknown => ({
  text: host.textContent,
  parts: [...host.querySelectorAll('p, li, button, option, text, h2')].map(({ textContent }) => textContent),
  attributes: [...host.querySelectorAll('[aria-label], [title]')].map((element) =>
    ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name)),
  ),
});

const settled = async ({ delay }: Translator) => {
  await tick();
  await new Promise((resolve) => setTimeout(resolve, 3 * (delay ?? 1)));
};

describe.each(TRANSLATORS)('translated %s', (_, translator) => {
  test('every step reads like the page without a translator, and is translated again', async () => {
    const plain = show();
    const { host, content } = show();
    ended.push(followTranslations(host));
    ended.push(translate(host, translator));
    await settled(translator);
    expect(untranslated(host)).toEqual([]);
    for (const [step, change] of STEPS) {
      change(plain.content);
      change(content);
      await tick();
      expect(told(host), step).toEqual(told(plain.host));
      await settled(translator);
      expect(told(host), `${step}, translated`).toEqual(told(plain.host));
      expect(untranslated(host), step).toEqual([]);
    }
  });

  test('many changes within one turn, and none missed while the translator is at work', async () => {
    const { host, content } = show();
    ended.push(followTranslations(host));
    ended.push(translate(host, translator));
    for (let count = 2; count <= 60; count++) {
      content.count = count;
      content.on = count % 2 === 0;
      if (count % 3 === 0) flushSync();
      else if (count % 3 === 1) await tick();
      else await Promise.resolve();
    }
    await settled(translator);
    const plain = show();
    plain.content.count = 60;
    await tick();
    expect(told(host)).toEqual(told(plain.host));
    expect(untranslated(host)).toEqual([]);
  });
});

test('what does not change stays in the very words of the translator', async () => {
  const { host, content } = show();
  ended.push(followTranslations(host));
  ended.push(translate(host, { order: 'at once' }));
  await tick();
  const fonts = new Set(host.querySelectorAll('li:last-child > font'));
  content.word = 'resume';
  content.items = ['three', 'one', 'two'];
  await tick();
  const kept = [...host.querySelectorAll('li:first-child > font')].filter((font) => fonts.has(font));
  expect(kept.map(({ textContent }) => textContent)).toEqual(['three at 1']);
});

test('a translation that is taken back, or done again, leaves the text once', async () => {
  const { host, content } = show();
  ended.push(followTranslations(host));
  const end = translate(host, { order: 'at once' });
  await tick();
  end();
  const font = host.querySelector('button > font')!;
  const again = document.createElement('font');
  again.textContent = 'Pause';
  font.replaceWith(again);
  await tick();
  expect(host.querySelector('button')!.textContent).toBe('Pause');
  again.remove();
  await tick();
  expect(host.querySelector('button')!.textContent).toBe('pause');
  content.word = 'resume';
  await tick();
  expect(host.querySelector('button')!.textContent).toBe('resume');
});

test('without this, the same steps leave stale text behind', async () => {
  const plain = show();
  const { host, content } = show();
  ended.push(translate(host, { order: 'at once' }));
  content.count = plain.content.count = 2;
  await tick();
  expect(told(host)).not.toEqual(told(plain.host));
});
