/**
 * Settings in the page's address: `?experiment=values&preset=tiny&seeds=1,2&arms=aft,thrift+aft&midtrain.steps=600`.
 * Specifications that were edited are in its fragment; see spec-link.ts.
 */
import * as z from 'zod/mini'; // A link is read before the page is drawn: every byte of this is in its first download.
import type { RunRequest } from '../../workers/protocol';
import { expectedOf, SETTING_SCHEMAS, SETTINGS_BY_PATH } from '../../workers/settings';

/** Most seeds of one run: every seed is one replica an arm, and all of them are in GPU memory at once. */
export const MAX_SEEDS = 16;

/** What a link may set. */
export type LinkSettings = Partial<Omit<RunRequest, 'specs'>>;

/** Names a link may use. */
export interface LinkNames {
  presets: string[];
  /** Arms of each experiment; the first is the one that is meant where the link names none. */
  experiments: Record<string, string[]>;
}

/** The settings that a link gives, and one sentence for each part that was refused. */
export interface Link {
  settings: LinkSettings;
  problems: string[];
}

const seed = z.pipe(
  z.pipe(z.string().check(z.regex(/^\d{1,10}$/)), z.transform(Number)),
  z.number().check(z.maximum(2 ** 31 - 1)),
);
const unique = z.refine<unknown[]>((values) => new Set(values).size === values.length);
/** Parts between commas. */
const parts = z.pipe(
  z.string(),
  z.transform((text) => text.split(',').map((part) => part.trim())),
);

/** How a parameter is read, and what it has to be. */
interface Parameter {
  schema: z.ZodMiniType;
  expected: string;
}

/** @param arms of the experiment that the link is about; undefined where it asks for one that there is not */
function parametersOf(names: LinkNames, arms: string[] | undefined): Record<string, Parameter> {
  const oneOf = (known: string[]): Parameter => ({ schema: z.enum(known), expected: `one of ${known.join(', ')}` });
  return {
    experiment: oneOf(Object.keys(names.experiments)),
    preset: oneOf(names.presets),
    seeds: {
      schema: z.pipe(parts, z.array(seed).check(z.minLength(1), z.maxLength(MAX_SEEDS), unique)),
      expected: `up to ${MAX_SEEDS} different whole numbers, such as 1,2,3`,
    },
    base: { schema: z.enum(['shipped', 'scratch']), expected: 'shipped or scratch' },
    ...(arms && { arms: armsParameter(arms) }),
  };
}

const armsParameter = (arms: string[]): Parameter => ({
  // A plus sign that was not escaped reads as a space in a query.
  schema: z.pipe(
    z.pipe(
      parts,
      z.transform((names) => names.map((name) => name.replaceAll(' ', '+'))),
    ),
    z.array(z.enum(arms)).check(z.minLength(1), unique),
  ),
  expected: `any of ${arms.join(', ')}`,
});

/** One for each setting of a preset: `midtrain.steps=600`. */
const changesParameters: Record<string, Parameter> = Object.fromEntries(
  Object.entries(SETTINGS_BY_PATH).map(([path, setting]) => [
    path,
    {
      schema: z.pipe(
        z.pipe(z.string().check(z.regex(/^-?[\d.]+(e-?\d+)?$/)), z.transform(Number)),
        SETTING_SCHEMAS[path]!,
      ),
      expected: expectedOf(setting),
    },
  ]),
);

/**
 * Reads the query of an address. Whatever is not understood is named in `problems` and left out. Arms belong to their
 * experiment: nothing is said of them where that is refused.
 */
export function parseLink(query: string, names: LinkNames): Link {
  const parameters = new URLSearchParams(query);
  const [first] = Object.keys(names.experiments);
  const about = parameters.get('experiment') ?? first!;
  const arms = Object.hasOwn(names.experiments, about) ? names.experiments[about] : undefined;
  const settings: LinkSettings = {};
  const problems: string[] = [];
  /** What is read from the parameters that there are. */
  const read = (all: Record<string, Parameter>): Record<string, unknown> => {
    const found: Record<string, unknown> = {};
    for (const [name, { schema, expected }] of Object.entries(all)) {
      const text = parameters.get(name);
      if (text === null) continue;
      const parsed = schema.safeParse(text);
      if (parsed.success) found[name] = parsed.data;
      else problems.push(refusal(name, text, expected));
    }
    return found;
  };
  Object.assign(settings, read(parametersOf(names, arms)));
  const changes = read(changesParameters) as Record<string, number>;
  if (Object.keys(changes).length > 0) settings.changes = changes;
  return { settings, problems };
}

function refusal(name: string, text: string, expected: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return `The link asks for ${name} “${shown}”, but it has to be ${expected}; the default is used instead.`;
}

/**
 * The query of an address that asks for these settings, and leaves out those that need not be said. What else it says
 * stays as it is.
 *
 * @param usual what a link without parameters would give
 */
export function writeQuery(query: string, settings: LinkSettings, usual: LinkSettings): string {
  const parameters = new URLSearchParams(query);
  const said = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value));
  for (const key of ['experiment', 'preset', 'seeds', 'base', 'arms'] as const) {
    if (said(settings[key]) === said(usual[key])) parameters.delete(key);
    else parameters.set(key, said(settings[key]));
  }
  for (const path of Object.keys(SETTINGS_BY_PATH)) {
    const value = settings.changes?.[path];
    if (value === undefined) parameters.delete(path);
    else parameters.set(path, String(value));
  }
  const text = parameters.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
