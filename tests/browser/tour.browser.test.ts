/** The guided tour on a page that has what its stops are about, or most of it. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { STOPS } from '../../src/tour/stops';
import TourButton from '../../src/tour/TourButton.svelte';
import '../../src/style.css';

let app: ReturnType<typeof mount> | undefined;
let host: HTMLElement;

/** A section of the page, under a heading with that id. */
function section(id: string): HTMLElement {
  const made = document.createElement('section');
  made.setAttribute('aria-labelledby', id);
  made.innerHTML = `<h2 id="${id}">About ${id}</h2><input aria-label="Search ${id}" /><div style="height: 900px"></div>`;
  return made;
}

/** Opens a page with all that the stops are about, but for those of some ids, at an address with such a query. */
function open(query = '', lacking: readonly string[] = []): void {
  host = document.createElement('main');
  document.body.append(host);
  app = mount(TourButton, { target: host, props: { query } });
  const there = STOPS.filter(({ target }) => !lacking.includes(target));
  // Not in the order of the tour, as on the page.
  host.append(...there.map(({ target }) => section(target)).reverse());
}

beforeEach(() => page.viewport(1000, 800));
afterEach(async () => {
  if (app) await unmount(app);
  host.remove();
  vi.restoreAllMocks();
});

const take = () => page.getByRole('button', { name: 'Take the tour' });
const card = () => page.getByRole('region', { name: 'Guided tour' });
const way = (name: string) => card().getByRole('button', { name, exact: true });
const heading = (stop: number) => card().getByRole('heading', { name: STOPS[stop]!.heading, exact: true });
const outlined = () =>
  [...document.querySelectorAll('[data-tour="stop"]')].map((element) => element.getAttribute('aria-labelledby'));

async function expectStop(stop: number): Promise<void> {
  await expect.element(heading(stop)).toHaveFocus();
  await expect.element(card()).toHaveTextContent(`Stop ${stop + 1} of ${STOPS.length}`);
  await expect.element(card()).toHaveTextContent(STOPS[stop]!.question);
  expect(outlined()).toEqual([STOPS[stop]!.target]);
  const top = () => document.querySelector('[data-tour="stop"]')!.getBoundingClientRect().top;
  await expect.poll(() => Math.round(Math.abs(top())), { timeout: 5000 }).toBeLessThan(400);
}

test('it is taken by its button, goes on and back, and closes; the keyboard is back at the button', async () => {
  open();
  await expect.element(card()).not.toBeInTheDocument();
  await take().click();
  await expectStop(0);
  await expect.element(way('Back')).toBeDisabled();
  await way('Next').click();
  await expectStop(1);
  await way('Next').click();
  await expectStop(2);
  await way('Back').click();
  await expectStop(1);
  await way('Close').click();
  await expect.element(card()).not.toBeInTheDocument();
  await expect.element(take()).toHaveFocus();
  expect(outlined()).toEqual([]);
});

test.each([
  ['?tour', 0],
  ['?experiment=agentic&tour=3', 2],
  ['?tour=99', 0],
  ['?tour=first', 0],
])('a link with %s starts it', async (query, stop) => {
  open(query);
  await expectStop(stop);
});

test('after a link was followed, the button begins at the first stop', async () => {
  open('?tour=3');
  await expectStop(2);
  await way('Close').click();
  await take().click();
  await expectStop(0);
});

test('a link to what comes late waits for it', async () => {
  open('?tour=7', [STOPS[6]!.target]);
  await expect.element(take()).toBeVisible();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(card().elements()).toEqual([]);
  host.append(section(STOPS[6]!.target));
  await expectStop(6);
});

