/** Seeded damage to inputs: what disks, networks, editors, other programs and ill will do to texts, bytes and JSON. */
import type { Rng } from '../../datasets/rng';

/** Characters that look like others, or like nothing, and those that end or open something. */
const CHARACTERS = [
  ...['\u00a0', '\u2010', '\u2011', '\u2013', '\u2212', '\u2022', '\u200b', '\ufeff', '\u202e', '\uff0d', '\u0430'],
  ...['\0', '\t', '\r', '\n', '\u2028', '\ud800', '\ufffd', '😀', '"', "'", '`', '\\', '/', '<', '>', '&', '%', '='],
  ...['{', '}', '[', ']', '(', ')', ',', ';', ':', '#', '-', '+', '.', '0', '9', 'e', ' '],
];

/** Pieces that readers may take for more than text. */
const PIECES = [
  ...['1e999', '-1', '0x10', '99999999999999999999', '1_000', '٣', 'NaN', 'Infinity', '-0', 'null', 'true', '[]', '{}'],
  ...['__proto__', 'constructor', 'toString', '../../etc/passwd', '\r\n', '&amp;', '%00', '%', '--help', '\u001b[31m'],
  ...['$(touch x)', '=1+1', '<script>', '# ', '## ', '- ', '- value ', '"a":1,', ',', '=', '&seeds=3'],
];

/** Values of every kind that JSON has, in sizes from nothing to too much. */
const VALUES: ((rng: Rng) => unknown)[] = [
  () => null,
  (rng) => rng.chance(0.5),
  (rng) => rng.pick([0, -0, 1, -1, 0.5, 1e-300, 1e308, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 4096, 65_536]),
  (rng) => rng.pick(PIECES),
  (rng) => rng.pick(CHARACTERS).repeat(rng.pick([1, 101, 2001, 20_000])),
  () => [],
  () => ({}),
  (rng) => nested(rng.pick([2, 50, 3000])),
  (rng) => Array.from({ length: rng.pick([1, 65, 10_001]) }, () => rng.pick([0, null, 'x'])),
  (rng) => Object.fromEntries(Array.from({ length: rng.pick([1, 100, 2000]) }, (_, i) => [`key-${i}`, i])),
];

const nested = (depth: number): unknown => {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** How many times an input is damaged: mostly once, so that the rest of it is still read. */
const times = (rng: Rng): number => (rng.chance(0.6) ? 1 : 2 + rng.below(6));

/** A place in something of this length, its end included. */
const place = (rng: Rng, length: number): number => rng.below(length + 1);

/** Two places in something, in order; mostly near to each other. */
function span(rng: Rng, length: number): [from: number, to: number] {
  const from = place(rng, length);
  const longest = length - from;
  return [from, from + place(rng, rng.chance(0.7) ? Math.min(16, longest) : longest)];
}

const TEXT: ((rng: Rng, text: string, other: string) => string)[] = [
  (rng, text) => insert(text, place(rng, text.length), rng.pick(CHARACTERS)),
  (rng, text) => insert(text, place(rng, text.length), rng.pick(PIECES)),
  (rng, text) => insert(text, place(rng, text.length), rng.pick(CHARACTERS).repeat(rng.pick([100, 5000, 60_000]))),
  (rng, text) => replaceSpan(text, span(rng, text.length), ''),
  (rng, text) => replaceSpan(text, span(rng, text.length), rng.pick(CHARACTERS)),
  (rng, text) => replaceSpan(text, span(rng, text.length), rng.pick(PIECES)),
  (rng, text) => text.slice(0, place(rng, text.length)),
  (rng, text) => text.slice(place(rng, text.length)),
  (rng, text) => {
    const [from, to] = span(rng, text.length);
    return insert(text, to, text.slice(from, to).repeat(1 + rng.below(20)));
  },
  (rng, text, other) => text.slice(0, place(rng, text.length)) + other.slice(place(rng, other.length)),
  (rng, text) => {
    const lines = text.split('\n');
    return rng.chance(0.5) ? rng.shuffle(lines).join('\n') : lines.filter(() => rng.chance(0.9)).join('\n');
  },
  (rng, text) => text.replaceAll(rng.pick([' ', '-', '\n', '"', ':', ',', '=', '&']), rng.pick(CHARACTERS)),
];

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);
const replaceSpan = (text: string, [from, to]: [number, number], piece: string): string =>
  text.slice(0, from) + piece + text.slice(to);

/** Longest text or bytes that damage makes of short ones: a reader's limits on size have tests of their own. */
const MOST = 256 * 1024;

/** A damaged text. @param other an intact one, pieces of which may be mixed in */
export function mutateText(rng: Rng, text: string, other = text): string {
  let damaged = text;
  for (let i = times(rng); i > 0; i--) damaged = rng.pick(TEXT)(rng, damaged, other).slice(0, MOST);
  return damaged;
}

