/** All experiments by name. */
import type { Experiment } from '../experiment';
import { agentic } from './agentic';

export const experiments: Record<string, Experiment> = { agentic };