test('arrow keys go from stop to stop while the card has the keyboard, and only then', async () => {
  open('?tour');
  await expectStop(0);
  await userEvent.keyboard('{ArrowRight}');
  await expectStop(1);
  await userEvent.keyboard('{ArrowLeft}');
  await expectStop(0);
  await userEvent.keyboard('{ArrowLeft}'); // there is nothing before the first
  await expectStop(0);
  const field = page.getByRole('textbox', { name: `Search ${STOPS[0]!.target}` });
  await field.fill('care');
  await userEvent.keyboard('{ArrowRight}{ArrowLeft}{ArrowLeft}');
  await expect.element(heading(0)).toBeVisible();
});

test('Escape closes it, but in a field it is the field’s', async () => {
  open('?tour');
  await expectStop(0);
  await page.getByRole('textbox', { name: `Search ${STOPS[0]!.target}` }).click();
  await userEvent.keyboard('{Escape}');
  await expect.element(heading(0)).toBeVisible();
  (heading(0).element() as HTMLElement).focus();
  await userEvent.keyboard('{Escape}');
  await expect.element(card()).not.toBeInTheDocument();
  await expect.element(take()).toHaveFocus();
});

test('stops of which the page has nothing are passed by', async () => {
  open('?tour=2', [STOPS[1]!.target, STOPS[2]!.target, STOPS.at(-1)!.target]);
  await expect.element(heading(3)).toHaveFocus();
  await expectStop(3);
  await way('Back').click();
  await expectStop(0);
  await way('Next').click();
  await expectStop(3);
  for (let stop = 4; stop < STOPS.length - 1; stop++) {
    await way('Next').click();
    await expectStop(stop);
  }
  expect(way('Next').elements()).toEqual([]);
  await way('Finish').click();
  await expect.element(card()).not.toBeInTheDocument();
  await expect.element(take()).toHaveFocus();
});

test('a stop stays in view while what is above it grows, until the reader does something', async () => {
  open('?tour=2');
  await expectStop(1);
  const stop = document.querySelector<HTMLElement>('[data-tour="stop"]')!;
  const above = document.createElement('div');
  above.style.cssText = 'height: 700px; overflow-anchor: none';
  host.style.overflowAnchor = 'none';
  await expect.poll(() => stop.getBoundingClientRect().top).toBeLessThan(40);
  host.prepend(above);
  await expect.poll(() => stop.getBoundingClientRect().top).toBeLessThan(40);
  await userEvent.keyboard('{Shift}');
  above.style.height = '1400px';
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  expect(stop.getBoundingClientRect().top).toBeGreaterThan(600);
});

test('a screen reader is told each text without a loss of place', async () => {
  open('?tour');
  await expectStop(0);
  const live = card().element().querySelector('[aria-live="polite"]')!;
  expect(live.textContent).toContain(STOPS[0]!.text);
  await way('Next').click();
  await expectStop(1);
  expect(live.isConnected).toBe(true);
  expect(live.textContent).toContain(STOPS[1]!.text);
});

test('with reduced motion nothing glides', async () => {
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => ({ matches: /reduce/.test(query) }) as MediaQueryList);
  const scroll = vi.spyOn(HTMLElement.prototype, 'scrollIntoView');
  open('?tour');
  await expectStop(0);
  expect(scroll.mock.calls.map(([options]) => (options as ScrollIntoViewOptions).behavior)).toContain('auto');
  expect(scroll.mock.calls.map(([options]) => (options as ScrollIntoViewOptions).behavior)).not.toContain('smooth');
});

test('on a small phone the card is at the foot, nothing is wider, and the end of the page comes out from under it', async () => {
  await page.viewport(360, 640);
  open('?tour');
  await expectStop(0);
  const box = card().element().getBoundingClientRect();
  expect([box.left, box.right, box.bottom]).toEqual([0, 360, 640]);
  expect(box.height).toBeLessThanOrEqual(0.42 * 640 + 1);
  await expect.element(way('Next')).toBeInViewport({ ratio: 1 });
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  scrollTo(0, document.documentElement.scrollHeight);
  expect(host.getBoundingClientRect().bottom).toBeLessThanOrEqual(box.top + 1);
});
