/** Parts that are loaded late, and what is said where they cannot be. */
import { expect, test } from 'vitest';
import { loadPart, NotLoaded } from '../../../src/parts/load';

test('a part that is there is given as it is', async () => {
  expect(await loadPart(() => Promise.resolve({ default: 'a part' }))).toEqual({ default: 'a part' });
});

test('one that is not says what it is and what to do, and nothing of addresses', async () => {
  const cause = new TypeError('Failed to fetch dynamically imported module: https://example.org/assets/Live-a1b2.js');
  const failing = loadPart(() => Promise.reject(cause), 'The tour');
  await expect(failing).rejects.toThrow(NotLoaded);
  await expect(failing).rejects.toMatchObject({
    message:
      'The tour could not be loaded. Check the connection and reload the page. If models are training, pause first: the run can be resumed afterwards.',
    cause,
  });
  await expect(loadPart(() => Promise.reject(cause))).rejects.toThrow(/^This part of the page could not be loaded\./);
});
