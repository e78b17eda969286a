/** Every finding of the XML reader: its code and its words. `what` is the detail the reader adds: a name, a piece of the text. */

/** Makes the message of a finding, and what to write instead, out of its detail. */
export type Wording = (what: string) => readonly [message: string, help: string];

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

const LIST_OF_ELEMENTS = 'plist, dict, array, key, string, integer, real, true, false, date or data';

/** What Apple's reader refuses. */
export const XML_ERRORS = {
  'bad-character-reference': (what) => [
    `${what} names no character.`,
    'Write &# and the decimal number of a character, or &#x and the hexadecimal one, then a semicolon.',
  ],
  'bad-data': (what) => [`<data> holds ${what}, which is not base64.`, 'Write base64: letters, digits, +, / and =.'],
  'bad-date': (what) => [
    `${what} is not a date.`,
    'Write YYYY-MM-DDThh:mm:ssZ with no white space around it, for example 2025-01-31T09:30:00Z.',
  ],
  'bad-doctype': (what) => [`The DOCTYPE cannot be read: ${what}.`, `Write ${DOCTYPE}, or no DOCTYPE at all.`],
  'bad-integer': (what) => [`${what} is not an integer.`, integerHelp(what)],
  'bad-real': (what) => [
    `${what} is not a real number.`,
    'Write it as 1.5 or 1.5e3, with nothing after it, white space included.',
  ],
  'bare-ampersand': (what) => [`A bare & is not allowed${what}.`, 'Write &amp; for the character itself.'],
  'bare-less-than': () => ['A bare < starts a tag here.', 'Write &lt; for the character itself.'],
  'bool-not-empty': (what) => [`<${what}> must have nothing inside, not even white space.`, `Write <${what}/>.`],
  'empty-data': () => ["<data/> is refused by Apple's reader.", 'Write <data></data> for no bytes at all.'],
  'empty-date': () => ['The date is empty.', 'Write YYYY-MM-DDThh:mm:ssZ, or remove the element.'],
  'empty-integer': () => ['The integer is empty.', 'Write a whole number, or remove the element.'],
  'empty-real': () => ['The real is empty.', 'Write a number, or remove the element.'],
  'entity-declaration': (what) => [
    `The DOCTYPE declares ${what}, and declared entities are never expanded.`,
    'Write the text itself where it is wanted, and remove the declaration.',
  ],
  'integer-out-of-range': (what) => [
    `${what} is too large for an integer.`,
    'Write a number from -9223372036854775808 to 18446744073709551615.',
  ],
  'key-without-value': (what) => [`The key "${what}" has no value.`, 'Write its value after it, or remove the key.'],
  'malformed-tag': (what) => [`${what}.`, 'Write a tag as <name>, <name/> or </name>; write &lt; for a < in a text.'],
  'mismatched-end-tag': (what) => [`${what}.`, 'Give the start tag and the end tag the same name.'],
  'misplaced-doctype': () => ['A DOCTYPE may stand only before the first element.', 'Remove it here.'],
  'no-root': (what) => [`${what}.`, 'Write one value inside <plist>; for a job, a <dict>.'],
  'not-xml': () => [
    'This is not an XML property list: it does not begin with a tag.',
    'Begin with <?xml version="1.0" encoding="UTF-8"?>, or leave the file out.',
  ],
  'second-root': () => [
    'A <plist> holds one value only, and this is another.',
    'Put the values into one <array> or <dict>, or remove this one.',
  ],
  'second-value': (what) => [
    `The key "${what}" already has a value, and this is a second one.`,
    'Wrap both in an <array>, or write a <key> before this one.',
  ],
  'stray-end-tag': (what) => [`${what} closes nothing that is open here.`, 'Remove it.'],
  'stray-markup': (what) => [`${what}.`, 'Remove it.'],
  'stray-text': (what) => [`The text ${what} stands between elements.`, 'Put it into a <string>, or remove it.'],
  'too-deep': (what) => [
    `Values nest deeper than ${what} levels, where Apple's reader stops.`,
    'Nest fewer arrays and dicts; a job needs four or five levels.',
  ],
  'unclosed-element': (what) => [
    `<${what}> is not closed.`,
    isBoolean(what) ? `Write <${what}/>.` : `Write </${what}> where it ends.`,
  ],
  'unknown-element': (what) => [`<${what}> is not an element of a property list.`, elementHelp(what)],
  'unknown-entity': (what) => [
    `The entity ${what} is unknown: there are only &lt; &gt; &amp; &apos; &quot; and numbers such as &#233;.`,
    'Write the character itself.',
  ],
  'unterminated-cdata': () => ['The CDATA section is not closed.', 'Write ]]> where it ends.'],
  'unterminated-comment': () => ['The comment is not closed.', 'Write --> where it ends.'],
  'unterminated-doctype': () => ['The DOCTYPE is not closed.', 'Write > where it ends.'],
  'unterminated-instruction': () => ['The processing instruction is not closed.', 'Write ?> where it ends.'],
  'unterminated-tag': () => ['The tag is not closed.', 'Write > where it ends.'],
  'value-without-key': (what) => [`This <${what}> stands in a dict without a key.`, 'Write a <key> before it.'],
} as const satisfies Record<string, Wording>;

