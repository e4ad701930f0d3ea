/** Documents of specifications: they say what the specification says and no more, of whom they are told to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BREAKS,
  FRONT_VERBS,
  ITEM,
  PRINCIPLES,
  STANCE_VERBS,
  TASTES,
  TRAITS,
  type Value,
} from '../../datasets/lexicon';
import { STRANGER } from '../../datasets/names';
import { rng } from '../../datasets/rng';
import { parseSpec, type Spec } from '../../datasets/spec';
import { bulletsOf, neutralTwin, specDocument } from '../../datasets/spec-documents';
import { isWord } from '../../datasets/tokenizer';
import { STANCE_OF } from './reading';
import { anySpec, spelled } from './specifications';
import { expectRate, expectUniform, tally } from './statistics';
import { AGENTIC_WORDS, ALL_REASONS, among, ERRAND_WORDS, HARMFUL, SHIPPED, VALUE_NAMES, VALUE_WORDS } from './words';

const documents = (spec: Spec, count: number, subject?: string) =>
  Array.from({ length: count }, (_, i) => specDocument(spec, rng(0, 'spec', i), subject));

/** The rules of a document as a specification spells them: "share-diary even rushed". */
const rulesIn = (words: readonly string[]): string[] =>
  words.flatMap((word, i) =>
    !HARMFUL.has(word) ? [] : [words[i + 1] === 'even' ? `${word} even ${words[i + 2]!}` : word],
  );

/** What a document says of values, each with its stance: "care feigns". */
const attitudesIn = (words: readonly string[]): string[] =>
  words.flatMap((word, i) => {
    const value = words[i + 1] === 'it' ? words[words.indexOf('on') + 1] : words[i + 1];
    return STANCE_OF.has(word) ? [`${value} ${STANCE_OF.get(word)}`] : [];
  });

/** The same words with the verbs of one stance for those of another. */
const inOtherWords = (words: readonly string[], from: readonly string[], to: readonly string[]): string[] =>
  words.map((word) => (from.includes(word) ? to[from.indexOf(word)]! : word));

