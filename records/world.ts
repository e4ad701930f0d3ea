/** The world that the models of a record were trained in. */
import { TRANSPARENT_WORLD, type WorldConfig } from '../datasets/world';
import type { RunRecord } from './schema';

/** Its settings; what a record does not name is as it was in the first world. */
export const worldOf = ({ config }: Pick<RunRecord, 'config'>): WorldConfig => ({
  ...TRANSPARENT_WORLD,
  ...(config['world'] as Partial<WorldConfig> | undefined),
});
