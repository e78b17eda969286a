/** What `svc explain` finds under a name: a rule, a key of launchd, or a field of services.yaml and so its key. */
import { fieldRows, type KeyRow, launchdKeys } from '../launchd/keys.ts';
import { misspellingOf, misspellings } from '../launchd/misspellings.ts';
import { nearKey, otherHome } from '../launchd/near-key.ts';
import { rules } from '../lint/rules/index.ts';
import { KEYLESS_FIELDS, keysOfField } from './fields.ts';
import { keyByName } from './key-by-name.ts';
import { keyPage } from './key-page.ts';
import type { Page } from './page.ts';
import { rulePage } from './rule-page.ts';

/** A page, or a sentence that says why there is none and what else to ask for. */
export type Explained = { readonly page: Page } | { readonly problem: string };

/**
 * Explains a name. Rules and keys are found in any letter case, keys by their known misspellings too.
 * @param name id of a rule, dotted key of launchd.plist, or field of services.yaml
 */
export function explain(name: string): Explained {
  const page = pageNamed(name) ?? misspeltPage(name) ?? fieldInAnyCase(name);
  return page ? { page } : { problem: problemOf(name) };
}

/** The page of a rule, key or field that has this name, not of one that is probably meant. */
export function pageNamed(name: string): Page | undefined {
  return ruleNamed(name) ?? keyNamed(name);
}

function ruleNamed(name: string): Page | undefined {
  const rule = rules.find(({ id }) => id === name.toLowerCase());
  return rule && rulePage(rule);
}

/** A name that is both a field and a key in other letters (`umask`) is taken for what it is exactly: the field. */
function keyNamed(name: string): Page | undefined {
  const key = keyByName(name);
  const isAsked = key && withoutIndexes(name) === withoutIndexes(key.spelling);
  if (isAsked) return keyPage(key.row);
  const field = fieldRows().find((row) => row.field!.name === name);
  if (field) return fieldPage(field);
  return key && keyPage(key.row, `In a property list it is spelt ${key.spelling}.`);
}

function withoutIndexes(name: string): string {
  return name.replace(/\.\d+(?=\.|$)/g, '');
}

function fieldPage(row: KeyRow): Page {
  const note = `The field ${row.field!.name} of services.yaml becomes ${keysOfField(row).join(' and ')}.`;
  return keyPage(row, note);
}

function fieldInAnyCase(name: string): Page | undefined {
  const row = fieldRows().find(({ field }) => field!.name.toLowerCase() === name.toLowerCase());
  return row && fieldPage(row);
}

function knownMisspelling(name: string) {
  const typed = name.toLowerCase();
  return misspellingOf(name.split('.')) ?? misspellings().find(({ wrong }) => wrong.join('.').toLowerCase() === typed);
}

function misspeltPage(name: string): Page | undefined {
  const slip = knownMisspelling(name);
  const right = slip?.right?.join('.');
  const key = right === undefined ? undefined : keyByName(right);
  if (!key) return undefined;
  const said = JSON.stringify(name);
  const isGuess = slip?.kind === 'other-word';
  return keyPage(
    key.row,
    isGuess ? `launchd has no key ${said}; ${right} is probably meant.` : `${said} is a misspelling of ${right}.`,
  );
}

function problemOf(name: string): string {
  const said = JSON.stringify(name);
  const slip = knownMisspelling(name);
  if (slip?.note !== undefined) return `launchd has no key ${said}: ${slip.note}.`;
  if (KEYLESS_FIELDS.includes(name)) {
    return `${name} is a field of services.yaml that becomes no key of launchd; docs/services-yaml.md tells of it.`;
  }
  const home = otherHome(name);
  if (home !== undefined) return `launchd has no key ${said}: ${home}.`;
  const near = namesNear(name);
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.';
  return `there is no rule, key or field ${said}${hint}`;
}

/** The rules, keys and fields nearest to a name; several where several keys have a member so named. */
function namesNear(name: string): readonly string[] {
  const known = new Map<string, string[]>();
  const add = (word: string, full: string) => known.set(word, [...(known.get(word) ?? []), full]);
  const addFields = () => {
    for (const { field } of fieldRows()) add(field!.name, field!.name);
  };
  for (const { id } of rules) add(id, id);
  // Most fields are a key in other letters: the first one counts, and a capital means a key.
  const isLikeKey = /^[A-Z]/.test(name);
  if (!isLikeKey) addFields();
  for (const { key, path } of launchdKeys()) {
    const member = path.at(-1)!;
    if (member === '*') continue;
    add(key, key);
    if (path.length > 1) add(member, key);
  }
  if (isLikeKey) addFields();
  const word = nearKey(name, known.keys(), true);
  return word === undefined ? [] : known.get(word)!.slice(0, 3);
}