type Bytes = Uint8Array<ArrayBuffer>;

const join = (...parts: Uint8Array[]): Bytes => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Where formats say what they hold: mostly at the beginning, as often at the end as not. */
function likelyPlace(rng: Rng, length: number): number {
  const edge = Math.min(length, 1024);
  return rng.chance(0.5) ? place(rng, edge) : rng.chance(0.5) ? length - place(rng, edge) : place(rng, length);
}

const BYTES: ((rng: Rng, bytes: Bytes, other: Uint8Array) => Bytes)[] = [
  (rng, bytes) => {
    const damaged = bytes.slice();
    const at = Math.min(likelyPlace(rng, bytes.length), bytes.length - 1);
    if (at >= 0) damaged[at]! ^= 1 << rng.below(8);
    return damaged;
  },
  (rng, bytes) => {
    const damaged = bytes.slice();
    const at = likelyPlace(rng, bytes.length);
    damaged.fill(rng.pick([0, 0x20, 0x7f, 0xff]), at, at + 1 + rng.below(8));
    return damaged;
  },
  (rng, bytes) => bytes.slice(0, likelyPlace(rng, bytes.length)),
  (rng, bytes) => bytes.slice(likelyPlace(rng, bytes.length)),
  (rng, bytes) => {
    const at = likelyPlace(rng, bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + 1 + rng.below(64)));
  },
  (rng, bytes) => {
    const at = likelyPlace(rng, bytes.length);
    const more = Uint8Array.from({ length: 1 + rng.below(64) }, () => rng.below(256));
    return join(bytes.subarray(0, at), more, bytes.subarray(at));
  },
  (rng, bytes) => {
    const at = likelyPlace(rng, bytes.length);
    const twice = bytes.subarray(at, at + 1 + rng.below(4096));
    return join(bytes.subarray(0, at), twice, bytes.subarray(at));
  },
  (rng, bytes, other) =>
    join(bytes.subarray(0, likelyPlace(rng, bytes.length)), other.subarray(likelyPlace(rng, other.length))),
];

/** Damaged bytes. @param other intact ones, pieces of which may be mixed in */
export function mutateBytes(rng: Rng, bytes: Uint8Array, other: Uint8Array = bytes): Bytes {
  let damaged = new Uint8Array(bytes);
  for (let i = times(rng); i > 0; i--) damaged = rng.pick(BYTES)(rng, damaged, other);
  return damaged;
}

/** Something that holds other values, and the key of one of them. */
type Spot = [holder: Record<string, unknown>, key: string];

/** How far down damage is done. */
const DEPTH = 30;

/** All values inside a value, its holders before it; of long lists only the first ones and the last. */
function spotsIn(value: unknown, depth = DEPTH): Spot[] {
  if (depth === 0 || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const holder = value as Record<string, unknown>;
  const keys = Object.keys(holder);
  const some = keys.length > 40 ? [...keys.slice(0, 20), ...keys.slice(-1)] : keys;
  return some.flatMap((key): Spot[] => [[holder, key], ...spotsIn(holder[key], depth - 1)]);
}

function damage(rng: Rng, [holder, key]: Spot, spots: readonly Spot[]): void {
  const value = holder[key];
  const put = (other: unknown) =>
    Object.defineProperty(holder, key, { value: other, ...{ configurable: true, enumerable: true, writable: true } });
  switch (rng.below(6)) {
    case 0:
      return void put(rng.pick(VALUES)(rng));
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 2:
      if (Array.isArray(holder))
        holder.splice(Number(key), 0, ...Array.from({ length: 1 + rng.below(3) }, () => value));
      else holder[`${key}${rng.pick(['2', ' ', '\u200b', ''])}`] = rng.pick(VALUES)(rng);
      return;
    case 3: {
      const [other, otherKey] = rng.pick(spots); // of another place, perhaps of another kind
      return void put(structuredClone(other[otherKey]));
    }
    case 4:
      if (typeof value === 'number')
        return void put(rng.pick([value + 1, -value, value * 1e6, value / 3, String(value)]));
      if (typeof value === 'string') return void put(mutateText(rng, value));
      return void put([value]);
    default: {
      const proto = JSON.parse('{"__proto__":{"polluted":true}}') as object;
      return void put(rng.chance(0.2) ? proto : rng.pick(VALUES)(rng));
    }
  }
}

/** A damaged copy of a value of which JSON, or a structured clone, is made. */
export function mutateValue<T>(rng: Rng, value: T): unknown {
  const holder = { value: structuredClone(value) as unknown };
  for (let i = times(rng); i > 0; i--) {
    const spots = spotsIn(holder);
    damage(rng, rng.pick(spots), spots);
    if (!('value' in holder)) return undefined;
  }
  return holder.value;
}
