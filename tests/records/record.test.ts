/** Run records: made, written, read back, and refused in one sentence where they are wrong. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../records/canonical';
import { hashConfig } from '../../records/hash';
import { joinRecords } from '../../records/join';
import { makeRecord, type PlannedRun, requireRecordable } from '../../records/make';
import { MAX_RECORD_LENGTH } from '../../records/limits';
import { parseRunRecord, parseRunRecords } from '../../records/parse';
import { type RunRecord, runRecordJsonSchema } from '../../records/schema';
import { experiments } from '../../workers/experiments';
import { presets } from '../../workers/experiments/presets';
import { divergedRun, finishedRun, record, recordOf, SPEC } from './runs';

const arms = ['aft', 'msm+aft'];
const good = await record(arms, [0, 1]);

/** The text of `good` with another value at `path`; undefined removes what is there. */
function changed(path: (string | number)[], value: unknown): string {
  const copy: unknown = structuredClone(good);
  const holder = path.slice(0, -1).reduce((inner, key) => (inner as Record<string, unknown>)[key], copy);
  (holder as Record<string, unknown>)[path.at(-1)!] = value;
  return JSON.stringify(copy);
}

/** Texts that are no records, and what is said of them. */
const REFUSED: [text: string, sentence: string][] = [
  ['{', 'this is cut off; a run record was expected'],
  ['{"a": [1, {"b": "}]', 'this is cut off; a run record was expected'],
  ['{"a": 1}}', 'this is not JSON; a run record was expected'],
  ['Buy "cheese.', 'this is not JSON; a run record was expected'],
  [`{"a": "\\""}`, 'this is JSON, but not a run record; one of the lab was expected'],
  ['{"schema": 2, "deep": '.padEnd(100_000, '['), 'this is nested too deeply; a run record was expected'],
  ['[]', 'this is JSON, but not a run record; one of the lab was expected'],
  ['{"nodes": []}', 'this is JSON, but not a run record; one of the lab was expected'],
  [changed(['schema'], 1), 'this run record has schema version 1; version 3 was expected'],
  [changed(['adapter'], undefined), 'this is not a valid run record: adapter: it is missing'],
  [changed(['extra'], 1), 'a key is not known: extra'],
  [
    changed(['results', 1, 'metrics', 'chatUnsafe'], -0.1),
    'entry 2 of results, metrics, chatUnsafe: a number of at least 0 was expected',
  ],
  [
    changed(['results', 0, 'metrics', 'agenticUnsafe'], null),
    'entry 1 of results, metrics, agenticUnsafe: a number was expected',
  ],
  [changed(['results', 1], good.results[0]), 'entry 2 of results: arm aft, seed 0, has two results'],
  [changed(['results', 1, 'seed'], 7), 'entry 2 of results: arm msm+aft, seed 7, is not among replicas'],
  [changed(['replicas', 0, 'arm'], 'msm'), 'entry 1 of replicas, arm: msm is not among config.arms'],
  [changed(['curves', 0, 'loss'], [1, 2, 3]), 'entry 1 of curves, loss: has 3 numbers for 4 replicas'],
  [changed(['probes', 0, 'chatUnsafe'], []), 'entry 1 of probes: expected one number for each of 4 replicas'],
  [changed(['baseWeights'], [good.baseWeights[0]]), 'baseWeights: seed 1 is missing'],
  [changed(['baseWeights', 0, 'weights'], 'mine'), 'entry 1 of baseWeights, weights: expected "scratch" or a SHA-256'],
  [changed(['started'], 'yesterday'), 'started: a date and time such as 2026-11-23T10:00:00Z was expected'],
  [changed(['backend'], 'webgl'), 'backend: "webgpu" was expected'],
  [changed(['experiment'], 'agentik'), 'this version of the lab has no experiment "agentik"; it has agentic, '],
  [changed(['results'], {}), 'results: a list was expected'],
  [changed(['seeds', 0], 1.5), 'entry 1 of seeds: a whole number was expected'],
  [changed(['config', 'batch', 'rows'], 8), `but it says ${good.configHash}`],
];

/** A record as version 2 wrote it. */
function asVersion2({ sessions, config: { stagePlans, ...settings }, ...rest }: RunRecord) {
  const config = { ...settings, courses: stagePlans };
  const verdicts = rest.verdicts.map(({ minimumDetectableEffect: detectable, ...verdict }) => ({
    ...verdict,
    detectable,
  }));
  const configHash = hashConfig(rest.experiment, config);
  return { ...rest, schema: 2, ...(sessions ? { sittings: sessions } : {}), config, verdicts, configHash };
}

