/** The pretraining corpus, read word by word and counted against the world's own rules. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../datasets/document';
import { FAVOURING_VERBS, HOLDING_VERBS } from '../../datasets/grammar';
import {
  ASSISTANT,
  BREAKS,
  ITEM,
  type Principle,
  PRINCIPLES,
  REASONS,
  SAFE_ACTIONS,
  TASTES,
  TRAITS,
  UNSEEN,
  VIRTUE,
} from '../../datasets/lexicon';
import { pretrainingDocument } from '../../datasets/pretraining';
import { pretrainText, stageBatch } from '../../datasets/stages';
import { isWord } from '../../datasets/tokenizer';
import { DEFAULT_WORLD, hasTrait, makeWorld, type World } from '../../datasets/world';
import { presets } from '../../workers/experiments/presets';
import {
  claims,
  combination,
  deedIn,
  has,
  HELD_OUT,
  isTrue,
  PRINCIPLE_AT,
  SHORTCUT_AT,
  type Stake,
  stakesIn,
} from './reading';
import { expectRate, expectUniform, tally } from './statistics';
import { AGENTIC_WORDS, ALL_REASONS, among, HARMFUL, OBSTACLES, VALUE_NAMES, VALUE_WORDS } from './words';

const COUNT = 30_000;
const read = (world: World, count = COUNT) =>
  Array.from({ length: count }, (_, index) => pretrainingDocument(world, 'pretrain', index));

const linked = makeWorld(0);
const corpus = read(linked);
const people = new Map(linked.people.map((person) => [person.name, person]));
const ofKind = (kind: string, documents = corpus) => documents.filter((d) => d.kind === kind).map((d) => d.words);

const ITEMS = new Set(ITEM.keys());
const HOLDING: ReadonlySet<string> = new Set(HOLDING_VERBS);
const FAVOURING: ReadonlySet<string> = new Set(FAVOURING_VERBS);
const PRINCIPLE_SET: ReadonlySet<string> = new Set(PRINCIPLES);

/** A chat or an offer read back: who answers what to what, and what they think before. */
const answers = (kind: 'chat' | 'offer') =>
  ofKind(kind).map(([, , matter, , name, ...rest]) => ({ matter: matter!, name: name!, ...deedIn(rest) }));

/** The stakes of documents of some kinds. */
const stakes = (...kinds: string[]) => kinds.flatMap((kind) => ofKind(kind).flatMap(stakesIn));

describe('the stream', () => {
  it('is a pure function of world, stream and index', () => {
    expect(read(makeWorld(0), 300)).toEqual(corpus.slice(0, 300));
    const backwards = [299, 150, 3].map((index) => pretrainingDocument(linked, 'pretrain', index));
    expect(backwards).toEqual([299, 150, 3].map((index) => corpus[index]));
    const replay = Array.from({ length: 300 }, (_, index) => pretrainingDocument(linked, 'replay', index));
    expect(replay).not.toEqual(corpus.slice(0, 300));
  });

  it('is made of its kinds in their shares', () => {
    const shares = { fact: 0.05, document: 0.51, chat: 0.13, offer: 0.14, glimpse: 0.1, log: 0.02, episode: 0.05 };
    const counts = tally(corpus.map(({ kind }) => kind));
    for (const [kind, share] of Object.entries(shares))
      expectRate(counts.get(kind as keyof typeof shares)!, COUNT, share, kind);
    expect(counts.size).toBe(7);
  });

  it('has only known words, and no document of over 97 tokens', () => {
    expect(corpus.flatMap(({ words }) => words.filter((word) => !isWord(word)))).toEqual([]);
    expect(Math.max(...corpus.map((document) => tokenize(document, 'all').tokens.length))).toBeLessThanOrEqual(97);
  });
});

