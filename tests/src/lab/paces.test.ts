/** Paces kept between visits: written and read, and none where what was kept is broken or nothing may be kept. */
import { afterEach, expect, test, vi } from 'vitest';
import { keepPaces, readPaces } from '../../../src/lab/paces';

/** A storage that holds one text. */
const storage = (text: string | null) => ({
  getItem: () => text,
  setItem: (_: string, given: string) => void (text = given),
});

afterEach(() => vi.unstubAllGlobals());

test('what was kept is read again', () => {
  vi.stubGlobal('localStorage', storage(null));
  expect(readPaces()).toEqual({});
  keepPaces({ small: 2e-6, large: 5e-6 });
  expect(readPaces()).toEqual({ small: 2e-6, large: 5e-6 });
});

test.each(['{', 'null', '3', '"x"', '[]'])('%s is no paces', (text) => {
  vi.stubGlobal('localStorage', storage(text));
  expect(readPaces()).toEqual({});
});

test('a pace that is none is left out', () => {
  vi.stubGlobal('localStorage', storage('{"a":-1,"b":"2","c":null,"d":3e-6}'));
  expect(readPaces()).toEqual({ d: 3e-6 });
});

test('where nothing may be kept there are none, and nothing breaks', () => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  keepPaces({ small: 1 });
  expect(readPaces()).toEqual({});
});
