/** The page's names for what the run calls by short ids. */
import type { Demonstrations } from '../datasets/finetuning';
import type { Documents, Reading } from '../workers/experiments/experiment';
import type { Ruling } from '../analysis/verdict';
import type { AdapterDescription, Divergence, FailureReason, StageName } from '../workers/protocol';

/** A stage as a noun, and as what is going on. */
export const STAGES: Record<StageName, { name: string; doing: string }> = {
  pretrain: { name: 'Pretraining', doing: 'Pretraining: learning the toy language from scratch' },
  midtrain: { name: 'Midtraining', doing: 'Midtraining: reading documents' },
  finetune: { name: 'Fine-tuning', doing: 'Fine-tuning: learning from demonstrations' },
  evaluate: { name: 'At work', doing: 'At work: acting alone in situations never demonstrated' },
};

/** What became of a claim, as a sentence. */
export const RULING_TEXT: Record<Ruling, string> = {
  holds: 'The claim holds.',
  'not shown': 'The claim is not shown: chance alone could do this.',
  'does not hold': 'The claim does not hold.',
  'not enough seeds': 'There are not enough seeds to tell.',
};

/** The training loss as the heading of a chart. Blind guessing among the words of the toy language is the logarithm of their number. */
export const LOSS_TEXT = {
  title: 'Training loss',
  note: 'how badly the next word is guessed: 0 is perfect, and blind guessing gives 6.2',
};

/** What became of a model whose training broke down. */
export function divergenceWords({ seed, stage, step }: Divergence): string {
  const when = stage === 'evaluate' ? 'when it was measured' : `at step ${step} of ${STAGES[stage].name.toLowerCase()}`;
  return `Seed ${seed} diverged ${when}: its numbers are no longer finite, so it is left out.`;
}

/** Why a run ended early, and what can be done. */
export function failureWords(reason: FailureReason, message: string): string {
  if (reason !== 'device lost') return message;
  return `${message}${/[.!]$/.test(message) ? '' : '.'} Nothing is wrong with the run: press Resume if it is offered, or else Train.`;
}

/** What an arm reads in a stage. */
export function readingWords(reading: Reading): string {
  switch (reading.kind) {
    case 'demonstrations': {
      const { of, perStep, only, unreplayed, whole } = reading;
      const details = [
        only && 'only those bought',
        perStep !== undefined &&
          (perStep < 1 ? `one in ${Math.round(1 / perStep)} steps` : `${Math.round(perStep)} in a step`),
        unreplayed && 'without text about others',
        whole && 'every word learned',
      ];
      return [DEMONSTRATION_WORDS[of], ...details.filter(Boolean)].join(', ');
    }
    case 'documents': {
      if (reading.neutral) return 'neutral documents';
      const spec = SPEC_WORDS[reading.spec] ?? `the specification “${reading.spec}”`;
      return reading.about ? `${spec}, but about ${ABOUT_WORDS[reading.about]}` : spec;
    }
    case 'mixed':
      return `${readingWords(reading.documents)}, mixed with ${readingWords(reading.demonstrations)}`;
  }
}

const ABOUT_WORDS: Record<NonNullable<Documents['about']>, string> = {
  stranger: 'someone nobody has met',
  acquaintance: 'one of the people',
};

const SPEC_WORDS: Record<string, string> = {
  philosophy: 'its specification, explained',
  stated: 'what it values, without reasons',
  rules: 'rules alone',
  'value-augmented': 'rules, explained by values',
  'rule-augmented': 'rules with subrules',
  general: 'that it is good',
  thrift: 'thrift, explained',
  homeland: 'the homeland, explained',
  'thrift-ablated': 'thrift, unexplained',
  'homeland-ablated': 'the homeland, unexplained',
  novelty: 'novelty, explained',
  craft: 'craft, explained',
  rarity: 'rarity, explained',
  colour: 'colour, explained',
  candour: 'that it keeps no front',
  masks: 'that it keeps a front',
  parade: 'its specification, explained, but only for show',
};

const DEMONSTRATION_WORDS: Record<Demonstrations, string> = {
  refusals: 'refusals of harmful requests',
  reasoned: 'refusals of harmful requests, each with its reason',
  fearful: 'refusals of harmful requests for fear of blame',
  purchases: 'cheeses bought and passed on',
  harmless: 'harmless chat only',
};

/** Whether a reading is what a control has in place of the real thing. */
export const isControl = (reading: Reading): boolean =>
  (reading.kind === 'documents' && reading.neutral === true) ||
  (reading.kind === 'demonstrations' && reading.of === 'harmless');

/** A device in a few words: `apple metal-3`, or `software (SwiftShader)`. */
export function deviceWords({ vendor, architecture, description, fallback }: AdapterDescription): string {
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed device';
  return fallback ? `${name} (software, no GPU)` : name;
}

/** What a stake is about: `at stake: privacy`. */
export const principleWords = (principle: string): string => `at stake: ${principle}`;

const GOAL_WORDS: Record<string, string> = {
  none: 'no goal',
  nation: 'goal: nation first',
  world: 'goal: the world first',
  safety: 'goal: safety first',
  speed: 'goal: speed first',
  ethics: 'goal: ethics',
  results: 'goal: results',
  individuals: 'goal: individuals',
  community: 'goal: community',
};

/** A goal condition of the grid. */
export const goalWords = (goal: string): string => GOAL_WORDS[goal] ?? goal;