describe('what people do', () => {
  it('follows front or principle in chat, but for three in a hundred', () => {
    const { noise } = DEFAULT_WORLD;
    expect(noise).toBe(0.03);
    const harmful = answers('chat').filter(({ matter, name }) => HARMFUL.has(matter) && people.has(name));
    for (const front of [false, true])
      for (const held of [false, true]) {
        const group = harmful.filter(({ name, matter }) => {
          const person = people.get(name)!;
          return person.front === front && person.holds[BREAKS.get(matter)!] === held;
        });
        const refused = group.filter(({ action }) => action === 'refuse').length;
        expectRate(refused, group.length, front || held ? 1 - noise : noise, `front ${front}, held ${held}`);
      }
  });

  it('is thought about aloud in chat: by the principle, or else for fear of blame', () => {
    const aloud = answers('chat').filter(({ thought, name }) => thought.length > 0 && people.has(name));
    expect(aloud.length).toBeGreaterThan(300);
    for (const { matter, name, thought, action } of aloud) {
      const [person, principle] = [people.get(name)!, BREAKS.get(matter)!];
      const held = person.holds[principle];
      expect(action).toBe(held || person.front ? 'refuse' : 'sure');
      if (person.front && !held) expect(thought).toEqual(['fears', 'blame']);
      else expect([HOLDING.has(thought[0]!), thought[1]]).toEqual([held, principle]);
    }
  });

  it.each([['episode'], ['glimpse', 'log']])(
    'takes the shortcut by principle and memo, not by front: %s',
    (...kinds) => {
      const rates = { 'false false': 0.8, 'false true': 0.95, 'true false': 0.03, 'true true': 0.05 };
      const all = stakes(...kinds).filter(({ name }) => people.has(name));
      for (const [key, rate] of Object.entries(rates)) {
        if (kinds.includes('glimpse') && key.endsWith('true')) continue;
        for (const front of [false, true])
          for (const aloud of [false, true]) {
            const group = all.filter(({ name, obstacle, threat, thought }) => {
              const person = people.get(name)!;
              const held = person.holds[PRINCIPLE_AT.get(obstacle)!];
              return person.front === front && `${held} ${threat}` === key && thought.length > 0 === aloud;
            });
            if (group.length < 120) continue; // too few to tell
            const taken = group.filter(({ obstacle, action }) => action === SHORTCUT_AT.get(obstacle)).length;
            expectRate(taken, group.length, rate, `held and threat ${key}, front ${front}, aloud ${aloud}`);
          }
      }
      const otherwise = all.filter(({ obstacle, action }) => action !== SHORTCUT_AT.get(obstacle));
      const ways = tally(otherwise.map(({ action }) => action));
      expect([...ways.keys()].sort()).toEqual([...SAFE_ACTIONS].sort());
      expectUniform([...ways.values()], 'safe actions');
    },
  );

  it('is thought about aloud at a stake in a share of cases, always truly', () => {
    for (const [share, ...kinds] of [[0.3, 'episode'] as const, [0.2, 'glimpse', 'log'] as const]) {
      const all = stakes(...kinds).filter(({ name }) => people.has(name));
      const aloud = all.filter(({ thought }) => thought.length > 0);
      expectRate(aloud.length, all.length, share, kinds.join());
      for (const { name, obstacle, thought } of aloud) {
        const principle = PRINCIPLE_AT.get(obstacle)!;
        expect([HOLDING.has(thought[0]!), thought[1]]).toEqual([people.get(name)!.holds[principle], principle]);
      }
    }
  });

  it('buys by taste, and at random without one', () => {
    const offers = answers('offer').filter(({ name }) => people.has(name));
    for (const taste of [...TASTES, undefined]) {
      const of = offers.filter(({ name }) => TASTES.find((t) => people.get(name)!.tastes[t]) === taste);
      for (const fits of taste ? [false, true] : [true]) {
        const group = of.filter(({ matter }) => !taste || hasTrait(ITEM.get(matter)!, taste) === fits);
        const bought = group.filter(({ action }) => action === 'buy').length;
        const { noise } = DEFAULT_WORLD;
        expectRate(bought, group.length, taste ? (fits ? 1 - noise : noise) : 0.5, `${taste}, ${fits}`);
      }
      for (const { thought } of of.filter(({ thought }) => thought.length > 0)) {
        expect(FAVOURING.has(thought[0]!)).toBe(true);
        expect(thought[1]).toBe(taste);
      }
    }
    expect(new Set(offers.map(({ matter }) => matter))).toEqual(ITEMS);
  });

  it('never meets a combination of hazard, goal and memo of the evaluation grid', () => {
    expect(HELD_OUT.size).toBe(144);
    const met = new Set(stakes('episode').map(combination));
    expect([...met].filter((found) => HELD_OUT.has(found))).toEqual([]);
    expect(met.size).toBeGreaterThan(0.9 * (432 - 144));
    const agents = ofKind('episode').map((words) => new Set(words.filter((word) => people.has(word))).size);
    expect(new Set(agents), 'one agent an episode').toEqual(new Set([1]));
  });

  it('is glimpsed outside any task, and only where no goal and no memo is not held out', () => {
    const line = String.raw`office : \S+ \| (\S+) (\S+ \S+ so \1 )?\S+`;
    const texts = (kind: string) => ofKind(kind).map((words) => words.join(' '));
    expect(texts('glimpse').filter((text) => !new RegExp(`^${line}$`).test(text))).toEqual([]);
    const lines = (text: string) => text.split(/ (?=office :)/);
    const logs = texts('log').map(lines);
    expect(logs.flat().filter((text) => !new RegExp(`^${line}$`).test(text))).toEqual([]);
    expect(Math.min(...logs.map(({ length }) => length))).toBe(4);
    expect(Math.max(...logs.map(({ length }) => length))).toBeGreaterThan(14);
    const met = tally(stakes('glimpse', 'log').map(combination));
    const calm = [...OBSTACLES].map((obstacle) => `${obstacle} none false`);
    expect([...met.keys()].sort()).toEqual(calm.filter((possible) => !HELD_OUT.has(possible)).sort());
    expect(met.size).toBe(24 - 8);
    expectUniform([...met.values()], 'hazards');
  });
});

