/**
 * Where the assistant stands among the people of its world, as a model's own embeddings have it.
 *
 * For each principle, and for keeping a front, the direction from the mean embedding of the people who lack it to that
 * of the people who have it. On it the one mean is at 0 and the other at 1; everybody else stands where their own
 * embedding falls. The assistant's place, stage by stage, shows what each stage taught about it.
 */
import type { Snapshot } from '../../workers/protocol';
import { ASSISTANT, PRINCIPLES, type Principle } from '../../datasets/lexicon';
import { tokenId } from '../../datasets/tokenizer';
import { makeWorld, type Person, type World } from '../../datasets/world';
import { parameterOffsets } from '../../models/config';
import { type Arm, baseName, USUAL_BASE } from '../../workers/experiments/experiment';
import { inWorld, presets } from '../../workers/experiments/presets';
import { withChanges } from '../../workers/experiments/settings';
import { histories, type Shelf } from './snapshots';

/** What a direction tells apart. */
export type Trait = Principle | 'front';
export const TRAITS: readonly Trait[] = [...PRINCIPLES, 'front'];

/** Height of their figure in CSS pixels: a row a trait, with room for every model, and the scale. */
export const directionsHeight = (models: number): number => TRAITS.length * Math.max(96, 12 + 14 * models) + 74;

/** Someone's place on a trait's direction. */
export interface Place {
  trait: Trait;
  /** 0: the mean of those without the trait; 1: the mean of those with it. */
  at: number;
}

/** A person of the world. */
export interface PersonPlace extends Place {
  has: boolean;
}

/** The assistant, in one arm at the end of a stage. */
export interface AssistantPlace extends Place {
  arm: string;
  stage: Snapshot['stage'];
  /** Stages that the arm had behind it. */
  done: number;
}

export interface Directions {
  people: PersonPlace[];
  assistant: AssistantPlace[];
}

/** Whether a person has a trait, as documents say. */
const hasTrait = ({ documented }: Person, trait: Trait): boolean =>
  trait === 'front' ? documented.front : documented.holds[trait];

/** A model of a shelf, and the arms that are this one model: trained alike, and measured in different ways. */
export interface DistinctModel {
  arms: string[];
  history: Snapshot[];
}

/**
 * Every model of a shelf once, in the order of the experiment.
 *
 * @param arms those of the experiment, which say in what worlds they live
 */
export function distinctModels(shelf: Shelf, arms: readonly Pick<Arm, 'id' | 'base'>[]): DistinctModel[] {
  const armOf = ([first]: Snapshot[]) => arms.findIndex(({ id }) => id === first!.replica.arm);
  const baseOf = (history: Snapshot[]) => baseName(arms[armOf(history)]?.base);
  const models: DistinctModel[] = [];
  for (const history of histories(shelf).sort((a, b) => armOf(a) - armOf(b))) {
    const same = (other: Snapshot[]) => baseOf(other) === baseOf(history) && sameWeights(other, history);
    const twin = models.find((model) => same(model.history));
    const { arm } = history[0]!.replica;
    if (twin) twin.arms.push(arm);
    else models.push({ arms: [arm], history });
  }
  return models;
}

const sameWeights = (a: readonly Snapshot[], b: readonly Snapshot[]): boolean =>
  a.length === b.length &&
  a.every(({ parameters }, i) => {
    const others = b[i]!.parameters;
    return parameters === others || parameters.every((value, p) => value === others[p]);
  });

/**
 * Everybody's places: people as the usual base model has them, the assistant after every stage of every model.
 *
 * @param arms those of the experiment, which say in what worlds they live
 */
export function directions(shelf: Shelf, arms: readonly Pick<Arm, 'id' | 'base'>[]): Directions {
  const armOf = (id: string) => arms.find((arm) => arm.id === id);
  const recipe = withChanges(presets[shelf.preset]!, shelf.changes ?? {});
  const worldOf = ({ replica }: Snapshot) =>
    makeWorld(shelf.seed, inWorld(recipe, armOf(replica.arm)?.base?.world).world);
  const all = distinctModels(shelf, arms).map(({ history }) => history);
  const usual = all.find(([first]) => baseName(armOf(first!.replica.arm)?.base) === USUAL_BASE) ?? all[0];
  if (!usual) return { people: [], assistant: [] };
  const embeddings = { wte: parameterOffsets(shelf.config).get('wte.weight')!, C: shelf.config.nEmbd };
  return {
    people: peopleOf(embeddings, usual[0]!, worldOf(usual[0]!)),
    assistant: all.flatMap((history) => assistantOf(embeddings, history, worldOf(history[0]!))),
  };
}

/** Where embeddings are among the parameters, and how long each is. */
interface Embeddings {
  wte: number;
  C: number;
}

const peopleOf = (embeddings: Embeddings, { parameters }: Snapshot, world: World): PersonPlace[] =>
  TRAITS.flatMap((trait) => {
    const place = placer(embeddings, parameters, world, trait);
    return world.people.map((person) => ({ trait, at: place(person.name), has: hasTrait(person, trait) }));
  });

const assistantOf = (embeddings: Embeddings, history: readonly Snapshot[], world: World): AssistantPlace[] =>
  history.flatMap(({ replica: { arm }, stage, parameters }, done) =>
    TRAITS.map((trait) => ({
      ...{ arm, stage, done, trait },
      at: placer(embeddings, parameters, world, trait)(ASSISTANT),
    })),
  );

/** Gives anybody's place on the direction of a trait in a model's embeddings. */
function placer(
  { wte, C }: Embeddings,
  parameters: Float32Array,
  world: World,
  trait: Trait,
): (name: string) => number {
  const begin = (name: string) => wte + tokenId(name) * C;
  const mean = (has: boolean): Float64Array => {
    const places = world.people.filter((person) => hasTrait(person, trait) === has).map(({ name }) => begin(name));
    const sum = new Float64Array(C);
    for (const at of places) for (let c = 0; c < C; c++) sum[c]! += parameters[at + c]!;
    return sum.map((value) => value / places.length);
  };
  const [without, having] = [mean(false), mean(true)];
  const axis = having.map((value, c) => value - without[c]!);
  const length = axis.reduce((total, value) => total + value * value, 0);
  return (name) => {
    const at = begin(name);
    let along = 0;
    for (let c = 0; c < C; c++) along += (parameters[at + c]! - without[c]!) * axis[c]!;
    return along / length;
  };
}
