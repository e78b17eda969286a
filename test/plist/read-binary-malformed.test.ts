import { describe, expect, it } from 'vitest';
import { plainValueOf as plainValue } from '../../src/plist/node.ts';
import { readBinaryPlist } from '../../src/plist/read-binary.ts';
import { ascii, assemble, type Bytes, big, double, type Parts } from './binary-plist-writer.ts';

const TEXT = [0x51, 0x78];

/** Every message is one or two sentences and names an object or a byte. */
function expectPlain(message: string) {
  expect(message).toMatch(/\b[Oo]bject \d|\bbyte \d/);
  expect(message).toMatch(/^[^\n]*\.$/);
  expect(message.match(/\.( |$)/g)?.length).toBeLessThanOrEqual(2);
}

function refusal(bytes: Uint8Array) {
  const { root, errors, notes } = readBinaryPlist(bytes);
  expect(errors).toHaveLength(1);
  expect(notes).toEqual([]);
  expect(errors[0]).toMatchObject({ start: -1, end: -1 });
  expectPlain(errors[0]!.message);
  return { root, ...errors[0]! };
}

describe('a file that is no binary property list', () => {
  it.each([
    ['nothing', ''],
    ['XML', '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict/></plist>'],
    ['half a header', 'bpli'],
    ['other letters', 'Bplist00'.padEnd(60, 'x')],
  ])('refuses %s', (_, text) => {
    expect(refusal(new Uint8Array(ascii(text)))).toMatchObject({ code: 'not-binary', root: undefined });
  });

  it.each(['bplist15', 'bplist16', 'bplist17', 'bplist10', 'bplist\u00ff0'])('refuses %s by its name', (header) => {
    const found = refusal(assemble({ header, objects: [TEXT] }));
    expect(found.code).toBe('unsupported-version');
    expect(found.message).toContain(header);
  });

  it.each(['bplist', 'bplist0', 'bplist00', `bplist00${'\x08'.repeat(32)}`])('refuses %j as cut short', (text) => {
    expect(refusal(new Uint8Array(ascii(text))).code).toBe('truncated-file');
  });

  it('refuses every shorter part of a good file', () => {
    const file = assemble({ objects: [[0xa2, 1, 2], TEXT, [0x11, 1, 2]] });
    for (let length = 0; length < file.length; length++) {
      expect(readBinaryPlist(file.subarray(0, length))).toMatchObject({ errors: { length: 1 }, notes: [] });
      expect(readBinaryPlist(file.subarray(0, length)).root).toBeUndefined();
    }
  });

  it('refuses garbage after the header, and a file with bytes added', () => {
    const garbage = new Uint8Array(200).map((_, i) => (i * 89 + 7) % 251);
    garbage.set(ascii('bplist00'));
    expect(refusal(garbage).code).toBe('bad-trailer');
    const file = assemble({ objects: [TEXT] });
    const longer = new Uint8Array(file.length + 1);
    longer.set(file);
    expect(refusal(longer).code).toBe('bad-trailer');
  });
});

