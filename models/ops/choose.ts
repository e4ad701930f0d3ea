/**
 * From logits to decisions: the exact probabilities of some options, and draws at a temperature.
 *
 * A draw is a hash of (seed, replica, sequence, position) in integer arithmetic, so that it does not depend on which
 * other sequences are decoded beside it or on the order in which a GPU works.
 *
 * In the software family a lane has an end; in the GPU family a workgroup has one, and goes through the vocabulary
 * together.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { groupReduction, sum, unroll } from './wgsl';

/** Where sequences stand at the last token each has read: entry j of E belongs to one sequence. */
export interface SequenceEnds {
  /** E, a multiple of 4. */
  count: number;
  /** Row of the token, or -1 for no sequence. `[E]` */
  rows: Operand;
  /** `[E]` */
  sequences: Operand;
  /** `[E]` */
  positions: Operand;
}

/** How to draw: the bits of the temperature (f32; 0 takes the most probable), the seed, the token that stops. `[3]` */
export type DrawSettings = Operand;

/** Invocations of a workgroup of the GPU family. */
const GROUP = 64;

const DRAW = `
/* The finalizer of murmur3: every bit of the result depends on every bit of x. */
fn mix(x: u32) -> u32 {
  var h = x;
  h = (h ^ (h >> 16u)) * 0x85ebca6bu;
  h = (h ^ (h >> 13u)) * 0xc2b2ae35u;
  return h ^ (h >> 16u);
}
/* Uniform in [0, 1), a multiple of 2^-24. */
fn draw(seed: i32, replica: u32, sequence: u32, position: u32) -> f32 {
  let h = mix(mix(mix(mix(u32(seed) + 0x9e3779b9u) + replica) + sequence) + position);
  return f32(h >> 8u) * 0x1p-24;
}`;

/**
 * The probability of each option and a choice among them.
 *
 * @param spec `logits` `[E, V]`; `options` `[S, K]`, token ids or -1 for none; written: `answers` `[S, 2 + K]`: the
 *   index of the option drawn (-1 if there is none), the probability of all options together, and the probability of
 *   each given that it is one of them
 */
export function chooseOption(
  target: Target,
  spec: {
    name: string;
    ends: SequenceEnds;
    vocabSize: number;
    optionsPerSequence: number;
    logits: Operand;
    options: Operand;
    settings: DrawSettings;
    answers: Operand;
  },
): Kernel {
  const { name, ends, vocabSize: V, optionsPerSequence: K, logits, options, settings, answers } = spec;
  return kernel(target, {
    name,
    reads: { ends: ends.rows, sequences: ends.sequences, positions: ends.positions, logits, options, settings },
    writes: { answers },
    ...forEnds(target, ends),
    functions: DRAW + reductions(target),
    body: (at) => {
      const overOptions = (text: string) => `
for (var k = 0u; k < ${K}u; k++) {
let token = ${at.options(`sequence * ${K}u + k`)};
if (token < 0) { continue; }
let z = ${at.logits('first + u32(token)')};
${text}
}`;
      return `
${declareEnd(target)}
if (${at.ends('end')} < 0) { return; }
let sequence = u32(${at.sequences('end')});
let first = end * ${V}u;
${softmaxTotal(target, V, at.logits)}
var best = -1e30; var choice = -1.0;
${overOptions('if (z > best) { best = z; choice = f32(k); }')}
var among = 0.0;
${overOptions('among += exp(z - best);')}
let answer = sequence * ${2 + K}u;
${unroll(K, (k) => `${at.answers(`answer + ${2 + k}u`)} = 0.0;`)}
${overOptions(`${at.answers('answer + 2u + k')} = exp(z - best) / among;`)}
let temperature = bitcast<f32>(${at.settings('0u')});
if (temperature > 0.0) {
var weights = 0.0;
${overOptions('weights += exp((z - best) / temperature);')}
let threshold = weights * draw(${at.settings('1u')}, replica, sequence, u32(${at.positions('end')}));
var passed = 0.0; var drawn = false;
${overOptions(`passed += exp((z - best) / temperature); if (!drawn) { choice = f32(k); drawn = threshold < passed; }`)}
}
${at.answers('answer')} = choice;
${at.answers('answer + 1u')} = among * exp(best - highest) / total;`;
    },
  });
}

/**
 * Draws the next token of each sequence from the whole vocabulary and makes it the row to read next: row j for end j.
 * A sequence that has drawn the token that stops is read once more, and asked no more. Rows that are not replaced may
 * be read again, which changes nothing: the same token at the same place.
 *
 * @param spec `logits` `[E, V]`; written: the tokens `[S, blockSize]`, plus one, at their positions in `written`; the
 *   rows to read next in `tokens`, `starts`, `sequences` `[M]`; and `ends`
 */
