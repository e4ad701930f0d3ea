/** The table that the harness ends with. */
import type { Kind, Outcome } from './kind';

export interface Row {
  kind: Pick<Kind, 'name' | 'what'>;
  outcome: Outcome;
  seconds: number;
}

const HEADING = ['', 'tried', 'survived', 'lost', 'seconds', ''];

/** The table in Markdown, and under it what was lost. */
export function table(rows: readonly Row[], seed: number): string {
  const cells = rows.map(({ kind, outcome: { tried, lost, note }, seconds }) => [
    ...[kind.what, String(tried), String(tried - lost), String(lost), seconds.toFixed(0), note],
  ]);
  const widths = HEADING.map((heading, i) => Math.max(3, heading.length, ...cells.map((row) => row[i]!.length)));
  const isNumber = (i: number) => i > 0 && i < HEADING.length - 1;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) => (isNumber(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const losses = rows.flatMap(({ kind, outcome }) => outcome.losses.map((loss) => `- ${kind.name}: ${loss}`));
  return `${[`Seed ${seed}`, '', line(HEADING), line(rule), ...cells.map(line), '', ...losses].join('\n').trimEnd()}\n`;
}
