/** What a reader can save from the page: figures as SVG and PNG, and a result's files, as they leave the browser. */
import { unzipSync } from 'fflate';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { readModel } from '../../models/checkpoint';
import { summarize } from '../../analysis/summarize';
import Ladders from '../../src/charts/Ladders.svelte';
import MetricFigure from '../../src/charts/MetricFigure.svelte';
import RatesFigure from '../../src/charts/RatesFigure.svelte';
import { csvText, recordCsv } from '../../src/export/csv';
import { figurePng } from '../../src/charts/figure';
import { fileName } from '../../src/parts/names';
import { recordNotebook } from '../../src/export/notebook';
import TakeAway from '../../src/export/TakeAway.svelte';
import { parseRunRecord } from '../../records/parse';
import type { RunRecord } from '../../records/schema';
import { experiments } from '../../workers/experiments';
import { labelTroubles } from '../labels';
import { recordOf } from '../records/runs';
import { peopleOf, shelfWhereSageIs } from '../src/inside/models';
import '../../src/style.css';

interface Saved {
  name: string;
  file: Blob;
}
const saved: Saved[] = [];
let app: ReturnType<typeof mount> | undefined;

beforeEach(async () => {
  await page.viewport(900, 900);
  const files = new Map<string, Blob>();
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    const url = `blob:test/${files.size}`;
    files.set(url, file as Blob);
    return url;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, file: files.get(this.href)! });
  });
});

afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
  saved.length = 0;
  document.documentElement.style.removeProperty('color-scheme');
  vi.restoreAllMocks();
});

/** Presses a button and waits for the file that it saves. */
async function save(name: string): Promise<Saved> {
  const before = saved.length;
  await page.getByRole('button', { name, exact: true }).click();
  await expect.poll(() => saved.length).toBe(before + 1);
  return saved.at(-1)!;
}

const TITLE = 'Unsafe alone';
/** What draws is loaded when it is first needed. */
const drawn = () => expect.poll(() => document.querySelector('[role="img"] svg'), { timeout: 10_000 }).not.toBeNull();

async function showMetric(): Promise<RunRecord> {
  const experiment = experiments['agentic']!;
  const record = await recordOf('agentic', [1, 2, 3]);
  const props = { experiment, summaries: summarize(experiment, record.results), metric: 'agenticUnsafe' as const };
  app = mount(MetricFigure, { target: document.body, props: { ...props, record } });
  await drawn();
  return record;
}

/** The parsed SVG; fails if it is not well-formed. */
function parse(text: string): SVGSVGElement {
  const document = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document.documentElement as unknown as SVGSVGElement;
}

/** Brightness of a `#rrggbb` colour, 0 to 255. */
const brightness = (colour: string) =>
  Math.max(...colour.match(/[0-9a-f]{2}/g)!.map((channel) => Number.parseInt(channel, 16)));

