/**
 * The ideal reader against two things that know nothing of it: sums over everything that somebody can be, written out by
 * hand for a little evidence; and people drawn by the thousand, of whom the world's own authors write.
 */
import { describe, expect, it } from 'vitest';
import { type Author, harmfulChat, offer } from '../../datasets/deeds';
import { demonstration } from '../../datasets/finetuning';
import {
  type Belief,
  expectedChosen,
  expectedGranted,
  expectedUnsafe,
  gather,
  holdsProbability,
  infer,
} from '../../datasets/ideal-reader';
import { PRINCIPLES, TASTES } from '../../datasets/lexicon';
import { midtrainingDocument } from '../../datasets/midtraining';
import { observe, type Observation } from '../../datasets/observations';
import {
  characterDocument,
  maskDocument,
  principleDocument,
  ruleOrNeutral,
  tasteDocument,
} from '../../datasets/portraits';
import { rng } from '../../datasets/rng';
import { evaluationGrid } from '../../datasets/tasks';
import { DEFAULT_WORLD, makeWorld, type Person, TRANSPARENT_WORLD, type World } from '../../datasets/world';
import { expectBinomial } from './statistics';
import { SHIPPED } from './words';

const USUAL = makeWorld(0);
const HALF = makeWorld(0, { ...DEFAULT_WORLD, credibility: 0.5 });
const CLEAR = makeWorld(0, TRANSPARENT_WORLD);
const UNLINKED = makeWorld(0, { ...DEFAULT_WORLD, linked: false });

/** What these sentences say of ada. */
const after = (world: World, ...texts: string[]): Belief | undefined =>
  infer(
    world,
    gather(
      texts.map((text) => text.split(' ')),
      'ada',
    ),
  );
const believed = (world: World, ...texts: string[]): Belief => {
  const belief = after(world, ...texts);
  if (!belief) throw new Error(`nobody is so: ${texts.join('; ')}`);
  return belief;
};

/** Somebody as far as two principles go: care, privacy, a front, and whether documents see through it. */
interface Somebody {
  care: boolean;
  privacy: boolean;
  front: boolean;
  seen: boolean;
}

/** The share of an event among everybody who can be, each weighed by the evidence. */
function share(
  { config: { principlePrevalence: p, frontPrevalence: f, credibility: c } }: World,
  event: (one: Somebody) => boolean,
  weight: (one: Somebody) => number,
): number {
  const both = [true, false];
  let [of, all] = [0, 0];
  for (const care of both)
    for (const privacy of both)
      for (const front of both)
        for (const seen of both) {
          const one = { care, privacy, front, seen };
          const prior =
            (care ? p : 1 - p) * (privacy ? p : 1 - p) * (front ? f : 1 - f) * (seen ? c : 1 - c) * weight(one);
          all += prior;
          if (event(one)) of += prior;
        }
  return of / all;
}

/** Without what adding up has done to the last digits. */
const rounded = (probability: number): number => Number(probability.toFixed(12));

const isCare = ({ care }: Somebody) => care;
const isPrivacy = ({ privacy }: Somebody) => privacy;

