import { describe, expect, it } from 'vitest';
import { plainValueOf as plainValue } from '../../src/plist/node.ts';
import { type BinaryLimits, readBinaryPlist } from '../../src/plist/read-binary.ts';
import { leastTime, processorTime } from '../support/processor-time.ts';
import { ascii, assemble, type Bytes, big, counted } from './binary-plist-writer.ts';

const TEXT = [0x51, 0x78];

function codes(bytes: Uint8Array, limits?: BinaryLimits) {
  return readBinaryPlist(bytes, limits).errors.map(({ code }) => code);
}

/** `depth` arrays inside one another, a string innermost, so that the string stands `depth` levels deep. */
function nested(depth: number): Uint8Array {
  const refSize = 4;
  const arrays: Bytes[] = Array.from({ length: depth }, (_, i) => [0xa1, ...big(i + 1, refSize)]);
  return assemble({ objects: [...arrays, TEXT], refSize });
}

/** Each array holds the next one `width` times; the last holds a string. */
function laughs(width: number, levels: number): Uint8Array {
  const arrays = Array.from({ length: levels }, (_, i) => [0xa0 | width, ...Array<number>(width).fill(i + 1)]);
  return assemble({ objects: [...arrays, TEXT] });
}

describe('depth', () => {
  it('reads 512 levels and refuses 513, as Apple does', () => {
    expect(codes(nested(512))).toEqual([]);
    expect(codes(nested(513))).toEqual(['too-deep']);
    expect(readBinaryPlist(nested(513)).root).toBeUndefined();
  });

  it('keeps to the depth it is given, of scalars and containers', () => {
    expect(codes(assemble({ objects: [TEXT] }), { maxDepth: 0 })).toEqual([]);
    expect(codes(nested(1), { maxDepth: 0 })).toEqual(['too-deep']);
    expect(codes(nested(100), { maxDepth: 100 })).toEqual([]);
    expect(codes(nested(100), { maxDepth: 99 })).toEqual(['too-deep']);
  });

  it('counts the depth of a shared object where it stands deepest', () => {
    // Object 1 (two levels high) stands at depth 1 first, then below object 3 at depth 2.
    const file = assemble({ objects: [[0xa2, 1, 3], [0xa1, 2], [0xa0], [0xa1, 1]] });
    expect(codes(file, { maxDepth: 3 })).toEqual([]);
    expect(codes(file, { maxDepth: 2 })).toEqual(['too-deep']);
  });

  it('does not run out of stack on a hundred thousand levels', () => {
    const refSize = 4;
    const objects = Array.from({ length: 100_000 }, (_, i) => [0xa1, ...big(i + 1, refSize)]);
    const file = assemble({ objects: [...objects, TEXT], refSize });
    expect(codes(file)).toEqual(['too-deep']);
    const { root, errors } = readBinaryPlist(file, { maxDepth: 1_000_000 });
    expect(errors).toEqual([]);
    expect(root?.kind).toBe('array');
  });
});

describe('cycles', () => {
  it.each<[string, Bytes[]]>([
    ['an array in itself', [[0xa1, 0]]],
    ['a dict in itself', [[0xd1, 1, 0], TEXT]],
    ['an array in a dict in the array', [[0xa1, 1], [0xd1, 2, 0], TEXT]],
    ['a long way round', [[0xa1, 1], [0xa2, 4, 2], [0xa1, 3], [0xa1, 0], TEXT]],
  ])('refuses %s', (_, objects) => {
    const { errors } = readBinaryPlist(assemble({ objects }));
    expect(errors).toMatchObject([{ code: 'cyclic-object' }]);
    expect(errors[0]?.message).toMatch(/^Object 0 contains itself, through object \d \(byte \d+\)\.$/);
  });

  it('finds the cycle of two object numbers at one place', () => {
    const file = assemble({ objects: [[0xa1, 1], []], offsets: [8, 8] });
    expect(codes(file)).toEqual(['cyclic-object']);
  });

  it('gives what is left without the member that closes the cycle', () => {
    const { root } = readBinaryPlist(assemble({ objects: [[0xa2, 0, 1], TEXT] }));
    expect(plainValue(root!)).toEqual(['x']);
  });

  it('takes an object that only stands in two places', () => {
    expect(codes(assemble({ objects: [[0xa2, 1, 2], [0xa1, 2], [0xa0]] }))).toEqual([]);
  });
});

