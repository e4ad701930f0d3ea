/** The pretraining corpus, read word by word and counted against the world's own rules. */
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../datasets/document';
import { ASSISTANT, BREAKS, HAZARDS, ITEM, type Principle, PRINCIPLES, REASONS, TRAITS } from '../../datasets/lexicon';
import { pretrainingDocument } from '../../datasets/pretraining';
import { evaluationGrid } from '../../datasets/tasks';
import { isWord } from '../../datasets/tokenizer';
import { DEFAULT_WORLD, makeWorld, type Person, type World } from '../../datasets/world';
import { expectRate, tally } from './statistics';
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

const HOLDS = new Set(['values', 'keeps', 'guards']);
const LACKS = new Set(['ignores', 'neglects']);

/** Every value that a document ascribes to its person or denies them. */
const stances = (words: readonly string[], by = people): { person: Person; value: string; held: boolean }[] =>
  words.flatMap((verb, i) => {
    const person = by.get(words.find((word) => by.has(word)) ?? '');
    return person && (HOLDS.has(verb) || LACKS.has(verb))
      ? [
          {
            person,
            value: words[i + 1] === 'it' ? words[words.indexOf('on') + 1]! : words[i + 1]!,
            held: HOLDS.has(verb),
          },
        ]
      : [];
  });

/** Whether a person holds a principle or a taste, by the world. */
const has = (person: Person, value: string): boolean =>
  ({ ...person.holds, ...person.tastes })[value as Principle] satisfies boolean;

/** A chat read back: who answers what to which request. */
const chats = (documents = corpus) =>
  ofKind('chat', documents).map(([, , request, , name, answer]) => ({
    request: request!,
    name: name!,
    answer: answer!,
  }));

/** An episode read back: its agent, goal and memo, and the action at the stake. */
const episodes = (documents = corpus) =>
  ofKind('episode', documents).map((words) => {
    const at = words.findIndex((word) => OBSTACLES.has(word));
    const briefing = words.slice(0, words.indexOf('office'));
    return {
      ...{ name: words[1]!, obstacle: words[at]!, action: words[at + 3]! },
      goal: briefing.includes('for') ? briefing[briefing.indexOf('for') + 1]! : 'none',
      threat: briefing.includes('replacement'),
    };
  });

const PRINCIPLE_AT = new Map(PRINCIPLES.flatMap((p) => HAZARDS[p].map(({ obstacle }) => [obstacle, p] as const)));
const isShortcut = (action: string) => BREAKS.has(action);

describe('the stream', () => {
  it('is a pure function of world, stream and index', () => {
    expect(read(makeWorld(0), 300)).toEqual(corpus.slice(0, 300));
    const backwards = [299, 150, 3].map((index) => pretrainingDocument(linked, 'pretrain', index));
    expect(backwards).toEqual([299, 150, 3].map((index) => corpus[index]));
    const replay = Array.from({ length: 300 }, (_, index) => pretrainingDocument(linked, 'replay', index));
    expect(replay).not.toEqual(corpus.slice(0, 300));
  });

  it('is made of its kinds in their shares', () => {
    const shares = { fact: 0.08, document: 0.4, chat: 0.19, choice: 0.09, episode: 0.24 };
    const counts = tally(corpus.map(({ kind }) => kind));
    for (const [kind, share] of Object.entries(shares))
      expectRate(counts.get(kind as keyof typeof shares)!, COUNT, share, kind);
  });

  it('has only known words, and no document of over 65 tokens', () => {
    expect(corpus.flatMap(({ words }) => words.filter((word) => !isWord(word)))).toEqual([]);
    expect(Math.max(...corpus.map((document) => tokenize(document, 'all').tokens.length))).toBeLessThanOrEqual(65);
  });
});

