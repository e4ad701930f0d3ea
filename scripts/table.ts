/**
 * Run records as text tables: every metric of every arm, and what became of the hypotheses.
 *
 * Usage: `npx tsx scripts/table.ts [--seeds] runs.jsonl …` merges the records of all files and prints them.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../analysis/judge';
import { formatDifference, formatValue, gapMetrics, tableMetrics } from '../analysis/metrics';
import { type MetricId, METRICS } from '../workers/evaluate/metrics';
import { summarize, type ArmSummary, type Estimate } from '../analysis/summarize';
import { armLabel } from '../src/arms';
import { experimentNamed } from '../records/experiment';
import { mergeRecords } from '../records/merge';
import type { Experiment } from '../workers/experiments/experiment';
import { divergenceWords } from '../src/words';
import type { Divergence, ReplicaResult } from '../workers/protocol';
import { command, UsageError } from './command-line';
import { readFlags } from './flags';
import { readRecords } from './read-records';

/** What a table needs of a record, merged or not. */
export interface TableSource {
  experiment: string;
  results: ReplicaResult[];
  diverged?: Divergence[] | undefined;
  verdicts: Verdict[];
}

/**
 * The results and verdicts of a record as lines of text.
 * @param options.seeds a row for every seed under each arm
 */
export function renderTable(record: TableSource, options: { seeds: boolean }): string {
  const experiment = experimentNamed(record.experiment);
  const summaries = summarize(experiment, record.results);
  const columns = columnsOf(experiment, summaries);
  // One column or none.
  const hasIdeal = [experiment.primaryMetric].filter((metric) =>
    summaries.some(({ ideal }) => ideal[metric] !== undefined),
  );
  const rows = summaries.flatMap((summary) => [
    [
      summary.label,
      `${summary.seeds.length}`,
      ...columns.map((column) => meanCell(column, summary)),
      ...hasIdeal.map((metric) => idealCell(metric, summary)),
    ],
    ...(options.seeds
      ? summary.seeds.map((seed, i) => [...seedRow(columns, summary, seed, i), ...hasIdeal.map(() => '')])
      : []),
  ]);
  const parts = [
    `${experiment.title} (${experiment.name})\nMean over seeds [95% bootstrap interval]; rates in per cent`,
    alignColumns([
      ['arm', 'seeds', ...columns.map(({ heading }) => heading), ...hasIdeal.map(() => 'ideal reader')],
      ...rows,
    ]),
    ...divergedLines(experiment, record.diverged ?? []),
    ...paperLines(experiment),
    verdictLines(record.verdicts),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What is shown of every model. */
interface Column {
  heading: string;
  of: (summary: ArmSummary) => Estimate;
  format: (value: number) => string;
}

function columnsOf(experiment: Experiment, summaries: readonly ArmSummary[]): Column[] {
  const metrics = tableMetrics(experiment, summaries).map((metric): Column => ({
    heading: METRICS[metric].short,
    of: (summary) => summary.metrics[metric]!,
    format: (value) => formatValue(metric, value).replace('%', ''),
  }));
  const gap: Column = {
    heading: 'gap',
    of: (summary) => summary.generalizationGap!,
    format: (value) => formatDifference(experiment.primaryMetric, value),
  };
  return gapMetrics(experiment) ? [...metrics, gap] : metrics;
}

function meanCell({ of, format }: Column, summary: ArmSummary): string {
  const { mean, interval } = of(summary);
  return `${format(mean)}${interval ? ` [${interval.map(format).join(', ')}]` : ''}`;
}

/** What an ideal reader of the same text would do. */
const idealCell = (metric: MetricId, { ideal }: ArmSummary): string =>
  ideal[metric] === undefined ? '–' : formatValue(metric, ideal[metric]).replace('%', '');

const seedRow = (columns: readonly Column[], summary: ArmSummary, seed: number, i: number): string[] => [
  ...[`  seed ${seed}`, ''],
  ...columns.map(({ of, format }) => format(of(summary).values[i]!)),
];

/** The models that have no row of their own, and why. */
function divergedLines(experiment: Experiment, diverged: readonly Divergence[]): string[] {
  if (diverged.length === 0) return [];
  return [`Missing\n${diverged.map((d) => `  ${armLabel(experiment, d.arm)}: ${divergenceWords(d)}`).join('\n')}`];
}

/** The paper's numbers, a line for each source. */
function paperLines(experiment: Experiment): string[] {
  const { paper } = experiment;
  const sources = [...new Set(paper.map(({ source }) => source))];
  const lines = sources.map((source) => {
    const numbers = paper.filter((number) => number.source === source);
    const values = numbers.map(
      ({ arm, metric, value }) => `${armLabel(experiment, arm)} ${formatValue(metric, value)}`,
    );
    return `  ${source}: ${METRICS[numbers[0]!.metric].label}: ${values.join(', ')}`;
  });
  return lines.length > 0 ? [`In the paper (arXiv 2605.02087)\n${lines.join('\n')}`] : [];
}

function verdictLines(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return 'No hypothesis can be judged: none has a seed that both of its arms ran.';
  const lines = ({ verdict, claim, sentence, notes }: Verdict) =>
    [`${verdict.toUpperCase()}: ${claim}`, ...[sentence, ...notes].map((line) => `  ${line}`)].join('\n');
  const block = (family: Verdict['family'], title: string) => {
    const own = verdicts.filter((verdict) => verdict.family === family);
    return own.length > 0 ? [[title, ...own.map(lines)].join('\n')] : [];
  };
  return [
    ...block('claims', 'Claims, tested together'),
    ...block('targets', 'Thresholds set beforehand, tested together and apart from the claims'),
  ].join('\n\n');
}

/** Cells padded to the widest of their column: the first column to the left, the others to the right. */
function alignColumns(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** Reads record files, merges what can be compared, and prints a table for each. */
async function main(): Promise<void> {
  const { values, words } = readFlags({
    call: 'npm run table --',
    about: 'Prints run records as tables: every metric of every arm, and what became of the claims.',
    words: 'FILE …',
    flags: { seeds: { type: 'boolean', default: false, about: 'a row for every seed' } },
  });
  if (words.length === 0) throw new UsageError('Name at least one file of run records, such as runs.jsonl.');
  const records = await readRecords(words);
  for (const merged of mergeRecords(records)) {
    console.log(`${merged.runs.length} run(s) with settings ${merged.configHash} (preset ${merged.config.preset})\n`);
    console.log(renderTable(merged, { seeds: values.seeds }));
    for (const { arm, seed, reason } of merged.setAside) console.log(`Not counted: ${arm}, seed ${seed} (${reason}).`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await command(main);
