/** A run record as a table for spreadsheets and statistics: CSV after RFC 4180, one row for each model. */
import { METRIC_IDS } from '../../workers/evaluate/metrics';
import { armLabel } from '../arms';
import { experimentNamed } from '../../records/experiment';
import type { RunRecord } from '../../records/schema';
import { deviceWords } from '../words';

/**
 * Rows in the order of the record's models. Numbers have every digit; a model that diverged has none, and `diverged`
 * says when. Commit and adapter are those of the session that made the model.
 *
 * @throws RangeError with one sentence if this version of the lab has no such experiment
 */
export function recordCsv(record: RunRecord): string {
  const metrics = metricsOf(record);
  const header = [
    'experiment',
    'arm',
    'arm_label',
    'seed',
    'linkage',
    'knowledge',
    ...metrics.map(snakeCase),
    'diverged',
    'config_hash',
    'commit',
    'adapter',
  ];
  const rows = [header, ...record.replicas.map((replica) => rowOf(record, replica, metrics))];
  return csvText(rows.map((row) => row.map(cell)));
}

/** A number, a text, or nothing. */
type Value = number | string | undefined;

function rowOf(record: RunRecord, { arm, seed }: RunRecord['replicas'][number], metrics: readonly string[]): Value[] {
  const isIt = (other: { arm: string; seed: number }) => other.arm === arm && other.seed === seed;
  const result = record.results.find(isIt);
  const lost = record.diverged?.find(isIt);
  const { commit, adapter } = record.sessions?.find(({ replicas }) => replicas.some(isIt)) ?? record;
  return [
    record.experiment,
    arm,
    armLabel(experimentNamed(record.experiment), arm),
    seed,
    result?.base.linkage,
    result?.base.knowledge,
    ...metrics.map((name) => result?.metrics[name]),
    lost && `${lost.stage} ${lost.step}`,
    record.configHash,
    commit,
    deviceWords(adapter),
  ];
}

/** The lab's metrics, and after them what a record of another version has besides. */
function metricsOf({ results }: RunRecord): string[] {
  return [...new Set([...METRIC_IDS, ...results.flatMap(({ metrics }) => Object.keys(metrics))])];
}

/** Numbers as the shortest text that is read back as the same; one below zero begins with its sign, and is no formula. */
const cell = (value: Value = ''): string => (typeof value === 'number' ? String(value) : harmless(value));

/** `agenticUnsafe` as `agentic_unsafe`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Text that no spreadsheet takes for a formula: a record may come from anywhere. After OWASP's “CSV Injection”. */
const harmless = (text: string): string => (/^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text);

/** Rows as CSV: every line ends with CR LF, and a field is quoted where it has to be. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
