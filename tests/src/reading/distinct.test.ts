/** Documents are counted as the survey of a specification counts them, unless nobody wants to know any more. */
import { expect, test } from 'vitest';
import { parseSpec } from '../../../datasets/spec';
import { survey } from '../../../datasets/spec-survey';
import { countDistinct } from '../../../src/reading/distinct';

const spec = parseSpec('# Mine\n\n## care\n\n- value care\n- because harm-lasts\n');

test('as many are different as the survey says', async () => {
  for (const drawn of [1, 50, 333])
    expect(await countDistinct(spec, drawn, () => true)).toBe(survey(spec, drawn).distinct);
});

test('counting ends where it is not wanted', async () => {
  let asked = 0;
  expect(await countDistinct(spec, 333, () => ++asked < 100)).toBeUndefined();
  expect(asked).toBe(100);
});
