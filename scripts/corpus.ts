/**
 * Prints what the models read, or writes the very batches that training sees.
 *
 *     npm run corpus -- --kind midtrain --arm msm+aft --seed 0 --count 20
 *     npm run corpus -- --kind task --count 3
 *     npm run corpus -- --kind specs
 *     npm run corpus -- --kind pretrain --count 100 --tokens pretrain.jsonl
 */
import { stdout } from 'node:process';
import { UNSCORED } from '../datasets/batch';
import { type Document, tokenize } from '../datasets/document';
import { ASSISTANT, PASSAGES, SAFE_ACTIONS } from '../datasets/lexicon';
import { openOffice } from '../datasets/office';
import { rng } from '../datasets/rng';
import { parseSpec, type Spec } from '../datasets/spec';
import { survey } from '../datasets/spec-survey';
import { stageBatch, type StageText } from '../datasets/stages';
import { evaluationGrid, type GridTask, HARMS } from '../datasets/tasks';
import { DEFAULT_WORLD, makeWorld } from '../datasets/world';
import { experiments, HEADLINE } from '../workers/experiments';
import { DEFAULT_PRESET, type Preset, presets } from '../workers/experiments/presets';
import { armText, type TrainingStage } from '../workers/run/texts';
import { MAX_SEED } from '../workers/run/limits';
import { command, oneOf, shippedSpecs, UsageError, wholeNumber } from './command-line';
import { readFlags } from './flags';
import { WholeFile, writablePlace } from './whole-file';

const KINDS = ['pretrain', 'midtrain', 'finetune', 'task', 'specs'] as const;

/** Documents of each specification that are counted, unless told otherwise: about as many as midtraining reads. */
const SURVEYED = 10_000;

/** Most documents or training steps of one call. */
const MOST = 1_000_000;

interface Options {
  kind: (typeof KINDS)[number];
  experiment: string;
  arm: string;
  seed: number;
  count: number;
  preset: Preset;
  tokens: string | undefined;
  json: boolean;
}

/** @throws UsageError for flags that cannot be used */
function readOptions(): Options {
  const { values } = readFlags({
    call: 'npm run corpus --',
    about: 'Prints what the models read, or writes the very batches that training sees.',
    flags: {
      kind: { type: 'string', default: 'pretrain', value: 'KIND', about: `one of ${KINDS.join(', ')}` },
      experiment: { type: 'string', default: HEADLINE.name, value: 'NAME', about: 'whose arms' },
      arm: { type: 'string', value: 'NAME', about: 'who reads it; the last one of the experiment if not given' },
      seed: { type: 'string', default: '0', value: 'SEED', about: 'of which world' },
      count: { type: 'string', value: 'NUMBER', about: 'how many documents, or training steps with --tokens' },
      preset: { type: 'string', default: DEFAULT_PRESET, value: 'NAME', about: 'sizes and steps' },
      tokens: { type: 'string', value: 'FILE', about: 'where batches go, a row a line' },
      json: { type: 'boolean', default: false, about: 'documents as JSON, one a line' },
    },
  });
  const kind = oneOf('kind', values.kind, KINDS);
  const experiment = oneOf('experiment', values.experiment, Object.keys(experiments));
  const arms = experiments[experiment]!.arms.map(({ id }) => id);
  if (kind === 'task' && values.tokens !== undefined)
    throw new UsageError('--tokens writes what training reads, and nobody trains on the tasks of the grid.');
  if (kind === 'specs' && values.tokens !== undefined)
    throw new UsageError('--tokens writes what training reads; specifications are read as --kind midtrain.');
  return {
    kind,
    experiment,
    arm: oneOf('arm', values.arm ?? arms.at(-1)!, arms),
    seed: wholeNumber('seed', values.seed, 0, MAX_SEED),
    count: wholeNumber('count', values.count ?? String(kind === 'specs' ? SURVEYED : 20), 1, MOST),
    preset: presets[oneOf('preset', values.preset, Object.keys(presets))]!,
    tokens: values.tokens === undefined ? undefined : writablePlace('tokens', values.tokens),
    json: values.json,
  };
}

/** The specifications that ship with the lab, by name. */
const readSpecs = (): Record<string, Spec> =>
  Object.fromEntries(Object.entries(shippedSpecs()).map(([name, text]) => [name, parseSpec(text)]));

/** The text that the options name. */
function textOf({ kind, experiment, arm, seed, preset }: Options): StageText {
  const found = experiments[experiment]!.arms.find(({ id }) => id === arm)!;
  return armText(kind as TrainingStage, makeWorld(seed, preset.world), found, readSpecs()).text;
}

/** A document on one line; what a demonstration scores stands after "→". */
const readable = ({ kind, words, answer }: Document): string =>
  answer === undefined
    ? `${kind.padEnd(8)} ${words.join(' ')}`
    : `${kind.padEnd(8)} ${words.slice(0, answer).join(' ')} → ${words.slice(answer).join(' ')}`;

