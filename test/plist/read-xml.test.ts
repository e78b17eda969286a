import { describe, expect, it } from 'vitest';
import { type DictNode, entryOf, type PlistNode, plainValueOf } from '../../src/plist/node.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { PlistReal } from '../../src/plist/value.ts';
import { allNodes, errorsOf, plist, readValue, SAMPLES } from './read-xml-samples.ts';

/** The dict of a file that must be without fault. */
function dictOf(text: string): DictNode {
  const { root, errors } = readXmlPlist(text);
  expect(errors).toEqual([]);
  if (root?.kind !== 'dict') throw new Error('no dict');
  return root;
}

describe('values and their places', () => {
  const text = plist(
    '<dict>\n\t<key>Label</key>\n\t<string>com.example</string>\n\t<key>Nice</key><integer>5</integer>\n</dict>',
  );

  it('gives every value the span of its whole element', () => {
    const dict = dictOf(text);
    expect(text.slice(dict.start, dict.end)).toMatch(/^<dict>[\s\S]*<\/dict>$/);
    expect(text.slice(dict.entries[0]!.value.start, dict.entries[0]!.value.end)).toBe('<string>com.example</string>');
    expect(text.slice(dict.entries[1]!.value.start, dict.entries[1]!.value.end)).toBe('<integer>5</integer>');
  });

  it('gives every key the span of its whole element', () => {
    const [label, nice] = dictOf(text).entries;
    expect(text.slice(label!.keyStart, label!.keyEnd)).toBe('<key>Label</key>');
    expect(text.slice(nice!.keyStart, nice!.keyEnd)).toBe('<key>Nice</key>');
  });

  it('takes white space in tags into the spans', () => {
    const loose = plist('<dict ><key >a</key\n><true /></dict >');
    const dict = dictOf(loose);
    expect(loose.slice(dict.start, dict.end)).toBe('<dict ><key >a</key\n><true /></dict >');
    expect(loose.slice(dict.entries[0]!.keyStart, dict.entries[0]!.keyEnd)).toBe('<key >a</key\n>');
    expect(loose.slice(dict.entries[0]!.value.start, dict.entries[0]!.value.end)).toBe('<true />');
  });

  it('counts UTF-16 units, not bytes or characters', () => {
    const emoji = '<plist version="1.0"><array><string>🚀é</string><true/></array></plist>';
    const { root } = readXmlPlist(emoji);
    const last = allNodes(root as PlistNode).at(-1)!;
    expect(emoji.slice(last.start, last.end)).toBe('<true/>');
  });

  it('puts children within their parents, in order', () => {
    for (const sample of SAMPLES) {
      for (const node of allNodes(readXmlPlist(sample).root!)) {
        const children =
          node.kind === 'array' ? node.items : node.kind === 'dict' ? node.entries.map((e) => e.value) : [];
        let from = node.start;
        for (const child of children) {
          expect(child.start).toBeGreaterThanOrEqual(from);
          from = child.end;
        }
        expect(node.end).toBeGreaterThan(from);
      }
    }
  });

  it('keeps repeated keys in order; the last one counts', () => {
    const dict = dictOf(
      plist('<dict><key>a</key><integer>1</integer><key>b</key><true/><key>a</key><integer>2</integer></dict>'),
    );
    expect(dict.entries.map((entry) => entry.key)).toEqual(['a', 'b', 'a']);
    expect(entryOf(dict, 'a')!.value).toMatchObject({ kind: 'integer', value: 2 });
    expect(plainValueOf(dict)).toEqual({ a: 2, b: true });
  });

  it('takes any key name, also those that objects have of their own', () => {
    expect(readValue('<dict><key>__proto__</key><string>x</string><key/><true/></dict>')).toEqual(
      Object.assign(Object.create(null), { ['__proto__']: 'x', '': true }),
    );
  });
});

