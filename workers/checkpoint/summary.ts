/** What is known of an interrupted run without reading all that was kept of it, and whether it can go on here. */
import * as z from 'zod';
import type { AdapterDescription } from '../protocol';
import { adapterSchema, rate, requestSchema } from '../schema';

/** Raised with every change of what is kept. */
export const FORM = 3;

/** Why an interrupted run cannot go on, in one sentence. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}

/** What comes first is the same in every form. */
const versionSchema = z.object({ form: z.int(), commit: z.string(), started: z.iso.datetime() });

const summarySchema = z.strictObject({
  ...versionSchema.shape,
  request: requestSchema.strict(),
  adapter: adapterSchema,
  share: rate,
  /** Of all the rest; see workers/checkpoint/checkpoint.ts. */
  checksum: z.string(),
});

export type Summary = z.infer<typeof summarySchema>;

/**
 * Reads what a summary was written to as JSON.
 *
 * @param commit of this version of the lab
 * @throws CheckpointError if it is damaged or of another version
 */
export function readSummary(text: string, commit: string): Summary {
  const json = parseJson(text);
  const version = versionSchema.safeParse(json);
  if (!version.success) throw damaged();
  if (version.data.form !== FORM || version.data.commit !== commit)
    throw new CheckpointError(
      'The interrupted run cannot be resumed, because the lab has changed since it began and might give other numbers.',
    );
  const summary = summarySchema.safeParse(json);
  if (!summary.success) throw damaged();
  return summary.data;
}

/** When the run of a summary began, of whatever version it is; undefined if it is damaged. */
export function startOf(text: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(text)).started;
  } catch {
    return undefined;
  }
}

/** @throws CheckpointError if a run that began on one adapter would have to go on on another */
export function requireAdapter(began: AdapterDescription, here: AdapterDescription): void {
  if (JSON.stringify(inOrder(began)) === JSON.stringify(inOrder(here))) return;
  throw new CheckpointError(
    `The interrupted run cannot be resumed here: it began on ${nameOf(began)}, and ${nameOf(here)} would give other numbers.`,
  );
}

/** What is kept was changed from outside, or never written to its end. */
export const damaged = (cause?: unknown): CheckpointError =>
  new CheckpointError('The interrupted run cannot be resumed, because what was kept of it is damaged.', { cause });

/** @throws CheckpointError if it is none */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(error);
  }
}

const inOrder = ({ vendor, architecture, description, fallback }: AdapterDescription) => [
  ...[vendor, architecture, description, fallback],
];

const nameOf = ({ description, vendor, architecture }: AdapterDescription): string =>
  description || [vendor, architecture].filter(Boolean).join(' ') || 'another device';
