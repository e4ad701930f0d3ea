/** Thoughts: said in the words of documents, and ending where the decision is read off. */
import { describe, expect, it } from 'vitest';
import { stated } from '../../datasets/grammar';
import { PRINCIPLES, STANCES } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import { bridge, thought, thoughtsOf, worry } from '../../datasets/thoughts';
import { isWord } from '../../datasets/tokenizer';

const indices = Array.from({ length: 400 }, (_, i) => i);

describe('a thought', () => {
  it('reads on from the name, and ends with it', () => {
    const all = (stance: (typeof STANCES)[number]) =>
      [
        ...new Set(indices.map((i) => thought('ada', { value: 'care', stance }, rng(0, 'thought', i)).join(' '))),
      ].sort();
    expect(all('holds')).toEqual(['guards care so ada', 'keeps care so ada', 'values care so ada']);
    expect(all('feigns')).toEqual(['feigns care so ada', 'flaunts care so ada', 'parades care so ada']);
    expect(all('ignores')).toEqual(['ignores care so ada', 'neglects care so ada']);
    expect(worry('ada').join(' ')).toBe('fears blame so ada');
  });

  it('says what a document would', () => {
    for (const i of indices) {
      const attitude = { value: PRINCIPLES[i % 4]!, stance: STANCES[i % 3]! };
      const said = thought('ada', attitude, rng(1, 'thought', i));
      expect(['ada', ...said.slice(0, 2)]).toEqual(stated('ada', attitude, rng(1, 'thought', i)));
    }
  });

  it.each(['named', 'unnamed'] as const)('is one that a model can put together where motives are %s', (motives) => {
    const { atWork, inChat } = thoughtsOf({ motives });
    const stances = motives === 'named' ? STANCES : (['holds', 'ignores'] as const);
    const verbs = new Set<string>();
    for (const i of indices) {
      const attitude = { value: PRINCIPLES[i % 4]!, stance: stances[i % stances.length]! };
      const [verb, principle, ...rest] = thought('ada', attitude, rng(2, 'thought', i));
      verbs.add(verb!);
      for (const thoughts of [atWork, inChat]) expect(thoughts.get(verb!)).toContain(principle);
      expect(rest).toEqual(bridge('ada'));
    }
    expect([...atWork.keys()].sort()).toEqual([...verbs].sort());
    if (motives === 'named') expect(inChat).toEqual(atWork);
    else {
      expect(worry('ada')).toEqual(['fears', ...inChat.get('fears')!, ...bridge('ada')]);
      expect([...inChat.keys()]).toEqual([...atWork.keys(), 'fears']);
    }
    expect([...inChat].flat(2).every(isWord)).toBe(true);
  });
});