export function drawToken(
  target: Target,
  spec: {
    name: string;
    ends: SequenceEnds;
    vocabSize: number;
    blockSize: number;
    logits: Operand;
    settings: DrawSettings;
    written: Operand;
    next: { tokens: Operand; starts: Operand; sequences: Operand };
  },
): Kernel {
  const { name, ends, vocabSize: V, blockSize, logits, settings, written, next } = spec;
  return kernel(target, {
    name,
    reads: { logits, settings, endSequences: ends.sequences },
    writes: { written, ...next, ends: ends.rows, positions: ends.positions },
    ...forEnds(target, ends),
    functions: DRAW + reductions(target),
    body: (at) => `
${declareEnd(target)}
let asked = ${at.ends('end')} >= 0;
let sequence = u32(${at.endSequences('end')});
let position = ${at.positions('end')};
let first = end * ${V}u;
let temperature = bitcast<f32>(${at.settings('0u')});
let uniform_draw = draw(${at.settings('1u')}, replica, sequence, u32(position));
${target.family === 'gpu' ? drawTogether(V, at.logits) : drawAlone(V, at.logits)}
${at.written(`sequence * ${blockSize}u + u32(position + 1)`)} = i32(token) + 1;
${at.tokens('end')} = i32(token);
${at.starts('end')} = i32(end) - (position + 1);
${at.sequences('end')} = i32(sequence);
${at.positions('end')} = position + 1;
${at.ends('end')} = select(i32(end), -1, i32(token) == ${at.settings('2u')});`,
  });
}

/** How a kernel for all ends is dispatched. */
function forEnds({ family }: Target, { count }: SequenceEnds) {
  const workgroups: [number, number] = family === 'gpu' ? [count, 1] : [count / LANES, 1];
  return { workgroups, workgroupSize: family === 'gpu' ? GROUP : LANES, rows: { axis: 0 as const, count } };
}

function declareEnd({ family }: Target): string {
  return family === 'gpu' ? 'let end = group.x;' : 'let end = thread;';
}

/** What the kernels of the GPU family need at module scope. */
function reductions({ family }: Target): string {
  if (family === 'software') return '';
  return `${groupReduction('max', GROUP)}${groupReduction('sum', GROUP)}
var<workgroup> weights: array<f32, ${GROUP}>;
var<workgroup> chosen: u32;`;
}

/** Element i (WGSL) of the logits. */
type Logits = (index: string) => string;

/**
 * Declares `highest`, the largest of V logits from `first` on, and `total`, Σ_v exp(z_v - highest). Of a workgroup that
 * does it together, one invocation goes on.
 */
function softmaxTotal({ family }: Target, V: number, logits: Logits): string {
  if (family === 'gpu') {
    return `
var highest_own = -1e30;
for (var v = lane; v < ${V}u; v += ${GROUP}u) { highest_own = max(highest_own, ${logits('first + v')}); }
let highest = group_max(lane, highest_own);
var total_own = 0.0;
for (var v = lane; v < ${V}u; v += ${GROUP}u) { total_own += exp(${logits('first + v')} - highest); }
let total = group_sum(lane, total_own);
if (lane > 0u) { return; }`;
  }
  const z = (i: number) => logits(`first + v + ${i}u`);
  return `
var highest = ${logits('first')};
for (var v = 0u; v < ${V}u; v += 4u) { highest = max(max(max(${z(0)}, ${z(1)}), max(${z(2)}, ${z(3)})), highest); }
var total = 0.0;
for (var v = 0u; v < ${V}u; v += 4u) { total += ${sum(4, (i) => `exp(${z(i)} - highest)`)}; }`;
}

/** Declares the `token` that a lane draws from the V logits from `first` on, if its end is `asked`. */
function drawAlone(V: number, logits: Logits): string {
  return `
if (!asked) { return; }
var token = 0u; var highest = ${logits('first')};
for (var v = 1u; v < ${V}u; v++) {
let z = ${logits('first + v')};
if (z > highest) { highest = z; token = v; }
}
if (temperature > 0.0) {
var total = 0.0;
for (var v = 0u; v < ${V}u; v++) { total += exp((${logits('first + v')} - highest) / temperature); }
let threshold = total * uniform_draw;
var passed = 0.0;
for (var v = 0u; v < ${V}u; v++) {
let weight = exp((${logits('first + v')} - highest) / temperature);
passed += weight;
if (weight > 0.0) { token = v; }
if (threshold < passed) { break; }
}
}`;
}

/**
 * Declares the `token` that a workgroup draws together, for its first invocation, which goes on if the end is `asked`.
 *
 * The words are passed in another order than by one lane: all that the first invocation has, every 64th, then all that
 * the second has. That draws each with the same probability. All invocations add up the same numbers in the same order,
 * so that what one has passed is where the next begins.
 */
function drawTogether(V: number, logits: Logits): string {
  return `
var highest_own = -1e30; var first_highest = lane;
for (var v = lane; v < ${V}u; v += ${GROUP}u) {
let z = ${logits('first + v')};
if (z > highest_own) { highest_own = z; first_highest = v; }
}
let highest = group_max(lane, highest_own);
let likeliest = u32(-group_max(lane, select(-${V - 1}.0, -f32(first_highest), highest_own == highest)));
let divisor = select(1.0, temperature, temperature > 0.0);
var own = 0.0;
for (var v = lane; v < ${V}u; v += ${GROUP}u) { own += exp((${logits('first + v')} - highest) / divisor); }
weights[lane] = own;
if (lane == 0u) { chosen = likeliest; }
workgroupBarrier();
var before = 0.0;
for (var i = 0u; i < lane; i++) { before += weights[i]; }
var total = before;
for (var i = lane; i < ${GROUP}u; i++) { total += weights[i]; }
let threshold = total * uniform_draw;
if (temperature > 0.0 && before <= threshold && threshold < before + own) {
var passed = before; var drawn = likeliest;
for (var v = lane; v < ${V}u; v += ${GROUP}u) {
let weight = exp((${logits('first + v')} - highest) / divisor);
passed += weight;
if (weight > 0.0) { drawn = v; }
if (threshold < passed) { break; }
}
chosen = drawn;
}
workgroupBarrier();
if (lane > 0u || !asked) { return; }
let token = chosen;`;
}