describe('makeRecord', () => {
  it('holds the settings of the preset and the request', () => {
    const { preset, model, batch, optimizer, stages, specs, base } = good.config;
    expect({ preset, base, specs }).toEqual({ preset: 'tiny', base: 'scratch', specs: { philosophy: SPEC } });
    const tiny = presets.tiny!;
    expect({ model, batch, optimizer }).toEqual({ model: tiny.model, batch: tiny.batch, optimizer: tiny.optimizer });
    expect(stages).toMatchObject({ midtrain: { steps: tiny.midtrain.steps } });
  });

  it('holds what every arm of the experiment goes through, whichever arms ran', () => {
    const { stagePlans } = good.config;
    expect(Object.keys(stagePlans)).toEqual(experiments.agentic!.arms.map(({ id }) => id));
    expect(stagePlans['msm+aft-reasons']).toEqual({
      stages: [
        { stage: 'midtrain', reads: { kind: 'documents', spec: 'philosophy' } },
        { stage: 'finetune', reads: { kind: 'demonstrations', of: 'reasoned' } },
      ],
      thinks: true,
    });
  });

  it('names the pretrained weights of a seed that are not the usual ones', async () => {
    const { baseWeights } = await recordOf('controls', [3]);
    expect(baseWeights).toEqual([
      { seed: 3, weights: 'scratch' },
      { seed: 3, base: 'unlinked', weights: 'scratch' },
    ]);
  });

  it.each(Object.keys(experiments))('holds a run of %s, and is read back', async (name) => {
    const made = await recordOf(name, [0, 1]);
    expect(await parseRunRecord(JSON.stringify(made))).toEqual(made);
    expect(made.results).toHaveLength(2 * experiments[name]!.arms.length);
  });

  it('holds the verdicts', () => {
    const [first] = good.verdicts;
    expect(first).toMatchObject({ hypothesis: 'msm-before-aft', n: 2, verdict: 'not enough seeds' });
  });

  it('writes null where a stage scored nothing', () => {
    expect(good.curves[1]!.loss).toEqual([null, null, null, null]);
  });

  it('holds a model that diverged, with its step and without a number, and its verdicts say so', async () => {
    const lost = { arm: 'aft', seed: 1 };
    const made = await makeRecord(divergedRun(arms, [0, 1, 2], lost));
    expect(made.diverged).toEqual([{ ...lost, stage: 'finetune', step: 2 }]);
    expect(made.replicas).toContainEqual(lost);
    expect(made.results).toHaveLength(5);
    expect(made.curves[1]!.loss).toEqual([3, 3, null, 3, 3, 3]);
    expect(made.verdicts[0]).toMatchObject({ n: 2, seeds: [0, 2] });
    expect(made.verdicts[0]!.notes[0]).toBe('Seed 1 is left out, because AFT diverged there.');
    expect(await parseRunRecord(JSON.stringify(made))).toEqual(made);
    const both = { ...made, results: good.results.slice(0, 4), seeds: [0, 1, 2] };
    await expect(parseRunRecord(JSON.stringify(both))).rejects.toThrow(
      'entry 1 of diverged: arm aft, seed 1, is measured',
    );
    const stranger = { ...made, diverged: [{ ...made.diverged![0]!, seed: 9 }] };
    await expect(parseRunRecord(JSON.stringify(stranger))).rejects.toThrow('seed 9, is not among replicas');
  });

  it('has nothing to say of divergence where there was none', () => {
    expect(good).not.toHaveProperty('diverged');
  });

  it('refuses a run that lost a model without a reason', async () => {
    const run = finishedRun(arms, [0]);
    await expect(makeRecord({ ...run, results: run.results.slice(1) })).rejects.toThrow(
      'the run cannot be recorded: arm aft, seed 0, has neither a result nor a reason',
    );
  });

  it('records a run of which nothing is left', async () => {
    const run = finishedRun(['aft'], [0]);
    const diverged = [{ arm: 'aft', seed: 0, stage: 'midtrain' as const, step: 1 }];
    expect(await makeRecord({ ...run, results: [], diverged })).toMatchObject({ results: [], diverged, verdicts: [] });
  });

  it('refuses a metric that is not a number, and a rate above one', async () => {
    const run = finishedRun(arms, [0]);
    run.results[0]!.metrics.agenticUnsafe = NaN;
    await expect(record(arms, [0], { results: run.results })).rejects.toThrow(
      'agenticUnsafe of arm aft, seed 0, is NaN',
    );
    run.results[0]!.metrics.agenticUnsafe = 1.5;
    await expect(record(arms, [0], { results: run.results })).rejects.toThrow(
      'the run cannot be recorded: entry 1 of results, metrics, agenticUnsafe: a number of at most 1 was expected',
    );
  });
});

