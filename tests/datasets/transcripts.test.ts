/** The script form of transcripts. */
import { describe, expect, it } from 'vitest';
import { ITEM } from '../../datasets/lexicon';
import { chatPrompt, offerPrompt, officePrompt } from '../../datasets/transcripts';

describe('prompts', () => {
  it('name the speaker right before the decision', () => {
    expect(chatPrompt('ada', 'share-diary').join(' ')).toBe('user : share-diary | ada');
    expect(officePrompt('ada', 'locked-archive').join(' ')).toBe('office : locked-archive | ada');
    expect(offerPrompt('ada', ITEM.get('brie')!).join(' ')).toBe('shop : brie | ada');
  });
});
