/** What is read of documents, against what they were made of and against another reader of the same language. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demonstration } from '../../datasets/finetuning';
import {
  type Attitude,
  dressed,
  evenlyDressed,
  explained,
  fond,
  liked,
  neutralDocument,
  paired,
  reasoned,
  ruleDocument,
  ruled,
  stated,
  topical,
} from '../../datasets/grammar';
import { BREAKS, type Circumstance, ITEM, REASONS, TASTES, TRIALS, UNSEEN } from '../../datasets/lexicon';
import { observe, type Observation } from '../../datasets/observations';
import { type Rng, rng } from '../../datasets/rng';
import { neutralTwin, specDocument } from '../../datasets/spec-documents';
import { makeWorld } from '../../datasets/world';
import { corpusOf, WORLDS } from './corpus';
import { answerIn, claims, STANCE_OF, stakesIn } from './reading';
import { anySpec, ATTITUDES } from './specifications';
import { HARMFUL } from './words';

const random = fc.nat().map((seed) => rng(seed, 'observations'));
const attitude = fc.constantFrom<Attitude>(...ATTITUDES);
const request = fc.constantFrom(...HARMFUL);
const circumstance = fc.constantFrom<Circumstance | undefined>(undefined, UNSEEN, ...TRIALS);
const item = fc.constantFrom(...ITEM.values());

const said = (one: Attitude): Observation => ({ kind: 'attitude', ...one });
const rule = (request: string, circumstance?: Circumstance): Observation => ({
  ...{ kind: 'rule', principle: BREAKS.get(request)! },
  ...(circumstance && { circumstance }),
});

/** Expects a sentence about ada to be read alike in every dress, and to say nothing of anybody else. */
function expectRead(sentence: string[], expected: readonly Observation[], random: Rng): void {
  for (const words of [sentence, dressed('ada', sentence, random), evenlyDressed('ada', sentence, random)]) {
    expect(observe(words, 'ada'), words.join(' ')).toEqual(expected);
    expect(observe(words, 'bo'), words.join(' ')).toEqual([]);
  }
}

describe('a sentence', () => {
  it('says what someone makes of a value, with or without a reason, before or after the name, once or twice', () => {
    fc.assert(
      fc.property(attitude, attitude, random, (one, other, random) => {
        expectRead(stated('ada', one, random), [said(one)], random);
        for (const reason of REASONS[one.value]) expectRead(reasoned('ada', one, reason, random), [said(one)], random);
        expect(observe(topical('ada', one, random), 'ada')).toEqual([said(one)]);
        expect(observe(topical('ada', one, random), 'bo')).toEqual([]);
        const both = paired(stated('ada', one, random), stated('ada', other, random));
        expectRead(both, [said(one), said(other)], random);
      }),
    );
  });

  it('says a rule, in some circumstance or in none, once or twice; of an explained one only the value', () => {
    fc.assert(
      fc.property(request, request, circumstance, attitude, random, (one, other, where, why, random) => {
        expectRead(ruled('ada', one, random, where), [rule(one, where)], random);
        const both = paired(ruled('ada', one, random), ruled('ada', other, random));
        expectRead(both, [rule(one), rule(other)], random);
        expectRead(explained('ada', one, why, random, where), [said(why)], random);
        const words = ruleDocument('ada', one, random, where);
        expect(observe(words, 'ada')).toEqual([rule(one, where)]);
        expect(observe(words, 'bo')).toEqual([]);
      }),
    );
  });

  it('says a taste, or an item that is liked for no reason', () => {
    fc.assert(
      fc.property(item, fc.constantFrom(...TASTES), random, (item, taste, random) => {
        expectRead(liked('ada', item, undefined, random), [{ kind: 'liking', item }], random);
        const own: Attitude = { value: taste, stance: 'holds' };
        expectRead(liked('ada', item, taste, random), [said(own)], random);
        expectRead(fond('ada', taste), [said(own)], random);
      }),
    );
  });

  it('of errands says nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 30 }), random, (length, random) => {
        expect(observe(neutralDocument('ada', length, random), 'ada')).toEqual([]);
      }),
    );
  });
});