describe('elements', () => {
  it.each([
    ['<string/>', ''],
    ['<string></string>', ''],
    ['<array/>', []],
    ['<array></array>', []],
    ['<dict/>', {}],
    ['<dict></dict>', {}],
    ['<dict><key/><true/></dict>', { '': true }],
    ['<true/>', true],
    ['<false/>', false],
    ['<array><false/><array><true/></array></array>', [false, [true]]],
  ])('reads %s', (xml, value) => {
    expect(errorsOf(xml)).toEqual([]);
    expect(readValue(xml)).toEqual(value);
  });

  it('takes a file without <plist>, and any value as the root', () => {
    expect(readXmlPlist('<true/>')).toMatchObject({ root: { kind: 'boolean' }, errors: [] });
    expect(readXmlPlist('\n <dict/>')).toMatchObject({ root: { kind: 'dict', start: 2, end: 9 }, errors: [] });
  });

  it('passes instructions and comments between elements', () => {
    expect(errorsOf('<?a b?><array><!-- <string> --><?c?><true/><!----></array><?d?>')).toEqual([]);
    expect(readValue('<array><!-- <string>x</string> --><true/></array>')).toEqual([true]);
  });

  it('ends a comment at the first --> and an instruction at the first ?>', () => {
    expect(readValue('<array><!-- a -- b --><?x --> ?><true/></array>')).toEqual([true]);
    expect(readValue('<array><!---><true/><!-- --></array>')).toEqual([true]);
  });

  it('does not look at attributes', () => {
    expect(readValue('<array id="a"><string xml:space="preserve"> x </string></array>')).toEqual([' x ']);
  });
});

describe('text', () => {
  it.each([
    ['a &lt;b&gt; &amp;&quot;&apos;', 'a <b> &"\''],
    ['&#65;&#x42;&#x1F680;&#128640;', 'AB🚀🚀'],
    ['&amp;lt;', '&lt;'],
    ['<![CDATA[a < b & c]]>', 'a < b & c'],
    ['x<![CDATA[]]>y<![CDATA[&amp;]]>z', 'xy&amp;z'],
    ['<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
    ['  kept \n as\tis ', '  kept \n as\tis '],
    ['a ]]> b > c', 'a ]]> b > c'],
    ['line\r\nline\rline', 'line\r\nline\rline'],
  ])('reads %s', (content, value) => {
    expect(errorsOf(`<string>${content}</string>`)).toEqual([]);
    expect(readValue(`<string>${content}</string>`)).toBe(value);
    expect(readValue(`<dict><key>${content}</key><true/></dict>`)).toEqual({ [value]: true });
  });

  it('reads a text of very many pieces', () => {
    expect(readValue(`<string>${'a&amp;'.repeat(50_000)}</string>`)).toBe('a&'.repeat(50_000));
  });
});

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['-1', -1],
    ['+5', 5],
    ['-0', 0],
    ['007', 7],
    ['0x1F', 31],
    ['0XfF', 255],
    ['-0x10', -16],
    [' \n\t7', 7],
    ['- 7', -7],
    ['\u3000\u20037', 7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['000018446744073709551615', 18446744073709551615n],
    ['-9223372036854775808', -9223372036854775808n],
    ['0xFFFFFFFFFFFFFFFF', 18446744073709551615n],
    ['-0x8000000000000000', -9223372036854775808n],
    ['0x73709551615', 7932961166869],
  ])('reads the integer %j exactly', (content, value) => {
    expect(errorsOf(`<integer>${content}</integer>`)).toEqual([]);
    expect(readValue(`<integer>${content}</integer>`)).toBe(value);
  });

  it.each([
    ['1', 1],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-1.25e-3', -0.00125],
    ['+1E+2', 100],
    [' 2.5', 2.5],
    ['1e999', Infinity],
    ['&#49;.5', 1.5],
    ['<![CDATA[3.25]]>', 3.25],
    ['inf', Infinity],
    ['+Infinity', Infinity],
    ['-INF', -Infinity],
    ['NaN', Number.NaN],
  ])('reads the real %j', (content, value) => {
    expect(errorsOf(`<real>${content}</real>`)).toEqual([]);
    expect(readValue(`<real>${content}</real>`)).toEqual(new PlistReal(value));
  });
});

describe('dates and data', () => {
  it.each([
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['-0001-12-31T00:00:00Z', '-000001-12-31T00:00:00.000Z'],
    ['12345-06-07T08:09:10Z', '+012345-06-07T08:09:10.000Z'],
  ])('reads the date %s', (content, iso) => {
    expect(errorsOf(`<date>${content}</date>`)).toEqual([]);
    expect((readValue(`<date>${content}</date>`) as Date).toISOString()).toBe(iso);
  });

  it.each([
    ['', ''],
    [' \n\t ', ''],
    ['aGVsbG8=', 'hello'],
    ['aGVs\n\t\tbG8=\n', 'hello'],
    ['aGVsbA==', 'hell'],
    ['+/+/', '\xfb\xff\xbf'],
  ])('reads the data %j', (content, latin1) => {
    expect(errorsOf(`<data>${content}</data>`)).toEqual([]);
    expect(Buffer.from(readValue(`<data>${content}</data>`) as Uint8Array).toString('latin1')).toBe(latin1);
  });
});
