/** The note on a newer version: when it can be loaded, and what is asked first. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Update } from '../../src/lab/update.svelte';
import UpdateNote from '../../src/page/UpdateNote.svelte';
import '../../src/style.css';

let app: ReturnType<typeof mount>;
const take = vi.fn();
afterEach(async () => {
  await unmount(app);
  take.mockClear();
});

function show(props: {
  waiting?: boolean;
  overtaken?: boolean;
  trouble?: string;
  busy?: boolean;
  kept?: boolean;
}): void {
  const { waiting = true, overtaken = false, trouble = '', busy = false, kept = false } = props;
  const update = { waiting, overtaken, trouble, offlineReady: true, take } as unknown as Update;
  app = mount(UpdateNote, { target: document.body, props: { update, busy, interrupted: kept } });
}
const load = () => page.getByRole('button', { name: 'Load it' });

test('it is loaded at once where nothing would be lost', async () => {
  show({});
  await load().click();
  expect(take).toHaveBeenCalledTimes(1);
});

test('it is not offered while models train, whatever another tab does', async () => {
  show({ busy: true, overtaken: true });
  await expect.element(page.getByRole('status')).toHaveTextContent('It can be loaded when this run is over.');
  await expect.element(load()).not.toBeInTheDocument();
});

test('it asks where an interrupted run could no longer be resumed', async () => {
  show({ kept: true });
  await load().click();
  await expect.element(page.getByText('The interrupted run cannot be resumed in it.')).toBeVisible();
  await page.getByRole('button', { name: 'Not now' }).click();
  expect(take).not.toHaveBeenCalled();
  await load().click();
  await load().click();
  expect(take).toHaveBeenCalledTimes(1);
});

test('what is in its way stands beside it', async () => {
  show({ trouble: 'Another tab is training.' });
  await expect.element(page.getByRole('status')).toHaveTextContent('Another tab is training.');
  await expect.element(load()).toBeVisible();
});
