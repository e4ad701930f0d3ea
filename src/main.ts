/** Puts the page into the document. */
import '@fontsource-variable/source-serif-4/wght.css';
import '@fontsource-variable/source-serif-4/wght-italic.css';
import { mount } from 'svelte';
import App from './App.svelte';
import './style.css';

mount(App, { target: document.querySelector('#app')! });
