/** Large records, made of small ones. */
import type { RunRecord } from '../../records/schema';

/** A record with other seeds, as many as are asked for: its own models over and over. */
export function tiled(record: RunRecord, count: number): RunRecord {
  const { arms } = record.config;
  const seeds = Array.from({ length: count }, (_, i) => i);
  const own = (seed: number) => record.seeds[seed % record.seeds.length]!;
  const replicas = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed })));
  const place = new Map(record.replicas.map(({ arm, seed }, i) => [`${arm} ${seed}`, i]));
  const result = new Map(record.results.map((one) => [`${one.arm} ${one.seed}`, one]));
  const order = replicas.map(({ arm, seed }) => place.get(`${arm} ${own(seed)}`)!);
  const each = (values: (number | null)[]) => order.map((i) => values[i]!);
  return {
    ...{ ...record, seeds, replicas },
    baseWeights: seeds.map((seed) => ({ ...record.baseWeights.find((one) => one.seed === own(seed))!, seed })),
    results: replicas.map(({ arm, seed }) => ({ ...result.get(`${arm} ${own(seed)}`)!, seed })),
    curves: record.curves.map((point) => ({ ...point, loss: each(point.loss) })),
    probes: record.probes.map((point) => ({
      ...{ ...point, firstDecisionUnsafe: each(point.firstDecisionUnsafe), chatUnsafe: each(point.chatUnsafe) },
    })),
  };
}
