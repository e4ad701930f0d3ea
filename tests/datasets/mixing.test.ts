/** Documents and demonstrations in one stage: how many, where, in which order, and what is scored of each. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../datasets/document';
import { demonstration } from '../../datasets/finetuning';
import { midtrainingDocument } from '../../datasets/midtraining';
import { mixedDocument } from '../../datasets/mixing';
import { mixedText } from '../../datasets/stages';
import { decode } from '../../datasets/tokenizer';
import { makeWorld } from '../../datasets/world';
import { SHIPPED } from './words';

const world = makeWorld(5);
const midtrain = { spec: SHIPPED.philosophy!.spec, neutral: false };
const indices = Array.from({ length: 2000 }, (_, i) => i);
const read = (share: number) => indices.map((index) => mixedDocument(world, midtrain, 'refusals', share, index));

/** A demonstration, and only that, is addressed to the assistant. */
const isShown = ({ words }: { words: string[] }) => words[0] === 'user' && words[4] === 'sage';
const words = (documents: { words: string[] }[]) => documents.map((d) => d.words);

describe('mixed documents', () => {
  it.each([0.3, 1 / 22, 0.5])('are demonstrations in a share of %f, at even distances', (share) => {
    const all = read(share);
    const places = indices.filter((i) => isShown(all[i]!));
    expect(Math.abs(places.length - share * indices.length)).toBeLessThan(1);
    const gaps = new Set(places.slice(1).map((place, i) => place - places[i]!));
    expect(
      [...gaps].every((gap) => Math.abs(gap - 1 / share) < 1),
      [...gaps].join(' '),
    ).toBe(true);
  });

  it('are the documents of midtraining and the demonstrations of fine-tuning, each in their order', () => {
    const all = read(0.3);
    const [shown, others] = [all.filter(isShown), all.filter((document) => !isShown(document))];
    expect(shown).toEqual(shown.map((_, i) => demonstration(world, 'refusals', i)));
    expect(words(others)).toEqual(words(others.map((_, i) => midtrainingDocument(world, midtrain, i))));
  });

  it('have nothing of one kind at either end of the scale', () => {
    expect(read(0).filter(isShown)).toEqual([]);
    expect(read(1).filter(isShown)).toHaveLength(indices.length);
  });

  it('are in the same places, as long, whatever they say', () => {
    const control = indices.map((i) => mixedDocument(world, { ...midtrain, neutral: true }, 'harmless', 0.3, i));
    const lengths = (documents: { words: string[] }[]) => documents.map((d) => d.words.length);
    expect(lengths(control)).toEqual(lengths(read(0.3)));
    expect(control.map(isShown)).toEqual(read(0.3).map(isShown));
  });
});

describe('mixedText', () => {
  it('scores of a demonstration what the assistant says, and of everything else every word', () => {
    const { documentAt, scoring } = mixedText(world, midtrain, 'reasoned', 0.25);
    for (const document of indices.map(documentAt)) {
      const { tokens, scored } = tokenize(document, scoring);
      const counted = decode(tokens.filter((_, i) => scored[i]));
      expect(counted).toEqual([...(isShown(document) ? document.words.slice(5) : document.words), '<eos>']);
    }
    const kinds = new Set(indices.map(documentAt).map(({ kind }) => kind));
    expect(kinds.size).toBe(7); // chats and offers of others among them
  });

  it.each([-0.1, 1.1, NaN])('refuses a share of %d', (share) => {
    const text = () => mixedText(world, midtrain, 'refusals', share);
    expect(text).toThrow(RangeError);
    expect(text).toThrow(`a share of demonstrations lies between 0 and 1; ${share} does not`);
  });
});
