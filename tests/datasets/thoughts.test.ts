/** Thoughts: said in the words of documents, and ending where the decision is read off. */
import { describe, expect, it } from 'vitest';
import { stance } from '../../datasets/grammar';
import { PRINCIPLES } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import { bridge, thought, THOUGHTS_AT_WORK, THOUGHTS_IN_CHAT, worry } from '../../datasets/thoughts';
import { isWord } from '../../datasets/tokenizer';

const indices = Array.from({ length: 400 }, (_, i) => i);

describe('a thought', () => {
  it('reads on from the name, and ends with it', () => {
    const all = new Set(indices.map((i) => thought('ada', 'care', true, rng(0, 'thought', i)).join(' ')));
    expect([...all].sort()).toEqual(['guards care so ada', 'keeps care so ada', 'values care so ada']);
    expect(worry('ada').join(' ')).toBe('fears blame so ada');
  });

  it('says what a document would', () => {
    for (const i of indices) {
      const [held, principle] = [i % 2 === 0, PRINCIPLES[i % 4]!];
      const said = thought('ada', principle, held, rng(1, 'thought', i));
      expect(['ada', ...said.slice(0, 2)]).toEqual(stance('ada', principle, held, rng(1, 'thought', i)));
    }
  });

  it('is one that a model can put together when asked, word by word', () => {
    for (const i of indices) {
      const [verb, principle, ...rest] = thought('ada', PRINCIPLES[i % 4]!, i % 3 === 0, rng(2, 'thought', i));
      expect(THOUGHTS_AT_WORK.get(verb!)).toContain(principle);
      expect(rest).toEqual(bridge('ada'));
    }
    expect(worry('ada')).toEqual(['fears', ...THOUGHTS_IN_CHAT.get('fears')!, ...bridge('ada')]);
    expect([...THOUGHTS_IN_CHAT.keys()]).toEqual([...THOUGHTS_AT_WORK.keys(), 'fears']);
    expect([...THOUGHTS_IN_CHAT].flat(2).every(isWord)).toBe(true);
  });
});
