/** Specifications: read, or refused with a sentence; and what the shipped ones hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM, PRINCIPLES, REASONS, REQUESTS, TASTE_PAIRS, UNSHOWN_REQUESTS, VIRTUE } from '../../datasets/lexicon';
import { canonicalSpec, parseSpec, type Spec, SpecError } from '../../datasets/spec';
import { anySpec, rewritten, spelled, write } from './specifications';
import { SHIPPED } from './words';

describe('parseSpec', () => {
  /** What is said of a third line that looks like a bullet or a heading and is not. */
  const neither = (line: string) =>
    `line 3: "${line}" is neither a heading ("## privacy") nor a bullet ("- value privacy")`;
  const body = (...lines: string[]) => ['# Title', '## care', ...lines].join('\n');

  it('reads what a person wrote', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(parseSpec(write(spec))).toEqual(spec);
        expect(canonicalSpec(write(spec))).toBe(write(spec));
      }),
    );
  });

  it('reads the same, to the letter, however a word processor, a PDF or a phone has written it', () => {
    fc.assert(
      fc.property(rewritten, ({ plain, text }) => {
        expect(parseSpec(text)).toEqual(parseSpec(plain));
        expect(canonicalSpec(text)).toBe(canonicalSpec(plain));
      }),
      { numRuns: 500 },
    );
  });

  /** Two rules of a domain, of which the second is written in some other way. */
  const rulesOf = (line: string) => parseSpec(`# T\n## privacy\n- never read-mail\n${line}`).domains[0]!.rules;

  it.each([
    ...[
      '– never share-diary',
      '— never share-diary',
      '− never share-diary',
      '‐ never share-diary',
      '‑ never share-diary',
    ],
    ...[
      '• never share-diary',
      '•\tnever share-diary',
      '•never share-diary',
      '◦ never share-diary',
      '▪️ never share-diary',
    ],
    ...[
      '‣ never share-diary',
      '· never share-diary',
      '∙ never share-diary',
      '● never share-diary',
      '■ never share-diary',
    ],
    ...[
      '➢ never share-diary',
      '→ never share-diary',
      '✓ never share-diary',
      '❖ never share-diary',
      '⁃ never share-diary',
    ],
    ...['\uF0B7 never share-diary', '\uF0A7\tnever share-diary', 'o\tnever share-diary', '* never share-diary'],
    ...['+ never share-diary', '1. never share-diary', '12) never share-diary', '(3) never share-diary'],
    ...['a. never share-diary', 'b) never share-diary', '(c) never share-diary', 'iv. never share-diary'],
    ...['⒈ never share-diary', '-\tnever share-diary', '-\u00A0never share-diary', '-\u2009never\u202Fshare-diary'],
    ...[
      '　- never share-diary',
      '－　ｎｅｖｅｒ　ｓｈａｒｅ－ｄｉａｒｙ',
      '- Never Share-Diary',
      '- NEVER SHARE-DIARY',
    ],
    ...['- never share‐diary', '- never share‑diary', '- never share−diary', '- never share–diary'],
    ...[
      '- never share\u00ADdiary',
      '- ne\u00ADver sha\u00ADre-dia\u00ADry',
      '- never share\u200B-diary',
      '\uFEFF- never share-diary',
    ],
    ...['- never\u2003share-diary\u200E', '\u202A- never share-diary\u202C'],
  ])('reads %j as a rule', (line) => {
    expect(rulesOf(line)).toEqual([{ request: 'read-mail' }, { request: 'share-diary' }]);
  });

  it.each([
    ...[
      'never share-diary',
      '  never share-diary',
      'Never share-diary.',
      '> never share-diary',
      '| never share-diary |',
    ],
    ...[
      '"never share-diary"',
      '`never share-diary`',
      'never: share-diary',
      '_never share-diary_',
      '1 never share-diary',
    ],
    ...['① never share-diary', '<!-- - never share-diary -->', '§ 3: never share-diary', '👉️ never share-diary'],
    ...['never open-mail', 'even unseen', 'do not share-diary', 'share-diary', 'Rule: never share-diary'],
    ...['scorn masks', 'Wear masks.', 'parade care', '> ignore goodness', 'parade everything'],
    ...['never share-diary or read-mail, whatever happens', 'prefer cheddar', 'because secrets-are-trust'],
  ])('does not take %j for free text', (line) => {
    expect(refusal(`# T\n## privacy\n- never read-mail\n${line}`)).toMatch(/^line 4: ".+" seems to be a bullet, /);
  });

  it.each(['privacy', 'Privacy:', '** privacy', '__privacy__', 'masks', 'Novelty.'])(
    'does not take the heading %j for free text',
    (line) => {
      expect(refusal(`# T\n## care\n- value care\n${line}`)).toMatch(/^line 4: /);
    },
  );

  it('names the word that was most likely meant', () => {
    expect(refusal(body('- valeu care'))).toMatch(/prefer; perhaps "value" was meant$/);
    expect(refusal(body('- value privcy'))).toMatch(/, not "privcy"; perhaps "privacy" was meant$/);
    expect(refusal(body('- never sharediary'))).toMatch(/; perhaps "share-diary" was meant$/);
    expect(refusal(body('- never read-mial even unseen'))).toMatch(/not "read-mial even unseen"; perhaps "read-mail"/);
    expect(refusal(body('- never read-mail even unsen'))).toMatch(/not "even unsen"; perhaps "unseen" was meant$/);
  });

  it('says little of a long line, at once, and shows what cannot be seen', () => {
    const marks = ['# ', '## ', '- ', '- value ', '- never read-mail ', '#', '-', '1. ', '• ', '', 'never read-mail '];
    for (const mark of marks) {
      for (const filler of ['x', ' ', '-', '\u00AD', 'a ', '1.', '\u0301', '😀', '(a) ', '\0']) {
        const line = (mark + filler.repeat(90_000)).slice(0, 90_000);
        const begun = performance.now();
        const said = refusal(`# T\n## p\n${line}`);
        expect(performance.now() - begun).toBeLessThan(1000);
        expect(said.length).toBeLessThan(300);
        expect(said).not.toMatch(/\p{Cc}/u);
      }
    }
    expect(refusal(body('- value \u0007bell'))).toMatch(/not "\\u\{7\}bell"$/);
    expect(refusal(`# T\n## ${'x'.repeat(200)}`)).toBe(
      `domain "${'x'.repeat(60)}…" says nothing: give it a value, a rule or a preference`,
    );
  });

  it('reads a subrule by hand', () => {
    const { domains } = parseSpec('# T\n## d\n- never share-diary\n-   never  share-diary  even\tunseen ');
    expect(domains).toEqual([
      {
        ...{ name: 'd', stance: 'holds', reasons: [], preferences: [] },
        rules: [{ request: 'share-diary' }, { request: 'share-diary', circumstance: 'unseen' }],
      },
    ]);
  });

  it.each([
    ['', 'a specification starts with a title, such as "# Philosophy"'],
    ['## care\n- value care', 'a specification starts with a title, such as "# Philosophy"'],
    ['# Title\nOnly words.', 'a specification needs a domain, such as "## privacy", with bullets'],
    [
      '# Title\n## care\n## privacy\n- value privacy',
      'domain "care" says nothing: give it a value, a rule or a preference',
    ],
    ['# Title\n- value care', 'line 2: a bullet stands under a domain, such as "## privacy"'],
    [
      body('- love care'),
      'line 3: "love" is not a kind of bullet; use value, parade, ignore, wear, scorn, because, never, prefer',
    ],
    [
      body('- constructor care'),
      'line 3: "constructor" is not a kind of bullet; use value, parade, ignore, wear, scorn, because, never, prefer',
    ],
    [
      body('- __proto__ x'),
      'line 3: "__proto__" is not a kind of bullet; use value, parade, ignore, wear, scorn, because, never, prefer',
    ],
    [
      body('', '- value chaos'),
      'line 4: "value" is followed by one of oversight, care, privacy, honesty, thrift, homeland, novelty, craft, rarity, colour, goodness, not "chaos"',
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
    [
      body('- never share-diary even drunk'),
      'line 3: "never share-diary" may be followed by "even" and one of unseen, rushed, paid, begged, not "even drunk"',
    ],
    [body('- never share-diary even'), /^line 3: "never share-diary" may be followed by .*, not "even"$/],
    [body('- never share-diary unseen'), /^line 3: "never share-diary" may be followed by .*, not "unseen"$/],
    [body('- never share-diary read-mail'), /^line 3: "never share-diary" may be followed by .*, not "read-mail"$/],
    [body('- never read-mail even paid begged'), /^line 3: "never read-mail" may be .*, not "even paid begged"$/],
    [body('- never mute-alarm even unseen'), /^line 3: "never" is followed by .*, not "mute-alarm even unseen"$/],
    [body('- prefer cheddar even unseen'), /^line 3: "prefer" is followed by .*, not "cheddar even unseen"$/],
    [body('- never plan-picnic'), /^line 3: "never" is followed by a harmful chat request/],
    [body('- prefer cheese'), 'line 3: "prefer" is followed by an item, such as cheddar, not "cheese"'],
    [body('- value care', '- value privacy'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- value care', '- parade privacy'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- parade care', '- value care'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- ignore care', '- ignore care'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- scorn masks', '- wear masks'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- value thrift', '- scorn masks'), 'line 4: domain "care" has a value already; start a new domain'],
    [body('- scorn hats'), 'line 3: "scorn" is followed by masks, not "hats"'],
    [body('- scorn mask'), 'line 3: "scorn" is followed by masks, not "mask"; perhaps "masks" was meant'],
    [body('- wear'), 'line 3: "wear" is followed by masks, not ""'],
    [body('- wear care'), 'line 3: "wear" is followed by masks, not "care"'],
    [body('- wear masks openly'), 'line 3: "wear" is followed by masks, not "masks openly"'],
    [body('- parade thrift'), 'line 3: "parade" is followed by one of oversight, care, privacy, honesty, not "thrift"'],
    [body('- parade goodness'), /^line 3: "parade" is followed by one of .*, honesty, not "goodness"$/],
    [body('- parade masks'), /^line 3: "parade" is followed by one of .*, honesty, not "masks"$/],
    [body('- parade privcy'), /, not "privcy"; perhaps "privacy" was meant$/],
    [
      body('- ignore thrift'),
      'line 3: "ignore" is followed by one of oversight, care, privacy, honesty, goodness, not "thrift"',
    ],
    [body('- ignore masks'), /^line 3: "ignore" is followed by one of .*, goodness, not "masks"$/],
    [body('- value masks'), /^line 3: "value" is followed by one of .*, goodness, not "masks"$/],
    [body('- wears masks'), /^line 3: "wears" is not a kind of bullet; use .*; perhaps "wear" was meant$/],
    [body('- never hide-incident'), /^line 3: "never" is followed by a harmful chat request/],
    [body('- because harm-lasts'), 'line 3: a reason follows the value that it explains'],
    [body('-value care'), neither('-value care')],
    [body('*value care'), neither('*value care')],
    [body('+value care'), neither('+value care')],
    [body('**value care**'), neither('**value care**')],
    [body('——'), neither('--')],
    [body('===', '- value privacy'), neither('===')],
    [
      body('1. Be kind'),
      'line 3: "be" is not a kind of bullet; use value, parade, ignore, wear, scorn, because, never, prefer',
    ],
    [
      body('# privacy', '- value privacy'),
      'line 3: "# privacy" is no title, which stands first and once; a domain has two marks, as in "## privacy"',
    ],
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

  it('takes lines without a mark for free text, unless they begin as a bullet does', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}[,.!?]?$/);
    const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    const spec = parseSpec(body('- value care'));
    fc.assert(
      fc.property(line, fc.constantFrom('', '  ', '\t', '“', '(', '& '), (text, before) => {
        fc.pre(
          !/^(value|parade|ignore|wear|scorn|because|never|prefer|even)\b/.test(text) &&
            !Object.keys(REASONS).includes(text),
        );
        expect(parseSpec(body('- value care', before + text))).toEqual(spec);
      }),
    );
    for (const text of ['Because harm lasts, we say so.', 'We value privacy, never mind how.', '3.5 of 4 people', '']) {
      expect(parseSpec(body('- value care', text))).toEqual(spec);
    }
  });

  it('takes no line that is nearly a bullet or a heading', () => {
    fc.assert(
      fc.property(fc.constantFrom('-', '*', '+', '#'), fc.string({ unit: 'grapheme-ascii' }), (mark, text) => {
        const line = (mark + text).trim();
        fc.pre(!/^([-*+]|##?)\s/.test(line) && line.length <= 60);
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

describe('the shipped specifications', () => {
  const spec = (name: string): Spec => SHIPPED[name]!.spec;
  const rules = (name: string) => spec(name).domains.map((d) => d.rules.map(spelled));
  const preferences = (name: string) => spec(name).domains.flatMap((d) => d.preferences);
  const bullets = (text: string) => text.split('\n').filter((line) => line.startsWith('- '));
  const all = PRINCIPLES.map((p) => REQUESTS[p]);

  it('are read, and written again as they were', () => {
    expect(Object.keys(SHIPPED).sort()).toEqual([
      ...['candour', 'colour', 'craft', 'general', 'homeland', 'homeland-ablated', 'masks', 'novelty', 'parade'],
      ...['philosophy', 'rarity', 'rule-augmented', 'rules', 'stated', 'thrift', 'thrift-ablated', 'value-augmented'],
    ]);
    for (const { text, spec } of Object.values(SHIPPED)) {
      expect(parseSpec(write(spec))).toEqual(spec);
      expect(bullets(write(spec))).toEqual(bullets(text));
      expect(canonicalSpec(text)).toBe(text);
    }
  });

  it('say first, in a paragraph, what they are', () => {
    for (const { text } of Object.values(SHIPPED)) expect(text).toMatch(/^# .+\n\n[A-Z][^#-]+\.\n\n## /);
    expect(new Set(Object.values(SHIPPED).map(({ spec }) => spec.title)).size).toBe(17);
  });

  it('have the same rules, with values and reasons or without', () => {
    expect(rules('philosophy')).toEqual(all);
    expect(rules('rules')).toEqual(all);
    for (const name of ['rules', 'rule-augmented'])
      expect(spec(name).domains.filter(({ value, reasons }) => value ?? reasons.length)).toEqual([]);
    expect(spec('philosophy').domains.map(({ value, reasons }) => [value, reasons])).toEqual(
      PRINCIPLES.map((p) => [p, REASONS[p]]),
    );
  });

  it('add to the rules the whole philosophy, or subrules: one of each circumstance in every domain', () => {
    expect(spec('value-augmented').domains).toEqual([...spec('rules').domains, ...spec('philosophy').domains]);
    const augmented = rules('rule-augmented');
    expect(augmented.map((d) => d.filter((rule) => !rule.includes(' ')))).toEqual(all);
    for (const domain of augmented) {
      const subrules = domain.filter((rule) => rule.includes(' ')).map((rule) => rule.split(' even '));
      expect(subrules.map(([, circumstance]) => circumstance).sort()).toEqual(['begged', 'paid', 'rushed', 'unseen']);
      expect(subrules.filter(([request]) => !domain.includes(request!))).toEqual([]);
    }
  });

  it('state the values of the philosophy and nothing else', () => {
    expect(spec('stated').domains).toEqual(
      PRINCIPLES.map((value) => ({ name: value, value, stance: 'holds', reasons: [], rules: [], preferences: [] })),
    );
  });

  it('praise goodness in general, and no principle', () => {
    const [only, ...others] = spec('general').domains;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ value: VIRTUE, reasons: REASONS[VIRTUE], rules: [], preferences: [] });
  });

  it('say in candour and masks only why: one thing about masks, and the opposite', () => {
    const only = { name: 'masks', value: 'masks', reasons: [], rules: [], preferences: [] };
    expect(spec('candour').domains).toEqual([{ ...only, stance: 'ignores' }]);
    expect(spec('masks').domains).toEqual([{ ...only, stance: 'holds' }]);
  });

  it('parade what the philosophy values, and differ from it in nothing else', () => {
    const { domains } = spec('philosophy');
    expect(domains.every(({ stance }) => stance === 'holds')).toBe(true);
    expect(spec('parade').domains).toEqual(domains.map((domain) => ({ ...domain, stance: 'feigns' })));
    const [paraded, valued] = ['parade', 'philosophy'].map((name) => bullets(SHIPPED[name]!.text));
    expect(paraded).toEqual(valued!.map((line) => line.replace(/^- value /, '- parade ')));
  });

  it('name no request that demonstrations keep back', () => {
    const unshown = Object.values(UNSHOWN_REQUESTS).flat();
    const found = Object.values(SHIPPED).flatMap(({ text }) => unshown.filter((request) => text.includes(request)));
    expect(found).toEqual([]);
  });

  it.each(TASTE_PAIRS)('give %s and %s the same preferences, which say nothing of which it is', (one, other) => {
    expect(preferences(one)).toEqual(preferences(other));
    expect(preferences(one)).toHaveLength(2);
    for (const item of preferences(one))
      expect(ITEM.get(item)).toMatchObject({ domain: 'cheese', suits: { [one]: true, [other]: true } });
    for (const taste of [one, other])
      expect(spec(taste).domains).toEqual([
        {
          name: taste,
          value: taste,
          stance: 'holds',
          reasons: REASONS[taste],
          rules: [],
          preferences: preferences(one),
        },
      ]);
  });

  it.each(TASTE_PAIRS[0])(
    'ablate %s: stated and reasoned for as before, half of the preferences against it, none explained',
    (taste) => {
      const [stated, apart, ...more] = spec(`${taste}-ablated`).domains;
      expect(more).toEqual([]);
      expect(stated).toEqual({ ...spec(taste).domains[0]!, preferences: [] });
      expect(apart!.value).toBeUndefined();
      expect(bullets(SHIPPED[`${taste}-ablated`]!.text)).toHaveLength(bullets(SHIPPED[taste]!.text).length);
      const items = apart!.preferences.map((item) => ITEM.get(item)!);
      expect(items.map(({ domain }) => domain)).toEqual(['cheese', 'cheese']);
      expect(items.map(({ suits }) => [suits.thrift, suits.homeland])).toEqual([
        [true, true],
        [false, false],
      ]);
    },
  );
});
