/**
 * Records in the form in which they are written today. Settings that came later have the value that older records were made
 * with, and the hash follows, so that old and new records of one setting still join.
 */
import { TRANSPARENT_WORLD } from '../datasets/world';
import { hashConfig } from './hash';
import type { RunRecord } from './schema';

/** The same record, with every setting that worlds have today. Until 2026-11-30 there was one kind of world. */
export function migrated(record: RunRecord): RunRecord {
  const { world } = record.config;
  if (typeof world !== 'object' || world === null || Array.isArray(world) || 'motives' in world) return record;
  const config = { ...record.config, world: { ...TRANSPARENT_WORLD, ...world } };
  return { ...record, config, configHash: hashConfig(record.experiment, config) };
}
