/** The whole page under a translator: wherever a reader goes, it says what it says without one. */
import { deleteDB } from 'idb';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { followTranslations } from '../../src/translation';
import { finishedRun } from '../records/runs';
import { answer, ARMS, choice, close, open, recordings, result, status, tellRun, train, worker } from './page';
import { translate, type Translator, untranslated } from './translator';

// Not hoisted, but in time: the page is imported when it is first opened.
vi.doMock('../../src/lab/clock', () => ({ now: () => '2026-11-23T12:00:00.000Z' }));

/** What the page says to readers and to what reads aloud: each element's own text and labels, in order. */
function told(): string[] {
  const elements = [...document.body.querySelectorAll('main *, footer *')];
  const own = elements.filter((element) => element.closest('font') === null);
  return own.flatMap((element) => {
    const labels = ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name));
    const texts = [...element.childNodes].filter((node) => node instanceof Text || node.nodeName === 'FONT');
    const text = texts.map(({ textContent }) => textContent).join('');
    return [text.trim(), ...labels].filter((words): words is string => Boolean(words));
  });
}

/** Together longer than what the page leaves for later waits for a reader to pause. */
const QUIET = { turns: 9, ms: 50 };

/** Counting documents goes on without a change until the number is there. */
const isCounting = () => /documents … are different/.test(document.body.textContent);

/**
 * Waits until nothing on the page has changed for a while: for so many turns, in each of which all may go on that is under
 * way, however slow the machine.
 */
async function settled(): Promise<void> {
  let turns = 0;
  const observer = new MutationObserver(() => (turns = 0));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  while (turns < QUIET.turns || isCounting()) {
    turns++;
    await new Promise((resolve) => setTimeout(resolve, QUIET.ms));
  }
  observer.disconnect();
}

/** Waits until the page has been drawn twice: parts that come into sight have been told so, however slow the machine. */
async function drawn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** What the page leaves until it is idle comes at once: a busy machine may be idle later than it is quiet. */
beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', (work: () => void) => setTimeout(work));
  vi.stubGlobal('cancelIdleCallback', (waiting: number) => clearTimeout(waiting));
});

/** Takes what a reader may do on the page, and gives back what the page says after every step. */
async function journey(): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {};
  const look = async (step: string) => {
    await settled();
    seen[step] = told();
  };
  const seeEverything = async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
      window.scrollTo(0, y);
      await drawn();
    }
  };

  // Which parts are there before that depends on how late those above them get their height.
  await seeEverything();
  await look('read to the end');

  await train().click();
  await look('starting');
  tellRun();
  await look('6 of 12 steps');
  const progress = { type: 'progress', place: 0, stage: 'pretrain', steps: 12, msPerStep: 12 } as const;
  for (let step = 7; step < 12; step++) worker().say({ ...progress, step, secondsLeft: 12 - step });
  await look('11 of 12 steps');
  await page.getByRole('button', { name: 'Pause' }).click();
  await look('pausing');
  worker().say({ type: 'paused' });
  await look('paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  worker().say({ type: 'resumed' });
  worker().say({ ...progress, step: 12, secondsLeft: 100 });
  await look('12 of 12 steps');
  worker().say({ type: 'finished', results: finishedRun(ARMS, [1, 2]).results, seconds: 250 });
  await expect.element(status()).toHaveTextContent('Finished in 4 min 10 s');
  await look('finished');

  await result().getByText('All metrics as a table').click();
  await result().getByText('Every seed as a table').click();
  await look('tables');
  await seeEverything();
  await look('the new run everywhere');
  await result().getByRole('radio', { name: 'recorded' }).click();
  await look('the recorded run');

  await choice('Values from the same demonstrations').click();
  await look('another experiment');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Preset' }).selectOptions('smoke');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('4, 5 to 6');
  await page.getByRole('heading', { level: 1 }).click();
  await look('seeds that cannot be read');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('4-6');
  await page.getByRole('heading', { level: 1 }).click();
  await expect.element(page.getByText('It takes 450 MB of graphics memory')).toBeVisible(); // asked for when idle
  await look('other settings');
  await seeEverything();
  await look('another experiment everywhere');
  await choice('Agentic misalignment').click();
  await look('back');
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await look('the tour');
  await page.getByRole('button', { name: 'Next' }).click();
  await look('its second stop');
  return seen;
}

async function travelled(translator?: Translator): Promise<Record<string, string[]>> {
  localStorage.clear();
  await deleteDB('midtrain-lab');
  await open(undefined, await recordings('agentic', 'values'));
  await expect.element(answer()).toBeVisible();
  if (!translator) return journey();
  const end = followTranslations(document.documentElement);
  const stop = translate(document.body, translator);
  onTestFinished(() => {
    stop();
    end();
  });
  return journey();
}

const plain: { seen?: Record<string, string[]> } = {};
test('the journey without a translator says things', async () => {
  await travelled();
  await close(); // from now on nothing is loaded late, and the page is as far at every step
  const seen = (plain.seen = await travelled());
  expect(Object.keys(seen).length).toBeGreaterThan(15);
  for (const step of ['6 of 12 steps', '11 of 12 steps', '12 of 12 steps']) expect(seen[step]).toContain(step);
  expect(seen['paused']!).toContain('Resume');
  expect(seen['finished']!.join('\n')).toContain('not enough seeds');
});

test.each<[string, Translator]>([
  ['at once', { order: 'at once' }],
  ['in two steps, after a moment', { order: 'insert, then remove', delay: 30 }],
])('translated %s, every part of the page says the same at every step', async (_, translator) => {
  const seen = await travelled(translator);
  for (const [step, words] of Object.entries(plain.seen!)) expect(seen[step], step).toEqual(words);
  expect(untranslated(document.body).map(({ data }) => data)).toEqual([]);
});
