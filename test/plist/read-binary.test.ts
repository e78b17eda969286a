import { describe, expect, it } from 'vitest';
import { type PlistNode, plainValueOf as plainValue, type ReadResult } from '../../src/plist/node.ts';
import { readBinaryPlist } from '../../src/plist/read-binary.ts';
import { PlistReal } from '../../src/plist/value.ts';
import { ascii, assemble, type Bytes, big, counted, double } from './binary-plist-writer.ts';

function read(...objects: Bytes[]): ReadResult {
  return readBinaryPlist(assemble({ objects }));
}

/** The value of a file that is accepted without a word. */
function valueIn(...objects: Bytes[]) {
  const { root, errors, notes } = read(...objects);
  expect(errors).toEqual([]);
  expect(notes).toEqual([]);
  return plainValue(root as PlistNode);
}

describe('values of a binary property list', () => {
  it.each([
    ['1 byte, unsigned', [0x10, 0xff], 255],
    ['2 bytes, unsigned', [0x11, 0xff, 0xfe], 65_534],
    ['4 bytes, unsigned', [0x12, 0xff, 0xff, 0xff, 0xff], 4_294_967_295],
    ['8 bytes, signed', [0x13, ...big(-1, 8)], -1],
    ['8 bytes, least', [0x13, ...big(-(2n ** 63n), 8)], -(2n ** 63n)],
    ['8 bytes, most', [0x13, ...big(2n ** 63n - 1n, 8)], 2n ** 63n - 1n],
    ['8 bytes, first beyond the safe range', [0x13, ...big(2n ** 53n, 8)], 2n ** 53n],
    ['16 bytes, 2^63', [0x14, ...big(2n ** 63n, 16)], 2n ** 63n],
    ['16 bytes, most', [0x14, ...big(2n ** 64n - 1n, 16)], 2n ** 64n - 1n],
    ['16 bytes, small', [0x14, ...big(7, 16)], 7],
  ])('reads an integer of %s', (_, object, value) => {
    expect(valueIn(object)).toBe(value);
  });

  it('keeps a negative 16-byte integer and notes what Apple makes of it', () => {
    const { root, errors, notes } = read([0x14, ...big(-1, 16)]);
    expect(root).toEqual({ kind: 'integer', value: -1, start: -1, end: -1 });
    expect(errors).toEqual([]);
    expect(notes).toMatchObject([{ code: 'wide-integer' }]);
    expect(notes[0]?.message).toContain('18446744073709551615');
  });

  it.each([
    [1.5, [0x22, 0x3f, 0xc0, 0, 0]],
    [0.1, [0x23, ...double(0.1)]],
    [-0, [0x23, ...double(-0)]],
    [Number.NaN, [0x23, ...double(Number.NaN)]],
    [Number.NEGATIVE_INFINITY, [0x22, 0xff, 0x80, 0, 0]],
  ])('reads the real %d', (value, object) => {
    expect(valueIn(object)).toEqual(new PlistReal(value));
  });

  it.each([
    ['2001-01-01T00:00:00.000Z', 0],
    ['2000-12-31T23:59:59.000Z', -1],
    ['2023-11-14T22:13:20.000Z', 721_692_800],
    ['1583-01-01T00:00:00.000Z', -13_190_860_800],
    ['+275760-09-13T00:00:00.000Z', 8_639_021_692_800],
  ])('reads the date %s', (iso, seconds) => {
    expect((valueIn([0x33, ...double(seconds)]) as Date).toISOString()).toBe(iso);
  });

  it('cuts the fraction of a second off a date, towards the past', () => {
    expect(valueIn([0x33, ...double(1.999)])).toEqual(new Date('2001-01-01T00:00:01Z'));
    expect(valueIn([0x33, ...double(-0.25)])).toEqual(new Date('2000-12-31T23:59:59Z'));
  });

  it('reads booleans, data and strings', () => {
    expect(valueIn([0x08])).toBe(false);
    expect(valueIn([0x09])).toBe(true);
    expect(valueIn([0x43, 1, 2, 255])).toEqual(new Uint8Array([1, 2, 255]));
    expect(valueIn([0x40])).toEqual(new Uint8Array());
    expect(valueIn([0x50])).toBe('');
    expect(valueIn([0x53, ...ascii('a\0b')])).toBe('a\0b');
    expect(valueIn([0x63, 0x00, 0xe9, 0xd8, 0x3d, 0xde, 0x80])).toBe('é🚀');
    expect(valueIn([0x62, 0xfe, 0xff, 0xff, 0xfe])).toBe('\ufeff\ufffe');
  });

  it('takes a count of any width', () => {
    for (const width of [1, 2, 4, 8, 16]) {
      expect(valueIn([0x5f, 0x10 | Math.log2(width), ...big(3, width), ...ascii('abc')])).toBe('abc');
    }
    expect(valueIn([...counted(0x6, 20), ...Array.from({ length: 20 }, () => [0x30, 0x42]).flat()])).toBe(
      'あ'.repeat(20),
    );
  });

  it('copies data, so that changing the file later changes no value', () => {
    const bytes = Buffer.from(assemble({ objects: [[0x42, 1, 2]] }));
    const value = plainValue(readBinaryPlist(bytes).root as PlistNode) as Uint8Array;
    bytes.fill(0);
    expect(value).toEqual(new Uint8Array([1, 2]));
    expect(Buffer.isBuffer(value)).toBe(false);
  });

  it('reads a file that starts inside a larger buffer', () => {
    const file = assemble({ objects: [[0x11, 1, 0]] });
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 5);
    expect(readBinaryPlist(larger.subarray(5, 5 + file.length)).root).toMatchObject({ value: 256 });
  });

  it('reads arrays and dicts in the order of the file, offsets -1 everywhere', () => {
    const { root } = read([0xd2, 1, 2, 3, 1], [0x51, 0x62], [0x51, 0x61], [0xa2, 4, 4], [0x09]);
    const at = { start: -1, end: -1 };
    const yes = { kind: 'boolean', value: true, ...at };
    expect(root).toEqual({
      kind: 'dict',
      entries: [
        { key: 'b', keyStart: -1, keyEnd: -1, value: { kind: 'array', items: [yes, yes], ...at } },
        { key: 'a', keyStart: -1, keyEnd: -1, value: { kind: 'string', value: 'b', ...at } },
      ],
      ...at,
    });
  });

  it('decodes an object once, however often it is referred to', () => {
    const { root } = read([0xa3, 1, 1, 1], [0xa1, 2], [0x51, 0x78]);
    if (root?.kind !== 'array') throw new Error('no array');
    expect(root.items[1]).toBe(root.items[0]);
    expect(plainValue(root)).toEqual([['x'], ['x'], ['x']]);
  });

  it('reads any root, any place of the root and references of any width', () => {
    for (const refSize of [1, 2, 3, 5, 8]) {
      for (const offsetSize of [1, 2, 3, 7, 8]) {
        const objects = [
          [0x51, 0x78],
          [0xa1, ...big(0, refSize)],
        ];
        const file = assemble({ objects, refSize, offsetSize, topObject: 1n });
        expect(readBinaryPlist(file)).toMatchObject({ root: { items: [{ value: 'x' }] }, errors: [] });
      }
    }
  });
});

