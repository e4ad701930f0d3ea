/** Figures of a result: their numbers as a table, what is saved of them, and what is said where they cannot be drawn. */
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { summarize } from '../../analysis/summarize';
import { drawn } from '../../src/charts/drawn';
import { gridOf } from '../../src/charts/grid';
import Grids from '../../src/charts/Grids.svelte';
import MetricFigure from '../../src/charts/MetricFigure.svelte';
import { fileName } from '../../src/parts/names';
import { percent } from '../../src/format';
import Directions from '../../src/inside/Directions.svelte';
import { experiments } from '../../workers/experiments';
import { recordOf } from '../records/runs';
import { peopleOf, shelfWhereSageIs } from '../src/inside/models';
import '../../src/style.css';

const experiment = experiments['agentic']!;
const record = await recordOf('agentic', [1, 2, 3]);
const summaries = summarize(experiment, record.results);

let app: ReturnType<typeof mount> | undefined;
const saved: { name: string; file: Blob }[] = [];

beforeEach(async () => {
  await page.viewport(900, 900);
  let latest: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    latest = file as Blob;
    return 'blob:test';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, file: latest! });
  });
});
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
  saved.length = 0;
  vi.restoreAllMocks();
});

/** Presses a button that saves an SVG, and reads it. */
async function save(name: string): Promise<{ name: string; root: Document }> {
  await page.getByRole('button', { name, exact: true }).click();
  await expect.poll(() => saved.length).toBe(1);
  const text = await saved[0]!.file.text();
  expect(text).not.toMatch(/var\(|color-mix|oklab|\sclass=|\sstyle=/);
  expect(text.match(/<style/g)).toHaveLength(1); // of the font
  return { name: saved[0]!.name, root: new DOMParser().parseFromString(text, 'image/svg+xml') };
}

const texts = (root: ParentNode) => [...root.querySelectorAll('text')].map(({ textContent }) => textContent);

test('an ideal reader’s rate is a mark in the figure, in its key and in its table', async () => {
  const withIdeal = record.results.map((one) => ({
    ...one,
    ideal: { agenticUnsafe: one.arm === 'aft' ? 0.61 : 0.04 },
  }));
  const props = { experiment, summaries: summarize(experiment, withIdeal), metric: 'agenticUnsafe' as const, record };
  app = mount(MetricFigure, { target: document.body, props });
  await expect.poll(() => document.querySelector('[role="img"] svg')).not.toBeNull();
  const titles = [...document.querySelectorAll('[role="img"] svg title')].map(({ textContent }) => textContent);
  expect(titles).toContain('An ideal reader of the same text, AFT: 61%');
  await expect.element(page.getByRole('listitem').filter({ hasText: 'of the same text' })).toBeVisible();
  await page.getByText('As a table').click();
  await expect.element(page.getByRole('columnheader', { name: 'Ideal reader' })).toBeVisible();
  await expect.element(page.getByRole('row', { name: /^AFT \d/ })).toHaveTextContent('61%');
});

test('a figure of rates has every number in a table under it: means, intervals, the paper’s and every seed', async () => {
  app = mount(MetricFigure, {
    target: document.body,
    props: { experiment, summaries, metric: 'agenticUnsafe', record },
  });
  await page.getByText('As a table').click();
  const heads = page.getByRole('columnheader').elements();
  expect(heads.map(({ textContent }) => textContent)).toEqual([
    ...[
      'Model',
      'Mean',
      'Interval',
      'Paper, Qwen2.5-32B, Fig 4',
      'Paper, Qwen3-32B, Fig 4',
      'Seed 1',
      'Seed 2',
      'Seed 3',
    ],
  ]);
  const { label, metrics } = summaries.find(({ arm }) => arm === 'aft')!;
  const { mean, interval, values } = metrics.agenticUnsafe;
  const paper = experiment.paper.filter(({ arm, metric }) => arm === 'aft' && metric === 'agenticUnsafe');
  const cells = [mean, ...paper.map(({ value }) => value), ...values].map(percent);
  cells.splice(1, 0, interval!.map(percent).join(' to '));
  await expect.element(page.getByRole('row', { name: `${label} ${cells.join(' ')}`, exact: true })).toBeVisible();
  await expect
    .element(page.getByRole('img', { name: /^Chart of .* The table below has every number\.$/ }))
    .toBeVisible();
});

test('a heat map is saved as a drawing, with every number of the table', async () => {
  app = mount(Grids, {
    target: document.body,
    props: { metric: 'agenticUnsafe', summaries, results: record.results, source: record },
  });
  const { name, root } = await save('Save as SVG: AFT: unsafe alone');
  expect(name).toBe(fileName(record, '.svg', 'AFT: unsafe alone'));
  const { rows, columns } = gridOf('aft', record.results)!;
  const words = texts(root);
  const numbers = rows.flatMap(({ rates }) => rates.map((rate) => percent(rate).replace('%', '')));
  for (const word of [...columns, ...rows.map(({ harm }) => harm)]) expect(words).toContain(word);
  expect(words.filter((word) => /^\d+$/.test(word)).sort()).toEqual(numbers.sort());
  expect(root.querySelectorAll('rect').length).toBeGreaterThanOrEqual(numbers.length);
});

test('directions are saved with their key', async () => {
  const shelf = shelfWhereSageIs(peopleOf(3)[5]!.name, 3);
  app = mount(Directions, { target: document.body, props: { experiment, shelf, source: record } });
  await expect.poll(() => document.querySelector('[role="img"] svg')).not.toBeNull();
  const { root } = await save('Save as SVG: What each stage taught about the assistant');
  expect(texts(root)).toEqual(expect.arrayContaining(['AFT', 'MSM + AFT', 'oversight', 'a front']));
});

test('where a drawing cannot be loaded it is no image, and says so; what came too late says nothing', async () => {
  const host = document.createElement('div');
  host.role = 'img';
  host.ariaLabel = 'A chart';
  document.body.append(host);
  const gone = () => Promise.reject(new Error('gone'));
  const draw = () => () => document.createElement('b');
  const letGo = drawn(gone, draw)(host)!;
  letGo();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(host.outerHTML).toBe('<div role="img" aria-label="A chart"></div>');

  drawn(gone, draw)(host);
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('The figure could not be loaded. Check the connection');
  expect(page.getByRole('img').elements()).toEqual([]);
  host.remove();
});
