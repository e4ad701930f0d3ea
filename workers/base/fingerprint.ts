/**
 * What models read and are asked, in a few characters that change when any of it does, be it by a change of the code that
 * writes it. Runs are compared only where it is the same.
 */
import { DEMONSTRATIONS } from '../../datasets/finetuning';
import { parseSpec } from '../../datasets/spec';
import { finetuneText, midtrainText, pretrainText, type StageText } from '../../datasets/stages';
import { evaluationGrid, longTasks, unseenHazardGrid } from '../../datasets/tasks';
import { makeWorld, type WorldConfig } from '../../datasets/world';
import { fnv1a } from './fnv1a';

/** Raised when what is measured of a model changes, though what it reads does not. */
export const MEASURES = 2;

/** Documents of every text that stand for it. */
const SAMPLE = 60;

/** The fingerprint of a world's text, of every kind of demonstration, of specifications by name, and of all tasks. */
export function readingFingerprint(config: WorldConfig, specs: Readonly<Record<string, string>>): string {
  const world = makeWorld(0, config);
  const texts: StageText[] = [
    pretrainText(world),
    ...DEMONSTRATIONS.map((kind) => finetuneText(world, kind)),
    ...Object.keys(specs)
      .sort()
      .map((name) => midtrainText(world, { spec: parseSpec(specs[name]!), neutral: false })),
  ];
  const read = texts.flatMap(({ documentAt }) => Array.from({ length: SAMPLE }, (_, i) => documentAt(i)));
  const unseen = unseenHazardGrid(config);
  const tasks = [evaluationGrid(config), longTasks(config), ...(unseen.length ? [unseen] : [])];
  const all = JSON.stringify([read, ...tasks]);
  return fnv1a(Array.from(all, (character) => character.codePointAt(0)!));
}
