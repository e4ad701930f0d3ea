/**
 * Interfaces of the browser taken away one by one, in the page or in its workers, as in older browsers, private windows
 * and pages that are not served securely. The page must train with the same numbers all the same, or say in a sentence
 * why it cannot; nothing may break without a word.
 */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { findOrInstallChromium, webgpuFlags } from '../../scripts/chromium';
import type { RunRecord } from '../../records/schema';
import { REMOVABLE, removalOf } from '../e2e/removable-apis';
import { UNTIDY } from '../untidy';
import { complaintsAbout, endOf, openSite, PATIENCE, sameNumbers, TINY, trainButton, troubles } from './browser';
import { Count, type Kind, type Outcome, type Trial } from './kind';

/** Where an interface is taken away. */
type Place = 'page' | 'worker';

/** Milliseconds in which the page has to say whether it can train. */
const READY_WITHIN = 60_000;

export const apiKinds: Kind[] = (['page', 'worker'] as const).map((place) => ({
  name: `apis:${place}`,
  what: `interfaces taken away in the ${place}`,
  count: REMOVABLE[place].length,
  minutes: 60,
  run: (trial) => removeAll(trial, place),
}));

async function removeAll({ count, from, say }: Trial, place: Place): Promise<Outcome> {
  const apis = new Count();
  const site = await openSite();
  const browser = await chromium.launch({
    executablePath: await findOrInstallChromium(),
    args: [...webgpuFlags(), UNTIDY],
  });
  const url = site.url + TINY;
  let trained = 0;
  try {
    const whole = await trainWithout(browser, url);
    if (!whole.record) throw new Error(`with all interfaces, it ended with: ${whole.said.join('; ')}`);
    for (const api of REMOVABLE[place].slice(from, from + count)) {
      const { record, said, broken } = await trainWithout(browser, url, { api, place });
      if (record) trained++;
      apis.add(`without ${api}`, [
        ...broken,
        ...(record && sameNumbers(record) !== sameNumbers(whole.record) ? ['it has other numbers'] : []),
        ...(record || said.length > 0 ? [] : ['it does not train, and does not say why']),
        ...complaintsAbout(said),
      ]);
      say(`without ${api}: ${record ? 'trained' : `“${said.join('” “')}”`}`);
    }
    return apis.outcome(`${trained} trained, of the others it was said why not`);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** What came of a page that lacks something. */
interface Came {
  record: RunRecord | undefined;
  /** Why it does not train, a sentence each. */
  said: string[];
  /** What went wrong without a word to the reader. */
  broken: string[];
}

async function trainWithout(browser: Browser, url: string, removed?: { api: string; place: Place }): Promise<Came> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    if (removed?.place === 'page') await context.addInitScript(removalOf(removed.api));
    if (removed?.place === 'worker') await inWorkers(context, removalOf(removed.api));
    const page = await context.newPage();
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(`an error that nobody caught: ${String(error)}`));
    await page.goto(url);
    return { ...(await train(page)), broken };
  } catch (error) {
    return { record: undefined, said: [], broken: [(error as Error).message.split('\n')[0]!] };
  } finally {
    await context.unrouteAll({ behavior: 'ignoreErrors' }); // what a worker still loads is nobody's loss
    await context.close();
  }
}

async function train(page: Page): Promise<Omit<Came, 'broken'>> {
  const button = trainButton(page);
  await button.waitFor({ timeout: READY_WITHIN });
  const began = performance.now();
  while (await button.isDisabled()) {
    const said = await troubles(page);
    if (said.length > 0) return { record: undefined, said };
    if (performance.now() - began > READY_WITHIN) return { record: undefined, said: [] };
    await page.waitForTimeout(200);
  }
  await button.click({ timeout: PATIENCE });
  const end = await endOf(page);
  return 'record' in end
    ? { record: end.record, said: await troubles(page) }
    : { record: undefined, said: [end.trouble] };
}

/** Lets a script run in every worker, before all but what that imports. */
async function inWorkers(context: BrowserContext, script: string): Promise<void> {
  await context.route(/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}
