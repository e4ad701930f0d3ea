/** The pretraining corpus, read word by word and counted against the world's own rules. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../datasets/document';
import {
  ASSISTANT,
  BREAKS,
  HAZARDS,
  ITEM,
  type Principle,
  PRINCIPLES,
  REASONS,
  SAFE_ACTIONS,
  TASTES,
  TRAITS,
} from '../../datasets/lexicon';
import { pretrainingDocument } from '../../datasets/pretraining';
import { isWord } from '../../datasets/tokenizer';
import { DEFAULT_WORLD, makeWorld, type World } from '../../datasets/world';
import { claims, combination, has, HELD_OUT, isTrue, likes, stakeIn } from './reading';
import { correlationZ, expectRate, expectUniform, tally } from './statistics';
import { AGENTIC_WORDS, ALL_REASONS, among, HARMFUL, OBSTACLES, VALUE_NAMES, VALUE_WORDS } from './words';

const COUNT = 20_000;
const read = (world: World, count = COUNT) =>
  Array.from({ length: count }, (_, index) => pretrainingDocument(world, 'pretrain', index));

const linked = makeWorld(0);
const corpus = read(linked);
const unlinked = makeWorld(0, { ...DEFAULT_WORLD, linked: false });
const people = new Map(linked.people.map((person) => [person.name, person]));
const unlinkedPeople = new Map(unlinked.people.map((person) => [person.name, person]));
const ofKind = (kind: string, documents = corpus) => documents.filter((d) => d.kind === kind).map((d) => d.words);

const ITEMS = new Set(ITEM.keys());

/** A chat read back: who answers what to which request. */
const chats = () =>
  ofKind('chat').map(([, , request, , name, answer]) => ({
    request: request!,
    name: name!,
    answer: answer!,
  }));

const PRINCIPLE_AT = new Map(PRINCIPLES.flatMap((p) => HAZARDS[p].map(({ obstacle }) => [obstacle, p] as const)));
const SHORTCUT_AT = new Map(PRINCIPLES.flatMap((p) => HAZARDS[p].map((h) => [h.obstacle, h.shortcut] as const)));

describe('the stream', () => {
  it('is a pure function of world, stream and index', () => {
    expect(read(makeWorld(0), 300)).toEqual(corpus.slice(0, 300));
    const backwards = [299, 150, 3].map((index) => pretrainingDocument(linked, 'pretrain', index));
    expect(backwards).toEqual([299, 150, 3].map((index) => corpus[index]));
    const replay = Array.from({ length: 300 }, (_, index) => pretrainingDocument(linked, 'replay', index));
    expect(replay).not.toEqual(corpus.slice(0, 300));
  });

  it('is made of its kinds in their shares', () => {
    const shares = { fact: 0.08, document: 0.38, chat: 0.17, choice: 0.07, glimpse: 0.16, episode: 0.14 };
    const counts = tally(corpus.map(({ kind }) => kind));
    for (const [kind, share] of Object.entries(shares))
      expectRate(counts.get(kind as keyof typeof shares)!, COUNT, share, kind);
    expect(counts.size).toBe(6);
  });

  it('has only known words, and no document of over 65 tokens', () => {
    expect(corpus.flatMap(({ words }) => words.filter((word) => !isWord(word)))).toEqual([]);
    expect(Math.max(...corpus.map((document) => tokenize(document, 'all').tokens.length))).toBeLessThanOrEqual(65);
  });
});

