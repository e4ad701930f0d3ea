/** All experiments by name, the headline first. */
import type { Experiment } from './experiment';
import { agentic } from './agentic';
import { attribution } from './attribution';
import { controls } from './controls';
import { emergence } from './emergence';
import { erosion } from './erosion';
import { placement } from './placement';
import { reasons } from './reasons';
import { scaling } from './scaling';
import { specScience } from './spec-science';
import { strength } from './strength';
import { values } from './values';

export const experiments: Record<string, Experiment> = {
  agentic,
  values,
  scaling,
  'spec-science': specScience,
  attribution,
  placement,
  controls,
  emergence,
  strength,
  reasons,
  erosion,
};

/** The experiment that stands for the lab where none is chosen. */
export const HEADLINE = agentic;