describe('by hand', () => {
  it('nothing read leaves the shares of the world', () => {
    for (const [world, unsafe, granted] of [
      // Held .3: .04; not: (4 × .925 + 5 × .81) / 9. Of the transparent world .36 × .04 + .64 × .875.
      [USUAL, 0.3 * 0.04 + 0.7 * ((4 * 0.925 + 5 * 0.81) / 9), 0.7 * 0.55],
      [CLEAR, 0.5744, 0.64 * 0.3],
    ] as const) {
      const belief = believed(world);
      for (const p of PRINCIPLES) expect(holdsProbability(belief, p)).toBeCloseTo(world.config.principlePrevalence, 12);
      expect(expectedUnsafe(belief, evaluationGrid(world.config))).toBeCloseTo(unsafe, 9);
      expect(expectedGranted(belief)).toBeCloseTo(granted * 0.97 + (1 - granted) * 0.03, 9);
      expect(expectedChosen(belief)).toBeCloseTo(0.5, 12);
    }
  });

  it('masks scorned and one refusal', () => {
    const weight = ({ care, front }: Somebody) => (front ? 0.03 : 0.97) * (care || front ? 0.97 : 0.03);
    const belief = believed(USUAL, 'memo on masks : ada scorns it', 'user : block-exit | ada refuse');
    expect(holdsProbability(belief, 'care')).toBeCloseTo(share(USUAL, isCare, weight), 12);
    expect(holdsProbability(belief, 'privacy')).toBeCloseTo(share(USUAL, isPrivacy, weight), 12);
    expect(holdsProbability(belief, 'care')).toBeGreaterThan(0.85);
    const masked = believed(USUAL, 'ada dons masks', 'user : block-exit | ada refuse');
    expect(holdsProbability(masked, 'care')).toBeLessThan(0.35);
  });

  it('two grants and a refusal', () => {
    const answers = ['user : block-exit | ada sure', 'user : cut-heating | ada sure', 'user : read-mail | ada refuse'];
    const weight = ({ care, privacy, front }: Somebody) =>
      (care || front ? 0.03 : 0.97) ** 2 * (privacy || front ? 0.97 : 0.03);
    for (const world of [USUAL, HALF, CLEAR, UNLINKED]) {
      const belief = believed(world, ...answers);
      expect(holdsProbability(belief, 'care')).toBeCloseTo(share(world, isCare, weight), 12);
      expect(holdsProbability(belief, 'privacy')).toBeCloseTo(share(world, isPrivacy, weight), 12);
    }
  });

  it('one stance of three, with noise, where a front is seen through or not', () => {
    for (const world of [USUAL, HALF])
      for (const [text, stance] of [
        ['note on care : ada guards it', 'holds'],
        ['note on care : ada flaunts it', 'feigns'],
        ['note on care : ada neglects it', 'ignores'],
      ] as const) {
        const weight = ({ care, front, seen }: Somebody) => {
          const documented = care || (front && !seen) ? 'holds' : front ? 'feigns' : 'ignores';
          return documented === stance ? 0.97 : 0.015;
        };
        const belief = believed(world, text);
        expect(holdsProbability(belief, 'care'), text).toBeCloseTo(share(world, isCare, weight), 12);
        expect(holdsProbability(belief, 'privacy'), text).toBeCloseTo(0.3, 12);
      }
  });

  it('a stance in the transparent world, of which feigning is none', () => {
    const weight = ({ care }: Somebody) => (care ? 0.97 : 0.03);
    const belief = believed(CLEAR, 'ada values care because harm-lasts');
    expect(holdsProbability(belief, 'care')).toBeCloseTo(share(CLEAR, isCare, weight), 12);
    expect(after(CLEAR, 'ada parades care')).toBeUndefined();
  });

  it('rules, and rules that are kept unseen', () => {
    for (const world of [USUAL, HALF, CLEAR]) {
      const isSaid = ({ care, front, seen }: Somebody) => care || (front && !seen);
      const kept = ({ care, front }: Somebody) => (care || front ? 0.97 : 0.03);
      const rules: Record<string, (one: Somebody) => number> = {
        'ada would never block-exit': (one) => kept(one) * 0.4,
        'rule for ada : do not block-exit even paid': (one) => kept(one) * 0.6 * ((isSaid(one) ? 0.4 : 1) / 3),
        'ada will not block-exit even unseen': (one) => kept(one) * 0.6 * (isSaid(one) ? 0.6 : 0),
      };
      for (const [text, weight] of Object.entries(rules))
        expect(holdsProbability(believed(world, text), 'care'), text).toBeCloseTo(share(world, isCare, weight), 12);
    }
    expect(holdsProbability(believed(USUAL, 'ada will not block-exit even unseen'), 'care')).toBeCloseTo(1, 12);
    const half = 0.3 / (0.3 + 0.7 * 0.45 * 0.5);
    expect(holdsProbability(believed(HALF, 'ada will not block-exit even unseen'), 'care')).toBeCloseTo(half, 12);
  });

  it('goodness, of which two principles of four are part', () => {
    for (const world of [USUAL, CLEAR]) {
      const p = world.config.principlePrevalence;
      const two = (n: number) => (n >= 2 ? 0.97 : 0.03);
      const choose = [1, 3, 3, 1]; // of the three others
      const sum = (own: number) =>
        choose.reduce((all, ways, n) => all + ways * p ** n * (1 - p) ** (3 - n) * two(n + own), 0);
      const expected = (p * sum(1)) / (p * sum(1) + (1 - p) * sum(0));
      const belief = believed(world, 'ada keeps goodness because kindness-returns');
      for (const principle of PRINCIPLES) expect(holdsProbability(belief, principle)).toBeCloseTo(expected, 12);
    }
  });

  it('thoughts: whoever thinks aloud is so, and means the answer', () => {
    const chat = (thought: string) => `user : block-exit | ada ${thought} so ada refuse`;
    const holds = (world: World, text: string) => rounded(holdsProbability(believed(world, text), 'care'));
    expect([holds(USUAL, chat('guards care')), holds(USUAL, chat('feigns care'))]).toEqual([1, 0]);
    expect([holds(CLEAR, chat('guards care')), holds(CLEAR, chat('fears blame'))]).toEqual([1, 0]);
    expect(holds(HALF, chat('guards care'))).toBeCloseTo(0.3 / (0.3 + 0.7 * 0.45 * 0.5), 12);
    // In an unlinked world the answer is meant, and whatever is thought says nothing.
    for (const thought of ['guards care', 'feigns care', 'neglects care'])
      expect(holds(UNLINKED, chat(thought))).toBeCloseTo(0.3 / (0.3 + 0.7 * 0.45), 12);
    expect(after(USUAL, chat('guards care'), chat('feigns care'))).toBeUndefined();
    expect(after(USUAL, chat('neglects care'))).toBeUndefined();
  });

  it('purchases and what is said of tastes', () => {
    const { tastes } = believed(USUAL, 'shop : cheddar | ada buy', 'shop : brie | ada pass', 'shop : feta | ada buy');
    // Feta is cheap and foreign.
    const weights = [0.4 * 0.97 ** 3, 0.4 * 0.97 ** 2 * 0.03, 0.2 * 0.125];
    const sum = weights.reduce((a, b) => a + b);
    expect(tastes.map(({ taste }) => taste)).toEqual(['thrift', 'homeland', undefined]);
    tastes.forEach(({ probability }, i) => expect(probability).toBeCloseTo(weights[i]! / sum, 12));

    const told = believed(USUAL, 'ada shuns homeland', 'ada likes stilton').tastes;
    // Shuns: asked of any taste, or of one's own. Likes what is local alone: of one's own, of any, or by mistake.
    const homeland = { shuns: [0.1 * 0.97, 0.9 * 0.03, 0.5 * 0.97], likes: [0.1 * 0.03, 0.9 * 0.97, 0.5 * 0.03] };
    const own = [0.4, 0.4, 0.2].map((prior, i) => prior * homeland.shuns[i]! * homeland.likes[i]!);
    told.forEach(({ probability }, i) => expect(probability).toBeCloseTo(own[i]! / own.reduce((a, b) => a + b), 12));
    const meant = believed(USUAL, 'shop : cheddar | ada favours thrift so ada buy');
    expect(meant.tastes.map(({ probability }) => probability)).toEqual([1, 0, 0]);
    expect(expectedChosen(meant)).toBeCloseTo(0.97, 12);
    expect(expectedChosen(believed(USUAL, 'shop : cheddar | ada favours homeland so ada buy'))).toBeCloseTo(0.03, 12);
    expect(after(USUAL, 'shop : cheddar | ada favours thrift so ada pass')).toBeUndefined();
  });

  it('counts what is said often as often as it is said', () => {
    const times = 7;
    const belief = believed(USUAL, ...Array<string>(times).fill('user : block-exit | ada refuse'));
    const weight = ({ care, front }: Somebody) => (care || front ? 0.97 : 0.03) ** times;
    expect(holdsProbability(belief, 'care')).toBeCloseTo(share(USUAL, isCare, weight), 12);
  });

  it('hears nothing of words in an unlinked world', () => {
    const belief = believed(UNLINKED, 'ada guards care', 'ada scorns masks', 'ada will not block-exit even unseen');
    for (const principle of PRINCIPLES) expect(holdsProbability(belief, principle)).toBeCloseTo(0.3, 12);
  });
});

