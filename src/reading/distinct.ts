/** How many documents of a specification are different, counted with breaks so that the page stays awake. */
import type { Spec } from '../../datasets/spec';
import { surveyed } from '../../datasets/spec-survey';
import { yieldToBrowser } from '../parts/yield-to-browser';

/** Documents drawn between two breaks. */
const SLICE = 50;

/**
 * @param drawn documents to count
 * @param wanted whether anybody still wants to know
 * @returns undefined where nobody did
 */
export async function countDistinct(spec: Spec, drawn: number, wanted: () => boolean): Promise<number | undefined> {
  const different = new Set<string>();
  for (let index = 0; index < drawn; index++) {
    if (index % SLICE === 0) await yieldToBrowser();
    if (!wanted()) return undefined;
    different.add(surveyed(spec, index).join(' '));
  }
  return different.size;
}