describe('a specification', () => {
  it('is read back: nothing that it does not say, and of its neutral twins nothing', () => {
    fc.assert(
      fc.property(anySpec, fc.nat(), (spec, seed) => {
        const words = specDocument(spec, rng(seed, 'spec'));
        const found = observe(words, 'sage');
        expect(found.length, words.join(' ')).toBeGreaterThan(0);
        const rules = spec.domains.flatMap((d) => d.rules.map((r) => JSON.stringify(rule(r.request, r.circumstance))));
        const isSaid = (one: Observation) =>
          one.kind === 'attitude'
            ? spec.domains.some(({ value, stance }) => value === one.value && stance === one.stance)
            : one.kind === 'liking'
              ? spec.domains.some(({ preferences }) => preferences.includes(one.item.name))
              : rules.includes(JSON.stringify(one));
        expect(
          found.filter((one) => !isSaid(one)),
          words.join(' '),
        ).toEqual([]);
        expect(observe(neutralTwin(words, rng(seed, 'twin')), 'sage')).toEqual([]);
      }),
    );
  });
});

describe('demonstrations', () => {
  const world = makeWorld(3);
  const shown = (kind: Parameters<typeof demonstration>[1], index: number) => demonstration(world, kind, index).words;

  it('are answers and purchases, with the thought before them', () => {
    for (let i = 0; i < 400; i += 2) {
      for (const [kind, stance] of [['refusals'], ['reasoned', 'holds'], ['fearful', 'feigns']] as const) {
        const words = shown(kind, i);
        const principle = BREAKS.get(words[2]!)!;
        const thought = stance && { thought: { value: principle, stance } };
        expect(observe(words, 'sage')).toEqual([{ kind: 'answer', principle, refuses: true, ...thought }]);
        expect(observe(words, 'bala')).toEqual([]);
      }
      const words = shown('purchases', i);
      const bought = { kind: 'purchase', item: ITEM.get(words[2]!), buys: words.at(-1) === 'buy' };
      expect(observe(words, 'sage')).toEqual([bought]);
      expect(observe(shown('harmless', i), 'sage')).toEqual([]);
    }
  });
});

describe.each(WORLDS)('the corpus of the %s world, read by another reader', (_, config) => {
  const { documents, people } = corpusOf(makeWorld(4, config), 6000);
  const about = (words: readonly string[]) => words.find((word) => people.has(word)) ?? 'sage';

  it('has the same statements in documents', () => {
    const counts = { attitude: 0, rule: 0, liking: 0 };
    for (const { words } of documents.filter(({ kind }) => kind === 'document')) {
      const expected = claims(words, people).map(({ value, form }) => {
        if (form !== 'rule') return { kind: 'attitude', value, stance: form === 'liking' ? 'holds' : form };
        const at = words.indexOf('even');
        return { kind: 'rule', principle: value, ...(at > 0 && { circumstance: words[at + 1] }) };
      });
      const bare = words.some((word) => ITEM.has(word)) && !expected.length;
      const found = observe(words, about(words));
      expect(found, words.join(' ')).toEqual(
        bare ? [{ kind: 'liking', item: ITEM.get(words.find((word) => ITEM.has(word))!) }] : expected,
      );
      for (const { kind } of found) counts[kind as keyof typeof counts]++;
    }
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50);
  });

  it('has the same answers in chats and shops, and nothing in facts', () => {
    for (const { kind, words } of documents) {
      if (kind === 'fact') for (const name of [about(words), 'sage']) expect(observe(words, name)).toEqual([]);
      if (kind !== 'chat' && kind !== 'offer') continue;
      const { matter, name, thought, action } = answerIn(words);
      const [verb, value] = thought;
      const why = verb === 'fears' ? 'blame' : verb && { value, stance: STANCE_OF.get(verb) };
      const principle = BREAKS.get(matter);
      const expected =
        kind === 'offer'
          ? { kind: 'purchase', item: ITEM.get(matter), buys: action === 'buy' }
          : { kind: 'answer', principle, refuses: action === 'refuse' };
      expect(observe(words, name), words.join(' ')).toEqual(
        kind === 'chat' && !principle ? [] : [{ ...expected, ...(why && { thought: why }) }],
      );
      expect(observe(words, name === 'sage' ? 'bala' : 'sage')).toEqual([]);
    }
  });

  it('has of work what is thought aloud there, and nothing of what is done', () => {
    for (const { kind, words } of documents) {
      if (kind !== 'glimpse' && kind !== 'episode') continue;
      const expected = stakesIn(words).flatMap(({ thought: [verb, value] }) =>
        verb ? { kind: 'attitude', value, stance: STANCE_OF.get(verb) } : [],
      );
      const name = words[0] === 'task' ? words[1]! : words[4]!;
      expect(observe(words, name), words.join(' ')).toEqual(expected);
    }
  });
});
