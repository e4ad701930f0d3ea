/** What models the kernels can do. */
import type { GPTConfig } from './config';
import { WIDEST_HEAD } from './ops/attention';

/** @throws RangeError with one sentence if the kernels cannot do a model of that shape */
export function checkModel({ nHead, nEmbd, vocabSize }: Pick<GPTConfig, 'nHead' | 'nEmbd' | 'vocabSize'>): void {
  const heads = `${nHead} ${nHead === 1 ? 'head' : 'heads'}`;
  const multiple = 4 * nHead * (nHead % 4 === 0 ? 1 : nHead % 2 === 0 ? 2 : 4); // of 16, and of 4 in every head
  if (nEmbd % multiple !== 0)
    throw new RangeError(`a width of ${nEmbd} does not go with ${heads}: it has to be a multiple of ${multiple}`);
  if (nEmbd / nHead > WIDEST_HEAD)
    throw new RangeError(`a width of ${nEmbd} is too much for ${heads}: one head takes at most ${WIDEST_HEAD}`);
  if (vocabSize % 64 !== 0) throw new RangeError(`a vocabulary of ${vocabSize} words is no multiple of 64`);
}
