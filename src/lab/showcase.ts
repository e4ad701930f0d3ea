/** What the page has of a recorded result beside its numbers: episodes to watch and models to talk to. */
import type { Experiment } from '../../workers/experiments/experiment';
import { experiments } from '../../workers/experiments';
import type { Shelf } from '../inside/snapshots';
import { loadPart } from '../parts/load';
import { fetchStatic } from './static';

/** Whether an experiment has recorded models. */
export const hasShowcase = ({ showcase }: Pick<Experiment, 'showcase'>): boolean => showcase === true;

/**
 * A file of an experiment's showcase, as scripts/showcase.ts writes it.
 * @throws Error that says in one sentence what to do where there is none
 */
export async function fetchShowcase(experiment: Experiment, file: string): Promise<Response> {
  const { name, title } = experiment;
  if (!hasShowcase(experiment)) {
    const shown = Object.values(experiments)
      .filter(hasShowcase)
      .map((one) => `“${one.title}”`)
      .join(' and ');
    throw new Error(`Train “${title}”, and its models will be here; recorded ones come with ${shown} only.`);
  }
  const response = await fetchStatic(`showcase/${name}-${file}`);
  if (response) return response;
  throw new Error('No recorded models come with this copy of the page: train some, and they will be here.');
}

/** Recorded models of an experiment. @throws Error with one sentence if there are none, or they are damaged */
export async function fetchShelf(experiment: Experiment): Promise<Shelf> {
  const { readShelf } = await loadPart(() => import('../inside/snapshots'));
  const file = await fetchShowcase(experiment, 'models.safetensors');
  return readShelf(new Uint8Array(await file.arrayBuffer()));
}
