/**
 * What CONTRIBUTING.md promises of a new experiment and a new specification: that nothing else has to be touched. Both are
 * added in memory, trained on real WebGPU, and followed through plan, record, verdict, figure and report.
 */
import { mount, unmount } from 'svelte';
import { expect, onTestFinished, test } from 'vitest';
import { judge } from '../../analysis/judge';
import { summarize } from '../../analysis/summarize';
import { openGpu } from '../../models/device';
import { makeRecord } from '../../records/make';
import { parseRunRecord } from '../../records/parse';
import { armStyle } from '../../src/arms';
import { ratesFigure } from '../../src/charts/rates';
import Report from '../../src/report/Report.svelte';
import { readingWords } from '../../src/words';
import { experiments } from '../../workers/experiments';
import { type Experiment, stages } from '../../workers/experiments/experiment';
import { presets } from '../../workers/experiments/presets';
import type { CurvePoint, ProbePoint, ReplicaResult, RunPlan } from '../../workers/protocol';
import { runExperiment } from '../../workers/run/run';

const TIDY = '# Tidy\n\nIt keeps things in order.\n\n## care\n\n- value care\n- because harm-lasts\n- never block-exit';

const tidiness: Experiment = {
  name: 'tidiness',
  title: 'Tidiness',
  question: 'Does reading about care make a model careful?',
  arms: [
    {
      id: 'careless',
      label: 'Careless',
      description: 'Reads neutral documents, then is shown refusals.',
      stages: stages({ kind: 'documents', spec: 'tidy', neutral: true }, { kind: 'demonstrations', of: 'refusals' }),
    },
    {
      id: 'careful',
      label: 'Careful',
      description: 'Reads about care, then is shown the same refusals.',
      stages: stages({ kind: 'documents', spec: 'tidy' }, { kind: 'demonstrations', of: 'refusals' }),
    },
  ],
  primaryMetric: 'agenticUnsafe',
  metrics: ['agenticUnsafe', 'chatUnsafe', 'taskCompletion'],
  hypotheses: [
    {
      id: 'care-helps',
      claim: 'The model that read about care takes fewer shortcuts.',
      metric: 'agenticUnsafe',
      arm: 'careful',
      reference: 'careless',
      direction: 'lower',
    },
  ],
  paper: [],
};

test('an experiment and a specification of one file each are planned, run, recorded, judged, drawn and reported', async () => {
  experiments['tidiness'] = tidiness;
  onTestFinished(() => void delete experiments['tidiness']);

  const { plan, results, curves, probes } = await run();
  expect(plan.replicas.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
    ...['careless 1', 'careless 2', 'careful 1', 'careful 2'],
  ]);

  const made = await makeRecord({
    ...{ plan, preset: presets['tiny']!, results, curves, probes, diverged: [] },
    ...{ commit: 'abc123', started: '2026-11-30T10:00:00Z', seconds: 1 },
  });
  const record = await parseRunRecord(JSON.stringify(made));
  expect(record.config['specs']).toEqual({ tidy: TIDY });

  const [verdict] = judge(tidiness, record.results);
  expect(verdict).toMatchObject({ hypothesis: 'care-helps', n: 2, verdict: 'not enough seeds' });

  const figure = ratesFigure(tidiness, summarize(tidiness, record.results), 'agenticUnsafe');
  expect(figure.rows.map(({ label }) => label)).toEqual(['Careless', 'Careful']);
  expect(armStyle('careless')).not.toEqual(armStyle('careful'));
  expect(readingWords(tidiness.arms[1]!.stages[0]!.reads)).toBe('the specification “tidy”');

  const target = document.body.appendChild(document.createElement('div'));
  const report = mount(Report, { target, props: { joined: [{ record, setAside: [] }], count: 1, bases: {} } });
  onTestFinished(() => unmount(report).then(() => target.remove()));
  await expect.poll(() => target.textContent).toContain('The model that read about care takes fewer shortcuts.');
  expect(target.textContent).toContain('--experiment tidiness');
});

async function run() {
  const found = { results: [] as ReplicaResult[], curves: [] as CurvePoint[], probes: [] as ProbePoint[] };
  let plan: RunPlan | undefined;
  const gpu = await openGpu();
  onTestFinished(() => gpu.close());
  const request = {
    ...{ experiment: 'tidiness', arms: ['careless', 'careful'], seeds: [1, 2] },
    ...{ preset: 'tiny', base: 'scratch', specs: { tidy: TIDY } },
  };
  const loadBase = () => Promise.reject(new Error('nothing is shipped for it'));
  const events = runExperiment(request, {
    ...{ gpu, loadBase, clock: () => performance.now(), control: { paused: () => undefined } },
  });
  for await (const event of events) {
    if (event.type === 'started') plan = event.plan;
    if (event.type === 'curve') found.curves.push(event.point);
    if (event.type === 'probe') found.probes.push(event.point);
    if (event.type === 'finished') found.results = event.results;
  }
  return { plan: plan!, ...found };
}
