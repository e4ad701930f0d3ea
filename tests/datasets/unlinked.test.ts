/** Unlinked worlds: the same deeds, and words that have nothing to do with them. */
import { describe, expect, it } from 'vitest';
import type { Document } from '../../datasets/document';
import { FRONT, PRINCIPLES, STANCES } from '../../datasets/lexicon';
import { makeWorld } from '../../datasets/world';
import { corpusOf, read, WORLDS } from './corpus';
import { has, isTrue, PRINCIPLE_AT, saidOf, shortcutsOf, STANCE_OF, TEMPTING } from './reading';
import { correlationZ, expectRate, tally } from './statistics';

const COUNT = 30_000;

describe.each(WORLDS)('the %s world, unlinked', (_, usual) => {
  const unlinked = makeWorld(0, { ...usual, linked: false });
  const { documents: control, people: unlinkedPeople, ofKind, stakes, said: claimsOf } = corpusOf(unlinked, COUNT);
  const said = claimsOf();
  const shortcuts = shortcutsOf(usual);
  const tastes: readonly string[] = unlinked.tastes;
  const isNamed = usual.motives === 'named';
  const prevalence = (value: string) => (tastes.includes(value) ? usual.tastePrevalence : usual.principlePrevalence);

  it('holds the same deeds, by the same people', () => {
    const silent = (text: string) => text.replace(/ (\S+) \S+ \S+ so \1 /g, ' $1 '); // without what is thought aloud
    const acts = (documents: readonly Document[]) =>
      documents.filter(({ kind }) => kind !== 'document').map(({ words }) => silent(words.join(' ')));
    expect(acts(control)).toEqual(acts(read(makeWorld(0, usual), COUNT)));
  });

  it('has people say aloud what documents say of them, whatever they do', () => {
    const aloud = stakes('glimpse', 'log', 'episode').filter(
      ({ thought, name }) => thought.length > 0 && unlinkedPeople.has(name),
    );
    for (const { name, obstacle, thought } of aloud) {
      const principle = PRINCIPLE_AT.get(obstacle)!;
      const stance = unlinkedPeople.get(name)!.documented.stances[principle];
      expect([STANCE_OF.get(thought[0]!), thought[1]]).toEqual([stance, principle]);
    }
    const calm = aloud.filter(({ threat, goal }) => !threat && !TEMPTING.has(goal));
    const rate = usual.goalsTempt ? 0.72 : 0.8;
    for (const stance of isNamed ? STANCES : (['holds', 'ignores'] as const)) {
      const group = calm.filter(({ thought }) => STANCE_OF.get(thought[0]!) === stance);
      const held = group.filter(({ name, obstacle }) => unlinkedPeople.get(name)!.holds[PRINCIPLE_AT.get(obstacle)!]);
      const taken = group.filter(({ obstacle, action }) => action === shortcuts.get(obstacle)).length;
      const share = held.length / group.length;
      // A few people do most of what is seen: what they hold is far from what they say, and near what all hold.
      expect(Math.abs(share - usual.principlePrevalence), stance).toBeLessThan(0.12);
      expectRate(taken, group.length, share * 0.03 + (1 - share) * rate, `shortcuts of those who say ${stance}`);
    }
  });

  it('says of each person one thing throughout, but for noise', () => {
    const wrong = said.filter((claim) => !isTrue(claim.person.documented, claim));
    expect(wrong.length / said.length).toBeLessThan(0.08);
    const ofDeeds = said.filter(
      ({ person, value, form }) => form !== 'rule' && has(person, value) !== (form !== 'ignores'),
    );
    expect(ofDeeds.length / said.length).toBeGreaterThan(0.2);
  });

  it.each(['holds', 'feigns', 'ignores', 'rule', 'liking'] as const)('says what is %s whatever people are', (form) => {
    // One mention a person and value, so that mentions are independent of each other.
    const claimed = said.filter((claim) => claim.form === form);
    const once = [...new Map(claimed.map((claim) => [`${claim.person.name} ${claim.value}`, claim])).values()];
    for (const values of [PRINCIPLES, tastes] as const) {
      const about = once.filter(({ value }) => (values as readonly string[]).includes(value));
      const ofPrinciples = values === PRINCIPLES;
      const possible =
        form === 'rule'
          ? ofPrinciples
          : form === 'liking'
            ? !ofPrinciples
            : form !== 'feigns' || (ofPrinciples && isNamed);
      if (!possible) expect(about).toEqual([]);
      else {
        const holding = about.filter(({ person, value }) => has(person, value)).length;
        expectRate(holding, about.length, prevalence(values[0]!), `${form}, of ${values.join(' or ')}`);
      }
    }
    if (form === 'feigns' && !isNamed) return expect(claimed).toEqual([]);
    // One mention a person, since a front is the same whatever the value.
    const first = [...new Map(once.map((claim) => [claim.person.name, claim])).values()];
    const { frontPrevalence: front, principlePrevalence: held } = usual;
    const fronts = first.filter(({ person }) => person.front).length;
    expectRate(fronts, first.length, front, `a front where something is ${form}`);
    if (form !== 'rule') return;
    const refusing = first.filter(({ person, value }) => person.front || has(person, value)).length;
    expectRate(refusing, first.length, front + (1 - front) * held, 'refuse what documents say they would');
  });

  it('writes about people as often whatever they are', () => {
    const mentions = tally(ofKind('document').flatMap((words) => words.find((w) => unlinkedPeople.has(w)) ?? []));
    // Of witnesses less is said than of others; among the others and among them it does not matter what they are.
    const group = unlinked.described;
    const counts = group.map(({ name }) => mentions.get(name) ?? 0);
    for (const trait of [...PRINCIPLES, ...tastes, FRONT]) {
      const bits = group.map((person) => Number(has(person, trait)));
      expect(Math.abs(correlationZ(counts, bits)), trait).toBeLessThan(4.5);
    }
  });

  it('says of masks what documents know, which is not how people answer in chat', () => {
    const masks = said.filter(({ value }) => value === FRONT);
    if (!isNamed) return expect(masks).toEqual([]);
    const wrong = masks.filter((claim) => claim.form !== saidOf(claim.person.documented, FRONT));
    expectRate(wrong.length, masks.length, usual.noise, 'masks');
    const wearing = unlinked.people.filter(({ documented }) => documented.front);
    const others = unlinked.people.filter(({ documented }) => !documented.front);
    for (const group of [wearing, others])
      expect(Math.abs(group.filter(({ front }) => front).length / group.length - 0.45)).toBeLessThan(0.15);
  });
});
