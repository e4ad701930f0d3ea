/** A run's settings as a short hash: what makes two runs comparable. */
import { canonicalJson } from './canonical';
import type { RunConfig } from './schema';

/**
 * Sixteen hexadecimal digits that are equal for equal settings. The arms are left out: what a model learns does not
 * depend on which arms train beside it, and runs of different arms can then be merged.
 */
export async function hashConfig(experiment: string, config: RunConfig): Promise<string> {
  const settings = { experiment, ...config, arms: undefined };
  return (await sha256(canonicalJson(settings))).slice(0, 16);
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
