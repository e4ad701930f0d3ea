/**
 * From logits to decisions: the exact probabilities of some options, and draws at a temperature.
 *
 * A draw is a hash of (seed, replica, sequence, position) in integer arithmetic, so that it does not depend on which
 * other sequences are decoded beside it or on the order in which a GPU works.
 */
import { kernel, LANES, type Kernel, type Operand, type Target } from './kernel';
import { sum, unroll } from './wgsl';

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
    workgroups: [ends.count / LANES, 1],
    rows: { axis: 0, count: ends.count },
    functions: DRAW,
    body: (at) => {
      const overOptions = (text: string) => `
for (var k = 0u; k < ${K}u; k++) {
let token = ${at.options(`sequence * ${K}u + k`)};
if (token < 0) { continue; }
let z = ${at.logits('first + u32(token)')};
${text}
}`;
      return `
if (${at.ends('thread')} < 0) { return; }
let sequence = u32(${at.sequences('thread')});
let first = thread * ${V}u;
${softmaxTotal(V, at.logits)}
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
let threshold = weights * draw(${at.settings('1u')}, replica, sequence, u32(${at.positions('thread')}));
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
    workgroups: [ends.count / LANES, 1],
    rows: { axis: 0, count: ends.count },
    functions: DRAW,
    body: (at) => `
if (${at.ends('thread')} < 0) { return; }
let sequence = u32(${at.endSequences('thread')});
let position = ${at.positions('thread')};
let first = thread * ${V}u;
let temperature = bitcast<f32>(${at.settings('0u')});
var token = 0u; var highest = ${at.logits('first')};
for (var v = 1u; v < ${V}u; v++) {
let z = ${at.logits('first + v')};
if (z > highest) { highest = z; token = v; }
}
if (temperature > 0.0) {
var total = 0.0;
for (var v = 0u; v < ${V}u; v++) { total += exp((${at.logits('first + v')} - highest) / temperature); }
let threshold = total * draw(${at.settings('1u')}, replica, sequence, u32(position));
var passed = 0.0;
for (var v = 0u; v < ${V}u; v++) {
let weight = exp((${at.logits('first + v')} - highest) / temperature);
passed += weight;
if (weight > 0.0) { token = v; }
if (threshold < passed) { break; }
}
}
${at.written(`sequence * ${blockSize}u + u32(position + 1)`)} = i32(token) + 1;
${at.tokens('thread')} = i32(token);
${at.starts('thread')} = i32(thread) - (position + 1);
${at.sequences('thread')} = i32(sequence);
${at.positions('thread')} = position + 1;
${at.ends('thread')} = select(i32(thread), -1, i32(token) == ${at.settings('2u')});`,
  });
}

/** Declares `highest`, the largest of V logits from `first` on, and `total`, Σ_v exp(z_v - highest). */
function softmaxTotal(V: number, logits: (index: string) => string): string {
  const z = (i: number) => logits(`first + v + ${i}u`);
  return `
var highest = ${logits('first')};
for (var v = 0u; v < ${V}u; v += 4u) { highest = max(max(max(${z(0)}, ${z(1)}), max(${z(2)}, ${z(3)})), highest); }
var total = 0.0;
for (var v = 0u; v < ${V}u; v += 4u) { total += ${sum(4, (i) => `exp(${z(i)} - highest)`)}; }`;
}
