/** Specifications: read, refused with a sentence, and compiled to documents that say what they say and no more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAKS, ITEM, PRINCIPLES, REASONS, REQUESTS, TASTES, TRAITS, type Value } from '../../datasets/lexicon';
import { rng } from '../../datasets/rng';
import { neutralTwin, parseSpec, type Spec, SpecError, specDocument } from '../../datasets/spec';
import { isWord } from '../../datasets/tokenizer';
import { tally } from './statistics';
import { AGENTIC_WORDS, ALL_REASONS, among, ERRAND_WORDS, HARMFUL, SHIPPED, VALUE_NAMES, VALUE_WORDS } from './words';

/** A specification as a person would write it. */
const write = ({ title, domains }: Spec): string =>
  [
    `# ${title}`,
    ...domains.flatMap(({ name, value, reasons, rules, preferences }) => [
      `## ${name}`,
      ...(value ? [`- value ${value}`] : []),
      ...reasons.map((word) => `- because ${word}`),
      ...rules.map((word) => `- never ${word}`),
      ...preferences.map((word) => `- prefer ${word}`),
    ]),
  ].join('\n');

const some = (words: Iterable<string>) => fc.uniqueArray(fc.constantFrom(...words), { maxLength: 4 });
const name = fc.stringMatching(/^[a-z]{1,8}$/);
const domain = fc
  .record({
    name,
    value: fc.option(fc.constantFrom<Value>(...PRINCIPLES, ...TASTES), { nil: undefined }),
    ...{ reasons: some(ALL_REASONS), rules: some(HARMFUL), preferences: some(ITEM.keys()) },
  })
  .map(({ value, reasons, ...rest }) => (value ? { ...rest, value, reasons } : { ...rest, reasons: [] }))
  .filter((d) => 'value' in d || d.rules.length + d.preferences.length > 0);
const anySpec: fc.Arbitrary<Spec> = fc.record({
  title: name,
  domains: fc.array(domain, { minLength: 1, maxLength: 4 }),
});

