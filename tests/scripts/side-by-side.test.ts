/** Steps side by side: all of them, no more at a time than allowed, and none before what it needs. */
import { expect, test } from 'vitest';
import { runSideBySide, type Step } from '../../scripts/side-by-side';

/** Runs steps whose ends the test decides. */
function begin(steps: readonly Step[], atOnce: number) {
  const under = new Map<string, () => void>();
  const done = runSideBySide(steps, atOnce, ({ name }) => new Promise((resolve) => void under.set(name, resolve)));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const running = async () => {
    await turn();
    return [...under.keys()];
  };
  const end = (name: string) => {
    under.get(name)!();
    under.delete(name);
  };
  return { done, running, end };
}

test('two at once are taken in their order, but for those that wait for another', async () => {
  const build = { name: 'build' };
  const pages = { name: 'pages', after: ['build'] };
  const { done, running, end } = begin([build, pages, { name: 'lint' }, { name: 'types' }], 2);
  expect(await running()).toEqual(['build', 'lint']);
  end('lint');
  expect(await running()).toEqual(['build', 'types']);
  end('build');
  expect(await running()).toEqual(['types', 'pages']);
  end('types');
  end('pages');
  await done;
});

test('what waits while there is room begins as soon as it can', async () => {
  const { done, running, end } = begin([{ name: 'first' }, { name: 'second', after: ['first'] }], 3);
  expect(await running()).toEqual(['first']);
  end('first');
  expect(await running()).toEqual(['second']);
  end('second');
  await done;
});

test('steps that wait for each other, or for none that there is, are refused by name', async () => {
  const circle = [
    { name: 'a', after: ['b'] },
    { name: 'b', after: ['a'] },
  ];
  await expect(runSideBySide(circle, 2, () => Promise.resolve())).rejects.toThrow('wait for what never comes: a, b.');
  await expect(runSideBySide([{ name: 'a', after: ['c'] }], 2, () => Promise.resolve())).rejects.toThrow('comes: a.');
});