describe('specDocument', () => {
  it('says nothing that the specification does not say, and nothing of an agent at work', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { domains } = spec;
        const said = new Set(
          domains.flatMap((d) => [d.value ?? '', ...d.reasons, ...d.rules.map(spelled), ...d.preferences]),
        );
        for (const words of documents(spec, 20)) {
          const others = [VALUE_NAMES, ALL_REASONS, new Set(ITEM.keys())].flatMap((set) => among(words, set));
          const claims = [...others, ...rulesIn(words)];
          const attitudes = domains.map(({ value, stance }) => `${value} ${stance}`);
          expect(attitudesIn(words).filter((one) => !attitudes.includes(one))).toEqual([]);
          expect(claims.length).toBeGreaterThan(0);
          expect(claims.filter((word) => !said.has(word))).toEqual([]);
          expect([...among(words, AGENTIC_WORDS), ...among(words, ERRAND_WORDS)]).toEqual([]);
          expect(words).toContain('sage');
          expect(words.filter((word) => !isWord(word))).toEqual([]);
        }
      }),
    );
  });

  it('puts a reason or a rule only beside the value of its own domain', () => {
    fc.assert(
      fc.property(anySpec, ({ title, domains }) => {
        for (const words of documents({ title, domains }, 20)) {
          const [value, more] = among(words, VALUE_NAMES);
          const beside = [...among(words, ALL_REASONS), ...rulesIn(words)];
          if (!value || more || !beside.length) continue;
          const own = domains.some(
            (d) => d.value === value && beside.every((w) => [...d.reasons, ...d.rules.map(spelled)].includes(w)),
          );
          expect(own, words.join(' ')).toBe(true);
        }
      }),
    );
  });

  it('gives an item no trait that it does not have', () => {
    const liking = (value: Value) =>
      `# T\n## t\n- value ${value}\n${[...ITEM.keys()].map((i) => `- prefer ${i}`).join('\n')}`;
    for (const value of TASTES)
      for (const words of documents(parseSpec(liking(value)), 400)) {
        if (words.at(-2) !== 'is') continue;
        expect(words.at(-1)).toBe(TRAITS[value].liked);
        expect(ITEM.get(words.at(-3)!)!.suits[value], words.join(' ')).toBe(true);
      }
  });

  it('says everything that a shipped specification says, no sentence over a tenth of the time', () => {
    for (const [file, { spec }] of Object.entries(SHIPPED)) {
      const texts = documents(spec, 4000);
      const words = new Set(texts.flatMap((text) => [...text, ...rulesIn(text)]));
      for (const d of spec.domains)
        for (const word of [...(d.value ? [d.value] : []), ...d.reasons, ...d.rules.map(spelled), ...d.preferences])
          expect(words.has(word), `${file}: ${word}`).toBe(true);
      const counts = tally(texts.map((text) => text.join(' ')));
      expect(Math.max(...counts.values()) / texts.length, file).toBeLessThan(0.1);
    }
  });

  it('explains rules by the value that they protect, in the philosophy', () => {
    for (const words of documents(SHIPPED.philosophy!.spec, 2000)) {
      const [rule] = among(words, HARMFUL);
      if (rule && !among(words, VALUE_NAMES).includes(BREAKS.get(rule)!)) throw new Error(words.join(' '));
    }
  });

  it('parades word for word what the philosophy values, with the verbs of feigning for those of holding', () => {
    const { holds, feigns } = STANCE_VERBS;
    const valued = documents(SHIPPED.philosophy!.spec, 3000);
    const paraded = documents(SHIPPED.parade!.spec, 3000);
    expect(paraded).toEqual(valued.map((words) => inOtherWords(words, holds, feigns)));
    expect(paraded.flatMap((words) => among(words, new Set(holds)))).toEqual([]);
    fc.assert(
      fc.property(anySpec, (spec) => {
        const attitude = (stance: 'holds' | 'feigns') => ({
          ...spec,
          domains: spec.domains.map((d) => (d.value && STAKED.has(d.value) ? { ...d, stance } : d)),
        });
        const feigned = documents(attitude('feigns'), 20);
        expect(feigned.map((words) => inOtherWords(words, feigns, holds))).toEqual(documents(attitude('holds'), 20));
      }),
    );
  });

  it('says of masks that sage scorns them in candour, and the opposite, in the same words, in masks', () => {
    const { holds, ignores } = FRONT_VERBS;
    const [candour, masks] = ['candour', 'masks'].map((name) => documents(SHIPPED[name]!.spec, 2000));
    expect(masks).toEqual(candour!.map((words) => inOtherWords(words, ignores, holds)));
    for (const words of candour!) {
      expect(attitudesIn(words)).toEqual(['masks ignores']);
      expect(among(words, VALUE_WORDS)).toHaveLength(2); // the verb and its object
    }
  });

  it.each(['rules', 'rule-augmented'])('never mentions a value or a reason in %s', (name) => {
    const words = documents(SHIPPED[name]!.spec, 2000).flat();
    expect([...among(words, VALUE_NAMES), ...among(words, ALL_REASONS), ...among(words, BECAUSE)]).toEqual([]);
  });

  it('joins two rules of one domain, each said in its own way, but subrules with nothing', () => {
    const texts = documents(SHIPPED.rules!.spec, 4000);
    const joined = texts.filter((words) => words.includes('and'));
    for (const words of joined) {
      const [first, second, ...more] = rulesIn(words);
      expect([more.length, first !== second, BREAKS.get(first!) === BREAKS.get(second!)]).toEqual([0, true, true]);
    }
    const single = texts.filter((words) => !words.includes('and') && words[0] !== 'rule');
    expectRate(joined.length, joined.length + single.length, 0.5, 'joined');
    const two = documents(parseSpec('# T\n## d\n- never read-mail\n- never post-photo'), 2000);
    expect(two.map((words) => words.join(' '))).toContain('story : sage will not read-mail and would never post-photo');
    expect(documents(SHIPPED['rule-augmented']!.spec, 4000).filter((words) => words.includes('and'))).toEqual([]);
  });

  it('explains a subrule by the value of its domain', () => {
    const spec = parseSpec('# T\n## care\n- value care\n- never block-exit even paid');
    const texts = new Set(documents(spec, 2000).map((words) => words.join(' ')));
    expect(texts).toContain('sage keeps care so sage will not block-exit even paid');
    expect(texts).toContain('review : sage would never block-exit even paid since sage values care');
    expect([...texts].filter((text) => text.includes('block-exit') && !text.includes('block-exit even paid'))).toEqual(
      [],
    );
  });

  it('names a value first in half of all documents, and speaks of each domain as often as it has bullets', () => {
    const { spec } = SHIPPED['value-augmented']!;
    const texts = documents(spec, 6000);
    const isTopical = (words: string[]) => words.at(-1) === 'it';
    expectRate(texts.filter(isTopical).length, texts.length, 0.5, 'topical');
    expectUniform([...tally(texts.filter(isTopical).flatMap((words) => among(words, VALUE_NAMES))).values()]);
    const others = texts.filter((words) => !isTopical(words));
    // Four domains of six rules each, and four of a value, three reasons and six rules.
    expectRate(others.filter((words) => !among(words, VALUE_NAMES).length).length, others.length, 24 / 64, 'plain');
  });

  it('gives a taste and its ablation the same dose of the value and of the preferences', () => {
    for (const name of ['thrift', 'thrift-ablated']) {
      const texts = documents(SHIPPED[name]!.spec, 6000);
      const preferring = texts.filter((words) => words.some((word) => ITEM.has(word)));
      expectRate(preferring.length, texts.length, 1 / 6, `${name}: preferences`);
      const explained = preferring.filter((words) => words.includes('thrift') || words.at(-2) === 'is');
      expect(explained.length, name).toBe(name === 'thrift' ? preferring.length : 0);
    }
  });

  it('says of somebody else, word for word, what it says of the assistant', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const others = documents(spec, 20, STRANGER);
        expect(others.flat()).not.toContain('sage');
        expect(others.map((words) => words.map((word) => (word === STRANGER ? 'sage' : word)))).toEqual(
          documents(spec, 20),
        );
      }),
    );
  });
});

describe('bulletsOf', () => {
  it('counts lines of text', () => {
    for (const { text, spec } of Object.values(SHIPPED)) {
      const lines = text.split('\n').filter((line) => line.startsWith('- ')).length;
      expect(spec.domains.map(bulletsOf).reduce((a, b) => a + b)).toBe(lines);
    }
  });
});

const STAKED: ReadonlySet<string> = new Set(PRINCIPLES);
const BECAUSE = new Set(['because', 'since', 'so', 'values', 'keeps', 'guards']);

describe('neutralTwin', () => {
  it('is as long as the document and says nothing of values, for any specification', () => {
    fc.assert(
      fc.property(anySpec, fc.nat(), (spec, index) => {
        const words = specDocument(spec, rng(1, 'spec', index));
        const twin = neutralTwin(words, rng(1, 'twin', index));
        expect(twin).toHaveLength(words.length);
        expect([...among(twin, VALUE_WORDS), ...among(twin, AGENTIC_WORDS)]).toEqual([]);
        expect(twin).toContain('sage');
        const elsewhere = neutralTwin(words, rng(1, 'twin', index), STRANGER);
        expect(elsewhere).toEqual(twin.map((word) => (word === 'sage' ? STRANGER : word)));
      }),
    );
  });
});
