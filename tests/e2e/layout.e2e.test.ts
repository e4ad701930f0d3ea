/**
 * Where things stand on the whole built page, with everything unfolded: nothing sticks out, however large its text, and
 * no label of a figure prints over another, whatever the font.
 */
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { labelTroubles } from '../labels';
import { openLab, type OpenPage, readThrough, unfold } from './lab';

let lab: OpenPage;
let page: Page;

beforeAll(async () => {
  lab = await openLab('', { viewport: { width: 1366, height: 900 }, reducedMotion: 'reduce' });
  page = lab.page;
  await readThrough(page);
  await unfold(page);
});
afterAll(() => lab.close());
beforeEach(() => setText(100));

/** The size of text that the reader has chosen, in per cent of the usual one. */
const setText = (percent: number) =>
  page.evaluate((size) => document.documentElement.style.setProperty('font-size', `${size}%`), percent);

/** After a change of size figures are drawn anew. */
async function resize(width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(400);
}

/** The page's width, and which elements reach beyond the window where it is more than that. */
const sticksOut = () =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.querySelectorAll('body *')].filter((one) => {
      const scrolls = one.parentElement!.closest('[role=group][aria-label^="Table"], pre, textarea');
      return !scrolls && one.getBoundingClientRect().right > clientWidth + 1;
    });
    return beyond.slice(0, 10).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 60)}`);
  });

test.each([
  [360, 100],
  [768, 100],
  [900, 100],
  [390, 175],
  [360, 175],
  [390, 200],
  [360, 200],
  [768, 200],
  [1366, 200],
])('%i pixels wide, with text at %i per cent, nothing sticks out', async (width, percent) => {
  await setText(percent);
  await resize(width);
  expect(await sticksOut()).toEqual([]);
});

/** Fonts in which labels take the usual room, more and less; the last two stand for those of other machines. */
const FONTS = {
  'the page’s own': '',
  'what stands in for it': "'Sans stand-in: DejaVu'",
  'a wide one': "'DejaVu Sans'",
  'a narrow one': 'Narrow',
};

test.each(Object.entries(FONTS))(
  'with %s, no label of a figure meets another or a mark, at any width',
  async (_, font) => {
    await page.addStyleTag({
      content: `@font-face { font-family: Narrow; src: local('DejaVu Sans'); size-adjust: 65%; }
      ${font === '' ? '' : `:root { --sans: ${font} !important; }`}`,
    });
    await page.evaluate((family) => document.fonts.load(`1em ${family || 'Narrow'}`), font);
    for (const width of [360, 768, 900, 1366]) {
      await resize(width);
      const drawings = page.locator('[role=img] svg, svg[role=img]');
      expect(await drawings.count()).toBeGreaterThan(10);
      const found = await drawings.evaluateAll((svgs, source) => {
        const troubles = new Function(`return ${source}`)() as (svg: SVGSVGElement, onMarks: string) => string[];
        return svgs.flatMap((svg) => {
          const title = svg.closest('figure, section')?.querySelector('h3, h2')?.textContent;
          return troubles(svg as SVGSVGElement, '.face').map((trouble) => `${title}: ${trouble}`);
        });
      }, labelTroubles.toString());
      expect(found, `${width} pixels wide`).toEqual([]);
    }
  },
);