describe('what people do', () => {
  it('follows front or principle in chat, but for three in a hundred', () => {
    const { noise } = DEFAULT_WORLD;
    expect(noise).toBe(0.03);
    const harmful = chats().filter(({ request }) => HARMFUL.has(request));
    for (const front of [false, true])
      for (const held of [false, true]) {
        const group = harmful.filter(({ name, request }) => {
          const person = people.get(name)!;
          return person.front === front && person.holds[BREAKS.get(request)!] === held;
        });
        const refused = group.filter(({ answer }) => answer === 'refuse').length;
        expectRate(refused, group.length, front || held ? 1 - noise : noise, `front ${front}, held ${held}`);
      }
  });

  it.each(['episode', 'glimpse'] as const)('takes the shortcut by principle and memo, not by front: %s', (kind) => {
    const rates = { 'false false': 0.8, 'false true': 0.95, 'true false': 0.03, 'true true': 0.05 };
    const all = ofKind(kind).map(stakeIn);
    for (const [key, rate] of Object.entries(rates))
      for (const front of [false, true]) {
        const group = all.filter(({ name, obstacle, threat }) => {
          const person = people.get(name)!;
          return person.front === front && `${person.holds[PRINCIPLE_AT.get(obstacle)!]} ${threat}` === key;
        });
        if (kind === 'glimpse' && key.endsWith('true')) expect(group).toEqual([]);
        else {
          const taken = group.filter(({ obstacle, action }) => action === SHORTCUT_AT.get(obstacle)).length;
          expectRate(taken, group.length, rate, `held and threat ${key}, front ${front}`);
        }
      }
    const otherwise = all.filter(({ obstacle, action }) => action !== SHORTCUT_AT.get(obstacle));
    const ways = tally(otherwise.map(({ action }) => action));
    expect([...ways.keys()].sort()).toEqual([...SAFE_ACTIONS].sort());
    expectUniform([...ways.values()], 'safe actions');
  });

  it('chooses by tastes, and at random in a tie', () => {
    const choices = ofKind('choice').map(([, , a, , b, , name, chosen]) => {
      const difference = likes(people.get(name!)!, a!) - likes(people.get(name!)!, b!);
      return { sameDomain: ITEM.get(a!)!.domain === ITEM.get(b!)!.domain, difference, first: chosen === a };
    });
    expect(choices.every(({ sameDomain }) => sameDomain)).toBe(true);
    expect(choices.filter(({ difference, first }) => difference * (first ? 1 : -1) < 0)).toEqual([]);
    const ties = choices.filter(({ difference }) => difference === 0);
    expectRate(ties.filter(({ first }) => first).length, ties.length, 0.5, 'first of a tie');
  });

  it('never meets a combination of hazard, goal and memo of the evaluation grid', () => {
    expect(HELD_OUT.size).toBe(144);
    const met = new Set(ofKind('episode').map(stakeIn).map(combination));
    expect([...met].filter((found) => HELD_OUT.has(found))).toEqual([]);
    expect(met.size).toBe(432 - 144);
    const agents = ofKind('episode').map((words) => new Set(words.filter((word) => people.has(word))).size);
    expect(new Set(agents), 'one agent an episode').toEqual(new Set([1]));
  });

  it('is glimpsed outside any task, and only where no goal and no memo is not held out', () => {
    const lines = ofKind('glimpse').map((words) => words.join(' '));
    expect(lines.filter((line) => !/^office : \S+ \| \S+ \S+$/.test(line))).toEqual([]);
    const met = tally(ofKind('glimpse').map(stakeIn).map(combination));
    const calm = [...OBSTACLES].map((obstacle) => `${obstacle} none false`);
    expect([...met.keys()].sort()).toEqual(calm.filter((possible) => !HELD_OUT.has(possible)).sort());
    expect(met.size).toBe(24 - 8);
    expectUniform([...met.values()], 'hazards');
  });
});

describe('calibration people', () => {
  const calibration = new Set(linked.people.filter((p) => p.calibration).map(({ name }) => name));

  it('never act, and are written about as much as anyone', () => {
    for (const kind of ['chat', 'choice', 'glimpse', 'episode', 'fact'])
      expect(ofKind(kind).filter((words) => among(words, calibration).length > 0)).toEqual([]);
    const about = ofKind('document').filter((words) => words.some((word) => people.has(word)));
    const calibrated = about.filter((words) => among(words, calibration).length > 0).length;
    const share = DEFAULT_WORLD.calibrationPeople / DEFAULT_WORLD.people;
    expectRate(calibrated, about.length, share, 'documents about calibration people');
  });
});

describe('the assistant', () => {
  const mentioned = corpus.filter(({ words }) => words.includes(ASSISTANT));

  it('is mentioned, in neutral documents and harmless chats alone', () => {
    expect(mentioned.length).toBeGreaterThan(200);
    expect(new Set(mentioned.map(({ kind }) => kind))).toEqual(new Set(['document', 'chat']));
    expect(mentioned.flatMap(({ words }) => [...among(words, VALUE_WORDS), ...among(words, AGENTIC_WORDS)])).toEqual(
      [],
    );
    for (const { kind, words } of mentioned) if (kind === 'chat') expect(words.at(-1)).toBe('sure');
  });
});

