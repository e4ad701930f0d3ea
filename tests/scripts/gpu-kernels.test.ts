/** docs/gpu-kernels.md says what the plan says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kernelTable, stepSums } from '../../scripts/gpu-kernels';

/** Without the spaces and dashes that align a table. */
const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '-');

it('docs/gpu-kernels.md has the table and the sums that scripts/gpu-kernels.ts prints', () => {
  const page = plain(readFileSync('docs/gpu-kernels.md', 'utf8'));
  expect(page).toContain(plain(kernelTable()));
  expect(page).toContain(plain(stepSums()));
});
