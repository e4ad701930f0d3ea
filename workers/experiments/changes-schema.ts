/** The schema of changes to a preset, made from the list of its settings. Apart, because the page needs only the list at once. */
import * as z from 'zod';
import { type Changes, expectedOf, fits, type Setting, SETTINGS_BY_PATH } from './settings';

function schemaOf(setting: Setting): z.ZodType<number> {
  const error = `expected ${expectedOf(setting)}`;
  return z.number(error).refine((value) => fits(setting, value), error);
}

/** Checks changes one by one; how they go together is checked by `withChanges`. */
export const changesSchema = z
  .strictObject(
    Object.fromEntries(Object.entries(SETTINGS_BY_PATH).map(([path, setting]) => [path, schemaOf(setting).optional()])),
  )
  .transform((changes) => changes as Changes);
