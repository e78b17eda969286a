/** What XML can hold, and what it can never hold. */

// XML 1.0 Char: tab, LF, CR, and everything from space on but surrogates and the two non-characters U+FFFE, U+FFFF.
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Printable ASCII without markup, tabs and line feeds: XML has it as it is. Most texts are, and one look is quick. */
const NOT_PLAIN = /[^\t\n -%'-;=?-~]/;

/** Does XML hold `text` as it is, without a reference and without a character that it can not hold? */
export function isPlain(text: string): boolean {
  return !NOT_PLAIN.test(text);
}

/** Names the first character of `text` that no XML file can hold, or undefined: `the control character U+0001`. */
export function illegalXmlCharacter(text: string): string | undefined {
  const found = isPlain(text) ? undefined : NOT_XML.exec(text)?.[0];
  if (found === undefined) return undefined;
  const code = found.codePointAt(0)!;
  return `the ${code < 0x20 ? 'control ' : ''}character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Makes text safe inside an XML comment: `--` may not occur in one, nor `-` at its end, and no control character.
 * Every run of hyphens is spread (`--` is written `- -`), a trailing hyphen gets a space.
 */
export function commentText(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/-(?=-)/g, '- ')
    .replace(/-$/, '- ');
}
