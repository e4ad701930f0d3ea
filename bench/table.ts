/** A result as tables, for the page and for the terminal. */
import type { GpuInfo } from '../models/adapter';
import type {
  BenchResult,
  DecodingResult,
  PackingResult,
  ProductResult,
  ProfileResult,
  TextPace,
  TrainingResult,
} from './result';

/** Cells as text; the first column names the row. */
export interface Table {
  title: string;
  /** A sentence or two on how to read it. */
  note: string;
  columns: string[];
  rows: string[][];
}

/** All tables of a result, the most telling first. */
export function resultTables(result: BenchResult): Table[] {
  return [
    trainingTable(result),
    decodingTable(result.decoding),
    packingTable(result.packing),
    textTable(result),
    ...(result.profile
      ? [profileTable('a training step', result.profile.step), profileTable('one more token', result.profile.token)]
      : []),
    productTable(result.products),
  ];
}

/** Where a result comes from, in one line. */
export function describeOrigin({ gpu, target, commit, date, settings }: BenchResult): string {
  const subgroups = target.subgroups ? 'with' : 'without';
  const kernels = `kernels for ${target.family === 'gpu' ? 'GPUs' : 'software'} ${subgroups} subgroups`;
  return `${adapterName(gpu)}; ${kernels}; ${count(settings.rounds, 'round')}; commit ${commit}; ${date.slice(0, 10)}`;
}

/** What the adapter calls itself. */
export function adapterName({ vendor, architecture, device, description, fallback }: GpuInfo): string {
  const name =
    description || [vendor, architecture, device].filter((word) => word !== '').join(' ') || 'unnamed adapter';
  return fallback ? `${name} (software)` : name;
}

function trainingTable({ training: results, skipped }: BenchResult): Table {
  const hasCpu = results.some(({ cpuMsPerStep }) => cpuMsPerStep !== undefined);
  const cells = (result: TrainingResult) => {
    const { model, replicas, bytes, loss } = result;
    return [
      `${replicas} × ${count(model.nLayer, 'layer')}, width ${model.nEmbd}`,
      number(result.msPerStep),
      number(result.msPerReplica),
      ...(hasCpu ? [number(result.cpuMsPerStep)] : []),
      number(result.hostMsPerReplica),
      number(result.tokensPerSecond),
      String(result.dispatchesPerStep),
      String(result.submitsPerStep),
      number(result.gflopPerSecond),
      number(result.limitMs),
      number(result.fractionOfLimit),
      ...(hasCpu ? [number(result.fractionOfLimitCpu)] : []),
      number(result.readyMs / 1000),
      number((bytes.stack + bytes.trainer) / 1e6),
      `${number(loss.first)} → ${number(loss.last)}`,
    ];
  };
  const { length, rows } = { ...results[0]!.batch };
  return {
    title: 'Training',
    note:
      `Replicas × model; ${rows} rows of ${length} tokens for each replica. Limit: the matrix products of a step, ` +
      'each at the best rate that its shape reaches alone on this adapter in this run. Host: for which submitting a ' +
      "step holds up the GPU's thread." +
      skipped.map(({ reason }) => ` Left out: ${reason}`).join(''),
    columns: [
      'models',
      'ms a step',
      'ms a replica',
      ...(hasCpu ? ['CPU ms'] : []),
      'host ms a replica',
      'tokens/s',
      'dispatches',
      'submits',
      'GFLOP/s',
      'limit ms',
      'of limit',
      ...(hasCpu ? ['of limit (CPU)'] : []),
      'ready s',
      'MB',
      'loss',
    ],
    rows: results.map(cells),
  };
}

