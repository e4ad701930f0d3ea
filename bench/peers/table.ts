/** The comparison as a table. */
import { number, type Table } from '../table';
import type { ContestantResult, PeersResult } from './contestant';

/** Contestants beside this engine's single model and, for one replica, its largest stack. */
export function peersTable({ model, batch, contestants }: PeersResult): Table {
  const ours = contestants.filter(({ name }) => name === 'engine');
  const single = ours.find(({ replicas }) => replicas === 1);
  const stack = ours.reduce((a, b) => (b.replicas > a.replicas ? b : a));
  const steps = Math.max(...contestants.map(({ losses }) => losses.length));
  const times = (ms: number | undefined, our: number | undefined) => number(ms! / our!);
  const cells = (result: ContestantResult) => [
    `${result.label}${result.replicas > 1 ? `, ${result.replicas} models` : ''}`,
    number(result.msPerStep),
    number(result.cpuMsPerStep),
    times(result.msPerReplica, single?.msPerReplica),
    times(perReplica(result), single && perReplica(single)),
    times(result.msPerReplica, stack.msPerReplica),
    times(perReplica(result), perReplica(stack)),
    number(result.dispatchesPerStep),
    number(result.submitsPerStep),
    number(result.readyMs === undefined ? undefined : result.readyMs / 1000),
    number(result.parameters),
    ...Array.from({ length: steps }, (_, i) => result.losses[i]?.toFixed(4) ?? '–'),
  ];
  const failures = contestants.filter(({ failed }) => failed !== undefined);
  return {
    title: 'Peers',
    note:
      `${model.nLayer} layers of width ${model.nEmbd}, ${batch.rows} rows of ${batch.length} tokens, all of them scored; ` +
      'taking turns in one browser. Times: of one model, over this engine with one model and with a stack, by the ' +
      `clock and by CPU time. Dispatches and submits with reading the loss.${failures
        .map(({ label, failed }) => ` ${label} broke: ${failed}.`)
        .join('')}`,
    columns: [
      'engine',
      'ms a step',
      'CPU ms',
      'times ours',
      '(CPU)',
      `times ours of ${stack.replicas}`,
      '(CPU)',
      'dispatches',
      'submits',
      'ready s',
      'parameters',
      ...Array.from({ length: steps }, (_, i) => `loss ${i + 1}`),
    ],
    rows: contestants.map(cells),
  };
}

/** CPU time of one model's step. */
function perReplica({ cpuMsPerStep, replicas }: ContestantResult): number | undefined {
  return cpuMsPerStep === undefined ? undefined : cpuMsPerStep / replicas;
}
