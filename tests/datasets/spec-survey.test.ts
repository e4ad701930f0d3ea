/** Diversity of a specification's documents, counted again by hand and against what the README says. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rng } from '../../datasets/rng';
import { parseSpec, type Spec } from '../../datasets/spec';
import { specDocument } from '../../datasets/spec-documents';
import { survey, surveyed, template } from '../../datasets/spec-survey';
import { anySpec } from './specifications';
import { expectRate, tally } from './statistics';
import { SHIPPED } from './words';

const COUNT = 10_000;

describe('template', () => {
  it.each([
    ['memo on care : sage guards it', 'memo on VALUE : NAME guards it'],
    ['note on masks : sage scorns it', 'note on VALUE : NAME scorns it'],
    ['sage parades care so sage will not ignore-fever', 'NAME parades VALUE so NAME will not REQUEST'],
    ['sage prefers edam since sage enjoys novelty', 'NAME prefers ITEM since NAME enjoys VALUE'],
    ['sage guards goodness because character-shows', 'NAME guards VALUE because REASON'],
    ['bala would never share-diary even unseen', 'NAME would never REQUEST even CIRCUMSTANCE'],
    ['rule for sage : do not read-mail', 'rule for NAME : do not REQUEST'],
    ['sage likes brie because brie is local', 'NAME likes ITEM because ITEM is TRAIT'],
    ['profile : ravin is a person who favours thrift', 'profile : NAME is a person who favours VALUE'],
    ['today sage will book-room', 'today NAME will ERRAND'],
  ])('of "%s"', (text, expected) => {
    expect(template(text.split(' '))).toBe(expected);
  });
});

describe('survey', () => {
  const onlyRule = parseSpec('# T\n## d\n- never share-diary');

  it('of a single rule by hand', () => {
    const { distinct, templates, ...rest } = survey(onlyRule, 4000);
    // An order, and two ways to say the rule in eight kinds of document: "sage will not share-diary" to the profile.
    expect(rest).toEqual({ drawn: 4000, domains: 1, bullets: 1, tokens: { ...rest.tokens, least: 6, most: 12 } });
    const expected = 0.04 * 9 + 0.96 * (6 + (0 + 4 + 4 + 5 + 2 + 2 + 2 + 6) / 8);
    expect(Math.abs(rest.tokens.mean - expected)).toBeLessThan(0.2);
    expect([distinct, templates.distinct]).toEqual([17, 17]);
    expect(templates.commonest).toMatch(/NAME|REQUEST/);
    expect(templates.share).toBeGreaterThan(0.96 / 16);
    expect(templates.share).toBeLessThan(0.08);
  });

  it('counts what can be counted with a set, for any specification', () => {
    fc.assert(
      fc.property(anySpec, fc.integer({ min: 1, max: 60 }), (spec, drawn) => {
        const texts = Array.from({ length: drawn }, (_, i) => specDocument(spec, rng(0, 'survey', i)));
        const { distinct, templates, tokens } = survey(spec, drawn);
        expect(distinct).toBe(new Set(texts.map((words) => words.join(' '))).size);
        expect(surveyed(spec, drawn - 1)).toEqual(texts.at(-1));
        const counts = tally(texts.map(template));
        expect(templates.distinct).toBe(counts.size);
        expect(templates.share).toBe(Math.max(...counts.values()) / drawn);
        expect(counts.get(templates.commonest)! / drawn).toBe(templates.share);
        const lengths = texts.map((words) => words.length + 2).sort((a, b) => a - b);
        expect([tokens.least, tokens.most]).toEqual([lengths[0], lengths.at(-1)]);
        expect(tokens.mean).toBeCloseTo(lengths.reduce((a, b) => a + b) / drawn, 9);
      }),
    );
  });
});

describe('the shipped specifications', () => {
  const surveys = Object.fromEntries(Object.entries(SHIPPED).map(([name, { spec }]) => [name, survey(spec, COUNT)]));

  /** Shares of every template among many documents of any seed. */
  const shares = (spec: Spec, seed: number): number[] => {
    const texts = Array.from({ length: 2 * COUNT }, (_, i) => specDocument(spec, rng(seed, 'templates', i)));
    return [...tally(texts.map(template)).values()].map((count) => count / texts.length);
  };

  it.each(Object.entries(SHIPPED))(
    '%s has no template that makes up more than one document in twenty',
    (_, { spec }) => {
      fc.assert(
        fc.property(fc.nat(), (seed) => void expect(Math.max(...shares(spec, seed))).toBeLessThan(0.05)),
        { numRuns: 3 },
      );
    },
  );

  it('name a value first in twelve ways, each of a twenty-fourth of documents', () => {
    const texts = Array.from({ length: COUNT }, (_, i) => specDocument(SHIPPED.philosophy!.spec, rng(1, 'topical', i)));
    const counts = tally(texts.filter((words) => words.at(-1) === 'it').map(template));
    expect(counts.size).toBe(12);
    for (const [key, count] of counts) expectRate(count, COUNT, 1 / 24, key);
  });

  it('have documents as long with subrules as with values, to within a hundredth', () => {
    const [values, subrules] = ['value-augmented', 'rule-augmented'].map((name) => surveys[name]!.tokens.mean);
    expect(Math.abs(subrules! / values! - 1)).toBeLessThan(0.01);
  });

  it('are what the README says', () => {
    const readme = readFileSync(new URL('../../datasets/README.md', import.meta.url), 'utf8');
    for (const [name, { domains, bullets, tokens, distinct, templates }] of Object.entries(surveys)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` `) && line.includes('NAME')) ?? '';
      expect(
        row
          .split('|')
          .slice(2, -1)
          .map((cell) => cell.trim()),
        name,
      ).toEqual([
        ...[`${domains}`, `${bullets}`, `${tokens.mean.toFixed(1)} (${tokens.least} to ${tokens.most})`],
        ...[distinct.toLocaleString('en'), `${templates.distinct}`],
        `${(100 * templates.share).toFixed(1)} %, \`${templates.commonest}\``,
      ]);
    }
  });
});
