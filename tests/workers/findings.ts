/** What a run has found, told again piece by piece, as a run would tell it. */
import type { Finding, Found } from '../../workers/protocol';

export const findingsOf = ({ curves, probes, diverged, results, snapshots, traces }: Found): Finding[] => [
  ...snapshots.map((snapshot) => ({ type: 'weights' as const, ...snapshot })),
  ...curves.map((point) => ({ type: 'curve' as const, point })),
  ...probes.map((point) => ({ type: 'probe' as const, point })),
  ...diverged.map((divergence) => ({ type: 'diverged' as const, divergence })),
  ...results.map((result) => ({ type: 'result' as const, result })),
  ...traces.map((model) => ({ type: 'traces' as const, ...model })),
];
