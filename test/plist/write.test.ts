import { describe, expect, it } from 'vitest';
import { type PlistDict, PlistReal, type PlistValue } from '../../src/plist/value.ts';
import { PlistValueError, writePlist } from '../../src/plist/write.ts';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';
/** The lines of a plist between `<dict>` and `</dict>`, without their indent. */
function linesOf(root: PlistDict): string[] {
  const lines = writePlist(root).split('\n');
  return lines.slice(lines.indexOf('  <dict>') + 1, lines.lastIndexOf('  </dict>')).map((line) => line.trim());
}
const written = (value: PlistValue) => linesOf({ k: value }).slice(1).join('');

describe('the frame', () => {
  it('is XML 1.0, Apple’s DOCTYPE, two-space indent, a final newline', () => {
    expect(writePlist({ Label: 'a', List: ['x', { B: true }] })).toBe(`${HEAD}<plist version="1.0">
  <dict>
    <key>Label</key>
    <string>a</string>
    <key>List</key>
    <array>
      <string>x</string>
      <dict>
        <key>B</key>
        <true/>
      </dict>
    </array>
  </dict>
</plist>
`);
  });

  it('writes no bytes in two tags, which Apple’s reader wants, and leaves texts alone that look like it', () => {
    const xml = writePlist({ Data: new Uint8Array(), Text: '<data/>' }, { comment: ['<data/>'] });
    expect(xml).toContain('<data></data>');
    expect(xml).toContain('<string>&lt;data/&gt;</string>');
    expect(xml).toContain('  <data/>\n-->');
  });

  it('keeps the order of keys', () => {
    const keys = linesOf({ b: 1, a: 2, Z: 3, A: 4 }).filter((line) => line.startsWith('<key>'));
    expect(keys).toEqual(['<key>b</key>', '<key>a</key>', '<key>Z</key>', '<key>A</key>']);
  });

  it('writes an empty root', () => {
    expect(writePlist({})).toBe(`${HEAD}<plist version="1.0">\n  <dict/>\n</plist>\n`);
  });
});

describe('values', () => {
  it.each<[string, PlistValue, string]>([
    ['a text', 'x', '<string>x</string>'],
    ['an empty text', '', '<string/>'],
    ['markup in a text', '<a href="b">&amp;]]></a>', '<string>&lt;a href="b"&gt;&amp;amp;]]&gt;&lt;/a&gt;</string>'],
    ['a carriage return', 'a\rb', '<string>a&#xD;b</string>'],
    ['an emoji', '😀', '<string>😀</string>'],
    ['a text like our mark for reals', 'real:1', '<string>real:1</string>'],
    ['true', true, '<true/>'],
    ['false', false, '<false/>'],
    ['an integer', 5, '<integer>5</integer>'],
    ['zero below zero', -0, '<integer>0</integer>'],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER, '<integer>9007199254740991</integer>'],
    ['the least 64-bit integer', -(2n ** 63n), '<integer>-9223372036854775808</integer>'],
    ['the largest 64-bit integer', 2n ** 64n - 1n, '<integer>18446744073709551615</integer>'],
    ['a real without a fraction', new PlistReal(1), '<real>1</real>'],
    ['a real', new PlistReal(-0.5), '<real>-0.5</real>'],
    ['a real zero below zero', new PlistReal(-0), '<real>-0.0</real>'],
    ['a large real', new PlistReal(1e21), '<real>1e+21</real>'],
    ['a date', new Date('2026-01-31T12:00:00Z'), '<date>2026-01-31T12:00:00Z</date>'],
    ['the first date', new Date('0001-01-01T00:00:00Z'), '<date>0001-01-01T00:00:00Z</date>'],
    ['the last date', new Date('9999-12-31T23:59:59Z'), '<date>9999-12-31T23:59:59Z</date>'],
    ['data', Uint8Array.of(0, 255), '<data>AP8=</data>'],
    ['a part of a buffer', Uint8Array.of(1, 0, 255, 1).subarray(1, 3), '<data>AP8=</data>'],
    ['a Buffer', Buffer.from([0, 255]), '<data>AP8=</data>'],
    ['an empty array', [], '<array/>'],
    ['an empty dict', {}, '<dict/>'],
    ['a dict without prototype', Object.assign(Object.create(null), { a: true }), '<dict><key>a</key><true/></dict>'],
    ['reals in an array', [new PlistReal(1), 1], '<array><real>1</real><integer>1</integer></array>'],
  ])('%s', (_, value, xml) => expect(written(value)).toBe(xml));

  it('takes reals beside texts that look like its marks', () => {
    const lines = linesOf({ 'real:k': 'real:1', b: '_real:2', c: new PlistReal(3), d: ['__real:x', new PlistReal(4)] });
    expect(lines.filter((line) => /string|real>/.test(line))).toEqual([
      '<string>real:1</string>',
      '<string>_real:2</string>',
      '<real>3</real>',
      '<string>__real:x</string>',
      '<real>4</real>',
    ]);
  });

  it('writes keys with odd names', () => {
    const dict = Object.fromEntries(['__proto__', 'constructor', '', '<&>', ' a '].map((name) => [name, true]));
    expect(linesOf(dict).filter((line) => line !== '<true/>')).toEqual([
      '<key>__proto__</key>',
      '<key>constructor</key>',
      '<key/>',
      '<key>&lt;&amp;&gt;</key>',
      '<key> a </key>',
    ]);
  });
});

