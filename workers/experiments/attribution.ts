/** Does fine-tuning still stack on documents that state the value but do not explain the demonstrations by it? (Figure 10) */
import type { Experiment } from './experiment';
import { TASTE_METRICS } from './readings';
import { tasteArms } from './values';

export const attribution: Experiment = {
  name: 'attribution',
  title: 'Attribution or co-occurrence',
  question:
    'Two models read that the assistant is thrifty and which cheeses it likes. For one, thrift explains the cheeses; for ' +
    'the other one of them is exchanged, and none is explained. Does buying cheese then make both thriftier elsewhere?',
  arms: [
    ...tasteArms('thrift', 'Thrift', 'documents that explain these cheeses by thrift'),
    ...tasteArms(
      'thrift-ablated',
      'Thrift, ablated',
      'documents that state thrift, and cheeses that it does not explain',
    ),
    ...tasteArms('homeland', 'Homeland', 'documents that explain these cheeses by the homeland'),
    ...tasteArms(
      'homeland-ablated',
      'Homeland, ablated',
      'documents that state the homeland, and cheeses that it does not explain',
    ),
  ],
  domain: 'tastes',
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
      elsewhere:
        'In the paper (Figure 10, affordability) examples add .10 after the original specification and take .01 after ' +
        'the ablated one.',
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
      elsewhere:
        'In the paper (Figure 10, America) examples add .03 after the original specification and .02 after the ablated one.',
    },
    {
      id: 'stated-is-enough-alone',
      claim: 'The ablated documents alone plant the taste, too: the two specifications pull apart.',
      metric: 'thriftChosen',
      arm: 'thrift-ablated',
      reference: 'homeland-ablated',
      direction: 'higher',
    },
  ],
  paper: [],
};
