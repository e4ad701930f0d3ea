/** Cross-entropy for software adapters (see cross-entropy.ts). */
import type { CrossEntropy } from './cross-entropy';
import { kernel, LANES, type Kernel, type Target } from './kernel';
import { sum, unroll } from './wgsl';

/** A lane has a row. */
export function crossEntropySoftware(target: Target, spec: CrossEntropy): Kernel {
  const { name, rows, vocabSize: V, targets, inverseCount, logits, losses } = spec;
  return kernel(target, {
    name,
    reads: { targets, inverseCount },
    writes: { logits, losses },
    workgroups: [rows / LANES, 1],
    body: (at) => {
      const z = (i: number) => at.logits(`first + v + ${i}u`);
      const overVocabulary = (text: string) => `for (var v = 0u; v < ${V}u; v += 4u) { ${text} }`;
      return `
let first = thread * ${V}u;
let y = ${at.targets('thread')};
if (y < 0) {
${overVocabulary(unroll(4, (i) => `${z(i)} = 0.0;`))}
${at.losses('thread')} = 0.0;
return;
}
var highest = ${at.logits('first')};
${overVocabulary(`highest = max(max(max(${z(0)}, ${z(1)}), max(${z(2)}, ${z(3)})), highest);`)}
let own = ${at.logits('first + u32(y)')} - highest;
var total = 0.0;
${overVocabulary(`${unroll(4, (i) => `let e${i} = exp(${z(i)} - highest); ${z(i)} = e${i};`)} total += ${sum(4, (i) => `e${i}`)};`)}
let weight = ${at.inverseCount('0u')};
${at.losses('thread')} = weight * (log(total) - own);
let scale = weight / total;
${overVocabulary(unroll(4, (i) => `${z(i)} *= scale;`))}
${at.logits('first + u32(y)')} -= weight;`;
    },
  });
}
