/** Terms with their explanations: in a sentence and in the head of a table, by keyboard and for screen readers. */
import { createRawSnippet, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { GLOSSARY } from '../../src/glossary';
import Term from '../../src/parts/Term.svelte';
import '../../src/style.css';

const parts: ReturnType<typeof mount>[] = [];
let host: HTMLElement;

/** A term at the end of a sentence, in the words of that sentence; another in a head of a table that scrolls. */
beforeEach(async () => {
  await page.viewport(1000, 800);
  host = document.createElement('main');
  host.innerHTML =
    '<p>Every model is measured on eight <span id="word"></span></p><div style="height: 150px"></div>' +
    '<div style="overflow-x: auto"><table><thead><tr><th class="number" scope="col" id="head"></th></tr></thead>' +
    '<tbody><tr><td>0.81</td></tr></tbody></table></div>';
  document.body.append(host);
  const children = createRawSnippet(() => ({ render: () => '<span>seeds</span>' }));
  parts.push(mount(Term, { target: host.querySelector('#word')!, props: { of: 'seed', children } }));
  parts.push(mount(Term, { target: host.querySelector('#head')!, props: { of: 'linkage' } }));
});
afterEach(async () => {
  for (const part of parts.splice(0)) await unmount(part);
  host.remove();
});

const term = (name: string) => page.getByRole('button', { name, exact: true });
const note = (of: keyof typeof GLOSSARY) => page.getByText(GLOSSARY[of]);

test('it opens by keyboard and closes with Escape; the keyboard stays where it was', async () => {
  await userEvent.tab();
  await expect.element(term('seeds')).toHaveFocus();
  await expect.element(note('seed')).not.toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(note('seed')).toBeVisible();
  await expect.element(page.getByRole('note')).toHaveTextContent(GLOSSARY.seed);
  await userEvent.keyboard('{Escape}');
  await expect.element(note('seed')).not.toBeVisible();
  await expect.element(term('seeds')).toHaveFocus();
});

test('it closes with a click elsewhere, and when another one opens', async () => {
  await term('seeds').click();
  await expect.element(note('seed')).toBeVisible();
  await term('linkage').click();
  await expect.element(note('linkage')).toBeVisible();
  await expect.element(note('seed')).not.toBeVisible();
  await page.getByText('Every model').click();
  await expect.element(note('linkage')).not.toBeVisible();
});

test('a screen reader hears the explanation with the term, and the sentence and the table without it', async () => {
  await expect.element(term('seeds')).toHaveAccessibleDescription(GLOSSARY.seed);
  await expect.element(page.getByRole('columnheader')).toHaveAccessibleName('linkage');
  await expect.element(page.getByRole('term').first()).toHaveTextContent('seeds');
});

test('the page looks the same before, during and after; the explanation is whole and in plain letters', async () => {
  const places = () => [...host.children].map((part) => JSON.stringify(part.getBoundingClientRect()));
  const before = places();
  await term('linkage').click();
  await expect.element(note('linkage')).toBeVisible();
  expect(places()).toEqual(before);
  const style = getComputedStyle(note('linkage').element());
  expect([style.whiteSpaceCollapse, style.textWrapMode, style.textAlign]).toEqual(['collapse', 'wrap', 'left']);
  await userEvent.keyboard('{Escape}');
  expect(places()).toEqual(before);
});

test.each([
  ['top left', 'left: 0; top: 0'],
  ['top right', 'right: 0; top: 0'],
  ['bottom left', 'left: 0; bottom: 0'],
  ['bottom right', 'right: 0; bottom: 0'],
  ['middle', 'left: 45%; top: 45%'],
])('on a small phone it stays in the window and beside its term: %s', async (_, place) => {
  await page.viewport(360, 640);
  host.querySelector('#word')!.setAttribute('style', `position: fixed; ${place}`);
  await term('seeds').click();
  await expect.element(note('seed')).toBeVisible();
  const [word, box] = [term('seeds'), note('seed')].map((found) => found.element().getBoundingClientRect());
  expect(box!.left).toBeGreaterThanOrEqual(0);
  expect(box!.right).toBeLessThanOrEqual(360);
  expect(box!.top).toBeGreaterThanOrEqual(0);
  expect(box!.bottom).toBeLessThanOrEqual(640);
  const gap = Math.max(box!.top - word!.bottom, word!.top - box!.bottom);
  expect(gap).toBeGreaterThanOrEqual(0);
  expect(gap).toBeLessThan(16);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});