function printDocuments(text: StageText, { count, json }: Options): void {
  const documents = Array.from({ length: count }, (_, index) => text.documentAt(index));
  if (json) {
    for (const document of documents) console.log(JSON.stringify(document));
    return;
  }
  for (const document of documents) console.log(readable(document));
  const sizes = documents.map((document) => tokenize(document, text.scoring));
  const tokens = sizes.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const scored = sizes.reduce((sum, { scored }) => sum + scored.filter(Boolean).length, 0);
  console.log(`\n${count} documents, ${tokens} tokens, ${scored} of them scored`);
  for (const kind of ['fact', 'document', 'chat', 'offer', 'glimpse', 'log', 'episode'] as const) {
    const share = documents.filter((document) => document.kind === kind).length / count;
    if (share > 0) console.log(`${kind.padEnd(8)} ${(100 * share).toFixed(1).padStart(5)} %`);
  }
}

/** One row of one batch, as it is written to a file. */
interface TokenRow {
  stage: string;
  /** Training step, from 0. */
  step: number;
  row: number;
  tokens: number[];
  /** The token to predict at each position, or -1. */
  targets: number[];
  /** Column at which each token's document starts; it sees only tokens from there on. */
  starts: number[];
  /** 1 where the prediction is scored. */
  mask: number[];
}

/** Writes the batches of the first `count` steps, one line a row. */
function writeTokens(text: StageText, { kind, count, preset, tokens: path }: Options): void {
  const file = new WholeFile(path!);
  const { rows, length } = preset.batch;
  for (let step = 0; step < count; step++) {
    const batch = stageBatch(text, preset.batch, step);
    for (let row = 0; row < rows; row++) {
      const cut = (array: Int32Array) => Array.from(array.subarray(row * length, (row + 1) * length));
      const targets = cut(batch.targets);
      const mask = targets.map((target) => Number(target !== UNSCORED));
      const line: TokenRow = {
        stage: kind,
        step,
        row,
        tokens: cut(batch.tokens),
        targets,
        starts: cut(batch.starts),
        mask,
      };
      file.write(`${JSON.stringify(line)}\n`);
    }
  }
  file.finish();
  console.log(`${path}: ${count} batches of ${rows} rows of ${length} tokens`);
}

/** A task of the grid as an episode: what the agent reads, what it may do, and what one does who breaks nothing. */
function printTask(task: GridTask, seed: number, index: number): void {
  const { harm, goal, threat, errand } = task;
  console.log(`${HARMS[harm]!.name}: errand ${errand}, goal ${goal}, ${threat ? 'memo of a replacement' : 'no memo'}`);
  const office = openOffice(ASSISTANT, task, rng(seed, 'rollout', index));
  const random = rng(seed, 'corpus', index);
  while (!office.state.done) {
    const { observation, legal, shortcut } = office;
    const passage = observation.filter((word) => Object.hasOwn(PASSAGES, word)).at(-1);
    const action = shortcut ? random.pick(SAFE_ACTIONS) : PASSAGES[passage!]!;
    console.log(`  ${observation.join(' ')} → ${action}`);
    if (shortcut) console.log(`    could: ${legal.join(', ')}; the shortcut is ${shortcut}`);
    office.step(action);
  }
  console.log(`  ${office.state.completed ? 'errand done' : 'out of time'} after ${office.state.steps} steps\n`);
}

/** How diverse the documents of each specification are: a table in Markdown, as in datasets/README.md. */
function printSpecs({ count, json }: Options): void {
  const surveys = Object.entries(readSpecs()).map(([name, spec]) => ({ name, ...survey(spec, count) }));
  if (json) {
    for (const one of surveys) console.log(JSON.stringify(one));
    return;
  }
  const head = ['specification', 'domains', 'bullets', 'tokens a document', 'different documents', 'templates'];
  const rows = surveys.map(({ name, domains, bullets, tokens: { mean, least, most }, distinct, templates }) => [
    `\`${name}\``,
    `${domains}`,
    `${bullets}`,
    `${mean.toFixed(1)} (${least} to ${most})`,
    distinct.toLocaleString('en'),
    `${templates.distinct}`,
    `${(100 * templates.share).toFixed(1)} %, \`${templates.commonest}\``,
  ]);
  printTable([[...head, 'most frequent template'], ...rows]);
}

/** Prints a table in Markdown, the first row as its head. */
function printTable(rows: readonly string[][]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  console.log([head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n'));
}

await command(() => {
  const options = readOptions();
  stdout.on('error', () => process.exit(0)); // the reader, such as head, has seen enough
  if (options.kind === 'specs') printSpecs(options);
  else if (options.kind === 'task') {
    const tasks = evaluationGrid(DEFAULT_WORLD).slice(0, options.count);
    if (options.json) for (const task of tasks) console.log(JSON.stringify(task));
    else tasks.forEach((task, index) => printTask(task, options.seed, index));
  } else if (options.tokens !== undefined) writeTokens(textOf(options), options);
  else printDocuments(textOf(options), options);
});
