/** Files of all kinds opened by button or by drop: each is taken, asked about, or refused in a sentence. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { OpenedSpec } from '../../src/history/import';
import Import from '../../src/history/Import.svelte';
import { writeShelf } from '../../src/inside/snapshots';
import { keptOf, recordAt } from '../src/history/saved';
import { SPEC } from '../src/records/runs';
import '../../src/style.css';

let app: ReturnType<typeof mount>;
/** What the page was told to do. */
const told = {
  ...{ onrecords: vi.fn(), onshelf: vi.fn() },
  onspec: vi.fn((_: OpenedSpec) => 'the next run reads it in place of “philosophy”.'),
};
afterEach(async () => {
  await unmount(app);
  Object.values(told).forEach((callback) => callback.mockClear());
});

/** @param own the reader's own specification that one from a file would replace, by name */
function showImport({ locked = false, own }: { locked?: boolean; own?: string } = {}): void {
  app = mount(Import, { target: document.body, props: { locked, ...told, replaces: () => own } });
}

const button = (name: string) => page.getByRole('button', { name });
const alert = () => page.getByRole('alert');

/** Chooses files as with the button. */
const choose = (...files: File[]) =>
  userEvent.upload(page.elementLocator(document.querySelector('input[type="file"]')!), files);

/** What the browser tells while files are dragged over an element, and dropped on it. */
function drag(type: string, element: Element, files: File[], relatedTarget: Element | null = null): DragEvent {
  const dataTransfer = new DataTransfer();
  files.forEach((file) => dataTransfer.items.add(file));
  const event = new DragEvent(type, { dataTransfer, relatedTarget, bubbles: true, cancelable: true });
  element.dispatchEvent(event);
  return event;
}

test('several files at once: each is taken or refused in a sentence of its own', async () => {
  showImport();
  await expect.element(button('Open files …')).toHaveAccessibleDescription(/^Run records \(JSON, .* on this device\.$/);
  const [one, two] = [await recordAt(8), await recordAt(9)];
  const { shelf } = await keptOf(3);
  await choose(
    new File([JSON.stringify(one)], 'one.json'),
    new File(['oh no'], 'broken.json'),
    new File([`${JSON.stringify(one)}\n${JSON.stringify(two)}`], 'both.jsonl'),
    new File([writeShelf(shelf)], 'models.safetensors'),
    new File([SPEC], 'care.md'),
  );
  await expect.element(page.getByText('“care.md”: the next run reads it in place of “philosophy”.')).toBeVisible();
  await expect.element(page.getByText('“one.json”: its run is in the table.')).toBeVisible();
  await expect.element(page.getByText('“both.jsonl”: its 2 runs are in the table.')).toBeVisible();
  await expect.element(page.getByText('“models.safetensors”: its models can be talked to.')).toBeVisible();
  await expect
    .element(alert())
    .toHaveTextContent('“broken.json” cannot be used: this is not JSON; a run record was expected.');
  expect(told.onrecords.mock.calls).toEqual(
    ['one.json', 'both.jsonl'].map((file) => [expect.objectContaining({ kind: 'records', file })]),
  );
  expect(told.onshelf).toHaveBeenCalledWith(expect.objectContaining({ shelf, kind: 'shelf' }));
  expect(told.onspec).toHaveBeenCalledWith({ kind: 'spec', file: 'care.md', name: 'care', text: SPEC });
});

test('a specification that would replace an edited one is taken up only after a question', async () => {
  showImport({ own: 'philosophy' });
  await choose(new File([SPEC], 'care.md'));
  await expect.element(page.getByText('“care.md” would replace your own text of “philosophy”.')).toBeVisible();
  await expect.element(button('Keep mine')).toHaveFocus();
  await button('Keep mine').click();
  await expect.element(page.getByText('“care.md”: it is not taken up; your own text stays.')).toBeVisible();
  expect(told.onspec).not.toHaveBeenCalled();
  await choose(new File([SPEC], 'care.md'));
  await button('Replace it').click();
  await expect.element(page.getByText('the next run reads it in place of')).toBeVisible();
  expect(told.onspec).toHaveBeenCalledTimes(1);
});

test('files can be dropped anywhere; while they are held over the page it says so', async () => {
  showImport();
  const elsewhere = document.createElement('p');
  document.body.append(elsewhere);
  const files = [new File([SPEC], 'care.md')];
  const hint = page.getByText('Drop files to open them');
  expect(drag('dragenter', elsewhere, files).defaultPrevented).toBe(true);
  await expect.element(hint).toBeVisible();
  drag('dragleave', elsewhere, files, document.body);
  await expect.element(hint).toBeVisible();
  drag('dragleave', elsewhere, files);
  await expect.element(hint).not.toBeInTheDocument();
  expect(drag('dragover', elsewhere, []).defaultPrevented).toBe(false); // a text, not a file
  drag('dragover', elsewhere, files);
  expect(drag('drop', elsewhere, files).defaultPrevented).toBe(true);
  await expect.element(page.getByText('“care.md”: the next run reads it in place of “philosophy”.')).toBeVisible();
  await expect.element(hint).not.toBeInTheDocument();
  elsewhere.remove();
});

test('while a run is under way records are taken, and what would change the page is not', async () => {
  showImport({ locked: true });
  await choose(new File([JSON.stringify(await recordAt(8))], 'one.json'), new File([SPEC], 'care.md'));
  await expect.element(alert()).toHaveTextContent('“care.md” can be opened when this run is over.');
  expect(told.onrecords).toHaveBeenCalledTimes(1);
  expect(told.onspec).not.toHaveBeenCalled();
});
