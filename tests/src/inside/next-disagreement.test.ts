import { expect, test } from 'vitest';
import { nextDisagreement } from '../../../src/inside/next-disagreement';

const always = () => true;
const next = (apart: number[], from: number) =>
  nextDisagreement(apart.length, from, (place) => Promise.resolve(apart[place]!), always);

test('the next question on which models differ, going round', async () => {
  expect(await next([0.1, 0.7, 0.2, 0.9], -1)).toBe(1);
  expect(await next([0.1, 0.7, 0.2, 0.9], 1)).toBe(3);
  expect(await next([0.1, 0.7, 0.2, 0.4], 1)).toBe(1); // all round, and back where it began
});

test('where they differ on none, the one on which they do most', async () => {
  expect(await next([0.1, 0.3, 0.2], -1)).toBe(1);
  expect(await next([0, 0, 0], 1)).toBe(2);
});

test('it is given up once nobody wants to know', async () => {
  let asked = 0;
  const found = await nextDisagreement(
    9,
    -1,
    () => Promise.resolve((asked++, 0)),
    () => asked < 3,
  );
  expect([found, asked]).toEqual([undefined, 3]);
});