describe("what Apple's reader takes and others do not", () => {
  it('lets the first value of a repeated key count, and notes it', () => {
    const { root, errors, notes } = read(
      [0xd3, 1, 2, 1, 3, 4, 5],
      [0x51, 0x61],
      [0x51, 0x62],
      [0x10, 1],
      [0x10, 2],
      [0x10, 3],
    );
    expect(errors).toEqual([]);
    expect(notes).toMatchObject([{ code: 'repeated-key', start: -1, end: -1 }]);
    expect(notes[0]?.message).toMatch(/Object 0 .*"a"/);
    expect(plainValue(root as PlistNode)).toEqual({ a: 1, b: 2 });
    expect(root).toMatchObject({ entries: [{ key: 'a', value: { value: 3 } }, { key: 'a' }, { key: 'b' }] });
  });

  it('finds a key repeated through two string objects, and keys no plain object could hold', () => {
    const { root, notes } = read([0xd2, 1, 2, 3, 3], [0x51, 0x61], [0x61, 0, 0x61], [0x08]);
    expect(notes).toHaveLength(1);
    expect(root).toMatchObject({ entries: [{ key: 'a' }, { key: 'a' }] });
    const proto = plainValue(read([0xd1, 1, 2], [0x59, ...ascii('__proto__')], [0x08]).root as PlistNode);
    expect(Object.keys(proto as object)).toEqual(['__proto__']);
  });

  it('escapes and cuts a repeated key in its note', () => {
    const key = [...counted(0x5, 100), 0x0a, ...ascii('k'.repeat(99))];
    const message = read([0xd2, 1, 1, 2, 2], key, [0x08]).notes[0]?.message;
    expect(message).toContain(`"\\n${'k'.repeat(59)}…"`);
    expect(message).not.toContain('\n');
  });

  it('keeps half a surrogate pair', () => {
    const { root, errors, notes } = read([0x62, 0xd8, 0x3d, 0, 0x41]);
    expect(errors).toEqual([]);
    expect(root).toMatchObject({ value: '\ud83dA' });
    expect(notes).toMatchObject([{ code: 'lone-surrogate' }]);
  });

  it.each(['bplist01', 'bplist0A', 'bplist0\0'])('reads %j as version 00', (header) => {
    const { root, errors, notes } = readBinaryPlist(assemble({ header, objects: [[0x09]] }));
    expect(root).toMatchObject({ value: true });
    expect(errors).toEqual([]);
    expect(notes).toMatchObject([{ code: 'binary-version' }]);
  });

  it('stops listing notes after a hundred', () => {
    const keys = Array.from({ length: 150 }, () => 1);
    const { root, notes } = read([...counted(0xd, 150), ...keys, ...keys], [0x51, 0x61]);
    expect(notes).toHaveLength(101);
    expect(notes.at(-1)?.code).toBe('too-many-notes');
    expect(root).toMatchObject({ entries: { length: 150 } });
  });
});
