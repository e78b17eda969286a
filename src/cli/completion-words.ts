/** What may be completed where: `commands.ts` said again as data for the scripts of three shells. */
import { INIT_TEMPLATES } from '../guide/init.ts';
import { launchdKeys } from '../launchd/keys.ts';
import { rules } from '../lint/rules/index.ts';
import { LINT_FORMATS } from '../report/lint-report.ts';
import { flagsOf } from './arguments.ts';
import type { CommandSpec, OptionSpec } from './command.ts';
import { DOMAINS, PRESETS } from './lint-settings.ts';

/** Shells whose scripts there are. */
export const SHELLS = ['zsh', 'bash', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * What stands in a place: words of a list · services: the names in services.yaml · rule-level: `rule=level` ·
 * names: what `svc explain` takes (rules, keys, services, files) · mixed: services and files.
 */
export type Place =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'services' | 'rule-level' | 'names' | 'mixed' | 'files' | 'folders' | 'nothing' };

export interface CompletedOption {
  /** With their hyphens. */
  readonly short?: string;
  readonly long?: string;
  readonly about: string;
  readonly repeat: boolean;
  /** Absent: it takes no value. */
  readonly value?: Place;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Of each argument; the last one stands for all that follow when there may be many. */
  readonly args: readonly Place[];
  readonly takesMany: boolean;
}

/** By the word between the brackets in `commands.ts`; any other word is a file. */
const PLACES: Readonly<Record<string, Place>> = {
  service: { kind: 'services' },
  shell: { kind: 'words', words: SHELLS },
  format: { kind: 'words', words: LINT_FORMATS },
  preset: { kind: 'words', words: PRESETS },
  domain: { kind: 'words', words: DOMAINS },
  template: { kind: 'words', words: INIT_TEMPLATES },
  'id=level': { kind: 'rule-level' },
  dir: { kind: 'folders' },
  code: { kind: 'nothing' },
  n: { kind: 'nothing' },
  bytes: { kind: 'nothing' },
  time: { kind: 'nothing' },
  zone: { kind: 'nothing' },
  namespace: { kind: 'nothing' },
  when: { kind: 'nothing' },
  line: { kind: 'nothing' },
};

/** The same word in other commands. */
const OF_COMMAND: Readonly<Record<string, Place>> = {
  'explain name': { kind: 'names' },
  'next name': { kind: 'mixed' },
  'init name': { kind: 'nothing' },
  'import domain': { kind: 'words', words: ['gui', 'system'] },
};

function placeOf(command: string, word: string): Place {
  return OF_COMMAND[`${command} ${word}`] ?? PLACES[word] ?? { kind: 'files' };
}

/** A command as the scripts want it. */
export function completedCommand({ name, summary, args = [], options = [] }: CommandSpec): CompletedCommand {
  return {
    name,
    summary,
    options: options.map((spec) => completedOption(name, spec)),
    args: args.map(([syntax]) => placeOf(name, syntax.replace(/[<>[\].]/g, ''))),
    takesMany: args.at(-1)?.[0].includes('...') ?? false,
  };
}

/** @param command whose option it is; empty for those of every command */
export function completedOption(command: string, [flags, about, repeat]: OptionSpec): CompletedOption {
  const { short, long, value } = flagsOf(flags);
  return {
    ...(short && { short: `-${short}` }),
    ...(long && { long: `--${long}` }),
    about,
    repeat: repeat === 'repeat',
    ...(value && { value: placeOf(command, value) }),
  };
}

/** Ids of rules, and the names of keys: what `svc explain` has a page for. */
export function ruleIds(): readonly string[] {
  return rules.map(({ id }) => id);
}

export function keyNames(): readonly string[] {
  return launchdKeys()
    .map(({ key }) => key)
    .filter((key) => /^[\w.]+$/.test(key));
}

/** Spellings of all options with a value, to tell a value from a command. */
export function valueFlags(options: readonly CompletedOption[]): readonly string[] {
  return [...new Set(options.filter(({ value }) => value).flatMap(({ short, long }) => [short, long]))].filter(
    (flag) => flag !== undefined,
  );
}
