/** Judges records off the page's own thread: permutation tests over a thousand seeds take seconds. */
import '../../workers/no-eval';
import { expose } from 'comlink';
import { judging } from './judge';

/** `ready` answers as soon as the worker runs. */
expose({ ...judging, ready: () => true });
