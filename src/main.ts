/** Puts the page into the document, in place of the words that stand there until then. */
import '../workers/no-eval';
import { mount } from 'svelte';
import App from './App.svelte';
import './fonts/all-letters.css';
import './style.css';
import { followTranslations } from './translation';

const target = document.querySelector('#app')!;
const words = [...target.childNodes];
mount(App, { target });
for (const node of words) node.remove();
followTranslations(document.documentElement);
