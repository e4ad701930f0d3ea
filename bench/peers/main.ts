/** The page of the comparison, which the command line builds and opens: `npm run bench -- --peers`. */
import { showTables } from '../page';
import { parseSettings } from '../settings';
import { Stopwatch } from '../stopwatch';
import { compare } from './compare';
import { peersTable } from './table';

const button = document.querySelector('button')!;
const status = document.querySelector('#status')!;
const section = document.querySelector<HTMLElement>('#result')!;

async function start(): Promise<void> {
  const { rounds } = parseSettings(new URLSearchParams(location.search));
  const progress = (text: string) => {
    status.textContent = text;
    void window.benchProgress?.(text);
  };
  const result = await compare(new Stopwatch(window.benchCpu), rounds, progress);
  showTables(section, [peersTable(result)]);
  status.textContent = '';
  await window.benchFinished?.(result);
}

button.addEventListener('click', () => {
  button.disabled = true;
  start().catch((error: unknown) => window.benchFailed?.(String(error)));
});