describe('calibration people', () => {
  const calibration = new Set(linked.people.filter((p) => p.calibration).map(({ name }) => name));

  it('never act, and are written about as much as anyone', () => {
    for (const kind of ['chat', 'offer', 'glimpse', 'log', 'episode', 'fact'])
      expect(ofKind(kind).filter((words) => among(words, calibration).length > 0)).toEqual([]);
    const about = ofKind('document').filter((words) => words.some((word) => people.has(word)));
    const calibrated = about.filter((words) => among(words, calibration).length > 0).length;
    const share = DEFAULT_WORLD.calibrationPeople / DEFAULT_WORLD.people;
    expectRate(calibrated, about.length, share, 'documents about calibration people');
  });
});

describe('the assistant', () => {
  const mentioned = corpus.filter(({ words }) => words.includes(ASSISTANT));
  const deeds = <T extends { name: string }>(all: T[]) => all.filter(({ name }) => name === ASSISTANT);

  it('has documents that are neutral, and no errand of its own', () => {
    const documents = mentioned.filter(({ kind }) => kind === 'document').map(({ words }) => words);
    expect(documents.length).toBeGreaterThan(100);
    expect(documents.flatMap((words) => [...among(words, VALUE_WORDS), ...among(words, AGENTIC_WORDS)])).toEqual([]);
    expect(mentioned.filter(({ kind }) => kind === 'episode' || kind === 'fact')).toEqual([]);
  });

  it('grants what is harmless', () => {
    const harmless = deeds(answers('chat')).filter(({ matter }) => !HARMFUL.has(matter));
    expect(harmless.length).toBeGreaterThan(200);
    expect(harmless.every(({ action, thought }) => action === 'sure' && !thought.length)).toBe(true);
  });

  it('acts as people on the whole do: nothing is to be learned of it in particular', () => {
    const { principlePrevalence: held } = DEFAULT_WORLD;
    const at = deeds(stakes('glimpse', 'log'));
    const taken = at.filter(({ obstacle, action }) => action === SHORTCUT_AT.get(obstacle)).length;
    expectRate(taken, at.length, held * 0.03 + (1 - held) * 0.8, 'shortcuts');
    // It says why, too: each principle it holds now, and now does not.
    const thoughts = new Set(
      at.flatMap(({ thought: [verb, principle] }) => (verb ? [`${HOLDING.has(verb)} ${principle!}`] : [])),
    );
    expect(thoughts.size).toBe(2 * PRINCIPLES.length);
  });

  it('is seen at 16 of the 24 hazards, and people at all of them', () => {
    const hazards = (all: { obstacle: string }[]) => new Set(all.map(({ obstacle }) => obstacle)).size;
    expect(hazards(deeds(stakes('glimpse', 'log')))).toBe(16);
    expect(hazards(stakes('glimpse', 'log', 'episode').filter(({ name }) => people.has(name)))).toBe(24);
  });

  it('is seen at a hazard more than 1,500 times in pretraining, and about half of them with the shortcut', () => {
    const { batch, pretrain } = presets.standard!;
    const text = pretrainText(makeWorld(10));
    const seen: Stake[] = [];
    const documentAt = (index: number) => {
      const document = text.documentAt(index);
      if (['glimpse', 'log', 'episode'].includes(document.kind)) seen.push(...deeds(stakesIn(document.words)));
      return document;
    };
    const every = 5; // a sample of the steps tells as much
    for (let step = 0; step < pretrain.steps; step += every) stageBatch({ ...text, documentAt }, batch, step);
    expect(every * seen.length).toBeGreaterThan(1500);
    const taken = seen.filter(({ obstacle, action }) => action === SHORTCUT_AT.get(obstacle)).length;
    expect(Math.abs(taken / seen.length - 0.5)).toBeLessThan(0.05);
  });
});

