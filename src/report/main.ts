/** Puts the report into its document, from what scripts/report.ts wrote into it. */
import { mount } from 'svelte';
import type { JoinedRecord } from '../../records/join';
import '../style.css';
import { followTranslations } from '../translation';
import type { BaseCommits } from './commands';
import Report from './Report.svelte';
import './report.css';

const read = (selector: string): unknown => JSON.parse(document.querySelector(selector)!.textContent);
const props = {
  joined: read('#records') as JoinedRecord[],
  count: read('#count') as number,
  bases: read('#bases') as BaseCommits,
};
mount(Report, { target: document.querySelector('#app')!, props });
followTranslations(document.documentElement);
