/** Automatic fixes: what a rule wants, said once, and the edits that a writer (XML, YAML) makes of it. */
import type { TextEdit } from '../plist/edit.ts';
import type { PlistNode } from '../plist/node.ts';
import { integerOf, type PlistValue } from '../plist/value.ts';

/** What becomes of the key or value at the spot of a finding, whatever the text it stands in. */
export type Intent =
  | { readonly to: 'name'; readonly name: string }
  | { readonly to: 'boolean'; readonly value: boolean }
  /** A decimal integer; `digits` may begin with a minus. */
  | { readonly to: 'integer'; readonly digits: string }
  /** A string of the digits that stood there as an integer. */
  | { readonly to: 'string'; readonly digits: string };

/** What a fix does to the dict of a service. */
export interface Change {
  readonly service: string;
  /** Key path before. */
  readonly path: readonly string[];
  readonly intent: Intent;
}

/** The fix of one finding. In a binary file its edits stand at -1: there is no text to make them in. */
export interface Fix {
  readonly edits: readonly TextEdit[];
  /** Last name of the key path that the fix gives the key; findings about the key bear it then. */
  readonly renamed?: string;
  /** launchd passed the key over and heeds it from now on, so that the job behaves otherwise. */
  readonly makesKeyCount?: true;
  /** In services.yaml: the service whose finding is fixed, and how its dict changes. */
  readonly change?: Change;
}

/** Why an intent can not be made in the text as it is written: a clause without a full stop. */
export interface Refusal {
  readonly refused: string;
  /** In services.yaml: the service whose finding stays. */
  readonly service?: string;
}

/** An edit that fulfils an intent. Whatever had the wrong name or kind was passed over, and counts from then on. */
export function fixBy(intent: Intent, edit: TextEdit): Fix {
  return { edits: [edit], ...(intent.to === 'name' && { renamed: intent.name }), makesKeyCount: true };
}

/**
 * A string that spells a boolean or a decimal integer, as that kind. Nothing where a kind would be a guess: yes and no,
 * leading zeros (octal?), fractions, white space.
 */
export function retypeString(node: PlistNode, takes: (kind: 'boolean' | 'integer') => boolean): Intent | undefined {
  if (node.kind !== 'string') return undefined;
  if (takes('boolean') && /^(?:true|false)$/i.test(node.value))
    return { to: 'boolean', value: node.value.toLowerCase() === 'true' };
  if (takes('integer') && /^(?:0|-?[1-9]\d{0,17})$/.test(node.value)) return { to: 'integer', digits: node.value };
  return undefined;
}

/** An integer as the string of the same digits. */
export function quoteInteger(node: PlistNode): Intent | undefined {
  return node.kind === 'integer' ? { to: 'string', digits: String(node.value) } : undefined;
}

/** The text that stands for a value before and after its intent: both writers compare what is written with the first. */
export function spelling(intent: Exclude<Intent, { to: 'name' }>): string {
  return intent.to === 'boolean' ? String(intent.value) : intent.digits;
}

/** The value that an intent makes. */
export function madeValue(intent: Exclude<Intent, { to: 'name' }>): PlistValue {
  switch (intent.to) {
    case 'boolean':
      return intent.value;
    case 'integer':
      return integerOf(BigInt(intent.digits));
    case 'string':
      return intent.digits;
  }
}

/** Takes a comment out: with its lines where it has them to itself, with the space before it at the end of a line. */
export function removeComment(text: string, start: number, end: number): Fix {
  const before = /(?<![ \t])[ \t]*$/.exec(text.slice(Math.max(0, lineStartOf(text, start)), start))![0];
  const after = /^[ \t]*(?:\r\n|\r|\n|$)/.exec(text.slice(end))?.[0];
  if (after === undefined) return { edits: [{ start, end, text: '' }] };
  const isAlone = start - before.length === lineStartOf(text, start);
  return { edits: [{ start: start - before.length, end: isAlone ? end + after.length : end, text: '' }] };
}

function lineStartOf(text: string, at: number): number {
  return at === 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}