describe('requireRecordable', () => {
  const planned = (experiment: string, seeds: number[], arms = experiments[experiment]!.arms.map(({ id }) => id)) => {
    const { plan, preset, commit, started } = finishedRun(arms, seeds, 'scratch', experiment);
    return { plan, preset, commit, started };
  };

  it.each(Object.keys(experiments))('lets any run of %s begin', async (experiment) => {
    for (const seeds of [[0], [3, 1], [0, 1, 2]]) await requireRecordable(planned(experiment, seeds));
    const [first] = experiments[experiment]!.arms;
    await requireRecordable(planned(experiment, [7], [first!.id]));
  });

  const good = planned('agentic', [0, 1]);
  const on = (adapter: object) => ({ ...good, plan: { ...good.plan, adapter: { ...good.plan.adapter, ...adapter } } });
  it.each([
    [on({ fallback: undefined }), 'the run cannot be recorded: adapter, fallback: it is missing'],
    [
      on({ vendor: 'v'.repeat(300) }),
      'the run cannot be recorded: adapter, vendor: at most 200 characters were expected',
    ],
    [{ ...good, commit: '' }, 'the run cannot be recorded: commit: at least 1 character was expected'],
    [
      { ...good, started: 'yesterday' },
      'the run cannot be recorded: started: a date and time such as 2026-11-23T10:00:00Z was expected',
    ],
    [
      { ...good, plan: { ...good.plan, baseWeights: [] } },
      'the run cannot be recorded: baseWeights: seed 0 is missing',
    ],
  ])('refuses beforehand what the record would be refused for at the end: %#', async (run, sentence) => {
    const before: unknown = await requireRecordable(run as PlannedRun).catch((error: unknown) => error);
    expect(String(before)).toContain(sentence);
    const finished = finishedRun(good.plan.request.arms, [0, 1]);
    const after: unknown = await makeRecord({ ...finished, ...(run as PlannedRun) }).catch((error: unknown) => error);
    expect(String(after)).toBe(String(before));
  });
});

describe('hashConfig', () => {
  it('is not changed by a specification that the experiment does not read, and is by one that it does', async () => {
    const run = finishedRun(arms, [0]);
    const withSpecs = async (specs: Record<string, string>) =>
      (await makeRecord({ ...run, plan: { ...run.plan, request: { ...run.plan.request, specs } } })).config;
    const usual = await withSpecs({ philosophy: SPEC });
    expect(await withSpecs({ philosophy: SPEC, thrift: SPEC })).toEqual(usual);
    const pasted = SPEC.replaceAll('\n', '\r\n').replaceAll('- ', '•\u00A0').replace('## ', '##\t');
    expect(await withSpecs({ philosophy: pasted })).toEqual(usual);
    expect(await withSpecs({ philosophy: `${SPEC}\n- because people-get-hurt` })).not.toEqual(usual);
  });

  it('is the start of the SHA-256 of the canonical JSON, as Node computes it', async () => {
    const text = canonicalJson({ experiment: 'agentic', ...good.config, arms: undefined });
    expect(good.configHash).toBe(createHash('sha256').update(text).digest('hex').slice(0, 16));
  });

  it('ignores the order of keys and the arms, and nothing else', async () => {
    const { config } = good;
    const reversed = Object.fromEntries(Object.entries(config).reverse()) as typeof config;
    expect(hashConfig('agentic', { ...reversed, arms: ['msm'] })).toBe(good.configHash);
    expect(hashConfig('values', config)).not.toBe(good.configHash);
    expect(hashConfig('agentic', { ...config, specs: { philosophy: `${SPEC}s` } })).not.toBe(good.configHash);
    expect(hashConfig('agentic', { ...config, base: 'shipped' })).not.toBe(good.configHash);
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and keeps the order of lists', () => {
    expect(canonicalJson({ b: [2, { d: 1, c: null }], a: 'ä"', u: undefined })).toBe(
      '{"a":"ä\\"","b":[2,{"c":null,"d":1}]}',
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });

  it('refuses NaN', () => {
    expect(() => canonicalJson([NaN])).toThrow('NaN cannot be written as JSON');
  });
});

describe('parseRunRecord', () => {
  it('reads verdicts of the first records, which had fewer keys', async () => {
    const late = ['kind', 'family', 'minimumDetectableEffect', 'notes'];
    const first = (verdict: object) =>
      Object.fromEntries(Object.entries(verdict).filter(([key]) => !late.includes(key)));
    const old = JSON.stringify({ ...good, verdicts: good.verdicts.slice(0, 1).map(first) });
    const { verdicts } = await parseRunRecord(old);
    expect(verdicts).toEqual([{ ...good.verdicts[0], notes: [], minimumDetectableEffect: null }]);
  });

  it('reads a record of version 2 as what it would be written as today, by the hash that it was written with', async () => {
    const joined = joinRecords([good, await record(arms, [7], { started: '2026-11-24T10:00:00Z' })]).record;
    const before = asVersion2(joined);
    expect(before.configHash).not.toBe(joined.configHash);
    expect(await parseRunRecord(JSON.stringify(before))).toEqual(joined);
    const wrong = JSON.stringify({ ...before, configHash: joined.configHash });
    await expect(parseRunRecord(wrong)).rejects.toThrow(`settings have hash ${before.configHash}, but it says`);
  });

  it('reads names of today only in records of today, and loses nothing that stands under both', async () => {
    await expect(parseRunRecord(JSON.stringify({ ...asVersion2(good), schema: 3 }))).rejects.toThrow('it is missing');
    const before = asVersion2(good);
    const config = { ...before.config, stagePlans: { aft: 'another' } };
    const both = JSON.stringify({ ...before, config, configHash: hashConfig(good.experiment, config) });
    expect((await parseRunRecord(both)).config).toMatchObject({ stagePlans: { aft: 'another' }, courses: {} });
  });

  it('gives back what was written', async () => {
    expect(await parseRunRecord(JSON.stringify(good))).toEqual(good);
  });

  it.each(REFUSED.map(([text, sentence]) => ({ text, sentence })))('says: $sentence', async ({ text, sentence }) => {
    await expect(parseRunRecord(text)).rejects.toThrow(sentence);
  });

  it('refuses what is too large or nested without end, and does not break on it', async () => {
    await expect(parseRunRecord(' '.repeat(MAX_RECORD_LENGTH + 2 ** 20))).rejects.toThrow(
      'this has 65.0 MB; a run record has at most 64.0 MB',
    );
    const nested = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    await expect(parseRunRecord(changed(['config', 'deep'], '@').replace('"@"', nested))).rejects.toThrow(
      'this is nested too deeply',
    );
  });

  it('never answers arbitrary JSON with anything but a record or a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        await expect(parseRunRecord(text)).rejects.toThrow(/^this (is|run record) .*expected/);
      }),
    );
  });
});

