/** The runs so far on the page, in a real browser with a real database. */
import { deleteDB, openDB } from 'idb';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { History } from '../../src/history/history.svelte';
import RunRow from '../../src/history/RunRow.svelte';
import Runs from '../../src/history/Runs.svelte';
import YourRuns from '../../src/history/Section.svelte';
import { record, recordOf, SPEC } from '../records/runs';
import { keptOf, recordAt } from '../src/history/saved';
import '../../src/style.css';

const NAME = 'midtrain-lab';
const here = { kind: 'here' } as const;

let history: History;
const apps: ReturnType<typeof mount>[] = [];
/** What the page was told to do. */
const told = {
  onshow: vi.fn(() => Promise.resolve()),
  ...{ onsettings: vi.fn(), onshelf: vi.fn(), onspec: () => '' },
};
/** The reader's own specifications that would be replaced, by name. */
let own: string[] = [];
const replaces = { settings: () => own, spec: () => undefined };

beforeEach(async () => {
  own = [];
  await page.viewport(1200, 800);
  await deleteDB(NAME);
  history = new History();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await unmount(app);
  history.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

function showRuns(props: { shownId?: string; locked?: boolean } = {}): void {
  const all = { history, shownId: undefined, locked: false, ...props, ...told };
  apps.push(mount(Runs, { target: document.body, props: { ...all, replaces: replaces.settings } }));
}

/** The runs with what opens files. */
function showSection(shownId?: string): void {
  const props = { history, shownId, locked: false, ...told, replaces };
  apps.push(mount(YourRuns, { target: document.body, props }));
}

/** As if the page were closed and opened again. */
async function reload(): Promise<void> {
  for (const app of apps.splice(0)) await unmount(app);
  history.close();
  history = new History();
  showRuns();
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const row = (name: string | RegExp) => page.getByRole('row', { name });
const alert = () => page.getByRole('alert');

test('a run is in the table with what came out of it, stays when the page is opened again, and can be deleted', async () => {
  showRuns();
  await expect.element(page.getByText('No run so far')).toBeVisible();
  await history.add(await recordAt(8), here);
  await history.add(await recordAt(10, ['aft', 'msm+aft'], [0, 1, 2]), { kind: 'file', name: 'ten.json' });
  await expect.element(page.getByRole('group', { name: /^Table: Runs stay in this browser only/ })).toBeVisible();
  await reload();
  const later = page.getByRole('row').nth(1);
  await expect.element(later).toHaveTextContent(/Agentic misalignment.*23 November 2026, \d\d:00, from ten\.json/);
  await expect
    .element(later)
    .toHaveTextContent(/3 seeds instead of 2.*2 × 3.*unsafe alone.*AFT 61\.0%.*MSM \+ AFT 11\.0%/);
  await expect.element(later).toHaveTextContent(/not enough seeds.*acme one \(software, no GPU\)/);
  await expect
    .element(page.getByRole('row').nth(2))
    .toHaveTextContent(/first run of .*2 × 2.*AFT 60\.5%.*MSM \+ AFT 10\.5%/);

  await row(/3 seeds instead of 2/)
    .getByRole('button', { name: /^Delete the run of 23 November 2026/ })
    .click();
  await expect.element(button('Keep')).toHaveFocus();
  await button('Keep').click();
  await expect.element(row(/3 seeds instead of 2/).getByRole('button', { name: /^Delete/ })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await page.getByRole('group', { name: 'Delete this run?' }).getByRole('button', { name: 'Delete' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent(/^The run of .* was deleted\.$/);
  await expect.element(page.getByRole('group', { name: 'Runs so far' })).toHaveFocus();
  await reload();
  await expect.element(row(/first run of this experiment/)).toBeVisible();
  expect(page.getByRole('row').elements()).toHaveLength(2);
});

test('the verdict is judged anew, not taken from the file', async () => {
  const whole = await recordOf('agentic', [0, 1, 2, 3, 4, 5, 6, 7]);
  whole.verdicts.forEach((verdict) => (verdict.verdict = 'not enough seeds'));
  await history.add(whole, here);
  showRuns();
  await expect.element(row(/Agentic misalignment/)).toHaveTextContent(/7 × 8.*holds/);
});

test('a run that cannot test the headline says so', async () => {
  await history.add(await record(['msm+aft'], [0]), here);
  showRuns();
  await expect.element(row(/Agentic misalignment/)).toHaveTextContent(/AFT –.*MSM \+ AFT 10\.0%.*not tested/);
});

test('a run is shown, its settings are used, and neither while another one is under way', async () => {
  const id = await history.add(await recordAt(8), here);
  showRuns({ shownId: id });
  const show = button(/^Show the run of 23 November 2026/);
  await expect.element(show).toHaveAttribute('aria-pressed', 'true');
  await show.click();
  expect(told.onshow).toHaveBeenCalledWith(history.runs[0]);
  await button(/^Use these settings of the run of/).click();
  expect(told.onsettings).toHaveBeenCalledWith(
    expect.objectContaining({ experiment: 'agentic', preset: 'tiny', seeds: [0, 1], specs: { philosophy: SPEC } }),
  );
  await expect.element(page.getByRole('status')).toHaveTextContent(/^The next run has the settings of the run of/);
  for (const app of apps.splice(0)) await unmount(app);
  showRuns({ locked: true });
  await expect.element(show).toBeDisabled();
  await expect.element(button(/^Use these settings/)).toBeDisabled();
});

test('runs with the same settings are pooled into one more, which is shown and kept', async () => {
  await history.add(await record(['aft', 'msm+aft'], [0, 1]), here);
  await history.add(await record(['aft', 'msm+aft'], [2, 3]), { kind: 'file', name: 'two.json' });
  showRuns();
  await button('Pool these 2 runs').click();
  await expect.poll(() => history.runs, { timeout: 10_000 }).toHaveLength(3); // joined in a worker
  const made = history.runs.find(({ origin }) => origin.kind === 'pool')!;
  expect(made.record.seeds).toEqual([0, 1, 2, 3]);
  await vi.waitFor(() => expect(told.onshow).toHaveBeenCalledWith(made));
  await expect.element(button('Pool these 2 runs')).not.toBeInTheDocument();
  await reload();
  await expect.element(row(/from 2 pooled runs/)).toBeVisible();
});

test('settings that would replace an edited specification are used only after a question', async () => {
  await history.add(await recordAt(8), here);
  own = ['philosophy'];
  showRuns();
  const use = button(/^Use these settings of the run of/);
  await use.click();
  expect(told.onsettings).not.toHaveBeenCalled();
  await button('Keep mine').click();
  await expect.element(use).toHaveFocus();
  expect(told.onsettings).not.toHaveBeenCalled();
  await use.click();
  const question = page.getByRole('group', { name: 'Its specification would replace the one you have edited.' });
  await question.getByRole('button', { name: 'Use these settings' }).click();
  expect(told.onsettings).toHaveBeenCalledTimes(1);
});

test('settings that this version lacks are refused in one sentence', async () => {
  const own = await recordAt(8);
  own.seeds = Array.from({ length: 20 }, (_, seed) => seed);
  await history.add(own, here);
  showRuns();
  await button(/^Use these settings/).click();
  await expect.element(alert()).toHaveTextContent('This run has 20 seeds, and one on this page has at most 16.');
  expect(told.onsettings).not.toHaveBeenCalled();
});

test('a note is written, kept, and no longer than it may be', async () => {
  await history.add(await recordAt(8), here);
  showRuns();
  const note = page.getByRole('textbox', { name: /^Note on the run of 23 November 2026/ });
  await note.fill('on the old laptop');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => history.runs[0]!.note).toBe('on the old laptop');
  await reload();
  await expect.element(note).toHaveValue('on the old laptop');
  expect((note.element() as HTMLInputElement).maxLength).toBe(200);
});

test('all runs are deleted after a question, models and all', async () => {
  const id = await history.add(await recordAt(8), here, await keptOf(3));
  await history.add(await recordAt(9), here);
  showRuns();
  await button('Delete all runs').click();
  const asks = page.getByRole('group', { name: 'Delete all 2 runs, with their models and notes?' });
  await asks.getByRole('button', { name: 'Keep' }).click();
  expect(history.runs).toHaveLength(2);
  await button('Delete all runs').click();
  await asks.getByRole('button', { name: 'Delete all' }).click();
  await expect.element(page.getByText('No run so far')).toBeVisible();
  expect(await history.kept(id)).toBeUndefined();
});

test('a broken row is named in one sentence, hides no run, and can be deleted', async () => {
  await history.add(await recordAt(8), here);
  const db = await openDB(NAME);
  await db.put('runs', { id: 'broken', added: 'never' });
  db.close();
  await reload();
  const broken = page.getByRole('list', { name: 'Runs that cannot be read' });
  await expect.element(broken).toHaveTextContent('The saved run “broken” cannot be read: it is not in the form');
  await expect.element(row(/Agentic misalignment/)).toBeVisible();
  await button('Delete the run “broken”').click();
  await page.getByRole('group', { name: 'Delete it?' }).getByRole('button', { name: 'Delete' }).click();
  await expect.element(broken).not.toBeInTheDocument();
  await expect.element(row(/Agentic misalignment/)).toBeVisible();
});

test('what was kept with a run is read back from the real database', async () => {
  const kept = await keptOf(3);
  const id = await history.add(await recordAt(8), here, kept);
  history.close();
  history = new History();
  expect(await history.kept(id)).toEqual(kept);
});

test('what another tab does shows here', async () => {
  showRuns();
  await expect.element(page.getByText('No run so far')).toBeVisible();
  const other = new History();
  const id = await other.add(await recordAt(8), here);
  await expect.element(row(/Agentic misalignment/)).toBeVisible();
  await other.remove(id);
  await expect.element(page.getByText('No run so far')).toBeVisible();
  other.close();
});

test('without a database runs are there until the page is closed, and the page says so', async () => {
  vi.stubGlobal('indexedDB', undefined);
  showRuns();
  await expect.element(alert()).toHaveTextContent('This browser lets the page save nothing');
  await history.add(await recordAt(8), here);
  await expect.element(page.getByRole('group', { name: /^Table: Runs stay in this page only, until/ })).toBeVisible();
});

test('older runs come when they are asked for', async () => {
  vi.stubGlobal('indexedDB', undefined);
  for (let hour = 0; hour < 22; hour++) await history.add(await recordAt(hour), here);
  showRuns();
  await button('Show older runs (2)').click();
  await expect.element(row(/first run of this experiment/)).toBeVisible();
  expect(page.getByRole('row').elements()).toHaveLength(23);
});

test.each([360, 700, 900, 1200])('nothing is wider than the window, of %i pixels', async (width) => {
  await page.viewport(width, 740);
  const long = { kind: 'file', name: `${'very-long-name-of-a-file-'.repeat(6)}.json` } as const;
  await history.add(await recordAt(8), here);
  await history.add(await recordOf('scaling', [0, 1]), long);
  showSection(history.runs[0]!.id);
  await button(/^Delete the run/)
    .first()
    .click();
  await expect.element(page.getByRole('group', { name: 'Delete this run?' })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

/** Chooses files as with the button. */
const choose = (...files: File[]) =>
  userEvent.upload(page.elementLocator(document.querySelector('input[type="file"]')!), files);

test('the section takes records into the table, and shows one that comes alone', async () => {
  showSection();
  const section = page.getByRole('region', { name: 'Your runs' });
  await choose(new File([JSON.stringify(await recordAt(8))], 'one.json'));
  await expect.element(section.getByRole('row', { name: /from one\.json/ })).toBeVisible();
  await expect.poll(() => told.onshow.mock.calls.length).toBe(1);
  expect(told.onshow).toHaveBeenCalledWith(history.runs[0]);
});

test('a run that is shown takes the reader to the result; one from a file does not', async () => {
  const result = document.createElement('h2');
  Object.assign(result, { id: 'result', tabIndex: -1, textContent: 'Result' });
  const above = document.createElement('div');
  above.style.height = '3000px';
  document.body.append(result, above);
  onTestFinished(() => [result, above].forEach((element) => element.remove()));
  showSection();
  await choose(new File([JSON.stringify(await recordAt(8))], 'one.json'));
  await expect.poll(() => told.onshow.mock.calls.length, { timeout: 10_000 }).toBe(1);
  await expect.element(page.getByText('“one.json”: its run is in the table.')).toBeVisible();
  expect(scrollY).toBeGreaterThan(1000);

  await button(/^Show the run of/).click();
  await expect.element(page.getByRole('heading', { name: 'Result' })).toHaveFocus();
  expect(result.getBoundingClientRect().top).toBeGreaterThanOrEqual(0);
  expect(result.getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
});

test('a row is there at once; what became of its headline comes when it is judged', async () => {
  const run = { ...{ id: 'a', added: '2026-11-23T10:00:00Z', note: '' }, origin: here, record: await recordAt(8) };
  const table = document.createElement('table');
  const body = table.createTBody();
  document.body.append(table);
  onTestFinished(() => table.remove());
  const does = { onshow: vi.fn(), onsettings: vi.fn(), onnote: vi.fn(), ondelete: vi.fn(), costs: () => false };
  apps.push(mount(RunRow, { target: body, props: { run, previous: undefined, shown: false, locked: false, ...does } }));
  flushSync();
  const verdict = body.querySelector('[data-label="Verdict"]')!;
  expect(verdict.textContent.trim()).toBe('…');
  await expect.poll(() => verdict.textContent.trim()).toBe('not enough seeds');
});