describe('a bad trailer', () => {
  const objects = [[0xa1, 1], TEXT];
  const cases: [string, Omit<Parts, 'objects'>, RegExp][] = [
    ['offsets of no bytes', { offsetSize: 0 }, /offsets of 0 bytes/],
    ['offsets of 9 bytes', { offsetSize: 9 }, /offsets of 9 bytes/],
    ['references of no bytes', { refSize: 0 }, /references of 0 bytes/],
    ['references of 9 bytes', { refSize: 9 }, /references of 9 bytes/],
    ['no objects', { objectCount: 0n, offsets: [] }, /counts no object/],
    ['one object too many', { objectCount: 3n }, /counts 3 objects/],
    ['one object too few', { objectCount: 1n }, /counts 1 objects/],
    ['2^40 objects', { objectCount: 2n ** 40n }, /1099511627776 objects/],
    ['2^64-1 objects', { objectCount: 2n ** 64n - 1n }, /over 2\^53 objects/],
    ['a root past the objects', { topObject: 2n }, /object 2 as the root/],
    ['a root far past the objects', { topObject: 2n ** 63n }, /over 2\^53 as the root/],
    ['a table inside the header', { tableStart: 8n }, /table at byte 8,/],
    ['a table inside the trailer', { tableStart: 14n }, /table at byte 14,/],
    ['a table past the file', { tableStart: 2n ** 63n }, /table at byte over 2\^53/],
  ];
  it.each(cases)('refuses %s', (_, parts, message) => {
    const found = refusal(assemble({ objects, ...parts }));
    expect(found).toMatchObject({ code: 'bad-trailer', root: undefined });
    expect(found.message).toMatch(message);
  });

  it('refuses references and offsets too small for what they number', () => {
    const many = Array.from({ length: 256 }, () => [0x08]);
    expect(refusal(assemble({ objects: many, refSize: 1 })).message).toMatch(/references of 1 bytes, too few for 256/);
    expect(readBinaryPlist(assemble({ objects: many.slice(1), refSize: 1 })).errors).toEqual([]);
    const long = assemble({ objects: [[0x4f, 0x11, 1, 0, ...big(0, 256)]], offsetSize: 1 });
    expect(refusal(long).message).toMatch(/offsets of 1 bytes, too few to reach/);
  });

  it('refuses an offset past the objects, used or not, and one inside the header', () => {
    expect(refusal(assemble({ objects, offsets: [8, 12] }))).toMatchObject({ code: 'bad-offset', root: undefined });
    expect(refusal(assemble({ objects: [TEXT, TEXT], offsets: [8, 255] })).message).toMatch(/Object 1 .* byte 255/);
    expect(refusal(assemble({ objects: [TEXT], offsets: [7] })).code).toBe('bad-offset');
    expect(readBinaryPlist(assemble({ objects: [TEXT, TEXT], offsets: [8, 0] })).errors).toEqual([]);
  });
});

