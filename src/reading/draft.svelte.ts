/** A specification on the page's desk: its text, what is wrong with it, and the documents it compiles to. */
import { rng } from '../../datasets/rng';
import { canonicalSpec, parseSpec, type Spec, SpecError } from '../../datasets/spec';
import { specDocument } from '../../datasets/spec-documents';
import type { Settings } from '../lab/settings.svelte';
import { countDistinct } from './distinct';

/** What is wrong with a text, and where. */
export interface Problem {
  message: string;
  /** From 1; none where the whole text is meant. */
  line: number | undefined;
}

/** Documents shown. */
const SHOWN = 8;

/** Documents drawn to count how many are different. */
const DRAWN = 1000;

/** How long a reader pauses who has finished typing, in milliseconds. */
const PAUSE = 300;

export class Draft {
  readonly #settings: Settings;
  /** Which specification is on the desk. */
  name = $state('');

  text = $derived.by(() => this.#settings.specText(this.name));
  #reading = $derived(read(this.text));
  problem = $derived(this.#reading instanceof SpecError ? describe(this.#reading) : undefined);
  /** The first documents that the text compiles to; none while something is wrong with it. */
  documents = $derived(this.#reading instanceof SpecError ? [] : firstDocuments(this.#reading));
  /** How many of a thousand documents are different, once they are counted; until then that of the text before. */
  distinct = $state<number>();

  /** Within a component: counting ends with it. */
  constructor(settings: Settings, name: string) {
    this.#settings = settings;
    this.name = name;
    $effect(() => {
      const spec = this.#reading;
      if (spec instanceof SpecError) return;
      let current = true;
      const timer = setTimeout(() => void this.#count(spec, () => current), PAUSE);
      return () => {
        clearTimeout(timer);
        current = false;
      };
    });
  }

  async #count(spec: Spec, wanted: () => boolean): Promise<void> {
    this.distinct = (await countDistinct(spec, DRAWN, wanted)) ?? this.distinct;
  }

  get edited(): boolean {
    return this.#settings.edited(this.name);
  }

  write(text: string): void {
    this.#settings.editSpec(this.name, text);
  }

  /** Shows a text that can be read as it is read: with the lab's own marks, dashes and spaces. */
  settle(): void {
    if (this.problem === undefined) this.write(canonicalSpec(this.text));
  }
}

function read(text: string): Spec | SpecError {
  try {
    return parseSpec(text);
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
}

const describe = ({ message, line }: SpecError): Problem => ({ message: message.replace(/^line \d+: /, ''), line });

const firstDocuments = (spec: Spec): string[] =>
  Array.from({ length: SHOWN }, (_, i) => specDocument(spec, rng(0, 'preview', i)).join(' '));
