/** A Chromium that runs pages of the benchmark and tells them how much CPU time it has used. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { findOrInstallChromium, webgpuFlags } from './chromium';

export interface Browser {
  /**
   * Opens a page of the benchmark, presses Run and waits for its result.
   *
   * @throws Error with what the page says if it fails
   */
  run<Result>(url: string): Promise<Result>;
  close(): Promise<void>;
}

/** @param progress is told what a page is measuring */
export async function openBrowser(progress: (text: string) => void): Promise<Browser> {
  const executablePath = await findOrInstallChromium();
  const server = await chromium.launchServer({ executablePath, args: webgpuFlags() });
  const browser = await chromium.connect(server.wsEndpoint());
  const { pid } = server.process();
  return {
    async run<Result>(url: string): Promise<Result> {
      const page = await browser.newPage();
      try {
        return await new Promise<Result>((resolve, reject) => {
          const open = async () => {
            if (existsSync('/proc/self/stat')) await page.exposeFunction('benchCpu', () => processTreeMs(pid!));
            await page.exposeFunction('benchProgress', progress);
            await page.exposeFunction('benchFinished', resolve);
            await page.exposeFunction('benchFailed', (message: string) => reject(new Error(message)));
            page.on('crash', () => reject(new Error('The page crashed.')));
            page.on('pageerror', reject);
            await page.goto(url);
            await page.getByRole('button', { name: 'Run' }).click();
          };
          open().catch(reject);
        });
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Milliseconds of a tick of /proc's clock, on every Linux. */
const TICK_MS = 10;

/** CPU time of a process and all its living descendants, from Linux's /proc. */
export function processTreeMs(root: number): number {
  const parents = new Map<number, number>();
  const times = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(name) : undefined;
    if (!stat) continue;
    parents.set(Number(name), stat.parent);
    times.set(Number(name), stat.ticks * TICK_MS);
  }
  const belongs = (pid: number | undefined): boolean => pid === root || (!!pid && belongs(parents.get(pid)));
  return [...times].reduce((sum, [pid, ms]) => sum + (belongs(pid) ? ms : 0), 0);
}

/** Undefined for a process that has just ended. */
function readStat(pid: string): { parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in parentheses, may hold anything; fields 4, 14 and 15 are asked for.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
