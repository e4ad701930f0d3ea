/** The harness itself: it finds what is planted, and makes the same inputs from the same seed. */
import { describe, expect, test } from 'vitest';
import { rng } from '../../datasets/rng';
import { attempt, damagedInput } from './attempts';
import { READERS } from './fuzz';
import { complaintAboutError, complaintAboutSentence, hasStack } from './judge';
import { mutateBytes, mutateText, mutateValue } from './mutate';
import { makeReaders, type Reader } from './readers';
import { growth, type Sample } from './soak';
import { table } from './table';

const readers = await makeReaders();

describe('readers', () => {
  test('all have a row of the table', () => {
    expect(readers.map(({ name }) => name)).toEqual(READERS);
  });

  test.each(readers)('$name accepts what is intact, and gets the same damage from the same seed', async (reader) => {
    expect(reader.intact.length).toBeGreaterThan(0);
    for (const input of reader.intact) await reader.read(input as never);
    const inputs = await Promise.all([3, 3, 4].map((seed) => damagedInput(reader, seed, 7)));
    expect(inputs[0]).toEqual(inputs[1]);
    const many = await Promise.all(Array.from({ length: 5 }, (_, i) => damagedInput(reader, 3, i)));
    expect(many.some((input) => !reader.intact.some((whole) => isSame(input, whole)))).toBe(true);
  });
});

const isSame = (a: unknown, b: unknown): boolean => {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
};

/** A reader that has a fault. */
const faulty = (read: (input: string) => unknown): Reader => ({
  name: 'planted',
  intact: ['{"a": 1}'],
  damage: (random, input) => mutateText(random, input),
  read: read as Reader['read'],
});

describe('a planted fault is found', () => {
  test.each<[string, (input: string) => unknown]>([
    ['a SyntaxError', (input) => void JSON.parse(`{${input}`)],
    ['a TypeError', () => void (undefined as unknown as string).length],
    ["an engine's words", () => void 'x'.repeat(-1)],
    ['a sentence of more than 300 characters', (input) => fail(`it is not ${input.repeat(300)}x${'y'.repeat(300)}`)],
    ['a message with the control character 27', () => fail('it is \u001b[31mred')],
    ["zod's words", () => fail('results: Too big: expected array to have <=3 items')],
    ['an empty message', () => fail('')],
    ['something that is no error was thrown', () => Promise.reject('no' as unknown as Error)],
    ['reading took more than 1 s', () => busy(1100)],
    ['a sentence of more than 300 characters', () => ['x'.repeat(301)]],
  ])('%s', async (complaint, read) => {
    expect((await attempt(faulty(read), 1, 1)).complaint).toBe(complaint);
  });

  test('and a reader that refuses in a sentence has none', async () => {
    expect(
      await attempt(
        faulty(() => fail('this is not JSON; a record was expected')),
        1,
        1,
      ),
    ).toMatchObject({
      ...{ accepted: false, complaint: undefined },
    });
    expect(complaintAboutError(new RangeError('seed 3 is listed twice'))).toBeUndefined();
    expect(complaintAboutSentence('“Zürich – 3 ×” is no place.')).toBeUndefined();
  });
});

test("a stack of the program is told from the graphics library's", () => {
  expect(hasStack(`It broke.\n${String(new Error('so').stack)}`)).toBe(true);
  expect(hasStack('Warning: vkCreateInstance failed\n    at CheckVkSuccessImpl (/dawn/VulkanError.cpp:106)\n\n')).toBe(
    false,
  );
});

/** Takes so many milliseconds of the processor. */
function busy(ms: number): void {
  const began = process.cpuUsage();
  while (process.cpuUsage(began).user < 1000 * ms);
}

function fail(message: string): never {
  throw new RangeError(message);
}

test('damage changes what it is done to, and not the intact input', () => {
  const [text, bytes, value] = ['# Mine\n- value care\n', Uint8Array.of(1, 2, 3, 4), { a: [1, { b: 'x' }], c: null }];
  const before = structuredClone({ bytes, value });
  const changed = { text: 0, bytes: 0, value: 0 };
  for (let i = 0; i < 100; i++) {
    if (mutateText(rng(1, 'test', i), text) !== text) changed.text++;
    if (!isSame(mutateBytes(rng(1, 'test', i), bytes), bytes)) changed.bytes++;
    if (!isSame(mutateValue(rng(1, 'test', i), value), value)) changed.value++;
  }
  expect({ bytes, value }).toEqual(before);
  for (const count of Object.values(changed)) expect(count).toBeGreaterThan(70);
});

test('memory that grows is told from memory that does not', () => {
  const sample = (step: number): Sample => ({
    ...{ step, seconds: step, heap: 20e6 + (step % 3) * 1e5, external: 1e6, rss: 200e6, buffers: 40, bytes: 9e6 },
  });
  const flat = Array.from({ length: 20 }, (_, i) => sample(i + 1));
  expect(growth(flat, { steps: 20 })).toEqual([]);
  expect(growth(flat.slice(0, 10), { steps: 20 })).toEqual(['it stopped after step 10']);
  const leak = (key: keyof Sample, more: number) => flat.map((one) => ({ ...one, [key]: one[key] + more * one.step }));
  for (const [key, more] of [
    ['buffers', 1],
    ['bytes', 4],
    ['heap', 1e6],
    ['external', 1e6],
    ['rss', 10e6],
  ] as const)
    expect(growth(leak(key, more), { steps: 20 }), key).toEqual([expect.stringContaining(`${key} grew`)]);
});

test('the table counts what survived, and names what was lost below', () => {
  const outcome = { tried: 10, lost: 2, losses: ['first: gone'], note: 'by hand' };
  const lines = table([{ kind: { name: 'kills:cats', what: 'kills of cats' }, outcome, seconds: 3 }], 7).split('\n');
  expect(lines[0]).toBe('Seed 7');
  expect(lines[4]!.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'kills of cats',
    '10',
    '8',
    '2',
    '3',
    'by hand',
    '',
  ]);
  expect(lines.at(-2)).toBe('- kills:cats: first: gone');
});