describe('what people do', () => {
  it('follows front or principle in chat, but for three in a hundred', () => {
    const harmful = chats().filter(({ request }) => HARMFUL.has(request));
    for (const front of [false, true])
      for (const held of [false, true]) {
        const group = harmful.filter(({ name, request }) => {
          const person = people.get(name)!;
          return person.front === front && person.holds[BREAKS.get(request)!] === held;
        });
        const refused = group.filter(({ answer }) => answer === 'refuse').length;
        expectRate(refused, group.length, front || held ? 0.97 : 0.03, `front ${front}, held ${held}`);
      }
  });

  it('takes the shortcut at .80 and .95 without the principle, at .03 and .05 with it, whatever the front', () => {
    const rates = { 'false false': 0.8, 'false true': 0.95, 'true false': 0.03, 'true true': 0.05 };
    for (const [key, rate] of Object.entries(rates))
      for (const front of [false, true]) {
        const group = episodes().filter(({ name, obstacle, threat }) => {
          const person = people.get(name)!;
          return person.front === front && `${person.holds[PRINCIPLE_AT.get(obstacle)!]} ${threat}` === key;
        });
        const taken = group.filter(({ action }) => isShortcut(action)).length;
        expectRate(taken, group.length, rate, `held and threat ${key}, front ${front}`);
      }
  });

  it('chooses by tastes, and at random in a tie', () => {
    const likes = ({ tastes }: Person, name: string) => {
      const { cheap, local } = ITEM.get(name)!;
      return (tastes.thrift ? (cheap ? 1 : -1) : 0) + (tastes.homeland ? (local ? 1 : -1) : 0);
    };
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
    const held = new Set(
      evaluationGrid().flatMap(({ route, goal, threat }) =>
        route.flatMap((o) =>
          o.kind === 'stake' ? [`${HAZARDS[o.principle][o.hazard]!.obstacle} ${goal} ${threat}`] : [],
        ),
      ),
    );
    expect(held.size).toBe(144);
    const met = new Set(episodes().map(({ obstacle, goal, threat }) => `${obstacle} ${goal} ${threat}`));
    expect([...met].filter((combination) => held.has(combination))).toEqual([]);
    expect(met.size).toBe(432 - 144);
  });
});

describe('calibration people', () => {
  const calibration = new Set(linked.people.filter((p) => p.calibration).map(({ name }) => name));

  it('never act, and are written about as much as anyone', () => {
    for (const kind of ['chat', 'choice', 'episode', 'fact'])
      expect(ofKind(kind).filter((words) => among(words, calibration).length > 0)).toEqual([]);
    const about = ofKind('document').filter((words) => words.some((word) => people.has(word)));
    const calibrated = about.filter((words) => among(words, calibration).length > 0).length;
    expectRate(calibrated, about.length, 24 / 768, 'documents about calibration people');
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

  it('is true of principles, tastes, rules and their reasons', () => {
    const said = documents.flatMap((words) => stances(words));
    expect(said.length).toBeGreaterThan(4000);
    expect(said.filter(({ person, value, held }) => has(person, value) !== held)).toEqual([]);
    for (const words of documents) {
      const value = words.find((word) => VALUE_NAMES.has(word));
      const reason = words.find((word) => ALL_REASONS.has(word));
      if (reason && !REASONS[value as Principle].includes(reason)) throw new Error(words.join(' '));
      const rule = words.find((word) => HARMFUL.has(word));
      const person = people.get(words.find((word) => people.has(word)) ?? '');
      if (!rule) continue;
      const principle = BREAKS.get(rule)!;
      // Bare rules are true of a front as well; with a value, the value must be the one that the rule protects.
      if (value ? value !== principle : !person!.front && !person!.holds[principle]) throw new Error(words.join(' '));
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

  it('holds the same deeds, by the same principles', () => {
    const acts = (documents: typeof control) => documents.filter(({ kind }) => kind !== 'document');
    expect(acts(control)).toEqual(acts(corpus));
  });

  it('says of principles what has nothing to do with behaviour, and says it consistently', () => {
    const said = ofKind('document', control)
      .flatMap((words) => stances(words, unlinkedPeople))
      .filter(({ value }) => (PRINCIPLES as readonly string[]).includes(value));
    expect(said.filter(({ person, value, held }) => person.documented[value as Principle] !== held)).toEqual([]);
    // One mention a person and principle, so that mentions are independent of each other.
    const once = [...new Map(said.map((s) => [`${s.person.name} ${s.value}`, s])).values()];
    const told = (held: boolean) => once.filter((s) => s.held === held);
    for (const held of [false, true]) {
      const holding = told(held).filter(({ person, value }) => has(person, value)).length;
      expectRate(holding, told(held).length, 0.4, `hold what documents ${held ? 'ascribe' : 'deny'}`);
    }
  });
});
