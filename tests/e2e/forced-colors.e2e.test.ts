/** The page for readers who force its colours: what is shown by a background or a colour is shown without them, too. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, MINUTES, openLab, type OpenPage, region, tiny } from './lab';

let lab: OpenPage;
let page: Page;
/** Before it is pressed. */
let trainButton: string[][];

beforeAll(async () => {
  lab = await openLab(`${tiny(3)}&pretrain.steps=3000`, {
    ...{
      viewport: { width: 1000, height: 900 },
      forcedColors: 'active',
      colorScheme: 'light',
      reducedMotion: 'reduce',
    },
  });
  page = lab.page;
  trainButton = await pixels('.primary');
  await button(page, 'Train').click();
  const numbers = region(page, 'Training').getByRole('cell', { name: /^\d\.\d{3}$/ });
  await numbers.first().waitFor({ timeout: MINUTES });
  await button(page, 'Pause').click();
  await page.getByRole('status').first().getByText('Paused').waitFor({ timeout: MINUTES });
});
afterAll(() => lab.close());

/** The pixels of a picture of an element, row by row, as `#rrggbb`. */
async function pixels(selector: string): Promise<string[][]> {
  const picture = await page.locator(selector).first().screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const at = (x: number, y: number) => [...data.slice(4 * (y * bitmap.width + x), 4 * (y * bitmap.width + x) + 3)];
    const hex = (channels: number[]) => `#${channels.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
    return Array.from({ length: bitmap.height }, (_, y) =>
      Array.from({ length: bitmap.width }, (_, x) => hex(at(x, y))),
    );
  }, picture.toString('base64'));
}

test('the word on the button that trains is seen', async () => {
  const middle = trainButton[Math.floor(trainButton.length / 2)]!;
  const changes = middle.filter((colour, x) => x > 0 && colour !== middle[x - 1]).length;
  expect(changes).toBeGreaterThan(8); // two edges of the button, and two for each stroke of five letters
});

test('the bars of the stages have an edge, and what is done in them is seen', async () => {
  await page.evaluate(() => {
    document.querySelector('progress')!.value = 0.5;
  });
  const rows = await pixels('progress');
  const middle = rows[Math.floor(rows.length / 2)]!;
  const [done, open] = [middle[Math.floor(middle.length / 4)]!, middle[Math.floor((3 * middle.length) / 4)]!];
  expect(done).not.toBe(open);
  const edge = rows[0]![Math.floor((3 * middle.length) / 4)]!;
  expect(edge).not.toBe(open);
});

/** What is drawn on the canvases of the live charts when they are drawn anew in a window of this width. */
async function drawnAt(width: number): Promise<{ outlines: number; meetings: string[] }> {
  await page.evaluate(() => {
    const { fill, fillText, clearRect } = CanvasRenderingContext2D.prototype;
    const seen = { outlines: new Set<Path2D>(), texts: new Map<HTMLCanvasElement, [string, DOMRect][]>() };
    Object.assign(globalThis, { seen });
    Object.assign(CanvasRenderingContext2D.prototype, {
      fill(this: CanvasRenderingContext2D, ...args: [Path2D]) {
        if (args[0] instanceof Path2D) seen.outlines.add(args[0]);
        fill.apply(this, args);
      },
      clearRect(this: CanvasRenderingContext2D, ...args: [number, number, number, number]) {
        seen.texts.set(this.canvas, []);
        clearRect.apply(this, args);
      },
      fillText(this: CanvasRenderingContext2D, text: string, x: number, y: number) {
        const box = this.measureText(text);
        const [left, top] = [x - box.actualBoundingBoxLeft, y - box.actualBoundingBoxAscent];
        const [wide, high] = [box.actualBoundingBoxRight + x - left, box.actualBoundingBoxDescent + y - top];
        seen.texts.get(this.canvas)?.push([text, new DOMRect(left, top, wide, high)]);
        fillText.call(this, text, x, y);
      },
    });
  });
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(500);
  return page.evaluate(() => {
    const { seen } = globalThis as unknown as {
      seen: { outlines: Set<Path2D>; texts: Map<HTMLCanvasElement, [string, DOMRect][]> };
    };
    const meetings = [...seen.texts].flatMap(([{ width, height }, texts]) =>
      texts.flatMap(([text, a], i) => [
        ...(a.left < 0 || a.right > width || a.bottom > height ? [`“${text}” sticks out`] : []),
        ...texts.slice(i + 1).flatMap(([other, b]) => {
          const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          return apart ? [] : [`“${text}” prints over “${other}”`];
        }),
      ]),
    );
    return { outlines: seen.outlines.size, meetings };
  });
}

test.each([360, 700, 1000])(
  '%i pixels wide, every line of a live chart has its mark, and no label meets another',
  async (width) => {
    const { outlines, meetings } = await drawnAt(width - 1);
    expect(outlines % 2).toBe(0); // two arms, on each chart that has numbers
    expect(outlines).toBeGreaterThan(0);
    expect(meetings).toEqual([]);
  },
);

test('the shares of answers are bars with an edge', async () => {
  await region(page, 'Talk to them, and look inside').scrollIntoViewIfNeeded();
  const bar = region(page, 'Talk to them, and look inside').locator('.bar').first();
  await bar.waitFor();
  const looks = () =>
    bar.evaluate((one) => {
      const fill = getComputedStyle(one.firstElementChild!).backgroundColor;
      const unseen = ['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'];
      return { edge: getComputedStyle(one).borderTopWidth, filled: !unseen.includes(fill) };
    });
  await expect.poll(looks).toEqual({ edge: '1px', filled: true }); // its element is replaced while models are asked
});

test('a figure is saved in the page’s own colours', async () => {
  await region(page, 'Result').scrollIntoViewIfNeeded();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Save as SVG: Unsafe alone/ })
      .first()
      .click(),
  ]);
  const { readFile } = await import('node:fs/promises');
  const svg = await readFile((await download.path())!, 'utf8');
  for (const colour of ['#1d1c1a', '#c9540a', '#0a67ad']) expect(svg).toContain(colour);
});
