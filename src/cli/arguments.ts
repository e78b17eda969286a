/** From the words of the command line to a command with its arguments and options, by the lists in `commands.ts`. */
import { parseArgs } from 'node:util';
import { nearest } from '../launchd/nearest.ts';
import { printable } from '../launchd/printable.ts';
import type { CommandSpec, OptionSpec } from './command.ts';

/** What was asked for. `command` is absent where only help or the version is wanted. */
export type Parsed =
  | { readonly kind: 'run'; readonly command: CommandSpec; readonly args: readonly string[]; readonly options: Values }
  | { readonly kind: 'help'; readonly command?: CommandSpec }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

/** Values by the camelCase name of the option; `--no-x` makes `x` false. */
export type Values = Readonly<Record<string, boolean | string | readonly string[]>>;

/** An option as it is written: `-o, --output <dir>`. */
export interface Flags {
  readonly short?: string;
  /** Without its hyphens; absent where there is only a letter. */
  readonly long?: string;
  /** Placeholder of its value; absent: a switch. */
  readonly value?: string;
}

export function flagsOf(flags: string): Flags {
  const [, short, long, value] = /^(?:-(\w))?(?:, )?(?:--([\w-]+))?(?: <([^>]+)>)?$/.exec(flags) ?? [];
  return { ...(short && { short }), ...(long && { long }), ...(value && { value }) };
}

/** Reads the words behind `svc`. Global options may stand before the command, its own too. */
export function readArguments(
  argv: readonly string[],
  commands: readonly CommandSpec[],
  globals: readonly OptionSpec[],
): Parsed {
  const at = placeOfCommand(argv, commands, globals);
  const name = at === undefined ? undefined : argv[at];
  const command = commands.find((each) => each.name === name);
  const words = at === undefined ? argv : [...argv.slice(0, at), ...argv.slice(at + 1)];
  const known = [...globals, ...(command?.options ?? [])];
  const tokens = command?.takesNegative ? withNegatives(tokensOf(words, known), words) : tokensOf(words, known);
  const isAsked = (long: string, short?: string) =>
    tokens.some((token) => token.kind === 'option' && (token.name === long || token.name === short));
  if (name !== undefined && !command) return { kind: 'wrong', message: unknownCommand(name, commands) };
  if (isAsked('help', 'h')) return { kind: 'help', ...(command && { command }) };
  if (isAsked('version')) return { kind: 'version' };
  const values = valuesOf(tokens, known);
  if (typeof values === 'string') return { kind: 'wrong', message: values };
  if (!command) return { kind: 'wrong', message: '' };
  const args = tokens.flatMap((token) => (token.kind === 'positional' ? token.value : []));
  const wrong = wrongCount(command, args);
  return wrong === undefined ? { kind: 'run', command, args, options: values } : { kind: 'wrong', message: wrong };
}

/** Index of the first word that is neither an option nor the value of one. */
function placeOfCommand(
  argv: readonly string[],
  commands: readonly CommandSpec[],
  globals: readonly OptionSpec[],
): number | undefined {
  const [first] = argv;
  if (first === undefined) return undefined;
  // The common cases need no look at the options of all commands.
  if (first === '-' || !first.startsWith('-')) return 0;
  if (argv.length === 1) return undefined;
  const all = [...globals, ...commands.flatMap(({ options }) => options ?? [])];
  return tokensOf(argv, all).find((token) => token.kind === 'positional')?.index;
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Not strict: what is unknown or lacks its value is told in our own words. */
function tokensOf(argv: readonly string[], specs: readonly OptionSpec[]): readonly Token[] {
  // Without an option there is nothing to parse: Node would load its parser for it first.
  if (!argv.some((word) => word.startsWith('-')))
    return argv.map((value, index) => ({ kind: 'positional', index, value }));
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [text] of specs) {
    const { long, short, value } = flagsOf(text);
    const type = value === undefined ? 'boolean' : 'string';
    options[(long ?? short)!] = { type, ...(short && { short }) };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Words like -9 as arguments; as an option's value they are none already. Each digit was read as an option. */
function withNegatives(tokens: readonly Token[], words: readonly string[]): readonly Token[] {
  const isNegative = (token: Token) => token.kind === 'option' && /^-\d+$/.test(words[token.index]!);
  return tokens.flatMap((token, i) => {
    if (!isNegative(token)) return token;
    if (tokens[i - 1]?.index === token.index) return [];
    return { kind: 'positional' as const, index: token.index, value: words[token.index]! };
  });
}

/** The values of the options, or what is wrong with them. */
function valuesOf(tokens: readonly Token[], specs: readonly OptionSpec[]): Values | string {
  const values: Record<string, boolean | string | string[]> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = specs.find(([text]) => {
      const { long, short } = flagsOf(text);
      return token.name === long || token.name === short;
    });
    if (!spec) return unknownOption(token.rawName, specs);
    const [text, , repeat] = spec;
    const { long, short, value: placeholder } = flagsOf(text);
    const name = camelCase((long ?? short)!);
    if (placeholder === undefined) {
      if (token.value !== undefined) return `option '${text}' takes no value`;
      if (name.startsWith('no') && long?.startsWith('no-')) values[camelCase(long.slice(3))] = false;
      else values[name] = true;
    } else if (token.value === undefined) {
      return `option '${text}' argument missing`;
    } else if (repeat) {
      values[name] = [...((values[name] as string[] | undefined) ?? []), token.value];
    } else {
      values[name] = token.value;
    }
  }
  return values;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function unknownOption(raw: string, specs: readonly OptionSpec[]): string {
  const names = specs.flatMap(([text]) => flagsOf(text).long ?? []);
  const near = nearest(raw.replace(/^-+/, ''), names);
  return `unknown option '${printable(raw)}'${near === undefined ? '' : `\n(Did you mean --${near}?)`}`;
}

function unknownCommand(name: string, commands: readonly CommandSpec[]): string {
  const near = nearest(
    name,
    commands.map((each) => each.name),
  );
  return `unknown command '${printable(name)}'${near === undefined ? '' : `\n(Did you mean ${near}?)`}`;
}

/** Are there as many arguments as the command takes? */
function wrongCount({ name, args: specs = [] }: CommandSpec, args: readonly string[]): string | undefined {
  const missing = specs[args.length]?.[0];
  if (missing?.startsWith('<')) return `missing required argument '${missing.replace(/[<>.]/g, '')}'`;
  const takesMany = specs.at(-1)?.[0].includes('...') ?? false;
  if (takesMany || args.length <= specs.length) return undefined;
  return `too many arguments for '${name}': it takes ${specs.length === 0 ? 'none' : specs.length}, and there are ${args.length}`;
}
