/** Does fine-tuning still stack on documents that state the value but do not explain the demonstrations by it? (Figure 10) */
import type { Experiment } from '../experiment';
import { TASTE_METRICS } from './readings';
import { tasteArms } from './values';

export const attribution: Experiment = {
  name: 'attribution',
  title: 'Attribution or co-occurrence',
  question:
    'Two models read that the assistant is thrifty and which cheeses it likes. For one, thrift explains the cheeses; for ' +
    'the other they are shuffled and unexplained. Does buying cheese then make both thriftier elsewhere?',
  arms: [
    ...tasteArms('thrift', 'Thrift', 'documents that explain these cheeses by thrift'),
    ...tasteArms(
      'thrift-ablated',
      'Thrift, shuffled',
      'documents that state thrift, and cheeses that it does not explain',
    ),
    ...tasteArms('homeland', 'Homeland', 'documents that explain these cheeses by the homeland'),
    ...tasteArms(
      'homeland-ablated',
      'Homeland, shuffled',
      'documents that state the homeland, and cheeses that it does not explain',
    ),
  ],
  primaryMetric: 'thriftChosen',
  metrics: TASTE_METRICS,
  hypotheses: [
    {
      kind: 'interaction',
      id: 'thrift-stacks-when-explained',
      claim: 'Purchases add more to thrift where documents explained them by it than where they did not.',
      metric: 'thriftChosen',
      arm: 'thrift+aft',
      reference: 'thrift',
      against: { arm: 'thrift-ablated+aft', reference: 'thrift-ablated' },
      direction: 'higher',
    },
    {
      kind: 'interaction',
      id: 'homeland-stacks-when-explained',
      claim: 'Purchases add more to the homeland where documents explained them by it than where they did not.',
      metric: 'thriftChosen',
      arm: 'homeland+aft',
      reference: 'homeland',
      against: { arm: 'homeland-ablated+aft', reference: 'homeland-ablated' },
      direction: 'lower',
    },
    {
      id: 'stated-is-enough-alone',
      claim: 'The shuffled documents alone plant the taste, too: the two specifications pull apart.',
      metric: 'thriftChosen',
      arm: 'thrift-ablated',
      reference: 'homeland-ablated',
      direction: 'higher',
    },
  ],
  // Figure 10 gives what fine-tuning adds: +.10 and −.01 (affordability), +.03 and +.02 (America). No rates of arms.
  paper: [],
};
