/** A checkpoint comes back as it was, or is refused in one sentence. */
import { describe, expect, it, test } from 'vitest';
import { readCheckpoint, type StoredCheckpoint, writeCheckpoint } from '../../../workers/checkpoint/checkpoint';
import { CheckpointError, FORM, readSummary, requireAdapter, startOf } from '../../../workers/checkpoint/summary';
import { NOTHING_FOUND } from '../../../workers/run/log';
import { bodyOf, COMMIT, identity, stored } from '../checkpoints';

test('all of it comes back, bit by bit, NaN included', () => {
  const { summary, ...body } = readCheckpoint(stored(), COMMIT);
  expect(body).toEqual(bodyOf());
  expect(summary).toMatchObject({ ...identity, share: 0.43 });
});

test('what has not begun is not there', () => {
  const { state, found } = bodyOf();
  const { training: _, evaluation: __, ...between } = state;
  const body = readCheckpoint(writeCheckpoint(identity, { state: between, found }), COMMIT);
  expect(body.state).toEqual(between);
  expect(Object.keys(body.state)).not.toContain('training');
});

test('a vector that stands in several places is stored once, and is one afterwards', () => {
  expect(stored().vectors).toHaveLength(1 + 2 * 3);
  const { state, found } = readCheckpoint(stored(), COMMIT);
  const [first, second] = state.replicaStates;
  expect(second!.parameters).toBe(first!.parameters);
  expect(found.snapshots[0]).toHaveProperty('parameters', first!.parameters);
});

describe('what was damaged is refused', () => {
  const whole = stored();
  const [first, ...others] = whole.vectors as [Float32Array, ...Float32Array[]];
  const bitChanged = first.slice();
  new Uint32Array(bitChanged.buffer)[9]! ^= 1;
  const asIfWhole = (changes: (body: ReturnType<typeof bodyOf>) => void): StoredCheckpoint => {
    const body = bodyOf();
    changes(body);
    return writeCheckpoint(identity, body);
  };
  const cases: [string, StoredCheckpoint][] = [
    ['a bit of a vector', { ...whole, vectors: [bitChanged, ...others] }],
    ['a vector that is missing', { ...whole, vectors: others }],
    ['a digit', { ...whole, body: whole.body.replace('12.3', '12.4') }],
    ['the end of the text', { ...whole, body: whole.body.slice(0, -9) }],
    ['the summary', { ...whole, summary: whole.summary.slice(0, -9) }],
    ['what the summary says', { ...whole, summary: whole.summary.replace('"share":0.43', '"share":"most"') }],
    ['a replica that there is not', asIfWhole(({ state }) => state.diverged.push(4))],
    ['a negative place', asIfWhole(({ state }) => (state.place = -1))],
    [
      'vectors of another model',
      { ...writeCheckpoint({ ...identity }, { ...bodyOf(), found: NOTHING_FOUND }), vectors: [] },
    ],
  ];
  it.each(cases)('%s', (_, checkpoint) => {
    expect(() => readCheckpoint(checkpoint, COMMIT)).toThrow(
      new CheckpointError('The interrupted run cannot be resumed, because what was kept of it is damaged.'),
    );
  });

  it('vectors of another length', () => {
    const { state } = bodyOf();
    const replicaStates = state.replicaStates.map((replicaState) => ({
      ...replicaState,
      parameters: new Float32Array(8),
    }));
    const { training: _, ...between } = state;
    const checkpoint = writeCheckpoint(identity, { state: { ...between, replicaStates }, found: NOTHING_FOUND });
    expect(() => readCheckpoint(checkpoint, COMMIT)).toThrow(CheckpointError);
  });
});

describe('another version of the lab', () => {
  const sentence =
    'The interrupted run cannot be resumed, because the lab has changed since it began and might give other numbers.';

  it('of the code, is refused', () => {
    expect(() => readSummary(stored().summary, 'ba9876543210')).toThrow(new CheckpointError(sentence));
  });

  it('of the form, is refused whatever else there is', () => {
    const { commit, started } = identity;
    const summary = JSON.stringify({ form: FORM + 1, commit, started, anything: 'else' });
    expect(() => readSummary(summary, COMMIT)).toThrow(new CheckpointError(sentence));
    expect(startOf(summary)).toBe(started);
  });
});

test('when a run began is known of all but damaged summaries', () => {
  expect(startOf(stored().summary)).toBe(identity.started);
  expect(startOf('{"form":')).toBeUndefined();
  expect(startOf('{"form":1,"commit":"x","started":"yesterday"}')).toBeUndefined();
});

test('a run goes on on its own adapter only', () => {
  const { adapter } = identity;
  const { fallback, ...names } = adapter;
  expect(() => requireAdapter(adapter, { fallback, ...names })).not.toThrow();
  const software = { vendor: 'google', architecture: 'swiftshader', description: '', fallback: true };
  expect(() => requireAdapter(adapter, software)).toThrow(
    new CheckpointError(
      'The interrupted run cannot be resumed here: it began on Acme One, and google swiftshader would give other numbers.',
    ),
  );
});
