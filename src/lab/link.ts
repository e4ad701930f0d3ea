/** Settings in the page's address: `?preset=tiny&seeds=1,2&base=scratch&arms=aft,msm+aft`. */
import { z } from 'zod';
import type { RunRequest } from '../../workers/protocol';

/** Most seeds of one run: every seed is one replica an arm, and all of them are in GPU memory at once. */
export const MAX_SEEDS = 16;

/** What a link may set. */
export type LinkSettings = Partial<Pick<RunRequest, 'preset' | 'seeds' | 'base' | 'arms'>>;

/** Names a link may use. */
export interface LinkNames {
  presets: string[];
  arms: string[];
}

/** The settings that a link gives, and one sentence for each part that was refused. */
export interface Link {
  settings: LinkSettings;
  problems: string[];
}

const seed = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().max(2 ** 31 - 1));
const unique = (values: unknown[]) => new Set(values).size === values.length;

/** One schema a parameter, on the parameter's text. */
function schemas(names: LinkNames) {
  const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));
  return {
    preset: z.enum(names.presets),
    seeds: list.pipe(z.array(seed).min(1).max(MAX_SEEDS).refine(unique)),
    base: z.enum(['shipped', 'scratch']),
    // A plus sign that was not escaped reads as a space in a query.
    arms: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim().replaceAll(' ', '+')))
      .pipe(z.array(z.enum(names.arms)).min(1).refine(unique)),
  };
}

/** Reads the query of an address. Whatever is not understood is named in `problems` and left out. */
export function parseLink(query: string, names: LinkNames): Link {
  const expected = {
    preset: `one of ${names.presets.join(', ')}`,
    seeds: `up to ${MAX_SEEDS} different whole numbers, such as 1,2,3`,
    base: 'shipped or scratch',
    arms: `any of ${names.arms.join(', ')}`,
  };
  const parameters = new URLSearchParams(query);
  const settings: LinkSettings = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(schemas(names))) {
    const text = parameters.get(name);
    if (text === null) continue;
    const parsed = schema.safeParse(text);
    if (parsed.success) Object.assign(settings, { [name]: parsed.data });
    else {
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      const wanted = expected[name as keyof typeof expected];
      problems.push(`The link asks for ${name} “${shown}”, but it has to be ${wanted}; the default is used instead.`);
    }
  }
  return { settings, problems };
}
