/** Strings are cut out of one text of a small file, and decoded one by one in a large one: both say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBinaryPlist } from '../../src/plist/read-binary.ts';
import { SEED, tries } from '../support/sample.ts';
import { assemble, type Bytes, counted } from './binary-plist-writer.ts';

/** An object nobody refers to, that makes a file too large to be one text. */
const FILLING: Bytes = [...counted(0x4, 70_000), ...new Uint8Array(70_000)];

/** A dict with the strings as its keys, each with itself as its value. */
function dictOf(strings: readonly Bytes[]): Bytes[] {
  const refs = strings.map((_, i) => i + 1);
  return [[...counted(0xd, strings.length), ...refs, ...refs], ...strings];
}

/** What is found; byte offsets are the same in both files, since the filling stands last. */
function expectSame(objects: readonly Bytes[]): void {
  expect(readBinaryPlist(assemble({ objects }))).toEqual(readBinaryPlist(assemble({ objects: [...objects, FILLING] })));
}

describe('strings of small and large binary files', () => {
  it.each([0, 1, 14, 15, 16, 254, 255, 256, 300])('of %i characters are the same', (length) => {
    for (const width of [1, 2, 4] as const) {
      if (length > 255 && width === 1) continue;
      const string = [...counted(0x5, length, width), ...Array<number>(length).fill(0x61)];
      expectSame(dictOf([string]));
      expect(readBinaryPlist(assemble({ objects: [string] })).root).toMatchObject({ value: 'a'.repeat(length) });
    }
  });

  it('may hold U+0000, and are refused with a byte beyond ASCII', () => {
    expectSame([[0x53, 0x61, 0x00, 0x62]]);
    expect(readBinaryPlist(assemble({ objects: [[0x53, 0x61, 0x00, 0x62]] })).root).toMatchObject({ value: 'a\0b' });
    expectSame([[0x53, 0x61, 0xe9, 0x62]]);
    expect(readBinaryPlist(assemble({ objects: [[0x53, 0x61, 0xe9, 0x62]] })).errors).toMatchObject([
      { code: 'bad-string' },
    ]);
  });

  it('of any bytes are the same, also where they do not fit', () => {
    const marker = fc.oneof(
      fc.constantFrom<Bytes>([0x51], [0x53], [0x5e], [0x61], [0x08], [0x10]),
      fc.nat(255).map((count): Bytes => [0x5f, 0x10, count]),
    );
    const string = fc
      .tuple(marker, fc.uint8Array({ maxLength: 40 }), fc.boolean())
      .map(([first, bytes, clean]) => [...first, ...(clean ? bytes.map((byte) => byte & 0x7f) : bytes)]);
    fc.assert(
      fc.property(fc.array(string, { minLength: 1, maxLength: 12 }), (strings) => {
        // A string that runs past its object reads on in the next; past the last one the files differ.
        expectSame([...dictOf(strings), new Array<number>(256).fill(0x20)]);
      }),
      { seed: SEED + 9, numRuns: tries(60, 600) },
    );
  });

  it('names the keys that come again, few or many', () => {
    for (const count of [2, 20, 60]) {
      const strings = Array.from({ length: count }, (_, i) => [0x52, 0x61 + (i % 7), 0x61 + (i % 3)]);
      const { root, notes } = readBinaryPlist(assemble({ objects: dictOf(strings) }));
      const again = Math.max(0, count - 21);
      expect(notes.map((note) => note.code)).toEqual(Array(again).fill('repeated-key'));
      expect(root?.kind === 'dict' && root.entries.length).toBe(count);
    }
  });
});
