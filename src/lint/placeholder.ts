/** Unfilled placeholders: a file with one is a template of a job, and what it will hold is not known yet. */
import { once } from '../launchd/once.ts';
import type { PlistNode } from '../plist/node.ts';

const MUSTACHE = '\\{\\{[^{}]*\\}\\}'; // mustache, Jinja, Go

/**
 * The marks of template engines, and the words people write where a user is to fill something in. `$NAME` is none: in
 * most files it was meant for a shell that never comes (rule `no-expansion`).
 */
const MARKS = [
  '@[A-Z][A-Z0-9_]*@', // autoconf, sed
  '(?<![\\w.-])@[A-Za-z][\\w.-]*@(?![\\w-]+\\.[A-Za-z])', // nix; @user@host.example is an address
  '\\{%[^%]*%\\}',
  '<%[^%]*%>', // ERB
  '%%[A-Z][A-Z_]+%%',
  '(?<![A-Za-z0-9])YOUR_[A-Z0-9_]+',
  '(?<![A-Za-z0-9])(?:CHANGE[_-]?ME|REPLACE[_-]?ME|REPLACE_WITH_[A-Z0-9_]+)(?![A-Za-z0-9])',
  '<(?:[Yy]our|YOUR|[Pp]ath[ _-]to|PATH[ _-]TO|[Uu]ser[ _-]?name|USER_?NAME|REPLACE|INSERT)(?:[ _-][^<>\\s][^<>]*)?>',
];
/** Only in values: `__PYVENV_LAUNCHER__` and the like are names of variables that macOS really has. */
const MARKS_OF_VALUES = [
  '__[A-Z][A-Z0-9_]*__',
  '(?<=/(?:Users|home)/)(?:YOUR[A-Z_-]*|USER_?NAME|REPLACE|username|your[-_]?(?:user|name|username)|<[^<>/]*>)(?=/|$)',
  '(?<![^:=\\s"\'])(?:/(?:full|absolute))?/path/to/',
];

const inKey = once(() => new RegExp([MUSTACHE, ...MARKS].join('|')));
const inValue = once(() => new RegExp([MUSTACHE, ...MARKS, ...MARKS_OF_VALUES].join('|')));
const butMustache = once(() => new RegExp([...MARKS, ...MARKS_OF_VALUES].join('|')));
/** Every mark has one of these, and nearly every text has none: one cheap look in place of a dear one. */
const MAY_HOLD_PLACEHOLDER =
  /@[A-Za-z]|\{[{%]|<(?:%|[Yy]o|YO|[Pp]at|PAT|[Uu]se|USE|REP|INS)|%%|__|YOUR_|CHANGE|REPLACE|\/(?:Users|home)\/(?:[Yy]our|YOUR|USER|username|<)|\/path\/to\//;

/** An option that takes a format in Go's syntax, which the program itself fills in: `docker ps --format {{.Names}}`. */
const FORMAT_OPTION = /(?:^|\s)(?:-f|--format|--template)(?:$|[\s=]+['"]?(?=\{\{))/;

/**
 * The first placeholder in a text, or undefined.
 * @param before the argument before it, where the text is an argument
 */
export function placeholderIn(text: string, before?: string): string | undefined {
  if (!MAY_HOLD_PLACEHOLDER.test(text)) return undefined;
  const found = inValue().exec(text)?.[0];
  if (!found?.startsWith('{{')) return found;
  const isFormat = FORMAT_OPTION.test(text) || (before !== undefined && FORMAT_OPTION.test(before));
  return isFormat ? butMustache().exec(text)?.[0] : found;
}

/** The first placeholder in the name of a key, or undefined. */
export function placeholderInKey(key: string): string | undefined {
  return MAY_HOLD_PLACEHOLDER.test(key) ? inKey().exec(key)?.[0] : undefined;
}

/** The text of the item before item `i`, if it is a text. */
export function textBefore(items: readonly PlistNode[], i: number): string | undefined {
  const before = items[i - 1];
  return before?.kind === 'string' ? before.value : undefined;
}

/** Does a value hold a placeholder anywhere? @param before as in {@link placeholderIn} */
export function holdsPlaceholder(node: PlistNode, before?: string): boolean {
  switch (node.kind) {
    case 'string':
      return placeholderIn(node.value, before) !== undefined;
    case 'array':
      return node.items.some((item, i) => holdsPlaceholder(item, textBefore(node.items, i)));
    case 'dict':
      return node.entries.some((entry) => placeholderInKey(entry.key) !== undefined || holdsPlaceholder(entry.value));
    default:
      return false;
  }
}