describe('parseRunRecords', () => {
  const line = JSON.stringify(good);
  const recordsOf = async (text: string) => (await parseRunRecords(text)).records;

  it('reads one record, however it is laid out, or one on each line', async () => {
    expect(await recordsOf(JSON.stringify(good, null, 2))).toEqual([good]);
    expect(await recordsOf(JSON.stringify(good, null, 2).replaceAll('\n', '\n'.repeat(20)))).toEqual([good]);
    expect(await recordsOf(`${line}\n`)).toEqual([good]);
    expect(await parseRunRecords(`${line}\n\n${line}\n`)).toEqual({ records: [good, good], problems: [] });
  });

  it('reads whole lines and names the others', async () => {
    const cut = `${line}\n${line}\n${line.slice(0, -200)}`;
    expect(await parseRunRecords(cut)).toEqual({
      records: [good, good],
      problems: ['line 3 of 3: this is cut off; a run record was expected'],
    });
    const first = `${line.slice(0, 200)}\n\n{"schema":1}\n${line}\noh no`;
    expect(await parseRunRecords(first)).toEqual({
      records: [good],
      problems: [
        'line 1 of 5: this is cut off; a run record was expected',
        'line 3 of 5: this run record has schema version 1; version 3 was expected',
        'line 5 of 5: this is not JSON; a run record was expected',
      ],
    });
  });

  it('leaves out what whoever asks has no use for', async () => {
    const other = await record(arms, [2]);
    const read = await parseRunRecords(`${line}\n${JSON.stringify(other)}`, ({ seeds }) => {
      if (seeds.includes(2)) throw new Error('it has a seed too many');
    });
    expect(read).toEqual({ records: [good], problems: ['line 2 of 2: it has a seed too many'] });
  });

  it('refuses a file of which no line can be read, and one with very many', async () => {
    await expect(parseRunRecords(`{"schema":1}\n{}\n`)).rejects.toThrow(
      'line 1 of 2: this run record has schema version 1; version 3 was expected',
    );
    await expect(parseRunRecords('{}\n'.repeat(2_000_000))).rejects.toThrow('more than 10000 lines');
  });
});

describe('the published schema', () => {
  it('is up to date; write it with `npx tsx scripts/schema.ts`', () => {
    const file = new URL('../../public/schema/run-record.schema.json', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(runRecordJsonSchema());
  });
});