class Foreign {
  readonly a = 1;
}

describe('what no plist can hold', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'null has no place'],
    ['undefined', undefined, 'undefined has no place'],
    ['NaN', Number.NaN, 'NaN is no number'],
    ['Infinity', Number.POSITIVE_INFINITY, 'Infinity is no number'],
    ['-Infinity', Number.NEGATIVE_INFINITY, '-Infinity is no number'],
    ['a fraction', 1.5, 'write new PlistReal(1.5)'],
    ['an unsafe integer', 2 ** 53, 'is not exact: write it as a bigint'],
    ['below 64 bits', -(2n ** 63n) - 1n, 'does not fit in 64 bits'],
    ['above 64 bits', 2n ** 64n, 'does not fit in 64 bits'],
    ['a real that is none', new PlistReal(Number.NaN), 'NaN is no real'],
    ['an infinite real', new PlistReal(Number.NEGATIVE_INFINITY), '-Infinity is no real'],
    ['a Map', new Map(), 'a Map has no place'],
    ['a Set', new Set(), 'a Set has no place'],
    ['a function', () => 1, 'a function has no place'],
    ['a symbol', Symbol('x'), 'a symbol has no place'],
    ['a class instance', new Foreign(), 'a Foreign has no place'],
    ['a RegExp', /x/, 'a RegExp has no place'],
    ['a text object', new String('x'), 'a String has no place'],
    ['an invalid date', new Date(Number.NaN), 'an invalid date'],
    ['milliseconds', new Date(1), 'whole seconds'],
    ['the year 0', new Date('0000-12-31T23:59:59Z'), 'the year 0 does not fit'],
    ['the year 10000', new Date('+010000-01-01T00:00:00Z'), 'the year 10000 does not fit'],
    ['a control character', 'a\u0001', 'U+0001'],
    ['NUL', '\u0000', 'U+0000'],
    ['a lone high surrogate', 'a\ud800', 'U+D800'],
    ['a lone low surrogate', '\udc00a', 'U+DC00'],
    ['a non-character', '\uffff', 'U+FFFF'],
  ])('%s', (_, value, words) => {
    const refusal = (root: unknown, keyPath: string) => {
      try {
        writePlist(root as PlistDict);
      } catch (error) {
        expect(error).toBeInstanceOf(PlistValueError);
        expect(error).toMatchObject({ name: 'PlistValueError', keyPath });
        expect((error as Error).message).toContain(words);
        expect((error as Error).message.startsWith(`${keyPath}: `)).toBe(true);
        return;
      }
      expect.unreachable('it was written');
    };
    refusal({ a: value }, 'a');
    refusal({ ok: 'x', list: [true, { deep: [value] }] }, 'list.1.deep.0');
  });

  it.each(['a\u0001', '\ud800', '\ufffe'])('the key %j', (key) => {
    expect(() => writePlist({ outer: { [key]: true } })).toThrow(/^outer: the key .* holds the .*character U\+/);
    expect(() => writePlist({ [key]: true })).toThrow(/^the root: the key/);
  });

  it('a hole in an array', () => {
    const holes = new Array<string>(2);
    holes[1] = 'x';
    expect(() => writePlist({ a: holes })).toThrow('a.0: undefined has no place');
  });

  it('a root that is no object', () => {
    expect(() => writePlist(null as unknown as PlistDict)).toThrow('the root: null');
  });

  it('a circle and other bottomless depths', () => {
    const circle: Record<string, PlistValue> = {};
    circle.a = circle;
    expect(() => writePlist(circle)).toThrow('nested more than 512 levels deep');
  });

  it('leaves the value as it was', () => {
    const value = Object.freeze({ a: Object.freeze([new PlistReal(1), Object.freeze({ b: -0 })]) }) as PlistDict;
    expect(() => writePlist(value)).not.toThrow();
    expect(value).toEqual({ a: [new PlistReal(1), { b: -0 }] });
  });
});

describe('the comment', () => {
  const commentIn = (comment: string[]) => {
    const xml = writePlist({ Label: 'a' }, { comment });
    expect(xml.startsWith(`${HEAD}<!--\n`)).toBe(true);
    return xml.slice(HEAD.length, xml.indexOf('<plist version'));
  };
  it('stands between the DOCTYPE and the plist, a line each', () => {
    expect(commentIn(['svc: a/b', 'text'])).toBe('<!--\n  svc: a/b\n  text\n-->\n');
  });

  it.each([
    ['--', '  - -'],
    ['--> <x>', '  - -> <x>'],
    ['---', '  - - -'],
    ['a-', '  a-'],
    ['', ''],
    ['a\u0000\u0001\ud800b', '  ab'],
    [']]> &amp; <b>', '  ]]> &amp; <b>'],
  ])('takes %j', (line, written) => expect(commentIn([line])).toBe(`<!--\n${written}\n-->\n`));

  it('is left out when there are no lines', () => {
    expect(writePlist({ a: true }, { comment: [] })).toBe(writePlist({ a: true }));
  });

  it('does not land in a text that looks like the plist', () => {
    const xml = writePlist({ a: '<plist version="1.0">' }, { comment: ['c'] });
    expect(xml.indexOf('<!--')).toBe(HEAD.length);
    expect(xml.match(/<!--/g)).toHaveLength(1);
  });
});
