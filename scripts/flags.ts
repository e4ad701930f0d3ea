/** The flags of a command: read, refused in one sentence that names the nearest known one, and told by `--help`. */
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { excerpt } from '../datasets/quote';
import { didYouMean } from '../datasets/nearest';
import { listed, quoted } from '../datasets/sentences';
import { HelpAsked, UsageError } from './command-line';

/** One flag. */
export interface Flag {
  type: 'string' | 'boolean';
  /** May be given several times. */
  multiple?: boolean;
  default?: string | boolean | string[];
  /** What stands for its value in `--help`, such as `FILE`. */
  value?: string;
  /** What it does, in one line. */
  about: string;
}

/** What a command is told, and what it tells of itself. */
export interface Usage<Flags extends Record<string, Flag>> {
  /** How it is called, such as `npm run merge --`. */
  call: string;
  /** What it does, in a sentence or a few lines. */
  about: string;
  flags: Flags;
  /** What other words stand for in `--help`, such as `FILE …`; without it there may be none. */
  words?: string;
}

/** Most characters of one word: a thousand seeds take fewer. Node takes seconds to read very long ones that begin with a dash. */
const LONGEST_WORD = 16_384;

type Values<Flags extends Record<string, Flag>> = ReturnType<typeof parseArgs<{ options: Flags }>>['values'];

/**
 * What a command line says.
 *
 * @param args all of them, without the program
 * @throws UsageError with one sentence about the first thing wrong; HelpAsked
 */
export function readFlags<Flags extends Record<string, Flag>>(
  usage: Usage<Flags>,
  args: string[] = argv.slice(2),
): { values: Values<Flags>; words: string[] } {
  const options: Record<string, Flag> = usage.flags;
  const long = args.find(({ length }) => length > LONGEST_WORD);
  if (long !== undefined)
    throw new UsageError(
      `${quoted(long)} has ${long.length} characters, and a word of a command at most ${LONGEST_WORD}.`,
    );
  const settings = { args, options, allowNegative: true, allowPositionals: true } as const;
  const { tokens, positionals } = parseArgs({ ...settings, strict: false, tokens: true });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? Infinity;
  if (args.some((arg, i) => i < end && (arg === '--help' || arg === '-h'))) throw new HelpAsked(helpText(usage));
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    requireKnown(token.rawName, flag, usage);
    requireValue(token, flag!);
    if (given.has(token.name) && !flag!.multiple) throw new UsageError(`--${token.name} is given twice.`);
    given.add(token.name);
  }
  if (positionals.length > 0 && usage.words === undefined)
    throw new UsageError(`${quoted(positionals[0]!)} is not a flag; ${knownFlags(usage)}.`);
  const { values } = parseArgs({ ...settings, options: usage.flags, strict: false });
  return { values: values as Values<Flags>, words: positionals };
}

function requireKnown(written: string, flag: Flag | undefined, usage: Usage<Record<string, Flag>>): void {
  const isNegative = written.startsWith('--no-');
  if (flag && written.startsWith('--') && !(isNegative && flag.type === 'string')) return;
  const known = Object.keys(usage.flags).map((name) => `--${name}`);
  throw new UsageError(`${excerpt(written)} is not a flag; ${knownFlags(usage)}.${didYouMean(written, known)}`);
}

function requireValue(
  { name, value, inlineValue }: { name: string; value?: string | undefined; inlineValue?: boolean | undefined },
  flag: Flag,
): void {
  if (flag.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value, not ${quoted(value)}.`);
    return;
  }
  if (value === undefined) throw new UsageError(`--${name} needs a value: ${shape(name, flag)}.`);
  if (!inlineValue && value.startsWith('--'))
    throw new UsageError(
      `--${name} needs a value, and ${quoted(value)} is a flag; a value like that is written --${name}=VALUE.`,
    );
}

const knownFlags = ({ flags }: Usage<Record<string, Flag>>): string => {
  const names = Object.keys(flags).map((name) => `--${name}`);
  return names.length === 0 ? 'there are none' : `there are ${listed(names)}`;
};

/** `--out FILE` */
const shape = (name: string, { type, value, default: usual }: Flag): string =>
  type === 'string' ? `--${name} ${value ?? 'TEXT'}` : usual === true ? `--no-${name}` : `--${name}`;

/** What `--help` prints. */
function helpText({ call, about, flags, words }: Usage<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const usual = typeof flag.default === 'string' ? ` (${flag.default} if not given)` : '';
    return [shape(name, flag), `${flag.about}${flag.multiple ? '; may be given several times' : ''}${usual}`];
  });
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([left]) => left!.length));
  const lines = rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`);
  return [about, '', `  ${call}${words ? ` ${words}` : ''} [flags]`, '', ...lines].join('\n');
}
