/** The eleven elements of a property list, and the tags they are written in. */

export type ElementName =
  | 'plist'
  | 'array'
  | 'dict'
  | 'key'
  | 'string'
  | 'data'
  | 'date'
  | 'real'
  | 'integer'
  | 'true'
  | 'false';

export type ContainerName = 'plist' | 'array' | 'dict';

const GREATER = 62;
const SLASH = 47;

const NAMES: readonly ElementName[] = [
  'plist',
  'array',
  'dict',
  'key',
  'string',
  'data',
  'date',
  'real',
  'integer',
  'true',
  'false',
];
const LONGEST = 7;

/** The name by the code of its first letter; dict, data and date share one. */
const BY_LETTER = new Array<ElementName | undefined>(128).fill(undefined);
for (const name of NAMES) BY_LETTER[name.charCodeAt(0)] ??= name;

/** Space, tab, LF and CR: the only white space between elements and in tags (`skipWhitespace` of CFPropertyList.c). */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

/** The first offset from `pos` on that holds no white space; at most the length of the text. */
export function skipSpace(text: string, pos: number): number {
  const { length } = text;
  let at = pos;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 32 || !isSpace(code)) break;
  }
  return at;
}

/**
 * The element whose name stands at `pos`, or undefined. A name ends at white space, at `>` or at `/>`: CFPropertyList.c
 * takes everything up to one of them as the name.
 */
export function elementAt(text: string, pos: number): ElementName | undefined {
  const letter = text.charCodeAt(pos);
  if (!(letter < 128)) return undefined;
  let name = BY_LETTER[letter];
  // The second letter of data and date, then the last of date.
  if (name === 'dict' && text.charCodeAt(pos + 1) === 97) name = text.charCodeAt(pos + 3) === 101 ? 'date' : 'data';
  if (name === undefined || !text.startsWith(name, pos)) return undefined;
  const after = pos + name.length;
  const code = text.charCodeAt(after);
  if (code === GREATER || isSpace(code) || (code === SLASH && text.charCodeAt(after + 1) === GREATER)) return name;
  return undefined;
}

/** Does `</name>` stand at `pos`, whose character is known to be `<`, written without white space? */
export function closesAt(text: string, pos: number, name: ElementName): boolean {
  return (
    text.charCodeAt(pos + 1) === SLASH &&
    text.startsWith(name, pos + 2) &&
    text.charCodeAt(pos + 2 + name.length) === GREATER
  );
}

/** The offset just past the `</name>` at `pos`, white space before its `>` allowed, or -1 when there is none. */
export function endTagAt(text: string, pos: number, name: ElementName): number {
  if (!text.startsWith('</', pos) || !text.startsWith(name, pos + 2)) return -1;
  const at = skipSpace(text, pos + 2 + name.length);
  return text.charCodeAt(at) === GREATER ? at + 1 : -1;
}

/** The element of exactly this name. */
export function elementNamed(name: string): ElementName | undefined {
  return NAMES.find((known) => known === name);
}

/** The element that `name` would be in lower case. */
export function elementIgnoringCase(name: string): ElementName | undefined {
  return name.length > LONGEST ? undefined : elementNamed(name.toLowerCase());
}

export function isContainer(name: ElementName): name is ContainerName {
  return name === 'plist' || name === 'array' || name === 'dict';
}

/** The end of what can be a tag's name from `pos` on: the first white space, `/`, `<` or `>`, or the end of the text. */
export function nameEnd(text: string, pos: number): number {
  const { length } = text;
  let at = pos;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === GREATER || code === SLASH || code === 60 || isSpace(code)) break;
    at++;
  }
  return at;
}

/** The offset of the first `<` or `>` from `pos` on, or the length of the text. */
export function nextBracket(text: string, pos: number): number {
  const { length } = text;
  let at = pos;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === 60 || code === GREATER) break;
    at++;
  }
  return at;
}
