/** Which experiments have recorded models: those whose files come with the page. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasShowcase } from '../../../src/lab/showcase';
import { experiments } from '../../../workers/experiments';

test.each(['models.safetensors', 'episodes.json'])(
  'every experiment with a showcase has its %s, and no other',
  (file) => {
    const files = readdirSync('public/showcase').filter((one) => one.endsWith(file));
    const shown = Object.values(experiments).filter(hasShowcase);
    expect(files.sort()).toEqual(shown.map(({ name }) => `${name}-${file}`).sort());
  },
);
