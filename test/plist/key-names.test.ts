import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '../../src/plist/key-names.ts';

describe('keyName', () => {
  it('gives the characters between the offsets, whatever was asked before', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('Label', 'Lebal', '__proto__', ''),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 50 }), (names) => {
        for (const each of names) {
          expect(keyName(`<key>${each}</key>`, 5, 5 + each.length)).toBe(each);
        }
      }),
    );
  });

  it('tells names apart that share a place', () => {
    // More names than there are places, so that most of them meet another.
    for (const round of [1, 2]) {
      for (let i = 0; i < 5000; i++) {
        const text = `name-${i}-${round}`;
        expect(keyName(text, 0, text.length)).toBe(text);
      }
    }
  });
});
