/** What a run is known by in this browser. Apart, because a hash is no part of the page's first download. */
import { sha256 } from '../../workers/base/sha256';
import { canonicalJson } from '../../records/canonical';
import type { RunRecord } from '../../records/schema';

/** The id of a record, which begins with what tells runs apart to people: `agentic 2026-11-23T10:00:00Z …`. */
export function runId(record: RunRecord): string {
  const hash = sha256(canonicalJson(record)).slice(0, 16);
  return `${record.experiment} ${record.started} ${record.configHash} ${hash}`;
}
