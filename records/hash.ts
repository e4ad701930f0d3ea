/** A run's settings as a short hash: what makes two runs comparable. */
import { sha256 } from '../workers/base/sha256';
import { canonicalJson } from './canonical';

/** What was fixed before a run, whatever its keys. */
export type Settings = Record<string, unknown>;

/**
 * Sixteen hexadecimal digits that are equal for equal settings. The arms are left out: what a model learns does not
 * depend on which arms train beside it, and runs of different arms can then be merged.
 */
export function hashConfig(experiment: string, config: Settings): string {
  const settings = { experiment, ...config, arms: undefined };
  return sha256(canonicalJson(settings)).slice(0, 16);
}