function decodingTable(result: DecodingResult): Table {
  const { lanes, length } = result;
  const row = (name: string, ms: number, cpuMs: number | undefined, times: number) => [
    name,
    number(1000 / ms),
    number(ms),
    number(times),
    number(cpuMs),
    number(cpuMs! / result.cpuMsPerToken!),
  ];
  return {
    title: 'Decoding',
    note:
      `${lanes} texts of one model, from one token to ${length}. A full forward reads a row of ${length} tokens; ` +
      `reading again reads what has been written so far. The decoder takes ${number(result.bytes / 1e6)} MB.`,
    columns: ['one token by', 'tokens/s', 'ms a token', 'times the cache', 'CPU ms', 'times (CPU)'],
    rows: [
      row('cache', result.msPerToken, result.cpuMsPerToken, 1),
      row('full forward', result.fullForwardMsPerToken, result.fullForwardCpuMsPerToken, result.timesFullForward),
      row('reading again', result.rereadingMsPerToken, result.rereadingCpuMsPerToken, result.timesRereading),
    ],
  };
}

function textTable({ textMsPerBatch, textCpuMsPerBatch }: TextPace): Table {
  return {
    title: 'Making text',
    note: 'One core, batches of the usual preset that were never made before. In a run text workers make them ahead of training.',
    columns: ['stage', 'ms a batch', 'CPU ms'],
    rows: Object.entries(textMsPerBatch).map(([stage, ms]) => [stage, number(ms), number(textCpuMsPerBatch?.[stage])]),
  };
}

function packingTable(result: PackingResult): Table {
  const { batch, tokensPerDocument, documentsPerBatch, documentsPerSecond } = result;
  const row = (kind: 'packed' | 'padded', times: number, timesCpu: number | undefined) => [
    kind,
    ...[documentsPerBatch[kind], documentsPerSecond[kind], times, timesCpu].map(number),
  ];
  return {
    title: 'Packed rows',
    note: `${batch.rows} rows of ${batch.length} tokens, documents of ${number(tokensPerDocument)} tokens on average.`,
    columns: ['rows', 'documents a step', 'documents/s', 'times padded', 'times (CPU)'],
    rows: [row('packed', result.times, result.timesCpu), row('padded', 1, 1)],
  };
}

function productTable(products: ProductResult[]): Table {
  return {
    title: 'Matrix products alone',
    note: 'Each shape of the first row of training, with nothing fused in, in the fastest variant.',
    columns: ['product', 'M', 'K', 'N', 'in a step', 'ms', 'CPU ms', 'GFLOP/s', 'variant'],
    rows: products.map(({ name, rows, inner, columns, count, ms, cpuMs, gflopPerSecond, variant }) => [
      name,
      ...[rows, inner, columns, count].map(String),
      number(ms),
      number(cpuMs),
      number(gflopPerSecond),
      variant,
    ]),
  };
}

function profileTable(work: string, { kernels, sumMs, wholeMs, source }: ProfileResult): Table {
  const clock = source === 'clock' ? 'a clock around many runs' : "the GPU's own clock";
  return {
    title: `Kernels of ${work}`,
    note:
      `Each run alone many times, by ${clock}: ${number(sumMs)} ms in sum, and ${number(wholeMs)} ms for all in one ` +
      'pass in the same rounds. Limit: the same product alone with nothing fused in.',
    columns: ['kernel', 'dispatches', 'ms', 'CPU ms', 'share', 'GFLOP/s', 'limit ms'],
    rows: kernels.map((kernel) => [
      kernel.name,
      String(kernel.count),
      number(kernel.ms),
      number(kernel.cpuMs),
      `${(100 * kernel.share).toFixed(1)} %`,
      number(kernel.gflopPerSecond),
      number(kernel.limitMs),
    ]),
  };
}

/** Three digits, or all of a large number; a dash for what was not measured. */
export function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value === 0 ? '0' : String(Number(value.toPrecision(3)));
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A table as lines of text: names to the left, the rest to the right. */
export function tableText({ title, note, columns, rows }: Table): string {
  const cells = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const pad = (cell: string, i: number) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  return [`${title}. ${note}`, ...cells.map((row) => row.map(pad).join('  ').trimEnd())].join('\n');
}
