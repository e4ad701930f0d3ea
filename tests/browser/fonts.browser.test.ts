/** The fonts of the page, and those that stand in until they have come: lines take as much room in either. */
import { expect, test } from 'vitest';
import { textWidth } from '../../src/fonts/measure';
import '../../src/style.css';

const SENTENCE =
  'Every seed is a mark; below it stands the mean with its interval, 34 % (29 to 39), of 8 models that learned the same.';

function widthIn(family: string, weight: number): number {
  const line = document.createElement('span');
  line.style.cssText = `font: ${weight} 16px ${family}; white-space: nowrap; position: absolute`;
  line.textContent = SENTENCE;
  document.body.append(line);
  const { width } = line.getBoundingClientRect();
  line.remove();
  return width;
}

/** Whether a stand-in's font is on this machine. */
const isHere = (family: string) =>
  document.fonts.load(`1em ${family}`).then(
    (faces) => faces.some(({ status }) => status === 'loaded'),
    () => false,
  );

test.each([
  ['--sans', "'Source Sans 3 Variable'"],
  ['--serif', "'Source Serif 4 Variable'"],
])('what stands in for %s takes as much room, on a line', async (variable, own) => {
  const families = getComputedStyle(document.documentElement).getPropertyValue(variable).split(/,\s*/);
  const standIns = families.map((family) => family.trim()).filter((family) => family.includes('stand-in'));
  expect(standIns).toHaveLength(3);
  const here: string[] = [];
  for (const family of standIns) if (await isHere(family)) here.push(family);
  expect(here.length).toBeGreaterThan(0);
  for (const family of here) {
    for (const weight of [400, 600]) {
      const ratio = widthIn(family, weight) / widthIn(own, weight);
      expect(Math.abs(ratio - 1), `${family} ${weight}`).toBeLessThan(0.03);
    }
  }
});

test('digits of the sans are all as wide, so that columns of numbers stand under each other', () => {
  const wide = (digits: string) => {
    const cell = document.createElement('td');
    cell.style.cssText = 'font: 400 16px var(--sans); font-variant-numeric: tabular-nums; position: absolute';
    cell.textContent = digits;
    document.body.append(cell);
    const { width } = cell.getBoundingClientRect();
    cell.remove();
    return width;
  };
  expect(new Set([...'0123456789'].map((digit) => wide(digit.repeat(10)))).size).toBe(1);
});

test('words are measured as the page sets them', () => {
  expect(textWidth(SENTENCE, { size: 16, weight: 600 })).toBeCloseTo(widthIn('var(--sans)', 600), 0);
});