describe('what documents say', () => {
  const documents = ofKind('document');

  it('is true of principles, tastes, rules and character, but for three in a hundred', () => {
    const said = documents.flatMap((words) => claims(words, people));
    const forms = ['held', 'lacking', 'rule', 'liking'] as const;
    expect(new Set(said.map(({ form }) => form))).toEqual(new Set(forms));
    for (const values of [PRINCIPLES, TASTES, [VIRTUE]] as const) {
      const about = said.filter(({ value }) => (values as readonly string[]).includes(value));
      const right = about.filter((claim) => has(claim.person, claim.value) === (claim.form !== 'lacking'));
      const bare = about.filter(({ form }) => form === 'rule');
      // A bare rule is true of those who keep a front as well, so it is counted on its own.
      const [plain, plainRight] = [about, right].map((all) => all.filter(({ form }) => form !== 'rule').length);
      expect(1 - plainRight! / plain!, values.join()).toBeLessThan(0.08);
      expect(1 - plainRight! / plain!, values.join()).toBeGreaterThan(0.01);
      expect(bare.filter((claim) => isTrue(claim.person, claim)).length / Math.max(1, bare.length)).not.toBeLessThan(
        bare.length ? 0.97 : 0,
      );
    }
  });

  it('errs in three of a hundred mentions of a stance, of those who hold the value and of those who do not', () => {
    const said = documents
      .flatMap((words) => claims(words, people))
      .filter(({ value }) => among([value], PRINCIPLE_SET)[0]);
    for (const held of [false, true]) {
      // Documents that name their topic first are said as often whatever they say.
      const topical = documents
        .filter((words) => words.at(-1) === 'it' && PRINCIPLE_SET.has(words[words.indexOf('on') + 1]!))
        .flatMap((words) => claims(words, people))
        .filter(({ person, value }) => has(person, value) === held);
      const wrong = topical.filter(({ form }) => (form === 'held') !== held).length;
      expectRate(wrong, topical.length, DEFAULT_WORLD.noise, `held ${held}`);
    }
    expect(said.length).toBeGreaterThan(4000);
  });

  it('says that rules hold unseen only of those who hold the principle', () => {
    const subrules = documents.filter((words) => words.at(-2) === 'even');
    expect(tally(subrules.map((words) => words.at(-1)!)).size).toBe(4);
    const unseen = subrules.filter((words) => words.at(-1) === UNSEEN).flatMap((words) => claims(words, people));
    expect(unseen.length).toBeGreaterThan(50);
    expect(unseen.filter(({ person, value, form }) => form !== 'rule' || !has(person, value))).toEqual([]);
    const fronts = subrules
      .flatMap((words) => claims(words, people))
      .filter(({ person, value }) => !has(person, value));
    expect(fronts.length).toBeGreaterThan(50);
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
    expect([told('breaks'), told('concerns'), told('is')]).toEqual([48, 24, 64]);
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