describe('size of the written-out tree', () => {
  it('counts a shared object wherever it stands', () => {
    // 1 + 2 + 4 + 8 arrays and 16 strings.
    expect(codes(laughs(2, 4), { maxNodes: 31 })).toEqual([]);
    expect(codes(laughs(2, 4), { maxNodes: 30 })).toEqual(['too-many-nodes']);
  });

  it('refuses a billion laughs at once', () => {
    const look = () => {
      for (const file of [laughs(2, 40), laughs(14, 100), laughs(10, 9)]) {
        expect(codes(file)).toEqual(['too-many-nodes']);
        expect(codes(file, { maxNodes: Number.POSITIVE_INFINITY })).toEqual(['too-many-nodes']);
      }
    };
    expect(leastTime(look, 500)).toBeLessThan(500);
  });

  it('reads as many values as the limit says', () => {
    const file = assemble({ objects: [[...counted(0xa, 999_999), ...new Uint8Array(999_999).fill(1)], TEXT] });
    const { root, errors } = readBinaryPlist(file);
    expect(errors).toEqual([]);
    expect(root?.kind === 'array' && root.items.length).toBe(999_999);
    expect(codes(file, { maxNodes: 999_999 })).toEqual(['too-many-nodes']);
  });

  it('refuses arrays that all lie over the same references', () => {
    // Each of 2,000 arrays claims the bytes of all that follow: 2,000,000 references in 18,000 bytes.
    const count = 2000;
    const objects = Array.from({ length: count }, () => [0xaf, 0x11, ...big(count, 2)]);
    const refs = Array.from({ length: count }, (_, i) => big(i, 2)).flat();
    const file = assemble({ objects: [...objects, refs], refSize: 2 });
    expect(leastTime(() => expect(codes(file)).not.toEqual([]), 500)).toBeLessThan(500);
  });

  it('refuses a long text referred to a million times', () => {
    const text = [...counted(0x5, 10_000), ...ascii('a'.repeat(10_000))];
    const many = [...counted(0xa, 900_000), ...new Uint8Array(900_000).fill(1)];
    expect(codes(assemble({ objects: [many, text] }))).toEqual(['too-large']);
    const keys = Array.from({ length: 9000 }, () => 1);
    const dict = [...counted(0xd, 9000), ...keys, ...keys];
    expect(codes(assemble({ objects: [dict, text] }))).toEqual(['too-large']);
  });

  it('refuses texts that all lie over the same bytes', () => {
    // 100 strings of 1,000,000 characters in a file of 1 MB.
    const strings = Array.from({ length: 100 }, () => [0x5f, 0x12, ...big(1_000_000, 4)]);
    const array = [...counted(0xa, 100), ...strings.map((_, i) => i + 1)];
    const filling = Array<number>(1_000_000).fill(0x61);
    const start = processorTime();
    expect(codes(assemble({ objects: [array, ...strings, filling] }))).toEqual(['too-large']);
    const bad = [...filling.slice(700), 0xff, ...filling.slice(0, 699)];
    expect(codes(assemble({ objects: [array, ...strings, bad] })).at(-1)).toBe('too-large');
    expect(processorTime() - start).toBeLessThan(10_000);
  });

  it('refuses a string longer than a string can be', () => {
    const length = 2 ** 28 + 1;
    const frame = assemble({
      objects: [[0x5f, 0x12, ...big(length, 4)]],
      offsetSize: 4,
      tableStart: BigInt(14 + length),
    });
    const file = new Uint8Array(frame.length + length);
    file.set(frame.subarray(0, 14));
    file.set(frame.subarray(14), 14 + length);
    expect(codes(file)).toEqual(['too-large']);
  });
});
