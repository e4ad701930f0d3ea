/**
 * Records in the form in which they are written today: keys of version 2 have the names that they have now, settings that
 * came later have the value that older records were made with, and the hash follows, so that old and new records of one
 * setting still join.
 */
import { TRANSPARENT_WORLD } from '../datasets/world';
import { hashConfig } from './hash';
import { type RunRecord, SCHEMA_VERSION } from './schema';

/** The version before today's, which is read as well: three keys had other names, and all else was the same. */
const VERSION_BEFORE = 2;

/**
 * A record of the version before, of which nothing is known yet, with the keys of today; anything else as it is. Its hash
 * is still that of the settings as they were written.
 */
export function withKeysOfToday(value: unknown): unknown {
  if (!isObject(value) || value['schema'] !== VERSION_BEFORE) return value;
  const record = { ...renamed(value, 'sittings', 'sessions'), schema: SCHEMA_VERSION } as Record<string, unknown>;
  const { config, verdicts } = record;
  if (isObject(config)) record['config'] = renamed(config, 'courses', 'stagePlans');
  if (Array.isArray(verdicts))
    record['verdicts'] = verdicts.map((verdict: unknown) =>
      isObject(verdict) ? renamed(verdict, 'detectable', 'minimumDetectableEffect') : verdict,
    );
  return record;
}

/** The same record, with every setting that worlds have today. Until 2026-11-30 there was one kind of world. */
export function migrated(record: RunRecord): RunRecord {
  const { world } = record.config;
  const old = isObject(world) && !('motives' in world);
  const config = old ? { ...record.config, world: { ...TRANSPARENT_WORLD, ...world } } : record.config;
  return { ...record, config, configHash: hashConfig(record.experiment, config) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same object with another name for a key, in the same place; as it is if it has both, so that neither is lost. */
function renamed(object: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  if (Object.hasOwn(object, to)) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key === from ? to : key, value]));
}
