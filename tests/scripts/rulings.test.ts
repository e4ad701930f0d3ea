/** What the page's list of experiments says of recorded claims. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordedRulings } from '../../scripts/rulings';
import { judge } from '../../analysis/judge';
import { parseRunRecord } from '../../records/parse';
import { experiments } from '../../workers/experiments';

test('claims count, marks do not, and every file is named after its experiment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rulings-'));
  const verdicts = [
    { hypothesis: 'one', family: 'claims', verdict: 'holds' },
    { hypothesis: 'mark', family: 'targets', verdict: 'not shown' },
    { hypothesis: 'two', family: 'claims', verdict: 'does not hold' },
  ];
  writeFileSync(join(folder, 'agentic.json'), JSON.stringify({ verdicts }));
  writeFileSync(join(folder, 'sensitivity.jsonl'), '{}');
  expect(recordedRulings(folder)).toEqual({ agentic: { one: 'holds', two: 'does not hold' } });
});

test('those that come with the page are what its numbers give when they are judged anew', async () => {
  const rulings = recordedRulings('public/recorded');
  expect(Object.keys(rulings).length).toBeGreaterThan(0);
  for (const [name, stored] of Object.entries(rulings)) {
    const { results, diverged } = await parseRunRecord(readFileSync(`public/recorded/${name}.json`, 'utf8'));
    const anew = judge(experiments[name]!, results, diverged).filter(({ family }) => family === 'claims');
    expect({ name, rulings: stored }).toEqual({
      name,
      rulings: Object.fromEntries(anew.map(({ hypothesis, verdict }) => [hypothesis, verdict])),
    });
  }
});
