/** Puts the report into its document, from the records that scripts/report.ts wrote into it. */
import { mount } from 'svelte';
import type { RunRecord } from '../records/schema';
import '../style.css';
import Report from './Report.svelte';
import './report.css';

const records = JSON.parse(document.querySelector('#records')!.textContent) as RunRecord[];
mount(Report, { target: document.querySelector('#app')!, props: { records } });