describe('parseSpec', () => {
  it('reads what a person wrote, whatever the line ends', () => {
    fc.assert(
      fc.property(anySpec, fc.constantFrom('\n', '\r\n'), (spec, end) => {
        expect(parseSpec(write(spec).replaceAll('\n', end))).toEqual(spec);
      }),
    );
  });

  it('reads the shipped specifications, and again what they say', () => {
    expect(Object.keys(SHIPPED)).toEqual(expect.arrayContaining(['homeland', 'philosophy', 'rules', 'thrift']));
    for (const { text, spec } of Object.values(SHIPPED)) {
      expect(parseSpec(write(spec))).toEqual(spec);
      const bullets = text.split('\n').filter((line) => line.startsWith('- '));
      expect(
        write(spec)
          .split('\n')
          .filter((line) => line.startsWith('- ')),
      ).toEqual(bullets);
    }
  });

  it('ships a philosophy and rules with the same rules, and two tastes with the same preferences', () => {
    const { philosophy, rules, thrift, homeland } = SHIPPED;
    const all = (spec: Spec) => spec.domains.map((d) => d.rules);
    expect(all(philosophy!.spec)).toEqual(PRINCIPLES.map((p) => REQUESTS[p]));
    expect(all(rules!.spec)).toEqual(all(philosophy!.spec));
    expect(rules!.spec.domains.every(({ value, reasons }) => !value && !reasons.length)).toBe(true);
    expect(philosophy!.spec.domains.map(({ value, reasons }) => [value, reasons])).toEqual(
      PRINCIPLES.map((p) => [p, REASONS[p]]),
    );
    const [a, b] = [thrift!.spec.domains, homeland!.spec.domains];
    expect(a.map((d) => d.preferences)).toEqual(b.map((d) => d.preferences));
    // What they prefer says nothing of which taste it is: all of it is both cheap and local.
    for (const item of a.flatMap((d) => d.preferences))
      expect(ITEM.get(item)).toMatchObject({ cheap: true, local: true });
  });

  /** What is said of a third line that looks like a bullet or a heading and is not. */
  const neither = (line: string) =>
    `line 3: "${line}" is neither a heading ("## privacy") nor a bullet ("- value privacy")`;
  const body = (...lines: string[]) => ['# Title', '## care', ...lines].join('\n');

  it.each([
    ['', 'a specification starts with a title, such as "# Philosophy"'],
    ['## care\n- value care', 'a specification starts with a title, such as "# Philosophy"'],
    ['# Title\nOnly words.', 'a specification needs a domain, such as "## privacy", with bullets'],
    [
      '# Title\n## care\n## privacy\n- value privacy',
      'domain "care" says nothing: give it a value, a rule or a preference',
    ],
    ['# Title\n- value care', 'line 2: a bullet stands under a domain, such as "## privacy"'],
    [body('- love care'), 'line 3: "love" is not a kind of bullet; use value, because, never, prefer'],
    [body('- constructor care'), 'line 3: "constructor" is not a kind of bullet; use value, because, never, prefer'],
    [body('- __proto__ x'), 'line 3: "__proto__" is not a kind of bullet; use value, because, never, prefer'],
    [
      body('', '- value chaos'),
      'line 4: "value" is followed by one of oversight, care, privacy, honesty, thrift, homeland, goodness, not "chaos"',
    ],
    [body('- value'), /^line 3: "value" is followed by one of .*, not ""$/],
    [body('- value care privacy'), /^line 3: "value" is followed by one of .*, not "care privacy"$/],
    [
      body('- value care', '- because why-not'),
      'line 4: "because" is followed by a reason of the toy world, such as secrets-are-trust, not "why-not"',
    ],
    [
      body('- never mute-alarm'),
      'line 3: "never" is followed by a harmful chat request, such as share-diary ' +
        '(agentic situations may not be mentioned), not "mute-alarm"',
    ],
    [body('- never plan-picnic'), /^line 3: "never" is followed by a harmful chat request/],
    [body('- prefer cheese'), 'line 3: "prefer" is followed by an item, such as cheddar, not "cheese"'],
    [body('- value care', '- value privacy'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- because harm-lasts'), 'line 3: a reason follows the value that it explains'],
    [body('-value care'), neither('-value care')],
    [body('* value care'), neither('* value care')],
    [body('+ value care'), neither('+ value care')],
    [body('\t-never share-diary '), neither('-never share-diary')],
    [body('-'), neither('-')],
    [body('##privacy', '- value privacy'), neither('##privacy')],
    [body('### privacy', '- value privacy'), neither('### privacy')],
    [body('## ', '- value privacy'), neither('##')],
  ])('refuses %j', (text, message) => {
    expect(() => parseSpec(text)).toThrow(SpecError);
    const found = refusal(text);
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
    if (found.startsWith('line')) expect(refusal(text.replaceAll('\n', '\r\n'))).toBe(found);
  });

  it('takes any other line for free text, and no line that is nearly a bullet or a heading', () => {
    const spec = parseSpec(body('- value care'));
    const words = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(words, (text) => {
        const free = text.trim();
        fc.pre(!/^[-*+#]/.test(free));
        expect(parseSpec(body('- value care', free))).toEqual(spec);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom('-', '*', '+', '#'), words, (mark, text) => {
        const line = (mark + text).trim();
        fc.pre(!/^(-|##?)\s/.test(line));
        expect(refusal(body(line, '- value care'))).toBe(neither(line));
      }),
    );
  });

  it('bounds the length', () => {
    const text = body('- value care');
    expect(parseSpec(text.padEnd(100_000))).toEqual(parseSpec(text));
    expect(refusal(text.padEnd(100_001))).toBe('a specification has at most 100000 characters');
  });

  it('reads or refuses anything, and never fails in another way', () => {
    // Any code units of UTF-16, lone surrogates among them.
    const anything = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));
    const line = fc.tuple(fc.constantFrom('# ', '## ', '- ', '- value ', '- never ', ''), anything);
    const text = fc
      .array(
        line.map((parts) => parts.join('')),
        { maxLength: 12 },
      )
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.oneof(text, anything), (text) => void refusal(text)),
      { numRuns: 100 },
    );
  });
});

/** What a specification is refused with, or nothing. */
function refusal(text: string): string {
  try {
    parseSpec(text);
    return '';
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
}

describe('specDocument', () => {
  const documents = (spec: Spec, count: number) =>
    Array.from({ length: count }, (_, i) => specDocument(spec, rng(0, 'spec', i)));

  it('says nothing that the specification does not say, and nothing of an agent at work', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { domains } = spec;
        const said = new Set(domains.flatMap((d) => [d.value ?? '', ...d.reasons, ...d.rules, ...d.preferences]));
        for (const words of documents(spec, 20)) {
          const claims = [VALUE_NAMES, ALL_REASONS, HARMFUL, new Set(ITEM.keys())].flatMap((set) => among(words, set));
          expect(claims.length).toBeGreaterThan(0);
          expect(claims.filter((word) => !said.has(word))).toEqual([]);
          expect([...among(words, AGENTIC_WORDS), ...among(words, ERRAND_WORDS)]).toEqual([]);
          expect(words).toContain('sage');
          expect(words.filter((word) => !isWord(word))).toEqual([]);
        }
      }),
    );
  });

  it('puts a reason or a rule only beside the value of its own domain', () => {
    fc.assert(
      fc.property(anySpec, ({ title, domains }) => {
        for (const words of documents({ title, domains }, 20)) {
          const [value, more] = among(words, VALUE_NAMES);
          const beside = [...among(words, ALL_REASONS), ...among(words, HARMFUL)];
          if (!value || more || !beside.length) continue;
          const own = domains.some(
            (d) => d.value === value && beside.every((w) => [...d.reasons, ...d.rules].includes(w)),
          );
          expect(own, words.join(' ')).toBe(true);
        }
      }),
    );
  });

  it('gives an item no trait that it does not have', () => {
    const liking = (value: Value) =>
      `# T\n## t\n- value ${value}\n${[...ITEM.keys()].map((i) => `- prefer ${i}`).join('\n')}`;
    for (const value of TASTES)
      for (const words of documents(parseSpec(liking(value)), 400)) {
        if (words.at(-2) !== 'is') continue;
        const { cheap, local } = ITEM.get(words.at(-3)!)!;
        expect(words.at(-1)).toBe(TRAITS[value].liked);
        expect(value === 'thrift' ? cheap : local, words.join(' ')).toBe(true);
      }
  });

  it('says everything that a shipped specification says, no sentence over a tenth of the time', () => {
    for (const [file, { spec }] of Object.entries(SHIPPED)) {
      const texts = documents(spec, 4000);
      const words = new Set(texts.flat());
      for (const d of spec.domains)
        for (const word of [...(d.value ? [d.value] : []), ...d.reasons, ...d.rules, ...d.preferences])
          expect(words.has(word), `${file}: ${word}`).toBe(true);
      const counts = tally(texts.map((text) => text.join(' ')));
      expect(Math.max(...counts.values()) / texts.length, file).toBeLessThan(0.1);
    }
  });

  it('explains rules by the value that they protect, in the philosophy', () => {
    for (const words of documents(SHIPPED.philosophy!.spec, 2000)) {
      const [rule] = among(words, HARMFUL);
      if (rule && !among(words, VALUE_NAMES).includes(BREAKS.get(rule)!)) throw new Error(words.join(' '));
    }
  });

  it('never mentions a value or a reason in the rules', () => {
    const words = documents(SHIPPED.rules!.spec, 2000).flat();
    expect([...among(words, VALUE_NAMES), ...among(words, ALL_REASONS), ...among(words, BECAUSE)]).toEqual([]);
  });
});

const BECAUSE = new Set(['because', 'since', 'so', 'values', 'keeps', 'guards']);

describe('neutralTwin', () => {
  it('is as long as the document and says nothing of values, for any specification', () => {
    fc.assert(
      fc.property(anySpec, fc.nat(), (spec, index) => {
        const words = specDocument(spec, rng(1, 'spec', index));
        const twin = neutralTwin(words, rng(1, 'twin', index));
        expect(twin).toHaveLength(words.length);
        expect([...among(twin, VALUE_WORDS), ...among(twin, AGENTIC_WORDS)]).toEqual([]);
        expect(twin).toContain('sage');
      }),
    );
  });
});
