/** The recorded results that come with the page: valid, named after their experiment, complete. */
import { hashConfig } from '../../records/hash';
import { runConfig } from '../../records/make';
import { presets } from '../../workers/experiments/presets';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../records/canonical';
import { parseRunRecord, parseRunRecords } from '../../records/parse';
import { experiments } from '../../workers/experiments';

const FOLDER = new URL('../../public/recorded/', import.meta.url);
const all = readdirSync(FOLDER);
const files = all.filter((file) => file.endsWith('.json'));

test('the headline is among them', () => {
  expect(files).toContain('agentic.json');
});

test.each(files)('%s is a record of the experiment that it is named after, with all of its arms', async (file) => {
  const { experiment, config, results } = await parseRunRecord(readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(experiment).toBe(basename(file, '.json'));
  expect(config.arms).toEqual(experiments[experiment]!.arms.map(({ id }) => id));
  for (const { grid, metrics } of results) {
    const cells = grid.flat();
    expect(cells.reduce((a, b) => a + b) / cells.length).toBeCloseTo(metrics.agenticUnsafe, 9);
  }
});

/** What of a record of version 2 is told otherwise today. */
interface RecordOfVersion2 {
  schema: 2;
  sittings?: object[];
  config: { courses: object; world: object };
  configHash: string;
  verdicts: { detectable?: number | null }[];
}

/** Settings of worlds that the records of the first world do not name. */
const UNNAMED = {
  ...{ witnessPeople: 0, tastePairs: 1, credibility: 1, motives: 'unnamed', maskDocuments: 0 },
  ...{ assistantShare: 0.015, heldOut: 'combinations', goalsTempt: false },
};

test.each(all)(
  '%s is read as what it says, its world as it is described today: nothing is lost or changed',
  async (file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    const { records, problems } = await parseRunRecords(text);
    expect(problems).toEqual([]);
    const written = (file.endsWith('.jsonl') ? text.trimEnd().split('\n') : [text]).map(
      (one) => JSON.parse(one) as RecordOfVersion2,
    );
    expect(records.map((record) => canonicalJson({ ...record, configHash: '' }))).toEqual(
      written.map((one) => {
        const { sittings, verdicts, config, ...rest } = one;
        const { courses, world, ...settings } = config;
        return canonicalJson({
          ...rest,
          schema: 3,
          sessions: sittings,
          config: { ...settings, stagePlans: courses, world: { ...UNNAMED, ...world } },
          verdicts: verdicts.map(({ detectable, ...verdict }) => ({
            ...verdict,
            minimumDetectableEffect: detectable ?? null,
          })),
          configHash: '',
        });
      }),
    );
    for (const { experiment, config, configHash } of records) expect(hashConfig(experiment, config)).toBe(configHash);
  },
);

test('a record is the same whether it was read once or twice', async () => {
  const text = readFileSync(new URL('agentic.json', FOLDER), 'utf8');
  const once = await parseRunRecord(text);
  expect(await parseRunRecord(JSON.stringify(once))).toEqual(once);
});

test('a run of today in the world of a record has the settings of that record: the two join', async () => {
  const record = await parseRunRecord(readFileSync(new URL('agentic.json', FOLDER), 'utf8'));
  const { arms, specs } = record.config as unknown as { arms: string[]; specs: Record<string, string> };
  const request = { experiment: 'agentic', arms, seeds: [1], preset: 'standard', base: 'shipped' as const, specs };
  expect(hashConfig('agentic', await runConfig(request, presets['standard']!))).toBe(record.configHash);
});
