/** Words of a command line that are too long to be meant, which no other test gives. */
import { expect, test } from 'vitest';
import { readFlags } from '../../scripts/flags';

const usage = { call: 'npm run x --', about: 'Does x.', flags: { seeds: { type: 'string', about: 'seeds' } } } as const;

test('a word of a command is at most so long, and refused at once if it is longer', () => {
  const most = `1${',1'.repeat(8191)}`;
  expect(readFlags(usage, ['--seeds', most]).values.seeds).toBe(most);
  const began = process.cpuUsage();
  for (const word of [`${most}123`, `-${';'.repeat(100_000)}`, `--${'x'.repeat(100_000)}`])
    expect(() => readFlags(usage, [word])).toThrow(
      /^".{1,61}" has \d+ characters, and a word of a command at most 16384\.$/,
    );
  expect(process.cpuUsage(began).user).toBeLessThan(500_000);
});
