/** Puts the report into its document, from what scripts/report.ts wrote into it. */
import { mount } from 'svelte';
import type { RunRecord } from '../../records/schema';
import '../style.css';
import { followTranslations } from '../translation';
import type { BaseCommits } from './commands';
import Report from './Report.svelte';
import './report.css';

const read = (selector: string): unknown => JSON.parse(document.querySelector(selector)!.textContent);
const props = { records: read('#records') as RunRecord[], bases: read('#bases') as BaseCommits };
mount(Report, { target: document.querySelector('#app')!, props });
followTranslations(document.documentElement);
