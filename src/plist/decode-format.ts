/** Tells what a file is by its content. */

export type PlistFormat = 'xml' | 'binary' | 'openstep' | 'json' | 'empty' | 'unknown';

/** An encoding that a byte-order mark can name. */
export type Unicode = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

const MAGIC = 'bplist';
/** How much of a text is looked at to tell OpenStep from JSON. */
const HEAD = 65536;
/** White space and the comments of OpenStep's format. */
const SPACE = /(?:[\s\0]+|\/\/[^\n\r]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/y;
/** A string without quotes: the characters of `isValidUnquotedStringCharacter` in CFOldStylePList.c. */
const WORD = /[\w$/:.-]+/y;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y;
/** The data of OpenStep, `<0fbd77 1c2735ae>`, as against `<dad>`: there must be a digit. */
const HEX_DATA = /<[\sa-fA-F]*\d[\s\da-fA-F]*>/y;

/**
 * Tells the format of a file by its content alone. `openstep` is the text format of NeXT: `{ a = b; }`, `( a, b )`,
 * `"x"`, `<0fbd77>` and strings files; `empty` has nothing but white space and comments; `xml` only begins like XML.
 */
export function detectFormat(bytes: Uint8Array): PlistFormat {
  // Not taken apart with [a, b]: that makes an iterator.
  const a = bytes[0];
  const b = bytes[1];
  if (a === undefined) return 'empty';
  // `<?` and `<!`: nearly every file there is.
  if (a === 60 && (b === 63 || b === 33)) return 'xml';
  if (isBinary(bytes)) return 'binary';
  const mark = byteOrderMark(bytes);
  if (mark === undefined && ((a === 60 && b === 0) || (a === 0 && b === 60))) return 'xml';
  let start = mark?.length ?? 0;
  if (mark === undefined || mark.encoding === 'utf-8') {
    while (start < bytes.length && (bytes[start] === 32 || (bytes[start]! >= 9 && bytes[start]! <= 13))) start++;
    return formatOf(latin1(bytes.subarray(start, start + HEAD)));
  }
  const head = bytes.subarray(start, start + HEAD);
  // The zero bytes aside, the characters that tell the formats apart are the same in UTF-16 and UTF-32.
  return formatOf(latin1(head.filter((byte) => byte !== 0)));
}

/** Do the bytes begin as a binary property list, whatever its version? */
export function isBinary(bytes: Uint8Array): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}

/** The byte-order mark at the start of `bytes` and how many bytes it has. */
export function byteOrderMark(bytes: Uint8Array): { readonly encoding: Unicode; readonly length: number } | undefined {
  const a = bytes[0];
  const b = bytes[1];
  const c = bytes[2];
  const d = bytes[3];
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (a === 0xff && b === 0xfe) {
    return c === 0 && d === 0 ? { encoding: 'utf-32le', length: 4 } : { encoding: 'utf-16le', length: 2 };
  }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', length: 4 };
  return undefined;
}

/** Every byte as the character of the same number. */
export function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 4096) as unknown as number[]));
  }
  return parts.join('');
}

/** The offset just past what `pattern` matches at `at`, or `at` itself. */
function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The offset past the string, quoted or not, at `at`, or `at` when there is none. */
function pastString(text: string, at: number): number {
  const quoted = past(QUOTED, text, at);
  return quoted > at ? quoted : past(WORD, text, at);
}

function formatOf(text: string): PlistFormat {
  const start = past(SPACE, text, 0);
  const first = text.charAt(start);
  if (first === '') return 'empty';
  if (first === '<') return past(HEX_DATA, text, start) > start ? 'openstep' : 'xml';
  if (first === '(') return 'openstep';
  if (first === '[') return 'json';
  if (first === '{') return formatOfBraces(text, past(SPACE, text, start + 1));
  return formatOfString(text, start);
}

/** `{ "a": 1 }` is JSON, `{ a = 1; }` and `{}` are OpenStep; `at` is the first character after the brace. */
function formatOfBraces(text: string, at: number): PlistFormat {
  if (text.charAt(at) === '}') return 'openstep';
  const end = pastString(text, at);
  const next = text.charAt(past(SPACE, text, end));
  if (end > at && (next === '=' || next === ';')) return 'openstep';
  return text.charAt(at) === '"' && next === ':' ? 'json' : 'unknown';
}

/** A quoted string alone, or a strings file: `a = b;` without braces. Any other text is unknown. */
function formatOfString(text: string, start: number): PlistFormat {
  const end = pastString(text, start);
  if (end === start) return 'unknown';
  const next = past(SPACE, text, end);
  const sign = text.charAt(next);
  const quoted = past(QUOTED, text, start) > start;
  if (sign === ';' || (sign === '' && quoted)) return 'openstep';
  if (sign !== '=') return 'unknown';
  const value = past(SPACE, text, next + 1);
  if ('{(<'.includes(text.charAt(value))) return value < text.length ? 'openstep' : 'unknown';
  const valueEnd = pastString(text, value);
  return valueEnd > value && text.charAt(past(SPACE, text, valueEnd)) === ';' ? 'openstep' : 'unknown';
}
