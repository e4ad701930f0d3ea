/** The table of a record, read back by a parser of CSV that knows nothing of how it was written. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METRIC_IDS } from '../../../workers/evaluate/metrics';
import { csvText, recordCsv } from '../../../src/export/csv';
import { parseRunRecord } from '../../../records/parse';
import { makeRecord } from '../../../records/make';
import { divergedRun, record } from '../../records/runs';

/** RFC 4180, one character after the other; throws on what it does not allow. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        if (at >= text.length) throw new Error('a quoted field does not end');
        if (text[at] !== '"') field += text[at++]!;
        else if (text[at + 1] === '"') {
          field += '"';
          at += 2;
        } else break;
      }
      at++;
    } else {
      while (at < text.length && !',\r\n"'.includes(text[at]!)) field += text[at++]!;
    }
    row.push(field);
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      rows.push(row);
      row = [];
    } else throw new Error(`character ${at} is ${JSON.stringify(text[at])}; expected a comma or the end of the line`);
  }
  if (row.length > 0) throw new Error('the last line does not end');
  return rows;
}

/** Rows as objects by the names in the first. */
function tableOf(text: string): Record<string, string>[] {
  const [header, ...rows] = parseCsv(text);
  return rows.map((row) => {
    expect(row).toHaveLength(header!.length);
    return Object.fromEntries(header!.map((name, i) => [name, row[i]!]));
  });
}

test('whatever is in a field, it is read back as it was', () => {
  const nasty = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\n a]*$/));
  fc.assert(
    fc.property(fc.array(fc.array(nasty, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (rows) => {
      expect(parseCsv(csvText(rows))).toEqual(rows);
    }),
  );
});

test('a row for each model, every number to the last digit', async () => {
  const text = readFileSync(new URL('../../../public/recorded/agentic.json', import.meta.url), 'utf8');
  const made = await parseRunRecord(text);
  const rows = tableOf(recordCsv(made));
  expect(rows).toHaveLength(made.replicas.length);
  const commitOf = ({ arm, seed }: { arm: string; seed: number }) =>
    (made.sessions ?? [made]).find(({ replicas }) => replicas.some((one) => one.arm === arm && one.seed === seed))!
      .commit;
  for (const { arm, seed, metrics, base } of made.results) {
    const row = rows.find((one) => one.arm === arm && Number(one.seed) === seed)!;
    for (const metric of METRIC_IDS)
      expect(row[metric.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)]).toBe(String(metrics[metric] ?? ''));
    expect([Number(row.linkage), Number(row.knowledge)]).toEqual([base.linkage, base.knowledge]);
    expect(row).toMatchObject({ experiment: 'agentic', config_hash: made.configHash, commit: commitOf({ arm, seed }) });
  }
  expect(rows.find(({ arm }) => arm === 'msm+aft')).toMatchObject({
    arm_label: 'MSM + AFT',
    adapter: 'SwiftShader driver 5.0.0 (software, no GPU)',
  });
});

test('names are in snake_case', async () => {
  const [header] = parseCsv(recordCsv(await record(['aft'], [1])));
  expect(header!.slice(0, 8)).toEqual([
    ...['experiment', 'arm', 'arm_label', 'seed', 'linkage', 'knowledge', 'agentic_unsafe', 'chat_unsafe'],
  ]);
  for (const name of header!) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
});

test('a model that diverged has a row that says when, and no numbers', async () => {
  const made = await makeRecord(divergedRun(['aft', 'msm+aft'], [1, 2], { arm: 'msm+aft', seed: 2 }));
  const rows = tableOf(recordCsv(made));
  expect(rows).toHaveLength(4);
  const lost = rows.filter(({ diverged }) => diverged !== '');
  expect(lost).toMatchObject([{ arm: 'msm+aft', seed: '2', diverged: 'finetune 2', agentic_unsafe: '', linkage: '' }]);
});

test('commit and adapter are those of the session that made the model', async () => {
  const made = await record(['aft', 'msm+aft'], [1]);
  const [first, second] = made.replicas;
  const { started, seconds, adapter } = made;
  const other = { ...adapter, description: 'A card, "fast"' };
  made.sessions = [
    { started, seconds, commit: 'one', adapter, replicas: [first!] },
    { started, seconds, commit: 'two', adapter: other, replicas: [second!] },
  ];
  expect(tableOf(recordCsv(made))).toMatchObject([
    { commit: 'one' },
    { commit: 'two', adapter: 'A card, "fast" (software, no GPU)' },
  ]);
});

test('what a record of another version measured besides has its column', async () => {
  const made = await record(['aft'], [1]);
  made.results[0]!.metrics.somethingNew = 0.25;
  expect(tableOf(recordCsv(made))).toMatchObject([{ something_new: '0.25' }]);
});

test('no text begins like a formula, wherever it comes from, and numbers stay numbers', async () => {
  const made = await record(['aft', 'msm+aft'], [1]);
  const dangerous = fc
    .tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ''),
      fc.string({ maxLength: 20 }),
    )
    .map((parts) => `${parts.join('')}x`);
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0.5, -1e-9, -1e300));
  const words = fc.record({ metric: dangerous, commit: dangerous, device: dangerous, value: number, linkage: number });
  fc.assert(
    fc.property(words, ({ metric, commit, device, value, linkage }) => {
      const adapter = { ...made.adapter, vendor: device, architecture: device, description: device };
      const results = made.results.map((result) => ({
        ...result,
        metrics: { ...result.metrics, [metric]: value },
        base: { ...result.base, linkage },
      }));
      const [header, ...rows] = parseCsv(recordCsv({ ...made, commit, adapter, results }));
      for (const cells of [header!, ...rows]) {
        for (const cell of cells) {
          if (!/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        }
      }
      for (const row of rows) {
        expect(Number(row[header!.indexOf('linkage')])).toBe(linkage + 0);
        expect(header!.every((name) => !/^[=+\-@\t\r\n]/.test(name))).toBe(true);
      }
    }),
  );
});