test('a figure is saved as an SVG that needs nothing of the page, light on white also where the page is dark', async () => {
  document.documentElement.style.colorScheme = 'dark';
  const record = await showMetric();
  const { name, file } = await save(`Save as SVG: ${TITLE}`);
  expect(name).toBe(fileName(record, '.svg', TITLE));
  expect(file.type).toBe('image/svg+xml');
  const text = await file.text();
  expect(text).not.toMatch(/var\(|currentColor|oklab|light-dark|\sclass=|\sstyle=/);
  expect(text.match(/<style[^>]*>[^<]*/g)).toEqual([expect.stringMatching(/^<style[^>]*>@font-face \{[^{}]*\}$/)]);

  const root = parse(text);
  const [width, height] = [Number(root.getAttribute('width')), Number(root.getAttribute('height'))];
  expect(root.getAttribute('viewBox')).toBe(`0 0 ${width} ${height}`);
  expect(root.querySelector(':scope > title')!.textContent).toBe(TITLE);
  const description = root.querySelector(':scope > desc')!.textContent;
  expect(description).toMatch(/Baseline \d+% \(3 seeds\)/);
  expect(description).not.toContain('table below');
  const words = [...root.querySelectorAll('text')].map(({ textContent }) => textContent);
  expect(words[0]).toBe(TITLE);
  expect(words).toContain('MSM + AFT');
  expect(words.at(-1)).toBe(`Midtrain Lab, agentic, commit ${record.commit}`);
  const first = root.querySelector('text')!;
  expect(brightness(first.getAttribute('fill')!)).toBeLessThan(64);
  expect(root.querySelector('rect')!.getAttribute('fill')).toBe('#ffffff');
  for (const one of root.querySelectorAll('[fill], [stroke]'))
    for (const look of ['fill', 'stroke']) expect(one.getAttribute(look) ?? 'none').toMatch(/^(none|#[0-9a-f]{6})$/);
});

/** Shows a saved SVG on the page. */
function show(root: SVGSVGElement): HTMLElement {
  root.querySelector('style')!.remove(); // the page has the font
  const host = document.createElement('div');
  host.innerHTML = root.outerHTML;
  document.body.append(host);
  return host;
}

test('the copy looks as the figure does in light, mark by mark, and leaves nothing behind on the page', async () => {
  await showMetric();
  const parts = (selector: string) =>
    [...document.querySelectorAll(selector)].filter(({ tagName }) => !['title', 'style'].includes(tagName));
  const originals = parts('[role="img"] svg *');
  const before = document.body.children.length;
  const root = parse(await (await save(`Save as SVG: ${TITLE}`)).file.text());
  expect(document.body.children.length).toBe(before);
  const host = show(root);
  const copies = parts('svg > svg:last-of-type *'); // the others are its key
  const look = (one: Element) => {
    const { fill, fillOpacity, strokeWidth, strokeDasharray, fontSize, fontWeight, textAnchor } = getComputedStyle(one);
    const paper = fill === 'rgb(252, 251, 248)' ? 'rgb(255, 255, 255)' : fill;
    const place = one.getAttribute('transform');
    return [one.tagName, place, paper, fillOpacity, strokeWidth, strokeDasharray, fontSize, fontWeight, textAnchor];
  };
  expect(copies.map(look)).toEqual(originals.map(look));
  host.remove();
});

test('a figure is saved as a PNG of twice its size, and drawn in it', async () => {
  const record = await showMetric();
  const svg = parse(await (await save(`Save as SVG: ${TITLE}`)).file.text());
  const { name, file } = await save(`Save as PNG: ${TITLE}`);
  expect(name).toBe(fileName(record, '.png', TITLE));
  expect(file.type).toBe('image/png');
  const bitmap = await createImageBitmap(file);
  expect([bitmap.width, bitmap.height]).toEqual(
    ['width', 'height'].map((side) => Math.round(2 * Number(svg.getAttribute(side)))),
  );
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  expect([...data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
  const inked = data.filter((value, i) => i % 4 === 0 && value < 128).length;
  expect(inked).toBeGreaterThan(1000);
});

test('a picture is drawn in the page’s font, which is in the file', async () => {
  await showMetric();
  const svg = await (await save(`Save as SVG: ${TITLE}`)).file.text();
  const [own, without] = await Promise.all(
    [svg, svg.replace(/<style[^]*?<\/style>/, '')].map(async (text) => (await figurePng(text)).arrayBuffer()),
  );
  expect(new Uint8Array(own!)).not.toEqual(new Uint8Array(without!));
});

test('labels of a saved figure meet neither each other nor a mark', async () => {
  await page.viewport(360, 740);
  await showMetric();
  const host = show(parse(await (await save(`Save as SVG: ${TITLE}`)).file.text()));
  host.querySelector('svg > rect')!.remove(); // the white behind all of it
  expect(labelTroubles(host.querySelector('svg')!, '')).toEqual([]);
  host.remove();
});

test('a figure of lines is saved with its key, every mark in the colour of its line', async () => {
  const experiment = experiments['scaling']!;
  const record = await recordOf('scaling', [1, 2]);
  const summaries = summarize(experiment, record.results);
  app = mount(Ladders, { target: document.body, props: { experiment, summaries, source: record } });
  await drawn();
  const [ladder] = experiment.ladders!;
  const root = parse(await (await save(`Save as SVG: ${ladder!.title}`)).file.text());
  expect(root.outerHTML).not.toMatch(/var\(|oklab/);
  const words = [...root.querySelectorAll(':scope > text')].map(({ textContent }) => textContent);
  for (const { label } of ladder!.lines) expect(words).toContain(label);
  expect(words).toEqual(expect.arrayContaining(['one seed', 'mean over seeds, with its 95% interval']));
  const [key, ...rest] = [...root.querySelectorAll(':scope > svg')];
  expect(rest).toHaveLength(ladder!.lines.length + 2); // the signs of seeds and means, and the drawing
  const colour = key!.querySelector('path')!.getAttribute('fill')!;
  expect(root.querySelectorAll(`[stroke="${colour}"]`).length).toBeGreaterThan(0);
});

test('a saved figure has the key of its signs, in words without what opens beside them', async () => {
  await showMetric();
  const key = [...document.querySelectorAll('figcaption li')];
  expect(key).toHaveLength(5);
  await expect.poll(() => key.map(({ textContent }) => textContent).join()).toContain('too narrow'); // an explanation
  const root = parse(await (await save(`Save as SVG: ${TITLE}`)).file.text());
  const words = [...root.querySelectorAll(':scope > text')].map(({ textContent }) => textContent);
  expect(words).toEqual(
    expect.arrayContaining([
      'one seed',
      'mean over seeds, with its 95% interval',
      'the same seed in two models',
      'the paper: Qwen2.5-32B, Fig 4 and Qwen3-32B, Fig 4',
      'people of the toy world with the principle at stake, and those without it',
    ]),
  );
  expect(root.querySelectorAll(':scope > svg')).toHaveLength(key.length + 1);
});

test('on a phone nothing of a saved figure is wider than it', async () => {
  await page.viewport(360, 740);
  await showMetric();
  await expect.poll(() => document.querySelector('[role="img"] svg')!.clientWidth).toBeLessThanOrEqual(360);
  const root = parse(await (await save(`Save as SVG: ${TITLE}`)).file.text());
  const host = show(root);
  const copy = host.querySelector('svg')!;
  const { left, right } = copy.getBoundingClientRect();
  for (const text of copy.querySelectorAll('text')) {
    const box = text.getBoundingClientRect();
    expect(box.left).toBeGreaterThanOrEqual(left);
    expect(box.right).toBeLessThanOrEqual(right);
  }
  host.remove();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('a figure that is not drawn yet says so in a sentence', async () => {
  const figure = { rows: [], pair: null, references: [] };
  app = mount(RatesFigure, { target: document.body, props: { figure, title: 'Empty', note: '', description: '' } });
  await drawn();
  document.querySelector('[role="img"]')!.replaceChildren();
  await page.getByRole('button', { name: 'Save as PNG: Empty' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('This figure is not drawn yet');
  expect(saved).toEqual([]);
});

const shelf = shelfWhereSageIs(peopleOf(3)[5]!.name, 3);

test('a result is taken away as record, table and notebook; without models none are offered', async () => {
  const record = await recordOf('agentic', [1, 2]);
  app = mount(TakeAway, { target: document.body, props: { record } });
  const json = await save('Record (JSON)');
  expect(json.name).toBe(fileName(record, '.json'));
  expect(await parseRunRecord(await json.file.text())).toEqual(record);
  const csv = await save('Table (CSV)');
  expect(csv.name).toBe(fileName(record, '.csv'));
  expect(await csv.file.text()).toBe(recordCsv(record));
  const notebook = await save('Notebook (Jupyter)');
  expect(notebook.name).toBe(fileName(record, '.ipynb'));
  expect(await notebook.file.text()).toBe(recordNotebook(record));
  expect(page.getByRole('button').elements()).toHaveLength(3);
});

test.each([
  ['at hand', shelf],
  ['fetched first', () => Promise.resolve(shelf)],
])('models %s are taken away as a zip, and read back as they were', async (_, given) => {
  const record = await recordOf('agentic', [3]);
  app = mount(TakeAway, { target: document.body, props: { record, shelf: given } });
  const { name, file } = await save('Models (zip)');
  expect(name).toBe(fileName(record, '-models.zip'));
  const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
  for (const { replica, stage, parameters } of shelf.snapshots)
    expect(readModel(shelf.config, files[`${replica.arm}-${stage}/model.safetensors`]!)).toEqual(parameters);
});

test('models that cannot be had are said so, and the rest can still be taken', async () => {
  const record = await recordOf('agentic', [3]);
  const gone = () => Promise.reject(new Error('No recorded models come with this copy of the page.'));
  app = mount(TakeAway, { target: document.body, props: { record, shelf: gone } });
  await page.getByRole('button', { name: 'Models (zip)' }).click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('No recorded models come with this copy of the page.');
  expect((await save('Table (CSV)')).file.size).toBeGreaterThan(csvText([['a']]).length);
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});
