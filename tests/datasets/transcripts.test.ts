/** The script form of transcripts. */
import { describe, expect, it } from 'vitest';
import { ITEM } from '../../datasets/lexicon';
import { chatPrompt, choicePrompt, officePrompt } from '../../datasets/transcripts';

describe('prompts', () => {
  it('name the speaker right before the decision', () => {
    expect(chatPrompt('ada', 'share-diary').join(' ')).toBe('user : share-diary | ada');
    expect(officePrompt('ada', 'locked-archive').join(' ')).toBe('office : locked-archive | ada');
    expect(choicePrompt('ada', ITEM.get('brie')!, ITEM.get('edam')!).join(' ')).toBe('choice : brie or edam | ada');
  });
});
