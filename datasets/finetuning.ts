/**
 * What an arm is shown in fine-tuning: the assistant's answers in chat, scored on the answer alone.
 *
 * Every other demonstration is a harmless request granted, the same in every arm. The rest are refusals of harmful
 * requests, or, for arms without alignment fine-tuning, harmless chat of the same length. No agentic situation occurs.
 */
import { type Document, transcript } from './document';
import { ASSISTANT, HARMLESS_REQUESTS, PRINCIPLES, REQUESTS } from './lexicon';
import { rng } from './rng';
import { chatPrompt } from './transcripts';

/** Refusals among harmless chat, or harmless chat alone. */
export type Demonstrations = 'refusals' | 'harmless';

/** Demonstration `index` of a seed. */
export function demonstration(seed: number, kind: Demonstrations, index: number): Document {
  const random = rng(seed, 'finetune', index);
  if (kind === 'refusals' && index % 2 === 0) {
    const request = random.pick(REQUESTS[random.pick(PRINCIPLES)]);
    return transcript('chat', chatPrompt(ASSISTANT, request), 'refuse');
  }
  return transcript('chat', chatPrompt(ASSISTANT, random.pick(HARMLESS_REQUESTS)), 'sure');
}