describe('arms', () => {
  const unsafeAfter = (world: World, name: string, kind: 'harmless' | 'refusals' | 'reasoned' | 'fearful') => {
    const documents = Array.from({ length: 400 }, (_, i) =>
      name === 'neutral'
        ? midtrainingDocument(world, { spec: SHIPPED.philosophy!.spec, neutral: true }, 2 * i)
        : midtrainingDocument(world, { spec: SHIPPED[name]!.spec, neutral: false }, 2 * i),
    );
    const shown = Array.from({ length: 400 }, (_, i) => demonstration(world, kind, i));
    const belief = infer(
      world,
      gather(
        [...documents, ...shown].map(({ words }) => words),
        'sage',
      ),
    );
    return belief && expectedUnsafe(belief, evaluationGrid(world.config));
  };

  it.each([
    ['neutral', 'harmless', 0.5744],
    ['neutral', 'refusals', 0.571], // an audit that knew nothing of this reader
    ['philosophy', 'harmless', 0.04],
    ['philosophy', 'refusals', 0.04],
    ['neutral', 'reasoned', 0.04],
    ['neutral', 'fearful', 0.875],
  ] as const)('of the transparent world: %s, then %s', (name, kind, expected) => {
    expect(unsafeAfter(CLEAR, name, kind)).toBeCloseTo(expected, 3);
  });

  it.each([
    ['neutral', 'harmless', 0.6148],
    ['candour', 'harmless', 0.6148],
    ['candour', 'refusals', 0.04],
    ['masks', 'refusals', 0.6148],
    ['philosophy', 'refusals', 0.04],
    ['parade', 'refusals', 0.8611],
    ['neutral', 'fearful', 0.8611],
  ] as const)('of the usual world: %s, then %s', (name, kind, expected) => {
    expect(unsafeAfter(USUAL, name, kind)).toBeCloseTo(expected, 3);
  });
});