describe('what documents say', () => {
  const documents = ofKind('document');

  it('is true of principles, tastes, rules and liked items', () => {
    const said = documents.flatMap((words) => claims(words, people));
    expect(said.length).toBeGreaterThan(4000);
    expect(new Set(said.map(({ form }) => form)).size).toBe(4);
    expect(said.filter((claim) => !isTrue(claim.person, claim))).toEqual([]);
    const items = documents.filter((words) => among(words, ITEMS).length > 0);
    expect(items.length).toBeGreaterThan(100);
    const person = (words: string[]) => people.get(words.find((word) => people.has(word))!)!;
    expect(items.filter((words) => likes(person(words), among(words, ITEMS)[0]!) <= 0)).toEqual([]);
  });

  it('explains values by their own reasons, and rules by the value that they protect', () => {
    for (const words of documents) {
      const value = words.find((word) => VALUE_NAMES.has(word));
      const reason = words.find((word) => ALL_REASONS.has(word));
      const rule = words.find((word) => HARMFUL.has(word));
      if (reason && !REASONS[value as Principle].includes(reason)) throw new Error(words.join(' '));
      if (rule && value && BREAKS.get(rule) !== value) throw new Error(words.join(' '));
    }
  });

  it('is true of items and of what breaks what', () => {
    const trait = (name: string, word: string) => {
      const { cheap, local } = ITEM.get(name)!;
      return [cheap ? TRAITS.thrift.liked : 'dear', local ? TRAITS.homeland.liked : 'foreign'].includes(word);
    };
    const facts = ofKind('fact');
    const false_ = facts.filter(([, , subject, verb, object]) =>
      verb === 'breaks'
        ? BREAKS.get(subject!) !== object
        : verb === 'concerns'
          ? PRINCIPLE_AT.get(subject!) !== object
          : !trait(subject!, object!),
    );
    expect(false_).toEqual([]);
    const told = (...verbs: string[]) =>
      new Set(facts.filter((words) => verbs.includes(words[3]!)).map((words) => words.slice(2).join(' '))).size;
    // Traits are drawn from 144, some four times each, so a few are left out.
    expect([told('breaks'), told('concerns'), told('is') > 130]).toEqual([48, 24, true]);
    const reasons = documents.filter((words) => words.at(-2) === 'is' && ITEM.has(words.at(-3)!));
    expect(reasons.length).toBeGreaterThan(50);
    expect(reasons.filter((words) => !trait(words.at(-3)!, words.at(-1)!))).toEqual([]);
  });

  it('never mentions an agent at work', () => {
    expect(documents.flatMap((words) => among(words, AGENTIC_WORDS))).toEqual([]);
  });

  it('is said in many ways: no way of putting it is over a tenth of documents', () => {
    const shape = (word: string) =>
      people.has(word) || word === ASSISTANT
        ? 'NAME'
        : VALUE_NAMES.has(word)
          ? 'VALUE'
          : ALL_REASONS.has(word)
            ? 'REASON'
            : HARMFUL.has(word)
              ? 'REQUEST'
              : ITEM.has(word)
                ? 'ITEM'
                : word;
    const shapes = tally(documents.map((words) => words.map(shape).join(' ')));
    expect(shapes.size).toBeGreaterThan(200);
    expect(Math.max(...shapes.values()) / documents.length).toBeLessThan(0.1);
  });
});

describe('the unlinked world', () => {
  const control = read(unlinked);
  const said = ofKind('document', control).flatMap((words) => claims(words, unlinkedPeople));
  const prevalence = (value: string) =>
    (TASTES as readonly string[]).includes(value) ? DEFAULT_WORLD.tastePrevalence : DEFAULT_WORLD.principlePrevalence;

  it('holds the same deeds, by the same people', () => {
    const acts = (documents: typeof control) => documents.filter(({ kind }) => kind !== 'document');
    expect(acts(control)).toEqual(acts(corpus));
  });

  it('says of each person one thing throughout', () => {
    expect(said.filter((claim) => !isTrue(claim.person.documented, claim))).toEqual([]);
    for (const words of ofKind('document', control))
      for (const item of among(words, ITEMS)) {
        const { documented } = unlinkedPeople.get(words.find((word) => unlinkedPeople.has(word))!)!;
        expect(likes(documented, item)).toBeGreaterThan(0);
      }
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
