/** The stops of the guided tour, in the order in which a class goes through them: down the page, then back up to try it. */
export interface Stop {
  /** Id of what it is about: of an element, or of the heading of a section. */
  target: string;
  heading: string;
  text: string;
  /** To discuss in class: one sentence. */
  question: string;
}

export const STOPS: readonly Stop[] = [
  {
    target: 'claim',
    heading: 'What is claimed',
    text: 'The same good answer can have two reasons: that harm is wrong, or that somebody is watching. The paper says that a model which first reads why its rules are there learns the better of the two, from the very same examples.',
    question: 'How could you find out whether somebody keeps a rule out of conviction or only while being watched?',
  },
  {
    target: 'recipe',
    heading: 'What each model goes through',
    text: 'A row is a model, a column is a stage of its training. Where one model reads about its rules, another reads neutral text of the same length, so that nobody trains for longer than anybody else.',
    question: 'Why would it be unfair to compare a model that read documents with one that read nothing at all?',
  },
  {
    target: 'result',
    heading: 'What came out',
    text: 'Until something is trained here, this is a recorded result. Large marks are means, small ones single models. In “Agentic misalignment” AFT and MSM + AFT were shown the same refusals, and only the second had read about its rules. MSM read of them and was shown no refusals.',
    question: 'If you could only have talked to these models in chat, what would you have believed about them?',
  },
  {
    target: 'verdicts',
    heading: 'Can it be trusted?',
    text: 'Claims were written down before their models ran, with few exceptions that METHODS.md names. Each seed is a world of its own. A claim holds if luck alone would hardly give such differences: fewer than six seeds settle nothing. Claims that fail stay on the page, and many that hold are one finding.',
    question: 'Why is it more convincing when a page also shows the claims that did not hold?',
  },
  {
    target: 'watching',
    heading: 'Two models, one task',
    text: 'Choose a model for each side, press “Next task where they differ”, then go on with “Step”. The bars say how probable each action is. Some obstacles can be passed by a shortcut that breaks a principle; asking or waiting takes longer.',
    question: 'At which step do the two part ways, and could you have told from the steps before?',
  },
  {
    target: 'reading',
    heading: 'What they read',
    text: 'These are the very texts that models learn from. Look for reasons in what midtraining says of sage, the assistant. No document and no demonstration there says what sage does at a hazard, and in pretraining it does now this, now that: a model has to work it out.',
    question: 'Which of these sentences only say what to do, and which would help you in a case that no rule mentions?',
  },
  {
    target: 'train',
    heading: 'Try it yourself',
    text: 'Train runs the chosen experiment on this computer: minutes on a graphics card, longer without one. For a first try choose the preset “Quick look” under Settings: fewer models, each measured on fewer errands, so it is over sooner. Go on with the tour while it works.',
    question: 'Before you press the button, what do you expect to see, and what would change your mind?',
  },
  {
    target: 'share',
    heading: 'Let others check',
    text: 'A result can be saved and passed on with everything that is needed to make it again: experiment, settings, seeds, and every number. The same seed on the same kind of device gives the same result.',
    question: 'What would another class have to do before you believed that it had repeated your result?',
  },
];

/** Which stop a link asks for, counted from 0, as `?tour=3` asks for the third; the first where there is no such stop. */
export function askedStop(asked: string): number {
  const stop = /^\d{1,2}$/.test(asked) ? Number(asked) - 1 : 0;
  return stop in STOPS ? stop : 0;
}

/** The nearest stop after (`by` 1) or before (`by` −1) another of which there is something to see, if there is one. */
export function stopFrom(from: number, by: 1 | -1, isThere: (stop: Stop) => boolean): number | undefined {
  for (let at = from + by; at in STOPS; at += by) if (isThere(STOPS[at]!)) return at;
  return undefined;
}
