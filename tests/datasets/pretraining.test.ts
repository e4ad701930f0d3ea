/** The pretraining corpora of two worlds, read word by word and counted against the worlds' own rules. */
import { describe, expect, it } from 'vitest';
import { glimpse, harmfulChat } from '../../datasets/deeds';
import { tokenize } from '../../datasets/document';
import {
  ASSISTANT,
  BREAKS,
  FRONT,
  FRONT_VERBS,
  HAZARDS,
  ITEM,
  LATER_WORDS,
  type Principle,
  PRINCIPLES,
  REASONS,
  SAFE_ACTIONS,
  STANCES,
  TRAITS,
  UNSEEN,
  VIRTUE,
} from '../../datasets/lexicon';
import { pretrainingDocument } from '../../datasets/pretraining';
import { rng } from '../../datasets/rng';
import { pretrainText, stageBatch } from '../../datasets/stages';
import { template } from '../../datasets/spec-survey';
import { isWord } from '../../datasets/tokenizer';
import { makeWorld, type WorldConfig } from '../../datasets/world';
import { corpusOf, read, WORLDS } from './corpus';
import {
  claims,
  combination,
  has,
  heldOutOf,
  isSaidUnseen,
  isTrue,
  PRINCIPLE_AT,
  saidOf,
  shortcutsOf,
  STANCE_OF,
  stakesIn,
  suits,
  TEMPTING,
} from './reading';
import { expectRate, expectUniform, tally } from './statistics';
import {
  AGENTIC_WORDS,
  ALL_REASONS,
  among,
  HARMFUL,
  HARMLESS,
  OBSTACLES,
  UNSHOWN_HARMFUL,
  UNSHOWN_HARMLESS,
  VALUE_NAMES,
  VALUE_WORDS,
} from './words';

const COUNT = 30_000;
const ITEMS = new Set(ITEM.keys());
const PRINCIPLE_SET: ReadonlySet<string> = new Set(PRINCIPLES);

/** What the numbers of each world are, written once more. */
const NUMBERS = {
  usual: {
    shares: { fact: 0.05, document: 0.53, chat: 0.13, offer: 0.12, glimpse: 0.1, log: 0.02, episode: 0.05 },
    /** Of the shortcut: of those who hold the principle, of others, and of others whose goal tempts; calm and threatened. */
    shortcuts: { held: [0.03, 0.05], absent: [0.72, 0.9], tempted: [0.88, 0.97] },
    prevalence: 0.3,
    seed: 1,
    tastes: ['novelty', 'craft'],
    harmful: new Set([...HARMFUL, ...UNSHOWN_HARMFUL]),
    harmless: new Set([...HARMLESS, ...UNSHOWN_HARMLESS]),
    facts: { breaks: 32 + 4, concerns: 24, is: 32 * 2 },
    combinations: 16 * 9 * 2,
    calm: 16,
    assistant: 0.005,
  },
  transparent: {
    shares: { fact: 0.05, document: 0.51, chat: 0.13, offer: 0.14, glimpse: 0.1, log: 0.02, episode: 0.05 },
    shortcuts: { held: [0.03, 0.05], absent: [0.8, 0.95], tempted: [0.8, 0.95] },
    prevalence: 0.36,
    seed: 0,
    tastes: ['thrift', 'homeland'],
    harmful: HARMFUL,
    harmless: HARMLESS,
    facts: { breaks: 24 + 24, concerns: 24, is: 32 * 2 },
    combinations: 432 - 144,
    calm: 24 - 8,
    assistant: 0.015,
  },
} as const;

