/** Puts the page into the document. */
import { mount } from 'svelte';
import App from './App.svelte';
import './fonts/all-letters.css';
import './style.css';

mount(App, { target: document.querySelector('#app')! });
