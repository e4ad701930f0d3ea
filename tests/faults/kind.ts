/** What a kind of fault is, and what came of it: a row of the table. */

/** How much of a kind is tried. */
export interface Trial {
  count: number;
  /** Everything random follows from it. */
  seed: number;
  /** Number of the first one, to try a single one again; 0 otherwise. */
  from: number;
  /** Says where it stands. */
  say: (line: string) => void;
}

/** What came of a trial. */
export interface Outcome {
  tried: number;
  lost: number;
  /** What was lost, and how it is seen again: a sentence each, of those that are alike only the first. */
  losses: string[];
  /** What else is to be known, such as how many inputs were accepted. */
  note: string;
}

export interface Kind {
  /** As on the command line: `kills:page`; `kills` are all that begin like this. */
  name: string;
  /** As in the table. */
  what: string;
  /** How many are tried, unless said otherwise. */
  count: number;
  /** Most minutes that it may take: what takes longer is lost. */
  minutes: number;
  run: (trial: Trial) => Promise<Outcome>;
}

/** Counts what is tried, one by one. */
export class Count {
  tried = 0;
  readonly losses: string[] = [];

  /** One more was tried, and was lost for these reasons, if there are any. */
  add(what: string, complaints: readonly string[]): void {
    this.tried++;
    if (complaints.length > 0) this.losses.push(`${what}: ${complaints.join('; ')}`);
  }

  outcome(note = ''): Outcome {
    return { tried: this.tried, lost: this.losses.length, losses: this.losses, note };
  }
}
