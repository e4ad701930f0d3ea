/** The kinds of kernels there are, all of which run on a software adapter: slowly those for GPUs, but rightly. */
import type { Target } from '../../models/ops/kernel';

export const TARGETS: [string, Target][] = [
  ['with subgroups', { family: 'software', subgroups: true }],
  ['without subgroups', { family: 'software', subgroups: false }],
  ['with kernels for GPUs', { family: 'gpu', subgroups: false }],
];
