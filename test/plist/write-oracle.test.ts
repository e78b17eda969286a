import fc from 'fast-check';
import { build } from 'plist';
import { expect, it } from 'vitest';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';

/** Characters that XML can hold: tab, line ends, markup, and what lies beyond. */
const text = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('\t', '\n', '\r', '&', '<', '>', '"', "'", ']]>', '<!--', '-', ' ') },
    fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme-ascii' }),
    fc.constantFrom('é', '\u0085', '\u2028', '\ufffd', '\u{1f600}', '\u{10fffd}'),
  ),
  maxLength: 12,
});

const { dict } = fc.letrec<{ value: unknown; dict: PlistDict }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc
      .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000)),
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('dict'),
  ),
  dict: fc.dictionary(text, tie('value'), { maxKeys: 5 }) as fc.Arbitrary<PlistDict>,
}));

/** As `plist` builds it; empty data stands apart, since Apple's reader wants two tags there. */
it('writes what the plist library writes, byte for byte', () => {
  fc.assert(
    fc.property(dict, (root) => {
      expect(writePlist(root)).toBe(`${build(root as never)}\n`);
    }),
    { numRuns: 500 },
  );
});
