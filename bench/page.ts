/** What the pages of the benchmark share: the command line's way in, and tables. */
import type { CpuClock } from './stopwatch';
import type { Table } from './table';

/** What the command line puts into the page. */
declare global {
  interface Window {
    /** CPU time of the browser. */
    benchCpu?: CpuClock;
    /** Told what is being measured. */
    benchProgress?(text: string): Promise<void>;
    benchFinished?(result: unknown): Promise<void>;
    benchFailed?(message: string): Promise<void>;
  }
}

/** Puts tables where others were. */
export function showTables(section: HTMLElement, tables: Table[]): void {
  section.replaceChildren(...tables.flatMap(tableElements));
}

function tableElements({ title, note, columns, rows }: Table): HTMLElement[] {
  const cells = (row: string[], first: 'th' | 'td') =>
    element('tr', {}, ...row.map((cell, i) => element(i === 0 ? 'th' : first, {}, cell)));
  const head = element('thead', {}, cells(columns, 'th'));
  const body = element('tbody', {}, ...rows.map((row) => cells(row, 'td')));
  const table = element('table', {}, head, body);
  return [
    element('h2', {}, title),
    element('p', { className: 'note' }, note),
    element('div', { className: 'scroll', tabIndex: 0 }, table),
  ];
}

function element(name: string, properties: Partial<HTMLElement>, ...children: (string | HTMLElement)[]): HTMLElement {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
