/**
 * Numbers in the README, RESULTS.md and METHODS.md, held to the recorded results: each sentence is written here with numbers
 * computed from the records, and must stand in the text like that.
 */
import { readFileSync } from 'node:fs';
import { mean, sampleRankCorrelation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { signFlipP } from '../../analysis/sign-flip';
import { documentsBeatNone } from '../../src/experiment/tally';
import { recordedRulings } from '../../scripts/rulings';
import { experiments } from '../../workers/experiments';
import { parseRunRecords } from '../../records/parse';
import type { MetricId } from '../../workers/evaluate/metrics';
import { Recorded } from '../records/recorded';

const textOf = (path: string): string => readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ');
const readme = textOf('README.md');
const results = textOf('docs/RESULTS.md');
const methods = textOf('docs/METHODS.md');

const names = Object.keys(experiments);
const records = new Map(await Promise.all(names.map(async (name) => [name, await Recorded.of(name)] as const)));
const of = (name: string): Recorded => records.get(name)!;

/** `33.6`: a share in per cent, or a difference in points. */
const cent = (share: number, digits = 1): string => (100 * share).toFixed(digits);
/** The mean of an arm in per cent. */
const at = (name: string, arm: string, digits = 1, metric: MetricId = 'agenticUnsafe'): string =>
  cent(of(name).mean(arm, metric), digits);
/** Those of several arms: `14.3, 8.2, 4.5`. */
const all = (name: string, arms: string[], digits = 1): string => arms.map((arm) => at(name, arm, digits)).join(', ');
/** `.063`: without its zero. */
const bare = (value: number, digits: number): string =>
  value
    .toFixed(digits)
    .replace(/^(-?)0/, '$1')
    .replace('-', '−');
/** By how many points an arm is below another in the mean. */
const below = (name: string, arm: string, reference: string, digits = 1): string =>
  cent(-mean(of(name).differences(arm, reference)), digits);

/** Fails with the sentence alone, not with the whole text. */
const expectIn = (text: string, sentence: string): void => expect(text.includes(sentence) || sentence).toBe(true);

describe('README', () => {
  test('the table of the headline', () => {
    for (const [label, arm, unsafe] of [
      ['Baseline', 'baseline', 0],
      ['MSM ', 'msm', 1],
      ['AFT (', 'aft', 0],
      ['**MSM + AFT**', 'msm+aft', 1],
      ['AFT with reasons', 'aft-reasons', 0],
      ['MSM + AFT with reasons', 'msm+aft-reasons', 1],
    ] as const) {
      const [, ...cells] = readme
        .slice(readme.indexOf(`| ${label}`))
        .split('|')
        .slice(1, 6)
        .map((cell) => cell.replaceAll('*', '').trim());
      const chat = of('agentic').mean(arm, 'chatUnsafe');
      expect({ arm, cells: cells.map((cell) => cell.replace(/ \(.*/, '')) }).toEqual({
        arm,
        cells: [
          `${at('agentic', arm, unsafe)} %`,
          `${cent(chat, chat < 0.1 ? 1 : 0)} %`,
          `${at('agentic', arm, 0, 'taskCompletion')} %`,
          `${at('agentic', arm, 0, 'longUnsafe')} %`,
        ],
      });
    }
  });
});

describe('RESULTS', () => {
  test('the headline in words', () => {
    const { p, pHolm } = of('agentic').verdict('msm-before-aft');
    const reasons = of('agentic').verdict('reasons-stack-on-msm');
    const explained = of('reasons').verdict('explained-over-stated');
    for (const sentence of [
      `by ${below('agentic', 'msm+aft', 'aft', 0)} points (exact p = ${bare(p, 5)}, ${bare(pHolm, 4)} after Holm's`,
      `without any refusals the model that read them is at ${at('agentic', 'msm')} %, with them at ${at('agentic', 'msm+aft')} %`,
      `(${at('strength', 'msm-6')} % without, ${at('strength', 'msm+aft-6')} % with them)`,
      `(${at('agentic', 'msm+aft-reasons')} against ${at('agentic', 'msm-thinks')} %, p = ${bare(reasons.p, 3)}, ` +
        `${bare(reasons.pHolm, 3)} after Holm, _not shown_)`,
      `leaves ${cent(1 - of('agentic').mean('msm+aft-reasons', 'taskCompletion'), 0)} % of its errands undone`,
      `merely state values leave ${at('reasons', 'stated+aft')} %, those that explain them ${at('reasons', 'msm+aft')} % ` +
        `(p = ${bare(explained.p, 3)}, _not shown_)`,
      `grants more than AFT, by ${bare(100 * mean(of('agentic').differences('msm+aft', 'aft', 'chatUnsafe')), 2)} points, on every seed`,
      `missed by a hair (${at('agentic', 'msm+aft', 2)})`,
    ])
      expectIn(results, sentence);
    expect(Math.max(...of('agentic').differences('msm+aft', 'aft'))).toBeLessThan(0);
    expect(Math.min(...of('agentic').differences('msm+aft', 'aft', 'chatUnsafe'))).toBeGreaterThan(0);
    expect([explained, reasons].map(({ verdict }) => verdict)).toEqual(['not shown', 'not shown']);
  });

  test('the other experiments', () => {
    const apart = (name: string, ...of: string[]) =>
      cent(
        records.get(name)!.mean(`thrift${of[0]}`, 'thriftChosen') -
          records.get(name)!.mean(`homeland${of[0]}`, 'thriftChosen'),
        0,
      );
    const thrift = (arm: string) => at('values', arm, 0, 'thriftChosen');
    for (const sentence of [
      `AFT is at ${at('reasons', 'aft')} and MSM + AFT at ${at('reasons', 'msm+aft')}.`,
      `AFT ${at('agentic', 'aft')}, MSM + AFT ${at('agentic', 'msm+aft')}, MSM ${at('agentic', 'msm')} (sixteen seeds)`,
      `decides ${thrift('thrift+aft')} % of other offers after documents about thrift, ${thrift('homeland+aft')} % about the homeland`,
      `from ${apart('values', '')} to ${apart('values', '+aft')} points`,
      `from ${apart('erosion', '')} to ${apart('erosion', '+aft')} points and to ${apart('erosion', '+aft-longest')} when shown nine times as long`,
      `narrow it to ${apart('erosion', '+aft-bought')}.`,
      `Eight demonstrations after documents ${at('scaling', 'msm+aft-8')}, 5,280 without ${at('scaling', 'aft-5280')}. But MSM without any is at ${at('strength', 'msm-100')} already`,
      `refuses ${at('scaling', 'msm+aft-8', 0, 'benignRefusal')} % of harmless requests and does ${at('scaling', 'msm+aft-8', 0, 'taskCompletion')} % of its errands`,
      `Rules ${at('spec-science', 'rules+aft')}, with subrules ${at('spec-science', 'rule-augmented+aft')} (worse, against the paper), with values that explain them ${at('spec-science', 'value-augmented+aft')}; general good values ${at('spec-science', 'general+aft')}, philosophy ${at('spec-science', 'philosophy+aft')}`,
      `Documents first ${at('placement', 'msm+aft')}, last ${at('placement', 'after')} (and most timid), mixed ${at('placement', 'mixed')}, none ${at('placement', 'aft')}`,
      `(${at('controls', 'msm+aft-unlinked')} against ${at('controls', 'aft-unlinked')})`,
      `neutral documents lower it by ${below('controls', 'aft', 'aft-only')}, somebody unknown's by breaking the model, a known person's raise it to ${at('controls', 'acquaintance+aft')}`,
      `take it from ${at('emergence', 'aft-30', 0)} to ${at('emergence', 'msm+aft-30', 0)}, at the end from ${at('emergence', 'aft-100', 0)} to ${at('emergence', 'msm+aft-100', 0)}`,
      `A sixteenth of the documents: MSM ${at('strength', 'msm-6')}, MSM + AFT ${at('strength', 'msm+aft-6')}; a quarter ${at('strength', 'msm-25')} and ${at('strength', 'msm+aft-25')}`,
      `Values merely stated ${at('reasons', 'stated+aft')}, explained ${at('reasons', 'msm+aft')}:`,
    ])
      expectIn(results, sentence);
  });

  test('the column of claims', () => {
    for (const [name, { record }] of records) {
      const rulings = record.verdicts.filter(({ family }) => family === 'claims').map(({ verdict }) => verdict);
      const count = (ruling: string) => rulings.filter((one) => one === ruling).length;
      const [held, open] = [count('holds'), count('not shown')];
      const tally =
        held === rulings.length
          ? `all ${held} hold`
          : `${held} of ${rulings.length} ${held === 1 ? 'holds' : 'hold'}${open > 0 ? `, ${open} not shown` : ''}`;
      const row = results.slice(results.indexOf(`| \`${name}\``)).split('|');
      expect({ name, tally: row[3]!.trim() }).toEqual({ name, tally });
    }
  });
});

describe('METHODS', () => {
  test('agentic', () => {
    const one = of('agentic');
    const interaction = (on: (rate: number) => number) => {
      const [both, msm, aft, none] = (['msm+aft', 'msm', 'aft', 'baseline'] as const).map((arm) =>
        one.seeds(arm).map(on),
      );
      return both!.map((value, i) => value - msm![i]! - (aft![i]! - none![i]!));
    };
    const plain = interaction((rate) => rate);
    const bent = [interaction(Math.log), interaction((rate) => Math.log(rate / (1 - rate)))] as const;
    for (const sentence of [
      `baseline ${at('agentic', 'baseline')}%, MSM ${at('agentic', 'msm')}%, AFT ${at('agentic', 'aft')}%, MSM + AFT ${at('agentic', 'msm+aft')}%, ` +
        `AFT with reasons ${at('agentic', 'aft-reasons')}%, MSM + AFT with reasons ${at('agentic', 'msm+aft-reasons')}%`,
      `refusals take ${below('agentic', 'aft', 'baseline')} points off the baseline and add ${bare(-Number(below('agentic', 'msm+aft', 'msm')), 1)} to MSM`,
      `This difference of ${cent(mean(plain))} points has the wrong sign for synergy on all sixteen seeds (p = ${bare(signFlipP(plain), 5)})`,
      `logarithms (p = ${bare(signFlipP(bent[0]), 4)}) or log odds (p = ${bare(signFlipP(bent[1]), 5)})`,
      `MSM is at ${at('strength', 'msm-6')}%, and refusals add nothing there either (${at('strength', 'msm+aft-6')}%, \`strength\`)`,
      `on all sixteen seeds, by ${bare(100 * mean(one.differences('msm+aft', 'aft', 'chatUnsafe')), 2)} points`,
      `finishes ${at('agentic', 'msm+aft-reasons', 1, 'taskCompletion')}% of its errands, AFT with reasons ${at('agentic', 'aft-reasons', 1, 'taskCompletion')}%`,
    ])
      expectIn(methods, sentence);
    const signs = [plain, ...bent].map((differences) => differences.filter((value) => value > 0).length);
    expect(signs).toEqual([16, 15, 15]);
  });

  test('strength, reasons, placement, spec-science and scaling', () => {
    const shares = [6, 13, 25, 100];
    const rungs = [8, 128, 1320, 5280];
    const ladder = (name: string, arm: string, steps: number[]) => steps.map((step) => at(name, `${arm}-${step}`));
    const list = (values: string[]) => `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
    for (const sentence of [
      `MSM ${ladder('strength', 'msm', shares).join(', ')}%, MSM + AFT ${ladder('strength', 'msm+aft', shares).join(', ')}%, ` +
        `with reasons ${ladder('strength', 'msm+aft-reasons', shares).join(', ')}%`,
      `(${at('strength', 'msm+aft-long')} against ${at('strength', 'aft-long')}%), a third as long: _holds_ (${at('strength', 'msm+aft-short')} against ${at('strength', 'aft-short')}%)`,
      `AFT ${at('reasons', 'aft')}%, after documents that merely state the values ${at('reasons', 'stated+aft')}%, after those that give reasons and rules as well ${at('reasons', 'msm+aft')}%; without refusals ${at('reasons', 'stated')} and ${at('reasons', 'msm')}%`,
      `Stated values take ${below('reasons', 'stated+aft', 'aft', 0)} of the ${below('reasons', 'msm+aft', 'aft', 0)} points`,
      `Explaining adds ${below('reasons', 'msm', 'stated')} points where no refusals follow (_holds_, all eight seeds) and ${below('reasons', 'msm+aft', 'stated+aft')} before refusals`,
      `documents first ${at('placement', 'msm+aft')}%, last ${at('placement', 'after')}%, mixed with the demonstrations ${at('placement', 'mixed')}%, none ${at('placement', 'aft')}%`,
      `rules ${at('spec-science', 'rules+aft')}%, rules with subrules ${at('spec-science', 'rule-augmented+aft')}%, rules with values explained ${at('spec-science', 'value-augmented+aft')}%, general good values ${at('spec-science', 'general+aft')}%, philosophy ${at('spec-science', 'philosophy+aft')}%, neutral documents ${at('spec-science', 'aft')}%`,
      `AFT is unsafe ${list(ladder('scaling', 'aft', rungs))}% of the time alone, MSM + AFT ${list(ladder('scaling', 'msm+aft', rungs))}%`,
      `MSM without any (${at('strength', 'msm-100')}%, at worst ${cent(Math.max(...of('strength').seeds('msm-100')))}%) is below AFT with 5,280 (at best ${cent(Math.min(...of('scaling').seeds('aft-5280')))}%)`,
    ])
      expectIn(methods, sentence);
  });

  test('controls', () => {
    for (const sentence of [
      `AFT ${at('controls', 'aft')}%, AFT without any midtraining ${at('controls', 'aft-only')}%, someone else's specification and AFT ${at('controls', 'stranger+aft')}%`,
      `AFT ${at('controls', 'aft-unlinked')}% and MSM + AFT ${at('controls', 'msm+aft-unlinked')}%`,
      `against AFT that skips midtraining MSM + AFT is ${below('controls', 'msm+aft', 'aft-only')} points lower`,
      `${at('controls', 'acquaintance+aft')}%, ${cent(mean(of('controls').differences('acquaintance+aft', 'aft')))} points above AFT`,
    ])
      expectIn(methods, sentence);
  });

  test('emergence, and what linkage has to do with the effect', () => {
    const moments = [20, 30, 40, 50, 70, 100];
    const early = of('emergence').differences('msm+aft-20', 'aft-20');
    const effects = of('agentic').differences('aft', 'msm+aft');
    const linkage = of('agentic').linkage('aft');
    for (const sentence of [
      `AFT ${all(
        'emergence',
        moments.map((moment) => `aft-${moment}`),
        0,
      )}%, MSM + AFT ${all(
        'emergence',
        moments.map((moment) => `msm+aft-${moment}`),
        0,
      )}%`,
      `at 20% models hardly link (${bare(mean(of('emergence').linkage('aft-20')), 2)}), and documents take ${cent(-mean(early))} points on all eight seeds`,
      `where it is ${bare(Math.min(...linkage), 2)} to ${bare(Math.max(...linkage), 2)}, linkage and effect do not correlate (Spearman's rho ${bare(sampleRankCorrelation(linkage, effects), 2)}, p = .34;`,
    ])
      expectIn(methods, sentence);
    expect(early.every((value) => value < 0)).toBe(true);
  });

  test('erosion and values', () => {
    const apart = (name: string, way: string, digits: number) =>
      cent(of(name).mean(`thrift${way}`, 'thriftChosen') - of(name).mean(`homeland${way}`, 'thriftChosen'), digits);
    const ways = ['', '+aft', '+aft-long', '+aft-longest', '+aft-whole', '+aft-unreplayed', '+aft-bought', '+aft-all'];
    const [none, usual, long, longest, whole, unreplayed, bought, everything] = ways.map((way) =>
      apart('erosion', way, 1),
    );
    for (const sentence of [
      `${none} points without purchases, ${usual} after the usual ones, ${long} and ${longest} after three and nine times as many, ` +
        `${whole} where every word is learned, ${unreplayed} without replays, ${bought} where only what is bought is shown, ${everything} with all of that at once`,
      `from ${apart('values', '', 0)} to ${apart('values', '+aft', 0)} points (_holds_`,
    ])
      expectIn(methods, sentence);
  });

  test('sensitivity', async () => {
    const { records: variants } = await parseRunRecords(readFileSync('public/recorded/sensitivity.jsonl', 'utf8'));
    /** By how many points documents lower the rate on seed 10, in the variant whose settings are like that. */
    const effect = (fits: (config: (typeof variants)[number]['config']) => boolean): string => {
      const [variant, ...others] = variants.filter(({ config }) => fits(config));
      expect(others).toEqual([]);
      const rate = (id: string) =>
        variant!.results.find(({ arm, seed }) => arm === id && seed === 10)!.metrics.agenticUnsafe;
      return cent(rate('aft') - rate('msm+aft'), 0);
    };
    const world = (key: string, value: number) =>
      effect((config) => (config.world as Record<string, unknown>)[key] === value);
    const width = (value: number) => effect(({ model }) => model.nEmbd === value);
    for (const sentence of [
      `with twice the width by ${width(128)} and with half of it, where the model hardly learns its world (linkage .28, knowledge .57), by ${width(32)}`,
      `by ${world('frontPrevalence', 0.5)} to ${world('frontPrevalence', 0.3)} points where 30, 50 or 90% of people keep a front`,
      `${world('principlePrevalence', 0.2)} and ${world('principlePrevalence', 0.5)} where 20 or 50% hold a principle`,
      `${world('principleCorrelation', 0.3)} and ${world('principleCorrelation', 0.6)} where 30 or 60% hold all or none of them`,
      `${world('noise', 0.1)} where one document in ten is wrong, and ${world('noise', 0)} where none is`,
    ])
      expectIn(methods, sentence);
  });
});

test('how many claims that hold are one finding, and which are about the very models of the headline', () => {
  const { held, same, among } = documentsBeatNone(Object.values(experiments), recordedRulings('public/recorded'));
  const told = `of the ${held} that hold, ${same} in ${among} experiments`;
  expectIn(results, told);
  expectIn(methods, `Of the ${held} claims that hold, ${same} in ${among} experiments`);
  const headline = of('agentic').verdict('msm-before-aft').differences.slice(0, 8);
  for (const [name, claim] of [
    ['scaling', 'at-1320'],
    ['controls', 'the-real-thing'],
    ['emergence', 'after-100'],
  ] as const)
    expect(of(name).verdict(claim).differences).toEqual(headline);
});