describe('a bad object', () => {
  const cases: [string, string, Bytes][] = [
    ['an integer of 32 bytes', 'bad-integer', [0x15, ...big(1, 32)]],
    ['an integer of 2^64', 'bad-integer', [0x14, ...big(2n ** 64n, 16)]],
    ['an integer below -2^63', 'bad-integer', [0x14, ...big(-(2n ** 63n) - 1n, 16)]],
    ['an integer that is cut off', 'truncated-object', [0x13, 0, 0, 0]],
    ['a real of 2 bytes', 'bad-real', [0x21, 0, 0]],
    ['a real of 16 bytes', 'bad-real', [0x24, ...big(0, 16)]],
    ['a real that is cut off', 'truncated-object', [0x23, 0, 0]],
    ['a date of another width', 'unknown-object', [0x32, 0, 0, 0, 0]],
    ['a date that is cut off', 'truncated-object', [0x33, 0]],
    ['a date that is no number', 'bad-date', [0x33, ...double(Number.NaN)]],
    ['a date at infinity', 'bad-date', [0x33, ...double(Number.POSITIVE_INFINITY)]],
    ['a date beyond the calendar', 'bad-date', [0x33, ...double(8_639_021_692_801)]],
    ['data that runs out of the objects', 'truncated-object', [0x44, 1, 2, 3]],
    ['a string that runs out of the objects', 'truncated-object', [0x52, 0x61]],
    ['a UTF-16 string that runs out of the objects', 'truncated-object', [0x62, 0, 0x61, 0]],
    ['an ASCII string that is not', 'bad-string', [0x52, 0x61, 0xe9]],
    ['an array that runs out of the objects', 'truncated-object', [0xa3, 0, 0]],
    ['a dict that runs out of the objects', 'truncated-object', [0xd2, 0, 0, 0]],
    ['a count that is no integer', 'bad-count', [0x5f, 0x51, 0x61]],
    ['a count of 32 bytes', 'bad-count', [0x5f, 0x15, ...big(1, 32), 0x61]],
    ['a count that is missing', 'bad-count', [0xaf]],
    ['a count that is cut off', 'truncated-object', [0xaf, 0x12, 0, 0]],
    ['2^40 items', 'truncated-object', [0xaf, 0x13, ...big(2n ** 40n, 8)]],
    ['2^63 keys', 'truncated-object', [0xdf, 0x13, ...big(2n ** 63n, 8)]],
    ['2^127 bytes', 'truncated-object', [0x4f, 0x14, ...big(2n ** 127n, 16)]],
    ['2^62 characters', 'truncated-object', [0x6f, 0x13, ...big(2n ** 62n, 8)]],
    ['a null', 'unsupported-object', [0x00]],
    ['a fill byte', 'unsupported-object', [0x0f]],
    ['a UID', 'unsupported-object', [0x80, 1]],
    ['an ordered set', 'unsupported-object', [0xb0]],
    ['a set', 'unsupported-object', [0xc0]],
    ['a URL', 'unknown-object', [0x0c]],
    ['a UTF-8 string of version 1', 'unknown-object', [0x71, 0x61]],
    ['an unused marker', 'unknown-object', [0x90]],
    ['another unused marker', 'unknown-object', [0xf0]],
  ];
  it.each(cases)('refuses %s and keeps the rest', (_, code, object) => {
    expect(refusal(assemble({ objects: [object] }))).toMatchObject({ code, root: undefined });
    const dict = assemble({ objects: [[0xd2, 1, 2, 3, 1], TEXT, [0x51, 0x79], object] });
    const { root, errors } = readBinaryPlist(dict);
    expect(errors).toMatchObject([{ code }]);
    expect(errors[0]!.message).toMatch(/Object 3 \(byte 17\)/);
    expect(plainValue(root!)).toEqual({ y: 'x' });
  });

  it('refuses a reference past the objects', () => {
    const found = refusal(assemble({ objects: [[0xa2, 1, 2], TEXT] }));
    expect(found.code).toBe('bad-reference');
    expect(found.message).toMatch(/past the last, 1 \(byte 10\)/);
    expect(found.root).toMatchObject({ items: [{ value: 'x' }] });
    expect(refusal(assemble({ objects: [[0xd1, 9, 1], TEXT] })).code).toBe('bad-reference');
  });

  it.each<[string, Bytes]>([
    ['an integer', [0x10, 1]],
    ['data', [0x41, 0x61]],
    ['an array', [0xa0]],
    ['a dict', [0xd0]],
  ])('refuses %s as a key', (_, key) => {
    const { root, errors } = readBinaryPlist(assemble({ objects: [[0xd2, 1, 2, 2, 2], key, TEXT] }));
    expect(errors).toMatchObject([{ code: 'bad-key' }]);
    expectPlain(errors[0]!.message);
    expect(plainValue(root!)).toEqual({ x: 'x' });
  });

  it('refuses a dict that is its own key', () => {
    expect(refusal(assemble({ objects: [[0xd1, 0, 1], TEXT] })).code).toBe('bad-key');
  });

  it('says once what is wrong with an object that is used twice, and all that is wrong with a file', () => {
    const file = assemble({ objects: [[0xa4, 1, 1, 2, 3], [0x90], [0x80, 0], [0x53, 0x61, 0x62, 0xff]] });
    expect(readBinaryPlist(file).errors.map(({ code }) => code)).toEqual([
      'unknown-object',
      'unsupported-object',
      'bad-string',
    ]);
  });

  it('gives up after a hundred errors', () => {
    const { root, errors } = readBinaryPlist(assemble({ objects: [[0xaf, 0x10, 200, ...big(-1, 200)], TEXT] }));
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)?.code).toBe('too-many-errors');
    expect(root).toBeUndefined();
  });
});
