/** Explanations of terms: short, and in plain words or in terms that are explained as well. */
import { describe, expect, test } from 'vitest';
import { PRINCIPLES } from '../../datasets/lexicon';
import { VOCABULARY } from '../../datasets/tokenizer';
import { DEFAULT_WORLD } from '../../datasets/world';
import { parameterCount } from '../../models/config';
import { presets } from '../../workers/experiments/presets';
import { ALPHA } from '../../analysis/verdict';
import { GLOSSARY } from '../../src/glossary';
import { LOSS_TEXT } from '../../src/words';

const terms = Object.entries(GLOSSARY);

/** Words of the field, which a text may use only where they are terms themselves. */
const JARGON = [
  ...['accuracy', 'adapter', 'agentic', 'arm', 'attention', 'backpropagation', 'baseline', 'batch', 'BCa', 'bootstrap'],
  ...['checkpoint', 'closed-loop', 'confidence interval', 'confounder', 'control', 'convergence', 'corpus', 'corpora'],
  ...[
    'cross-entropy',
    'decoder',
    'distribution',
    'effect size',
    'embedding',
    'entropy',
    'epoch',
    'exact test',
    'family',
  ],
  ...['family-wise', 'fine-tuning', 'front', 'generalization', 'gradient', 'held out', 'hyperparameter', 'hypothesis'],
  ...['inference', 'iteration', 'kernel', 'knowledge', 'learning rate', 'linkage', 'logit', 'logits', 'loss', 'metric'],
  ...['midtraining', 'misalignment', 'model', 'models', 'MSM', 'AFT', 'nats', 'neural', 'null hypothesis', 'optimizer'],
  ...['overfitting', 'p-value', 'parameter', 'parameters', 'policy', 'pretraining', 'principle', 'prompt', 'replica'],
  ...['resample', 'rollout', 'sample', 'seed', 'seeds', 'sign-flip', 'significance', 'significant', 'softmax', 'spec'],
  ...['specification', 'statistic', 'stochastic', 'temperature', 'token', 'tokens', 'transformer', 'unsafe shortcut'],
  ...['variance', 'weights', 'WebGPU'],
];
/** A word and its plural are one, and the long name of a method may spell out what its letters stand for. */
const isTerm = (word: string) => Object.keys(GLOSSARY).some((term) => term === word || `${term}s` === word);
const SPELT_OUT: Partial<Record<string, string>> = { MSM: 'spec' };

describe.each(terms)('%s', (term, text) => {
  test('is one sentence or two, ending with a full stop, of at most 300 characters', () => {
    expect(text.length).toBeGreaterThan(40);
    expect(text.length).toBeLessThanOrEqual(300);
    const sentences = text.match(/[a-z0-9”][.](?=\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(1);
    expect(sentences.length).toBeLessThanOrEqual(2);
    expect(text).toMatch(/\.$/);
  });

  test('uses no term of the field that is not explained as well', () => {
    const used = JARGON.filter((word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'i').test(text));
    expect(used.filter((word) => !isTerm(word) && SPELT_OUT[term] !== word)).toEqual([]);
  });
});

test('no explanation leads back to where it began', () => {
  const uses = (term: string): string[] =>
    Object.keys(GLOSSARY).filter(
      (other) => other !== term && new RegExp(`(?<![\\w-])${other}s?(?![\\w-])`, 'i').test(GLOSSARY[term as never]),
    );
  const reach = (term: string, seen: string[] = []): string[] =>
    uses(term).reduce((all, next) => (all.includes(next) ? all : reach(next, [...all, next])), seen);
  expect(Object.keys(GLOSSARY).filter((term) => reach(term).includes(term))).toEqual([]);
});

test('numbers in explanations are those of the lab', () => {
  expect(parameterCount(presets.standard!.model)).toBeGreaterThan(138_500);
  expect(parameterCount(presets.standard!.model)).toBeLessThan(139_500);
  expect(VOCABULARY).toHaveLength(512);
  expect(Math.log(VOCABULARY.length).toFixed(1)).toBe('6.2');
  expect(LOSS_TEXT.note).toContain('gives 6.2');
  expect(GLOSSARY['toy language']).toContain(`${VOCABULARY.length} words`);
  expect(DEFAULT_WORLD.people).toBe(200);
  expect(GLOSSARY.principle).toContain(`has four: ${PRINCIPLES.slice(0, -1).join(', ')} and ${PRINCIPLES.at(-1)}.`);
  expect(ALPHA).toBe(0.05);
});
