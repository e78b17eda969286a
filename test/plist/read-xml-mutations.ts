/** Makes broken property lists out of good ones. */
import fc from 'fast-check';

/** Pieces that are worth putting where they do not belong. */
const PIECES = [
  '<',
  '>',
  '&',
  '/',
  '"',
  '\u0000',
  'é',
  '🚀',
  '<!--',
  '-->',
  '--',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE plist>',
  '<!ENTITY a "b">',
  '&amp;',
  '&#x41;',
  '&#0;',
  '&bad;',
  '<plist>',
  '</plist>',
  '<dict>',
  '</dict>',
  '<array>',
  '</array>',
  '<key>',
  '</key>',
  '<key>k</key>',
  '<key/>',
  '<string>',
  '</string>',
  '<string/>',
  '<string>s</string >',
  '<integer>',
  '</integer>',
  '<integer>0x7</integer>',
  '<real> 1.5</real>',
  '<date>2024-01-01T00:00:00Z</date>',
  '<data>AAA=</data>',
  '<true>',
  '</true>',
  '<true/>',
  '<false></false>',
  '<true a="b"/>',
  '<Dict>',
  ' ',
  '\n',
  '-',
  '1',
  'x',
];

interface Mutation {
  readonly kind: 'insert' | 'delete' | 'duplicate' | 'truncate' | 'replace';
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'insert', 'delete', 'delete', 'duplicate', 'replace', 'truncate'),
  // Not a double: those crowd around zero.
  at: fc.nat(999_999).map((millionths) => millionths / 1_000_000),
  length: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 80 })),
  piece: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 3, unit: 'binary' })),
});

function apply(text: string, { kind, at, length, piece }: Mutation): string {
  const start = Math.floor(at * text.length);
  const end = Math.min(text.length, start + length);
  const before = text.slice(0, start);
  switch (kind) {
    case 'insert':
      return before + piece + text.slice(start);
    case 'replace':
      return before + piece + text.slice(Math.min(text.length, start + piece.length));
    case 'delete':
      return before + text.slice(end);
    case 'duplicate':
      return text.slice(0, end) + text.slice(start);
    case 'truncate':
      return text.slice(0, Math.max(start, text.length - length));
  }
}

/** One of the texts, changed in one to `most` places. */
export function mutated(texts: readonly string[], most = 4): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: most }))
    .map(([text, mutations]) =>
      mutations
        .reduce(apply, text)
        .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?'),
    );
}