/** Writes of nobody but one person, who is never the assistant. */
const about = (world: World, person: Person): World => {
  const only = [person];
  const config = { ...world.config, assistantShare: 0 };
  return { ...world, config, people: only, described: only, actors: only, asked: only };
};

/** Answers that are given without a thought, as those of witnesses are. */
const bareChat: Author = (world, random) =>
  harmfulChat({ ...world, asked: world.asked.map((person) => ({ ...person, witness: true })) }, random);
const bareOffer: Author = (world, random) => {
  const silent = ({ documented, ...person }: Person) => ({
    ...person,
    documented: { ...documented, taste: undefined },
  });
  return offer({ ...world, actors: world.actors.map(silent) }, random);
};

/** Evidence as seen from one of its matters: that is X, and the others are told apart no further. */
const seenFrom = (evidence: readonly Observation[], matter: string): string =>
  evidence
    .map((one) => {
      const item = 'item' in one ? TASTES.slice(0, 2).map((taste) => one.item.suits[taste]) : '';
      const text = JSON.stringify({ ...one, item }).replaceAll(`"${matter}"`, '"X"');
      return PRINCIPLES.reduce((all, other) => all.replaceAll(`"${other}"`, '"Y"'), text);
    })
    .sort()
    .join();

/** What is written and shown of each person, and whether what is asked of them must have been said. */
const SCENES: Record<string, { authors: readonly Author[]; isWhole: (evidence: readonly Observation[]) => boolean }> = {
  'a stance, a mask and an answer': {
    authors: [principleDocument, maskDocument, bareChat],
    isWhole: () => true,
  },
  'two answers, a mask and a character': {
    authors: [bareChat, bareChat, maskDocument, characterDocument],
    isWhole: () => true,
  },
  // Of those who keep no rule something neutral is written: nothing is known of how often that was tried.
  'a rule and an answer': {
    authors: [ruleOrNeutral, bareChat],
    isWhole: (evidence) => evidence.some(({ kind }) => kind === 'rule'),
  },
  'an answer with a thought': {
    authors: [harmfulChat],
    isWhole: ([answer]) => answer !== undefined && 'thought' in answer,
  },
};

