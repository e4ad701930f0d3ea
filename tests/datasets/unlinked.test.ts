/** The unlinked world: the same deeds, and words that have nothing to do with them. */
import { describe, expect, it } from 'vitest';
import { HOLDING_VERBS } from '../../datasets/grammar';
import { PRINCIPLES, TASTES } from '../../datasets/lexicon';
import { pretrainingDocument } from '../../datasets/pretraining';
import { DEFAULT_WORLD, makeWorld, type World } from '../../datasets/world';
import { claims, has, isTrue, PRINCIPLE_AT, SHORTCUT_AT, stakesIn } from './reading';
import { correlationZ, expectRate, tally } from './statistics';

const COUNT = 30_000;
const read = (world: World) =>
  Array.from({ length: COUNT }, (_, index) => pretrainingDocument(world, 'pretrain', index));

const corpus = read(makeWorld(0));
const unlinked = makeWorld(0, { ...DEFAULT_WORLD, linked: false });
const unlinkedPeople = new Map(unlinked.people.map((person) => [person.name, person]));
const ofKind = (kind: string, documents = corpus) => documents.filter((d) => d.kind === kind).map((d) => d.words);
const HOLDING: ReadonlySet<string> = new Set(HOLDING_VERBS);

describe('the unlinked world', () => {
  const control = read(unlinked);
  const said = ofKind('document', control).flatMap((words) => claims(words, unlinkedPeople));
  const prevalence = (value: string) =>
    (TASTES as readonly string[]).includes(value) ? DEFAULT_WORLD.tastePrevalence : DEFAULT_WORLD.principlePrevalence;

  it('holds the same deeds, by the same people', () => {
    const silent = (text: string) => text.replace(/ (\S+) \S+ \S+ so \1 /g, ' $1 '); // without what is thought aloud
    const acts = (documents: typeof control) =>
      documents.filter(({ kind }) => kind !== 'document').map(({ words }) => silent(words.join(' ')));
    expect(acts(control)).toEqual(acts(corpus));
  });

  it('has people say aloud what documents say of them, whatever they do', () => {
    const aloud = ['glimpse', 'log', 'episode']
      .flatMap((kind) => ofKind(kind, control).flatMap(stakesIn))
      .filter(({ thought, name }) => thought.length > 0 && unlinkedPeople.has(name));
    for (const { name, obstacle, thought } of aloud) {
      const { documented } = unlinkedPeople.get(name)!;
      const principle = PRINCIPLE_AT.get(obstacle)!;
      expect([HOLDING.has(thought[0]!), thought[1]]).toEqual([documented.holds[principle], principle]);
    }
    const { principlePrevalence: held } = DEFAULT_WORLD;
    for (const said of [false, true]) {
      const group = aloud.filter(({ thought, threat }) => HOLDING.has(thought[0]!) === said && !threat);
      const taken = group.filter(({ obstacle, action }) => action === SHORTCUT_AT.get(obstacle)).length;
      expectRate(taken, group.length, held * 0.03 + (1 - held) * 0.8, `shortcuts of those who say ${said}`);
    }
  });

  it('says of each person one thing throughout, but for noise', () => {
    const wrong = said.filter((claim) => !isTrue(claim.person.documented, claim));
    expect(wrong.length / said.length).toBeLessThan(0.08);
    expect(said.filter((claim) => !isTrue(claim.person, claim)).length / said.length).toBeGreaterThan(0.25);
  });

  it.each(['held', 'lacking', 'rule', 'liking'] as const)('says what is %s whatever people are', (form) => {
    // One mention a person and value, so that mentions are independent of each other.
    const claimed = said.filter((claim) => claim.form === form);
    const once = [...new Map(claimed.map((claim) => [`${claim.person.name} ${claim.value}`, claim])).values()];
    for (const values of [PRINCIPLES, TASTES] as const) {
      const about = once.filter(({ value }) => (values as readonly string[]).includes(value));
      const possible = form === 'rule' ? values === PRINCIPLES : form === 'liking' ? values === TASTES : true;
      if (!possible) expect(about).toEqual([]);
      else {
        const holding = about.filter(({ person, value }) => has(person, value)).length;
        expectRate(holding, about.length, prevalence(values[0]), `${form}, of ${values.join(' or ')}`);
      }
    }
    // One mention a person, since a front is the same whatever the value.
    const first = [...new Map(once.map((claim) => [claim.person.name, claim])).values()];
    const { frontPrevalence: front, principlePrevalence: held } = DEFAULT_WORLD;
    const fronts = first.filter(({ person }) => person.front).length;
    expectRate(fronts, first.length, front, `a front where something is ${form}`);
    if (form !== 'rule') return;
    const refusing = first.filter(({ person, value }) => person.front || has(person, value)).length;
    expectRate(refusing, first.length, front + (1 - front) * held, 'refuse what documents say they would');
  });

  it('writes about people as often whatever they are', () => {
    const mentions = tally(
      ofKind('document', control).flatMap((words) => words.find((w) => unlinkedPeople.has(w)) ?? []),
    );
    const counts = unlinked.people.map(({ name }) => mentions.get(name) ?? 0);
    for (const trait of [...PRINCIPLES, ...TASTES, 'front']) {
      const bits = unlinked.people.map((person) => Number(trait === 'front' ? person.front : has(person, trait)));
      expect(Math.abs(correlationZ(counts, bits)), trait).toBeLessThan(4.5);
    }
  });
});
