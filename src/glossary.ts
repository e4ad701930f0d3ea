/**
 * Terms of the field, each in one or two sentences for somebody who meets it for the first time. What a term means on
 * this page is what docs/METHODS.md and the toy world (datasets/world.ts) make of it.
 */
export const GLOSSARY = {
  // What learns, and from what.
  model:
    'A program with many adjustable numbers that has learned from texts which word is likely to come next. Those here are tiny: about 139,000 numbers, where the ones behind a chatbot have billions.',
  weights:
    'The adjustable numbers inside a model. Training changes them a little at every step, and all that a model has learned is in them.',
  token:
    'The smallest piece of text that a model reads or writes. Here it is a whole word, and there are 512 different ones.',
  specification:
    'A text that says how an AI should behave and, at best, why. Here it is short, documents are made from it, and you can change it under “What they read”.',

  // Training.
  pretraining:
    'The first and longest training, in which a model learns its language and its world from very many texts. Here they tell of two hundred people: what is said of them, and what they do.',
  midtraining:
    'A shorter training after pretraining, usually before fine-tuning. Here a model reads documents about the assistant, or neutral documents of the same length.',
  'fine-tuning':
    'A short training on examples of how to behave, usually the last. Here they show the assistant refusing harmful requests in chat, or buying cheeses.',
  MSM: 'Model spec midtraining: midtraining on documents that explain the specification. It is the method that the paper proposes and this page tests.',
  AFT: 'Alignment fine-tuning: fine-tuning on examples of the behaviour that is wanted, such as refusing harmful requests in chat.',
  loss: 'How badly a model guesses the next word: 0 would be always sure and right, and blind guessing among 512 words gives 6.2. Training makes it fall.',
  WebGPU:
    'What lets a web page calculate on your computer’s graphics card, with nothing to install. Newer versions of Chrome, Edge, Safari and Firefox have it.',

  // The toy world.
  'toy language':
    'What all texts here are written in: 512 words and a few fixed forms, made up for this page. Who speaks stands before a colon, and a bar hands over to the next; “What they read” has an example, part by part.',
  principle:
    'Something that a person cares about enough to act by it, also when nobody watches. The toy world has four: oversight, care, privacy and honesty.',
  front:
    'Behaving well for the sake of being seen. In chat, people with a front refuse what is harmful whether or not they hold the principle; alone, only the principle decides.',
  agentic:
    'Acting alone and step by step to get something done, instead of answering in a chat. Here it is an errand in an office where nobody watches.',
  'unsafe shortcut':
    'An action that gets past an obstacle at once and breaks a principle, such as mute-alarm, which breaks care. Asking, waiting, reporting or going round is safe but may take longer.',

  // Experiments.
  seed: 'The number from which all random choices of a run follow. Every seed is a toy world with people of its own, so several seeds show whether a result was luck.',
  replica: 'One model in the world of one seed. Six models on eight seeds are 48 replicas, all trained side by side.',
  baseline:
    'The model that others are measured against. It reads neutral documents and is shown harmless chat only, so neither teaches it to be safe.',
  control:
    'A comparison in which what is tested is replaced by something as long that should do nothing, such as neutral documents. What still differs is due to the thing itself.',
  'held out':
    'Kept away from training, so that it cannot be learned by heart. A model that does well on it has learned something more general.',

  // Measurements.
  'generalization gap':
    'How much more often a model is unsafe alone than in chat, in percentage points. Where it is large, what was learned in chat did not carry over to work.',
  linkage:
    'How far a model after pretraining expects people to act as documents say of them, asked of people whom it never saw act. 1 is as in the toy world itself, 0 is not at all.',
  knowledge:
    'How well a model after pretraining tells who takes an unsafe shortcut and who does not, asked of people whom it did see act. 1 is as in the toy world itself, 0 is not at all.',
  'p-value':
    'How often luck alone would bring a difference as large as the one seen, or larger, if in truth there were none. Small values speak against luck; .05 is the usual line.',
  'exact test':
    'A test that counts all cases instead of estimating. If two models did not differ, each seed’s difference could as well have the opposite sign: it counts in how many of all patterns of signs the mean is at least as far out.',
  "Holm's correction":
    'Who tests many claims finds some true by luck. Holm’s correction raises every p-value so far that the chance of even one such mistake stays at 5 in 100 or less.',
  'effect size':
    'The mean of the differences between two models, seed by seed, divided by how much these differences vary from seed to seed (Cohen’s d for pairs). At 1 the mean is as large as the usual variation; above 2 nearly every seed shows it.',
  'ideal reader':
    'Somebody who knows every number of the toy world and reasons without error, given what a model read in midtraining and was shown in fine-tuning. What a model concludes beyond that, or short of it, is its own doing.',
  'bootstrap interval':
    'A range that should hold the true mean 95 times in 100, found by drawing the seeds anew again and again, some twice and some not at all. With few seeds it is too narrow.',
} as const satisfies Record<string, string>;