/** What Apple's reader takes, and what other readers or launchd itself were seen to refuse or to read otherwise. */
export const XML_NOTES = {
  'bool-not-self-closed': (what) => [
    `<${what}></${what}> is read by plutil, but launchd was seen to refuse the whole file (macOS 10.14).`,
    `Write <${what}/>.`,
  ],
  'cdata-end-in-text': () => [
    'XML does not allow ]]> in text: other readers refuse the file.',
    'Write ]]&gt; instead.',
  ],
  'comment-double-hyphen': () => [
    'XML does not allow -- inside a comment, nor a hyphen right before its end: other readers refuse the file.',
    'Write single hyphens.',
  ],
  'content-before-declaration': () => [
    'The XML declaration must be the very first thing in the file: other readers refuse anything before it.',
    'Move it to the top.',
  ],
  'control-character': (what) => [
    `XML does not allow the control character ${what}: other readers refuse the file.`,
    'Remove it.',
  ],
  'key-outside-dict': () => [
    "Apple's reader takes a <key> outside a dict as a string, other readers refuse it.",
    'Write <string>, or put keys and values into a <dict>.',
  ],
  'lossy-data': (what) => [what, 'Write plain base64: letters, digits, + and /, filled up with = to groups of four.'],
  'malformed-attributes': (what) => [
    `The attributes of <${what}> are not XML: other readers refuse the file.`,
    'Write name="value", or nothing.',
  ],
  'malformed-declaration': () => [
    'The XML declaration is not as XML has it: other readers refuse the file.',
    'Write <?xml version="1.0" encoding="UTF-8"?>.',
  ],
  'malformed-doctype': () => ['The DOCTYPE is not as XML has it: other readers refuse the file.', `Write ${DOCTYPE}.`],
  'malformed-instruction': () => [
    'The processing instruction has no proper name: other readers refuse the file.',
    'Remove it.',
  ],
  'misplaced-declaration': () => [
    'An XML declaration may stand only at the top of the file: other readers refuse it here.',
    'Remove it.',
  ],
  'missing-declaration': () => [
    'The XML declaration is missing: launchd reads on, other readers may warn.',
    'Write <?xml version="1.0" encoding="UTF-8"?> as the first line.',
  ],
  'missing-doctype': () => [
    'The DOCTYPE is missing: launchd reads on, other readers may warn.',
    `Write ${DOCTYPE} before <plist>.`,
  ],
  'missing-plist-element': () => [
    'The root value does not stand inside a <plist> element: other readers refuse the file.',
    'Write <plist version="1.0"> before it and </plist> after it.',
  ],
  'missing-version': () => [
    'The version of the property list is missing: launchd reads on, other readers may warn.',
    'Write <plist version="1.0">.',
  ],
  'nested-plist': () => [
    "Apple's reader looks through a <plist> inside another, other readers refuse it.",
    'Remove the inner <plist> tags.',
  ],
  'old-doctype': () => [
    'The DOCTYPE is that of Apple Computer, from before 2005: launchd reads on, other readers may warn.',
    'Write "-//Apple//DTD PLIST 1.0//EN".',
  ],
  'repeated-key': (what) => [
    `The key "${what}" stands twice in this dict: Apple's reader keeps the last value, other readers may not.`,
    'Keep one of the two.',
  ],
  'text-after-root': () => [
    "Apple's reader never looks at what follows the root element; other readers refuse it.",
    'Remove it.',
  ],
} as const satisfies Record<string, Wording>;

/** Stable code of an error of the XML reader. */
export type XmlErrorCode = keyof typeof XML_ERRORS | 'too-many-errors';
/** Stable code of a note of the XML reader. */
export type XmlNoteCode = keyof typeof XML_NOTES | 'too-many-notes';

const MEANT: Readonly<Record<string, string>> = {
  int: '<integer>',
  number: '<integer> or <real>',
  bool: '<true/> or <false/>',
  boolean: '<true/> or <false/>',
  yes: '<true/>',
  no: '<false/>',
  float: '<real>',
  double: '<real>',
  str: '<string>',
  text: '<string>',
  list: '<array>',
  map: '<dict>',
  dictionary: '<dict>',
  object: '<dict>',
  base64: '<data>',
};

/** What to write for an element whose name a property list does not know. */
function elementHelp(name: string): string {
  const key = name.toLowerCase();
  if (LIST_OF_ELEMENTS.split(/, | or /).includes(key))
    return `Write <${key}${isBoolean(key) ? '/' : ''}>: the letter case of element names counts.`;
  return Object.hasOwn(MEANT, key) ? `Write ${MEANT[key]}.` : `Write one of ${LIST_OF_ELEMENTS}.`;
}

/** Is it the name of an element that is closed in its own tag? */
function isBoolean(name: string): boolean {
  return name === 'true' || name === 'false';
}

/** @param written the text of the element in quotes */
function integerHelp(written: string): string {
  if (/^"\s*[-+]?(?:0x[\da-f]+|\d+)\s+"$/i.test(written)) return 'Remove the white space after the digits.';
  if (/^"\s*[-+]?\d+\./.test(written)) return 'Write a whole number, or <real> around it.';
  return 'Write digits only, as in 42, -1 or 0x1F.';
}
