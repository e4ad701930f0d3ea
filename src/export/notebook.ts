/**
 * A Jupyter notebook for one record: it reads the record's file, shows its arms, draws every seed, works the verdicts out
 * once more by brute force, and asks an exported model. Format: nbformat 4.5.
 */
import { ASSISTANT, ITEMS, REQUESTS } from '../../datasets/lexicon';
import { chatPrompt, offerPrompt } from '../../datasets/transcripts';
import type { DifferenceClaim, Experiment } from '../../workers/experiments/experiment';
import { type MetricId, METRICS } from '../../workers/evaluate/metrics';
import { tableMetrics } from '../../analysis/metrics';
import { lineOf, pairOf } from '../../analysis/samples';
import { EXACT_LIMIT } from '../../analysis/patterns';
import { experimentNamed } from '../../records/experiment';
import type { RunRecord } from '../../records/schema';
import script from './check-record.py?raw';
import { snakeCase } from './csv';
import { fileName, modelFolder } from '../parts/names';

interface Cell {
  cell_type: 'markdown' | 'code';
  source: string;
}

/**
 * The text of the `.ipynb` file.
 * @throws RangeError with one sentence if this version of the lab has no such experiment
 */
export function recordNotebook(record: RunRecord): string {
  const experiment = experimentNamed(record.experiment);
  const cells = [introduction(experiment, record), settings(experiment, record), ...cellsOf(script)];
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
    },
    cells: cells.map(({ cell_type, source }, i) => ({
      id: `cell-${i + 1}`,
      cell_type,
      metadata: {},
      source,
      ...(cell_type === 'code' ? { execution_count: null, outputs: [] } : {}),
    })),
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function introduction({ title, question }: Experiment, record: RunRecord): Cell {
  const lines = [
    `# ${title}`,
    question,
    `This notebook checks a record of Midtrain Lab. Put it beside \`${fileName(record, '.json')}\`, which the page saves ` +
      'with “Record (JSON)”, and run all cells. It needs Python 3.8 or later, and `matplotlib`.',
  ];
  return { cell_type: 'markdown', source: lines.join('\n\n') };
}

/** What the script's cells know of the experiment. Names, texts and numbers are written alike in JSON and in Python. */
function settings(experiment: Experiment, record: RunRecord): Cell {
  const { name, primaryMetric } = experiment;
  const metrics = tableMetrics(experiment, record.results);
  const arms = experiment.arms.filter(({ id }) => record.config.arms.includes(id));
  const byMetric = (text: (metric: MetricId) => string) =>
    Object.fromEntries(metrics.map((metric) => [metric, text(metric)]));
  const assign = (values: Record<string, unknown>) =>
    Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value, null, 4)}`);
  const lines = [
    '# Files beside this notebook; it does without all but the first.',
    ...assign({
      RECORD: fileName(record, '.json'),
      TABLE: fileName(record, '.csv'),
      MODEL: modelOf(experiment, record),
      PROMPT: promptOf(experiment),
    }),
    '',
    '# What the experiment compares, as it was fixed before anything ran.',
    ...assign({
      EXPERIMENT: name,
      CONFIG_HASH: record.configHash,
      PRIMARY: primaryMetric,
      TITLE: METRICS[primaryMetric].title,
      LABELS: Object.fromEntries(arms.map(({ id, label }) => [id, label])),
      METRICS: byMetric((metric) => METRICS[metric].short),
      COLUMNS: byMetric(snakeCase),
      CLAIMS: claimsOf(experiment),
      MOST_PAIRS: EXACT_LIMIT,
    }),
  ];
  return { cell_type: 'code', source: lines.join('\n') };
}

/** The claims that one arm is lower, or higher, than another, each with the line it draws. */
function claimsOf({ hypotheses }: Experiment) {
  return hypotheses
    .filter((claim): claim is DifferenceClaim => (claim.kind ?? 'difference') === 'difference')
    .map((claim) => {
      const { id, metric, arm, reference } = claim;
      return { id, metric, arm, reference, line: lineOf(claim) };
    });
}

/** The model that the headline is about, as it was in the end; where the record has none, its first one. */
function modelOf({ arms, hypotheses: [headline] }: Experiment, { config }: RunRecord): string {
  const wanted = headline && pairOf(headline).arm;
  const arm = arms.find(({ id }) => id === (config.arms.find((id) => id === wanted) ?? config.arms[0]));
  return arm ? modelFolder(arm.id, arm.stages.at(-1)!.stage) : '';
}

/** Something to ask the model, about what the experiment is about: an offer, or a harmful request. */
function promptOf({ domain }: Experiment): string {
  const [offer] = Object.values(ITEMS)[0]!;
  const prompt = domain === 'tastes' ? offerPrompt(ASSISTANT, offer!) : chatPrompt(ASSISTANT, REQUESTS.privacy[0]!);
  return prompt.join(' ');
}

/** The cells of a script in percent format: code after `# %%`, and text in comments after `# %% [markdown]`. */
function cellsOf(percent: string): Cell[] {
  const [, ...pieces] = percent.split(/^# %%/m);
  return pieces.map((piece) => {
    const [kind = '', ...lines] = piece.split('\n');
    const text = lines.join('\n').trim();
    if (kind.trim() === '[markdown]') return { cell_type: 'markdown', source: text.replace(/^# ?/gm, '') };
    return { cell_type: 'code', source: text };
  });
}
