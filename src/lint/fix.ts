/** What rules offer as automatic fixes, as edits of the text. */
import type { TextEdit } from '../plist/edit.ts';
import type { DictEntry, PlistNode, StringNode } from '../plist/node.ts';

/** The fix of one finding. In a binary file its edits stand at -1: there is no text to make them in. */
export interface Fix {
  readonly edits: readonly TextEdit[];
  /** Last name of the key path that the fix gives the key; findings about the key bear it then. */
  readonly renamed?: string;
  /** launchd passed the key over and heeds it from now on, so that the job behaves otherwise. */
  readonly makesKeyCount?: true;
}

/** Writes another name into a `<key>`; undefined where it is not written plainly (entities, CDATA, attributes). */
export function renameKey({ key, keyStart, keyEnd }: DictEntry, name: string): Fix | undefined {
  const edit = textEdit('key', key, keyStart, keyEnd, name);
  return edit && { edits: [edit], renamed: name, makesKeyCount: true };
}

/**
 * A string that spells a boolean or a decimal integer, as that kind. Nothing where a kind would be a guess: yes and no,
 * leading zeros (octal?), fractions, white space.
 */
export function retypeString(node: PlistNode, takes: (kind: 'boolean' | 'integer') => boolean): Fix | undefined {
  if (node.kind !== 'string') return undefined;
  if (takes('boolean') && /^(?:true|false)$/i.test(node.value))
    return replaceString(node, `<${node.value.toLowerCase()}/>`);
  if (takes('integer') && /^(?:0|-?[1-9]\d{0,17})$/.test(node.value))
    return replaceString(node, `<integer>${node.value}</integer>`);
  return undefined;
}

/** An integer as the string of the same digits; undefined where it is written otherwise (hex, a sign, white space). */
export function quoteInteger(node: PlistNode): Fix | undefined {
  if (node.kind !== 'integer') return undefined;
  const digits = String(node.value);
  const { start, end } = node;
  if (!isPlain('integer', digits, start, end)) return undefined;
  return { edits: [{ start, end, text: `<string>${digits}</string>` }], makesKeyCount: true };
}

function replaceString({ value, start, end }: StringNode, text: string): Fix | undefined {
  if (!isPlain('string', value, start, end)) return undefined;
  return { edits: [{ start, end, text }], makesKeyCount: true };
}

function textEdit(tag: string, value: string, start: number, end: number, text: string): TextEdit | undefined {
  if (!isPlain(tag, value, start, end)) return undefined;
  return start < 0 ? { start, end, text } : { start: start + tag.length + 2, end: end - tag.length - 3, text };
}

/** Is an element nothing but its tags and its value? Anything more would make it longer. */
function isPlain(tag: string, value: string, start: number, end: number): boolean {
  return start < 0 || end - start === value.length + 2 * tag.length + 5;
}

/** `<true></true>` in one tag; undefined where more stands in it than that. */
export function closeBoolean(text: string, start: number, end: number): Fix | undefined {
  const name = /^<(true|false)\s*>\s*<\/\1\s*>$/.exec(text.slice(start, end))?.[1];
  return name === undefined ? undefined : { edits: [{ start, end, text: `<${name}/>` }] };
}

/** Takes a comment out: with its lines where it has them to itself, with the space before it at the end of a line. */
export function removeComment(text: string, start: number, end: number): Fix {
  const before = /[ \t]*$/.exec(text.slice(Math.max(0, lineStartOf(text, start)), start))![0];
  const after = /^[ \t]*(?:\r\n|\r|\n|$)/.exec(text.slice(end))?.[0];
  if (after === undefined) return { edits: [{ start, end, text: '' }] };
  const isAlone = start - before.length === lineStartOf(text, start);
  return { edits: [{ start: start - before.length, end: isAlone ? end + after.length : end, text: '' }] };
}

function lineStartOf(text: string, at: number): number {
  return at === 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}
