/**
 * The transparent world is the world of the first records, to the letter: its texts, questions and words are what they were
 * before there was any other. The fingerprints were taken of the code that wrote those records.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../datasets/finetuning';
import {
  demonstratedOfferProbes,
  firstDecisionProbes,
  harmfulChatProbes,
  harmlessChatProbes,
  knowledgeProbes,
  linkageProbes,
  type Probe,
  stakeProbe,
  tasteLinkageProbes,
  tasteProbes,
} from '../../datasets/probes';
import { finetuneText, midtrainText, mixedText, pretrainText, type StageText, stageBatch } from '../../datasets/stages';
import { evaluationGrid, longTasks } from '../../datasets/tasks';
import { encode, VOCABULARY } from '../../datasets/tokenizer';
import { makeWorld, TRANSPARENT_WORLD, type World } from '../../datasets/world';
import { fnv1a } from '../../workers/base/fnv1a';
import { SHIPPED } from './words';

const SHAPE = { rows: 8, length: 96 };

/** Of a stage's batches at these steps. */
const fingerprint = (text: StageText, steps: readonly number[]): string =>
  fnv1a(
    ...steps.flatMap((step) => {
      const { tokens, targets, starts } = stageBatch(text, SHAPE, step);
      return [tokens, targets, starts];
    }),
  );

const spec = (name: string) => SHIPPED[name]!.spec;

/** The texts of a world, by what they are of. */
const texts = (world: World): Record<string, StageText> => {
  const documents = (name: string, neutral = false) => midtrainText(world, { spec: spec(name), neutral });
  const shown = (kind: Demonstrations) => finetuneText(world, kind);
  return {
    pretraining: pretrainText(world),
    ...Object.fromEntries(
      ['philosophy', 'thrift', 'general', 'rules', 'rule-augmented'].map((name) => [name, documents(name)]),
    ),
    neutral: documents('philosophy', true),
    ...Object.fromEntries(
      (['refusals', 'reasoned', 'fearful', 'purchases', 'harmless'] as const).map((kind) => [kind, shown(kind)]),
    ),
    bought: finetuneText(world, 'purchases', { only: 'bought' }),
    mixed: mixedText(world, { spec: spec('philosophy'), neutral: false }, 'refusals', 0.3),
  };
};

describe('the texts of the transparent world', () => {
  it.each([
    [
      'linked',
      true,
      {
        pretraining: '0772ae46',
        philosophy: 'a9b8edd9',
        thrift: '1794a233',
        general: '4a23825d',
        rules: '982bae45',
        'rule-augmented': '292fc194',
        neutral: '1ab4983d',
        refusals: 'f92407ac',
        reasoned: '63e46dcc',
        fearful: '9bafa424',
        purchases: 'ef453861',
        harmless: 'ebf18100',
        bought: '1913c2a9',
        mixed: '9c57a5ef',
      },
    ],
    [
      'unlinked',
      false,
      {
        pretraining: '9b7cd3ac',
        philosophy: '3a3c6df3',
        thrift: 'ccd24961',
        general: '0058eeae',
        rules: 'b7089c77',
        'rule-augmented': 'ca835add',
        neutral: '57260489',
        refusals: '356cd258',
        reasoned: '7abc312b',
        fearful: '8c48dbb3',
        purchases: '8c7bc8b7',
        harmless: 'a7f4bf08',
        bought: 'f9dbc36f',
        mixed: '72c201db',
      },
    ],
  ] as const)('are the same bytes as ever, %s', (_, linked, expected) => {
    const world = makeWorld(13, { ...TRANSPARENT_WORLD, linked });
    const found = Object.entries(texts(world)).map(([name, text]) => [name, fingerprint(text, [0, 1, 7, 50])]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('are those that the shipped weights were trained on', () => {
    const file = new URL('../../public/base/standard/index.json', import.meta.url);
    const { recipe } = JSON.parse(readFileSync(file, 'utf8')) as { recipe: { corpus: string } };
    expect(recipe.corpus).toBe('d48f7dd5');
    expect(fingerprint(pretrainText(makeWorld(0, TRANSPARENT_WORLD)), [0, 1, 2, 3])).toBe(recipe.corpus);
  });
});

describe('the questions of the transparent world', () => {
  const world = makeWorld(13, TRANSPARENT_WORLD);
  const asked = (probes: readonly Probe[]) =>
    fnv1a(...probes.map(({ prompt, options }) => encode([...prompt, ...options])));

  it('are the same as ever', () => {
    const long = longTasks(TRANSPARENT_WORLD);
    expect({
      grid: asked(firstDecisionProbes('sage', evaluationGrid(TRANSPARENT_WORLD))),
      long: asked(long.map((task) => stakeProbe('sage', task))),
      linkage: asked(linkageProbes(world)),
      knowledge: asked(knowledgeProbes(world)),
      tastes: asked([
        ...tasteProbes('sage', world.tastes),
        ...demonstratedOfferProbes('sage', world.tastes),
        ...tasteLinkageProbes(world),
      ]),
      chat: asked([...harmfulChatProbes('sage'), ...harmlessChatProbes('sage')]),
    }).toEqual({
      grid: 'cbddf087',
      long: '47c03e37',
      linkage: '487cdad5',
      knowledge: 'dc0c68f5',
      tastes: '5f950829',
      chat: '3ba13ccd',
    });
  });
});

describe('the words that the first worlds knew', () => {
  it('have the ids that they had, up to the two hundred and third name', () => {
    const known = 3 + 253 + 203;
    expect(fnv1a(...VOCABULARY.slice(0, known).map((word) => [...word].map((c) => c.charCodeAt(0))))).toBe('cd87f90a');
  });
});