describe.each(WORLDS)('the corpus of the %s world', (name, config) => {
  const numbers = NUMBERS[name as keyof typeof NUMBERS];
  const { noise } = config;
  const isNamed = config.motives === 'named';
  const linked = makeWorld(numbers.seed, config);
  const { documents: corpus, people, ofKind, answers, stakes, said } = corpusOf(linked, COUNT);
  const heldOut = heldOutOf(config);
  const hazardsOf = (all: readonly { obstacle: string }[]) => new Set(all.map(({ obstacle }) => obstacle));
  const shortcuts = shortcutsOf(config);
  const isTaken = ({ obstacle, action }: { obstacle: string; action: string }) => action === shortcuts.get(obstacle);

  describe('the stream', () => {
    it('is a pure function of world, stream and index', () => {
      expect(read(makeWorld(numbers.seed, config), 300)).toEqual(corpus.slice(0, 300));
      const backwards = [299, 150, 3].map((index) => pretrainingDocument(linked, 'pretrain', index));
      expect(backwards).toEqual([299, 150, 3].map((index) => corpus[index]));
      const replay = Array.from({ length: 300 }, (_, index) => pretrainingDocument(linked, 'replay', index));
      expect(replay).not.toEqual(corpus.slice(0, 300));
    });

    it('is made of its kinds in their shares', () => {
      const counts = tally(corpus.map(({ kind }) => kind));
      for (const [kind, share] of Object.entries(numbers.shares))
        expectRate(counts.get(kind as keyof typeof numbers.shares)!, COUNT, share, kind);
      expect(counts.size).toBe(7);
    });

    it('has words of the vocabulary only, and no document longer than a row', () => {
      expect(corpus.flatMap(({ words }) => words.filter((word) => !isWord(word)))).toEqual([]);
      expect(Math.max(...corpus.map((document) => tokenize(document, 'all').tokens.length))).toBeLessThanOrEqual(97);
    });
  });

  describe('what people do', () => {
    const harmful = answers('chat').filter(({ matter, name }) => numbers.harmful.has(matter) && people.has(name));

    it('follows front or principle in chat, but for three in a hundred', () => {
      expect(noise).toBe(0.03);
      expect(new Set(harmful.map(({ matter }) => matter))).toEqual(numbers.harmful);
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

    it('grants what is harmless, without a thought', () => {
      const harmless = answers('chat').filter(({ matter }) => !numbers.harmful.has(matter));
      expect(new Set(harmless.map(({ matter }) => matter))).toEqual(numbers.harmless);
      expect(harmless.filter(({ action, thought }) => action !== 'sure' || thought.length)).toEqual([]);
    });

    it('is thought about aloud in chat by what decides: the stance, or fear of blame where feigning has no name', () => {
      const aloud = harmful.filter(({ thought }) => thought.length > 0);
      expect(aloud.length).toBeGreaterThan(300);
      const seen = new Set<string>();
      for (const { matter, name, thought, action } of aloud) {
        const [person, principle] = [people.get(name)!, BREAKS.get(matter)!];
        const held = person.holds[principle];
        expect(action).toBe(held || person.front ? 'refuse' : 'sure');
        const stance = held ? 'holds' : person.front ? 'feigns' : 'ignores';
        seen.add(stance);
        if (stance === 'feigns' && !isNamed) expect(thought).toEqual(['fears', 'blame']);
        else expect([STANCE_OF.get(thought[0]!), thought[1]]).toEqual([stance, principle]);
      }
      expect(seen).toEqual(new Set(STANCES));
    });

    it.each([['episode'], ['glimpse', 'log']])(
      'takes the shortcut by principle, memo and goal, not by front: %s',
      (...kinds) => {
        const all = stakes(...kinds).filter(({ name }) => people.has(name));
        const { held, absent, tempted } = numbers.shortcuts;
        const tell = (stake: (typeof all)[number]) => {
          const isHeld = people.get(stake.name)!.holds[PRINCIPLE_AT.get(stake.obstacle)!];
          return `${isHeld ? 'held' : TEMPTING.has(stake.goal) ? 'tempted' : 'absent'} ${Number(stake.threat)}`;
        };
        const told = new Set<string>();
        for (const [key, rates] of Object.entries({ held, absent, tempted }))
          for (const [threat, rate] of rates.entries())
            for (const front of [false, true, undefined])
              for (const aloud of [false, true, undefined]) {
                const group = all.filter(
                  (stake) =>
                    tell(stake) === `${key} ${threat}` &&
                    (front ?? people.get(stake.name)!.front) === people.get(stake.name)!.front &&
                    (aloud ?? stake.thought.length > 0) === stake.thought.length > 0,
                );
                if (group.length < 120) continue; // too few to tell
                told.add(`${key} ${threat}`);
                expectRate(group.filter(isTaken).length, group.length, rate, `${key} ${threat}, ${front}, ${aloud}`);
              }
        const calm = ['held 0', 'absent 0'];
        expect([...told].sort()).toEqual(
          (kinds.includes('episode') ? [...calm, 'held 1', 'absent 1', 'tempted 0', 'tempted 1'] : calm).sort(),
        );
        const ways = tally(all.filter((stake) => !isTaken(stake)).map(({ action }) => action));
        expect([...ways.keys()].sort()).toEqual([...SAFE_ACTIONS].sort());
        expectUniform([...ways.values()], 'safe actions');
      },
    );

    it('is thought about aloud at a stake in a share of cases, always truly', () => {
      for (const [share, ...kinds] of [[0.3, 'episode'] as const, [0.2, 'glimpse', 'log'] as const]) {
        const all = stakes(...kinds).filter(({ name }) => people.has(name));
        const aloud = all.filter(({ thought }) => thought.length > 0);
        expectRate(aloud.length, all.length, share, kinds.join());
        const seen = new Set<string>();
        for (const { name, obstacle, thought } of aloud) {
          const [{ holds, front }, principle] = [people.get(name)!, PRINCIPLE_AT.get(obstacle)!];
          const stance = holds[principle] ? 'holds' : front && isNamed ? 'feigns' : 'ignores';
          seen.add(stance);
          expect([STANCE_OF.get(thought[0]!), thought[1]]).toEqual([stance, principle]);
        }
        expect(seen.size).toBe(isNamed ? 3 : 2);
      }
    });

    it('buys by taste, and at random without one', () => {
      const offers = answers('offer').filter(({ name }) => people.has(name));
      expect(linked.tastes).toEqual(numbers.tastes);
      for (const taste of [...numbers.tastes, undefined]) {
        const of = offers.filter(({ name }) => people.get(name)!.taste === taste);
        for (const fits of taste ? [false, true] : [true]) {
          const group = of.filter(({ matter }) => !taste || suits(matter, taste) === fits);
          const bought = group.filter(({ action }) => action === 'buy').length;
          expectRate(bought, group.length, taste ? (fits ? 1 - noise : noise) : 0.5, `${taste}, ${fits}`);
        }
        for (const { thought } of of.filter(({ thought }) => thought.length > 0)) {
          expect(['favours', 'seeks', 'enjoys']).toContain(thought[0]);
          expect(thought[1]).toBe(taste);
        }
      }
      expect(new Set(offers.map(({ matter }) => matter))).toEqual(ITEMS);
    });

    it('never meets what is held out: combinations of hazard, goal and memo, or whole kinds of hazards', () => {
      expect(heldOut.size).toBe(144);
      const met = new Set(stakes('episode').map(combination));
      expect([...met].filter((found) => heldOut.has(found))).toEqual([]);
      expect(met.size).toBeGreaterThan(0.9 * numbers.combinations);
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
      expect([...met.keys()].sort()).toEqual(calm.filter((possible) => !heldOut.has(possible)).sort());
      expect(met.size).toBe(numbers.calm);
      expectUniform([...met.values()], 'hazards');
    });
  });

  describe('calibration people', () => {
    const calibration = new Set(linked.people.filter((p) => p.calibration).map(({ name }) => name));

    it('never act, and are written about as much as anyone', () => {
      for (const kind of ['chat', 'offer', 'glimpse', 'log', 'episode', 'fact'])
        expect(ofKind(kind).filter((words) => among(words, calibration).length > 0)).toEqual([]);
      expect(calibration.size).toBe(24);
      const about = (values: ReadonlySet<string>) =>
        ofKind('document').filter((words) => words.some((w) => people.has(w)) && among(words, values).length > 0);
      const described = config.people - config.witnessPeople;
      for (const [values, among_] of [
        [PRINCIPLE_SET, described],
        [new Set([VIRTUE]), described],
        [new Set<string>(numbers.tastes), config.people],
      ] as const) {
        const documents = about(values);
        const calibrated = documents.filter((words) => among(words, calibration).length > 0).length;
        expectRate(calibrated, documents.length, 24 / among_, `documents about ${[...values].join()}`);
      }
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
      const harmless = deeds(answers('chat')).filter(({ matter }) => !numbers.harmful.has(matter));
      expect(harmless.length).toBeGreaterThan(200);
      expect(harmless.every(({ action, thought }) => action === 'sure' && !thought.length)).toBe(true);
    });

    it('acts in the place of others in its share of deeds outside tasks', () => {
      expect(config.assistantShare).toBe(numbers.assistant);
      const harmful = answers('chat').filter(({ matter }) => numbers.harmful.has(matter));
      for (const all of [harmful, answers('offer'), stakes('glimpse', 'log')] as { name: string }[][])
        expectRate(deeds(all).length, all.length, numbers.assistant, 'deeds of the assistant');
    });

    // Where it acts more often there is more to count.
    const busy = { ...linked, config: { ...config, assistantShare: 0.5 } };
    const busyStakes = deeds(
      Array.from({ length: 8000 }, (_, i) => glimpse(busy, rng(0, 'busy', i)).words).flatMap(stakesIn),
    );

    it('acts as people on the whole do: nothing is to be learned of it in particular', () => {
      // Of those who act: a world's 176 or 136 people hold principles about as often as its numbers say.
      const held = linked.actors.reduce((sum, { holds }) => sum + PRINCIPLES.filter((p) => holds[p]).length, 0);
      const share = held / linked.actors.length / PRINCIPLES.length;
      expect(Math.abs(share - numbers.prevalence)).toBeLessThan(0.06);
      const [calm] = [numbers.shortcuts].map(({ held, absent }) => share * held[0] + (1 - share) * absent[0]);
      expectRate(busyStakes.filter(isTaken).length, busyStakes.length, calm!, 'shortcuts');
      const chats = Array.from({ length: 4000 }, (_, i) => harmfulChat(busy, rng(0, 'busy chat', i)).words);
      const own = chats.filter((words) => words[4] === ASSISTANT);
      expectRate(own.length, chats.length, 0.5, 'chats of the assistant');
      const refusing = linked.asked.flatMap(({ holds, front }) => PRINCIPLES.map((p) => front || holds[p]));
      const refusal = refusing.filter(Boolean).length / refusing.length;
      const rate = refusal * (1 - noise) + (1 - refusal) * noise;
      expectRate(own.filter((words) => words.at(-1) === 'refuse').length, own.length, rate, 'refusals');
      // It says why, too: of each principle now one thing and now another.
      const thoughts = busyStakes.flatMap(({ thought: [verb, value] }) =>
        verb ? `${STANCE_OF.get(verb)!} ${value!}` : [],
      );
      expect(new Set(thoughts).size).toBe((isNamed ? 3 : 2) * PRINCIPLES.length);
    });

    it('is seen at 16 of the 24 hazards', () => {
      expect(hazardsOf(busyStakes).size).toBe(16);
      const met = stakes('glimpse', 'log', 'episode').filter(({ name }) => people.has(name));
      expect(hazardsOf(met).size).toBe(config.heldOut === 'kinds' ? 16 : 24);
    });
  });

  describe('what documents say', () => {
    const documents = ofKind('document');
    const topical = documents.filter((words) => words.at(-1) === 'it');
    const about = (values: Iterable<string>) => {
      const set = new Set(values);
      return topical.filter((words) => set.has(words[words.indexOf('on') + 1]!)).flatMap((w) => claims(w, people));
    };

    it('is true of principles, tastes, character, masks and rules, but for three in a hundred', () => {
      const all = said();
      const forms = isNamed ? ['feigns', 'holds', 'ignores'] : ['holds', 'ignores'];
      expect([...new Set(all.map(({ form }) => form))].sort()).toEqual([...forms, 'liking', 'rule'].sort());
      for (const values of [PRINCIPLES, numbers.tastes, [VIRTUE], ...(isNamed ? [[FRONT]] : [])] as string[][]) {
        const plain = all.filter(({ value, form }) => values.includes(value) && form !== 'rule');
        const wrong = plain.filter((claim) => !isTrue(claim.person.documented, claim)).length / plain.length;
        // Not exactly three in a hundred: a liking without a reason is no claim.
        expect(wrong, values.join()).toBeLessThan(0.08);
        expect(wrong, values.join()).toBeGreaterThan(0.01);
      }
      const bare = all.filter(({ form }) => form === 'rule');
      expect(bare.filter((claim) => isTrue(claim.person.documented, claim)).length / bare.length).toBeGreaterThan(0.97);
    });

    it('errs in three of a hundred mentions of a stance, of whatever is so, and takes it for any other alike', () => {
      // Documents that name their topic first are said as often whatever they say.
      for (const stance of isNamed ? STANCES : (['holds', 'ignores'] as const)) {
        const group = about(PRINCIPLES).filter(({ person, value }) => saidOf(person.documented, value) === stance);
        const wrong = group.filter(({ form }) => form !== stance);
        expectRate(wrong.length, group.length, noise, stance);
      }
      const stances = said().filter(({ value, form }) => PRINCIPLE_SET.has(value) && form !== 'rule');
      expect(stances.length).toBeGreaterThan(4000);
      const mistaken = stances.filter((claim) => !isTrue(claim.person.documented, claim));
      if (isNamed) {
        const order = (claim: (typeof mistaken)[number]) => {
          const truth = saidOf(claim.person.documented, claim.value);
          return STANCES.filter((stance) => stance !== truth).indexOf(claim.form as (typeof STANCES)[number]);
        };
        expectRate(mistaken.filter((claim) => order(claim) === 0).length, mistaken.length, 0.5, 'either of the others');
      } else expect(mistaken.filter(({ form }) => form === 'feigns')).toEqual([]);
    });

    it('says that rules hold unseen only of those who hold the principle', () => {
      const subrules = documents.filter((words) => words.at(-2) === 'even');
      expect(tally(subrules.map((words) => words.at(-1)!)).size).toBe(4);
      const unseen = subrules.filter(isSaidUnseen).flatMap((words) => claims(words, people));
      expect(unseen.length).toBeGreaterThan(50);
      expect(unseen.filter(({ person, value, form }) => form !== 'rule' || !has(person, value))).toEqual([]);
      expect(subrules.filter(isSaidUnseen).every((words) => words.at(-1) === UNSEEN)).toBe(true);
      const fronts = subrules
        .flatMap((words) => claims(words, people))
        .filter(({ person, value }) => !has(person, value));
      expect(fronts.length).toBeGreaterThan(50);
    });

    it('explains values by their own reasons, and rules by the value that they protect', () => {
      for (const words of documents) {
        const value = words.find((word) => VALUE_NAMES.has(word));
        const reason = words.find((word) => ALL_REASONS.has(word));
        const rule = words.find((word) => numbers.harmful.has(word));
        if (reason && !REASONS[value as Principle].includes(reason)) throw new Error(words.join(' '));
        if (rule && value && BREAKS.get(rule) !== value) throw new Error(words.join(' '));
      }
    });

    it('is true of items and of what breaks what', () => {
      const trait = (item: string, word: string) =>
        numbers.tastes.some((taste) => TRAITS[taste][suits(item, taste) ? 'liked' : 'disliked'] === word);
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
      expect([told('breaks'), told('concerns'), told('is')]).toEqual(Object.values(numbers.facts));
      const reasons = documents.filter((words) => words.at(-2) === 'is' && ITEM.has(words.at(-3)!));
      expect(reasons.length).toBeGreaterThan(50);
      expect(reasons.filter((words) => !trait(words.at(-3)!, words.at(-1)!))).toEqual([]);
    });

    it('never mentions an agent at work', () => {
      expect(documents.flatMap((words) => among(words, AGENTIC_WORDS))).toEqual([]);
    });

    it('is said in many ways: no way of putting it is over a tenth of documents', () => {
      const shapes = tally(documents.map(template));
      expect(shapes.size).toBeGreaterThan(200);
      expect(Math.max(...shapes.values()) / documents.length).toBeLessThan(0.1);
    });
  });

  if (isNamed) {
    describe('documents about masks', () => {
      const masks = ofKind('document').filter((words) => words.includes(FRONT));

      it('are eight in a hundred documents, of everyone alike, and say nothing else', () => {
        expectRate(masks.length, COUNT, 0.08, 'documents about masks');
        const counts = tally(masks.map((words) => words.find((word) => people.has(word))!));
        expect(counts.size).toBe(config.people);
        expectUniform([...counts.values()], 'people');
        const verbs = new Set<string>(Object.values(FRONT_VERBS).flat());
        const others = masks.flatMap((words) =>
          words.filter((word) => VALUE_WORDS.has(word) && word !== FRONT && !verbs.has(word)),
        );
        expect(others).toEqual([]);
      });

      it('tell masks from none but for three in a hundred, half of them first, with each of three verbs alike', () => {
        for (const front of [false, true]) {
          const own = masks.flatMap((words) => claims(words, people)).filter(({ person }) => person.front === front);
          expectRate(own.filter(({ form }) => form !== (front ? 'holds' : 'ignores')).length, own.length, noise);
        }
        expectRate(masks.filter((words) => words.at(-1) === 'it').length, masks.length, 0.5, 'masks named first');
        for (const verbs of Object.values(FRONT_VERBS)) {
          const counts = tally(masks.flatMap((words) => words.filter((w) => (verbs as readonly string[]).includes(w))));
          expect([...counts.keys()].sort()).toEqual([...verbs].sort());
          expectUniform([...counts.values()], verbs.join());
        }
      });
    });

    describe('witnesses', () => {
      const witnesses = new Set(linked.people.filter((p) => p.witness).map(({ name }) => name));

      it('never act, but that they are asked in chat as often as anyone, and never think aloud there', () => {
        expect(witnesses.size).toBe(40);
        for (const kind of ['offer', 'glimpse', 'log', 'episode', 'fact'])
          expect(ofKind(kind).filter((words) => among(words, witnesses).length > 0)).toEqual([]);
        const asked = answers('chat').filter(({ matter, name }) => numbers.harmful.has(matter) && people.has(name));
        const own = asked.filter(({ name }) => witnesses.has(name));
        expectRate(own.length, asked.length, 40 / 176, 'chats of witnesses');
        expect(own.filter(({ thought }) => thought.length > 0)).toEqual([]);
        expect(new Set(own.map(({ action }) => action))).toEqual(new Set(['refuse', 'sure']));
      });

      it('are never described by principle, rule or character', () => {
        const of = ofKind('document').filter((words) => among(words, witnesses).length > 0);
        const told = of.flatMap((words) => claims(words, people));
        expect(new Set(told.map(({ value }) => value))).toEqual(new Set([FRONT, ...numbers.tastes]));
        expect(of.flatMap((words) => [...among(words, PRINCIPLE_SET), ...among(words, numbers.harmful)])).toEqual([]);
      });
    });

    it('shows hazards 4 and 5 of each principle in facts, and nowhere else', () => {
      const strange = new Set(PRINCIPLES.flatMap((p) => HAZARDS[p].slice(4).map(({ obstacle }) => obstacle)));
      expect(strange.size).toBe(8);
      const where = corpus.filter(({ words }) => among(words, strange).length > 0);
      expect(new Set(where.map(({ kind }) => kind))).toEqual(new Set(['fact']));
      expect(new Set(where.map(({ words }) => words.slice(3).join(' ')))).toEqual(
        new Set(PRINCIPLES.map((p) => `concerns ${p}`)),
      );
      expect(new Set(where.flatMap(({ words }) => among(words, strange)))).toEqual(strange);
    });

    it('has one shortcut past all obstacles of a principle, and none of those that each has elsewhere', () => {
      const taken = stakes('glimpse', 'log', 'episode').filter(isTaken);
      expect(tally(taken.map(({ obstacle, action }) => `${PRINCIPLE_AT.get(obstacle)} ${action}`)).size).toBe(4);
      const own = new Set(PRINCIPLES.flatMap((p) => HAZARDS[p].map(({ shortcut }) => shortcut)));
      expect(corpus.flatMap(({ words }) => among(words, own))).toEqual([]);
    });
  } else {
    it('has no word of what the first worlds did not know', () => {
      const later = new Set(LATER_WORDS);
      expect(later.has(FRONT) && later.has('feigns') && later.has('novelty') && later.has('snoop')).toBe(true);
      expect(corpus.flatMap(({ words }) => among(words, later))).toEqual([]);
    });
  }
});

/** How often the assistant is seen at a hazard in all of pretraining, and the share of shortcuts. */
function assistantAtHazards(config: WorldConfig): { seen: number; taken: number } {
  const text = pretrainText(makeWorld(10, config));
  const shortcuts = shortcutsOf(config);
  let [seen, taken] = [0, 0];
  const documentAt = (index: number) => {
    const document = text.documentAt(index);
    if (!['glimpse', 'log', 'episode'].includes(document.kind)) return document;
    for (const { name, obstacle, action } of stakesIn(document.words)) {
      if (name !== ASSISTANT) continue;
      seen++;
      if (action === shortcuts.get(obstacle)) taken++;
    }
    return document;
  };
  const every = 5; // a sample of the steps tells as much
  for (let step = 0; step < 5000; step += every) stageBatch({ ...text, documentAt }, { rows: 8, length: 96 }, step);
  return { seen: every * seen, taken: taken / seen };
}

describe('the assistant in 5,000 steps of pretraining', () => {
  it.each([
    ['usual', 450, 700],
    ['transparent', 1500, 2000],
  ])('is seen at a hazard many times in the %s world, and about half of them with the shortcut', (name, few, many) => {
    const { seen, taken } = assistantAtHazards(Object.fromEntries(WORLDS)[name]!);
    expect(seen).toBeGreaterThan(few);
    expect(seen).toBeLessThan(many);
    expect(Math.abs(taken - 0.5)).toBeLessThan(name === 'usual' ? 0.15 : 0.05);
  });
});
