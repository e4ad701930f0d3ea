/** What exported files are called, and the line that says where their numbers come from. */
import type { Snapshot } from '../../workers/protocol';
import type { RunRecord } from '../../records/schema';

/** What a file must say of the run that it comes from. */
export type Source = Pick<RunRecord, 'experiment' | 'configHash' | 'commit' | 'sessions'>;

const LAB = 'midtrain-lab';

/**
 * The name of a file: `midtrain-lab-agentic-c7f99dcaffd37d46-models.zip`.
 * @param source absent where the numbers come from several runs
 * @param what which of the source's files, in any words; letters and digits are kept
 */
export function fileName(source: Source | undefined, ending: string, what = ''): string {
  const slug = what.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return [LAB, ...(source ? [source.experiment, source.configHash] : []), ...slug].join('-') + ending;
}

/** `Midtrain Lab, agentic, commit 7d14a01f3a2b`: with every commit where several made the models. */
export function sourceLine(source: Source | undefined): string {
  if (source === undefined) return 'Midtrain Lab';
  const commits = [...new Set(source.sessions?.map(({ commit }) => commit) ?? [source.commit])];
  return `Midtrain Lab, ${source.experiment}, ${commits.length === 1 ? 'commit' : 'commits'} ${commits.join(', ')}`;
}

/** In a zip of models: all of them as the page opens them. */
export const SHELF_FILE = 'shelf.safetensors';

/** The folder of a model: `msm+aft-finetune`, without anything that a file system might not take. */
export const modelFolder = (arm: string, stage: Snapshot['stage']): string =>
  `${arm}-${stage}`.replace(/[^\w.+-]/g, '_');
