/** Files of all kinds opened by button or by drop: each is taken, asked about, or refused in a sentence. */
import { zipSync } from 'fflate';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Opened, OpenedRecords, OpenedSpec } from '../../src/history/import';
import Import from '../../src/history/Import.svelte';
import { openFile } from '../../src/history/reader';
import { writeShelf } from '../../src/inside/snapshots';
import { parseRunRecord } from '../../records/parse';
import { keptOf, recordAt } from '../src/history/saved';
import { SPEC } from '../records/runs';
import { tiled } from '../records/tiled';
import '../../src/style.css';

let app: ReturnType<typeof mount> | undefined;
/** What the page was told to do. */
const told = {
  ...{ onrecords: vi.fn(), onshelf: vi.fn() },
  onspec: vi.fn((_: OpenedSpec) => 'the next run reads it in place of “philosophy”.'),
};
afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
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
  expect(told.onspec).toHaveBeenCalledWith({ kind: 'spec', file: 'care.md', name: 'care', text: SPEC, leftOut: [] });
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

test('of a file with a line cut off the whole ones are taken, and one sentence names the other', async () => {
  showImport();
  const line = JSON.stringify(await recordAt(8));
  await choose(new File([`${line}\n${JSON.stringify(await recordAt(9))}\n${line.slice(0, -200)}`], 'runs.jsonl'));
  await expect.element(page.getByText('“runs.jsonl”: its 2 runs are in the table.')).toBeVisible();
  await expect
    .element(alert())
    .toHaveTextContent('A part of “runs.jsonl” is left out: line 3 of 3: this is cut off; a run record was expected.');
});

/** The longest that the page could do nothing else while something went on, in milliseconds. */
async function longestPause(task: () => Promise<unknown>): Promise<number> {
  const tick = () => new Promise((resolve) => setTimeout(resolve, 0));
  let longest = 0;
  let going = true;
  const watched = (async () => {
    while (going) {
      const last = performance.now();
      await tick();
      longest = Math.max(longest, performance.now() - last);
    }
  })();
  await task();
  going = false;
  await watched; // what ended the task counts, too
  return longest;
}

test('a record of a thousand seeds is read beside the page', async () => {
  const recorded = await parseRunRecord(await (await fetch('/recorded/agentic.json')).text());
  const { sessions: _, ...record } = recorded;
  const thousand = tiled(record, 1000);
  const file = new File([JSON.stringify(thousand)], 'thousand.json');
  expect(file.size).toBeGreaterThan(16 * 2 ** 20);
  let opened: Opened | undefined;
  const pause = await longestPause(async () => (opened = await openFile(file)));
  expect(opened).toMatchObject({ kind: 'records', file: 'thousand.json', leftOut: [] });
  const [run] = (opened as OpenedRecords).runs;
  expect(run!.record).toEqual(thousand);
  expect(pause).toBeLessThan(2000); // what it takes to hand over 20 MB; reading and checking take several times as long
});

test('a zip that lists its models many times is refused within a second, and the page goes on', async () => {
  const zip = withTwins(new Uint8Array(63 * 2 ** 20), 10);
  expect(zip.byteLength).toBeLessThan(2 ** 20);
  showImport();
  const pause = await longestPause(async () => {
    await choose(new File([zip], 'bomb.zip'));
    await expect
      .element(alert())
      .toHaveTextContent('“bomb.zip” cannot be used: the zip has the file “shelf.safetensors” twice.');
  });
  expect(pause).toBeLessThan(500);
});

/** A zip with the same models so many times. */
function withTwins(contents: Uint8Array, times: number): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: times }, (_, i) => `shelf.safetensor${String.fromCharCode(97 + i)}`);
  const zip = zipSync({
    [names[0]!]: [contents, { level: 9 }],
    ...Object.fromEntries(names.slice(1).map((name) => [name, contents.subarray(0, 9)])),
  });
  const name = new TextEncoder().encode('shelf.safetensor');
  for (let i = 0; i < zip.length - name.length; i++)
    if (name.every((byte, j) => zip[i + j] === byte)) zip[i + name.length] = 's'.charCodeAt(0);
  return zip;
}

test('a file that takes too long to read is given up, and named', async () => {
  const file = new File([JSON.stringify(await recordAt(8))], 'slow.json');
  await expect(openFile(file, 0)).rejects.toThrow('“slow.json” cannot be used: reading it takes more than 0 seconds.');
});

test('where the browser makes no worker the page reads files by itself', async () => {
  const record = await recordAt(8);
  vi.stubGlobal('Worker', ForbiddenWorker);
  try {
    await expect(openFile(new File([JSON.stringify(record)], 'one.json'))).resolves.toMatchObject({
      runs: [{ record }],
    });
    vi.stubGlobal('Worker', BrokenWorker);
    await expect(openFile(new File([JSON.stringify(record)], 'one.json'))).resolves.toMatchObject({
      runs: [{ record }],
    });
  } finally {
    vi.unstubAllGlobals();
  }
});

/** What a browser does that lets the page make no worker. */
class ForbiddenWorker {
  constructor() {
    throw new DOMException('no workers here', 'SecurityError');
  }
}

/** A worker whose script cannot be loaded. */
class BrokenWorker extends EventTarget {
  postMessage(): void {
    queueMicrotask(() => this.dispatchEvent(new Event('error', { cancelable: true })));
  }
  terminate(): void {
    // there is nothing to end
  }
}