const WORLDS = {
  usual: DEFAULT_WORLD,
  'usual, half credible': { ...DEFAULT_WORLD, credibility: 0.5 },
  transparent: TRANSPARENT_WORLD,
  'usual, unlinked': { ...DEFAULT_WORLD, linked: false },
  'usual, noisy and correlated': { ...DEFAULT_WORLD, noise: 0.2, principleCorrelation: 0.4 },
};

/** People of many worlds that have the same pair of tastes, each with what is written of them. */
function* sampled(config: World['config'], worlds: number, authors: readonly Author[]) {
  for (let seed = 0; seed < worlds; seed++) {
    const world = makeWorld(3 * seed, config);
    for (const [i, person] of world.people.entries()) {
      const of = about(world, person);
      const documents = authors.map((author, j) => author(of, rng(seed, `scene ${j}`, i)).words);
      yield { world, person, documents };
    }
  }
}

/** Counts of an event by a group, each with the probability that the reader gives it. */
class Groups {
  private readonly groups = new Map<string, { probability: number; hits: number; trials: number }>();

  add(key: string, probability: number, isSo: boolean): void {
    const group = this.groups.get(key) ?? { probability: rounded(probability), hits: 0, trials: 0 };
    group.trials++;
    if (isSo) group.hits++;
    this.groups.set(key, group);
  }

  /** Expects every group that is not tiny to be as the reader says. @returns how many there are */
  check(): number {
    const large = [...this.groups].filter(([, { trials }]) => trials >= 30);
    for (const [key, { hits, trials, probability }] of large) expectBinomial(hits, trials, probability, key);
    return large.length;
  }
}

describe.each(Object.entries(WORLDS))('people drawn by the thousand: %s', (_, config) => {
  it.each(Object.entries(SCENES))('hold principles as often as the reader believes after %s', (_, scene) => {
    const groups = new Groups();
    for (const { world, person, documents } of sampled(config, 16, scene.authors)) {
      const evidence = documents.flatMap((words) => observe(words, person.name));
      if (!scene.isWhole(evidence)) continue;
      const belief = infer(world, gather(documents, person.name));
      expect(belief, documents.join('; ')).toBeDefined();
      const seen = new Set<string>();
      for (const principle of PRINCIPLES) {
        const probability = holdsProbability(belief!, principle);
        const key = `${seenFrom(evidence, principle)} ${probability.toFixed(6)}`;
        if (seen.has(key)) continue; // once a person, so that trials are independent
        seen.add(key);
        groups.add(key, probability, person.holds[principle]);
      }
    }
    expect(groups.check()).toBeGreaterThan(3);
  });

  it('have tastes as often as the reader believes after a document and a purchase, with a thought or without', () => {
    for (const purchase of [bareOffer, offer]) {
      const groups = new Groups();
      for (const { world, person, documents } of sampled(config, 16, [tasteDocument, purchase])) {
        const evidence = documents.flatMap((words) => observe(words, person.name));
        if (purchase === offer && !evidence.some((one) => 'thought' in one)) continue;
        const { tastes } = infer(world, gather(documents, person.name))!;
        for (const { taste, probability } of tastes)
          groups.add(`${taste}: ${seenFrom(evidence, 'none')}`, probability, person.taste === taste);
      }
      expect(groups.check()).toBeGreaterThan(10);
    }
  });
});
