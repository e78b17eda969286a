/** Texts that try to get out of XML, YAML and svc's own expansion, each with the value it must come to. */
import fc from 'fast-check';
import { illegalXmlCharacter } from '../../src/plist/text.ts';

/** What stands in services.yaml, and what must stand in the plist. */
export interface Pair<T> {
  readonly written: unknown;
  readonly meant: T;
}

const FRAGMENTS = [
  ...[
    ']]>',
    '-->',
    '<!--',
    '--',
    '-',
    '&',
    '&amp;',
    '&#10;',
    '<',
    '>',
    '"',
    "'",
    '</string>',
    '<string>real:1</string>',
  ],
  ...['\n', '\t', '\r', '\r\n', ' ', '  ', '\u0085', '\u00a0', '\u2028', '\ufeff', 'é', 'e\u0301', '😀', '\ufffd'],
  ...[
    '$',
    '$$',
    '${home}',
    '${x',
    '}',
    '`',
    '~',
    '~/',
    '\\',
    '%s',
    '#',
    ': ',
    '- ',
    '? ',
    '{',
    '[',
    '*a',
    '&b',
    '!c',
    '|',
    '@',
  ],
  ...['real:', '_real:', 'null', 'true', '1.10', '0x10', '<?xml', 'plist', '<plist'],
];
const isXml = (text: string) => illegalXmlCharacter(text) === undefined;

/** Any text XML can hold; now and then a very long one. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 8, arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 6 }).map((parts) => parts.join('')) },
    { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('x', '-', '<', ' ').map((unit) => unit.repeat(500)) },
  )
  .filter(isXml);

/** A text that no one can write without meaning a text: `$` is doubled, and a leading `~` is not spoken of. */
export const escaped = (text: string): string => text.replaceAll('$', '$$$$');

/** A text of a field that is expanded. */
export const expandedText: fc.Arbitrary<Pair<string>> = hostileText.map((text) => {
  const isHome = text === '~' || text.startsWith('~/');
  return { written: escaped(text), meant: isHome ? `/Users/user${text.slice(1)}` : text };
});

const segment = hostileText.map((text) => text.replaceAll('${', '$').slice(0, 200));
const HEADS = [
  ['/', '/'],
  ['~/', '/Users/user/'],
  ['${home}/', '/Users/user/'],
  ['${root}/', '/Users/user/.app/'],
  ['${deep}/', '/Users/user/.app/deep/'],
  ['/srv/${namespace}/${service}/', '/srv/org.example/a/'],
] as const;

/** A path of a typed field: it ends in a plain word, so that the whole is never taken for a command line. */
export const path: fc.Arbitrary<Pair<string>> = fc
  .tuple(fc.constantFrom(...HEADS), segment)
  .map(([[head, meant], rest]) => ({
    written: `${head}${escaped(rest)}x`,
    meant: `${meant}${rest}x`,
  }));

/** The path of a program: one that holds no space before `-` or `/`. */
export const programPath: fc.Arbitrary<Pair<string>> = fc.constantFrom(...HEADS).chain(([head, meant]) =>
  fc.constantFrom('bin/tool', 'My App/tool', 'Ünï/tool', 'a&b<c>/tool', ']]>', "it's").map((rest) => ({
    written: `${head}${rest}`,
    meant: `${meant}${rest}`,
  })),
);

/** Names of variables and keys, with those that trip up JavaScript and YAML. */
export const oddName: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      'constructor',
      'toString',
      'hasOwnProperty',
      '1',
      '10',
      '9',
      'true',
      'null',
      '1.10',
      'PATH',
      'é',
      'a b',
      '-',
      '😀',
      '$x',
      '~',
    ),
    fc.constantFrom(']]>', '-->', '&', '<key>', 'real:1', 'a\nb', ' a ', '"', "'"),
    hostileText
      .filter((text) => text !== '' && !text.includes('=') && text !== '__proto__' && text !== '<<')
      .map((text) => text.slice(0, 40)),
  )
  .filter(isXml);
