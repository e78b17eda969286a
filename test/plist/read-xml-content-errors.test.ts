import { describe, expect, it } from 'vitest';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { errorsOf, messageOf, plist, pointed, readValue } from './read-xml-samples.ts';

const inString = (content: string) => errorsOf(`<string>${content}</string>`);

describe('references', () => {
  it('a bare &', () => {
    expect(inString('a && b')).toEqual([
      ['bare-ampersand', '&'],
      ['bare-ampersand', '&'],
    ]);
    expect(messageOf('<string>a & b</string>')).toContain('Write &amp;');
    expect(messageOf('<string>a &amp b</string>')).toContain('&amp; needs its semicolon');
    expect(readValue('<string>a && b</string>')).toBe('a && b');
  });

  it('an unknown entity', () => {
    expect(inString('a&nbsp;b&AMP;')).toEqual([
      ['unknown-entity', '&nbsp;'],
      ['unknown-entity', '&AMP;'],
    ]);
    expect(errorsOf('<dict><key>&uuml;</key><true/></dict>')).toEqual([['unknown-entity', '&uuml;']]);
  });

  it.each(['&#xD800;', '&#55296;', '&#xDFFF;', '&#x110000;', '&#99999999;', '&#xFFFFFFFF;', '&#12A;'])(
    'a number that names no character: %s',
    (reference) => {
      expect(inString(`a${reference}b`)).toEqual([['bad-character-reference', reference]]);
    },
  );

  it('a number without its end, too long, or in capitals', () => {
    expect(inString('&#65 x')).toEqual([['bad-character-reference', '&#65']]);
    expect(inString('&#000000065;')).toEqual([['bad-character-reference', '&#00000006']]);
    expect(inString('&#X41;')).toEqual([['bad-character-reference', '&#']]);
  });

  it('declared entities are refused and never expanded', () => {
    const text =
      '<!DOCTYPE plist [<!ENTITY a "<b>x"><!ENTITY % p SYSTEM "file:///etc/hosts">]><plist><string>&a;</string></plist>';
    const { errors, root } = readXmlPlist(text);
    expect(pointed(text, errors)).toEqual([
      ['entity-declaration', '<!ENTITY a "<b>x">'],
      ['entity-declaration', '<!ENTITY % p SYSTEM "file:///etc/hosts">'],
      ['unknown-entity', '&a;'],
    ]);
    expect(errors[0]!.message).toContain('"a"');
    expect(errors[1]!.message).toContain('"p"');
    expect(root).toMatchObject({ value: '&a;' });
  });
});

describe('markup inside text', () => {
  it('comments and instructions', () => {
    expect(inString('a<!-- c -->b')).toEqual([['stray-markup', '<!-- c -->']]);
    expect(readValue('<string>a<!-- c -->b</string>')).toBe('ab');
    expect(inString('a<?pi?>b')).toEqual([['stray-markup', '<?pi?>']]);
    expect(inString('a<!test>b')).toEqual([['stray-markup', '<!test>']]);
    expect(errorsOf('<integer>5<!-- c --></integer>')).toEqual([['stray-markup', '<!-- c -->']]);
  });

  it('a bare <', () => {
    expect(inString('sort < in && x')).toEqual([
      ['bare-less-than', '<'],
      ['bare-ampersand', '&'],
      ['bare-ampersand', '&'],
    ]);
    expect(readValue('<string>sort < in</string>')).toBe('sort < in');
    expect(inString('a <b>bold</b> c')).toEqual([['bare-less-than', '<']]);
    expect(readValue('<string>a <b>bold</b> c</string>')).toBe('a <b>bold</b> c');
  });
});

describe('what never ends', () => {
  it.each([
    ['<array><!-- x', 'unterminated-comment', '<!--'],
    ['<!-- x', 'unterminated-comment', '<!--'],
    ['<string>x<!-- y', 'unterminated-comment', '<!--'],
    ['<string><![CDATA[x]]', 'unterminated-cdata', '<![CDATA['],
    ['<array><![CDATA[x', 'unterminated-cdata', '<![CDATA['],
    ['<array><?x', 'unterminated-instruction', '<?'],
    ['<?x', 'unterminated-instruction', '<?'],
    ['<string>x<?y', 'unterminated-instruction', '<?'],
    ['<!DOCTYPE plist', 'unterminated-doctype', '<!DOCTYPE'],
    ['<!DOCTYPE plist [ <!ELEMENT a', 'unterminated-doctype', '<!DOCTYPE'],
    ['<!DOCTYPE plist [ ] ', 'unterminated-doctype', '<!DOCTYPE'],
  ])('%s', (text, code, at) => {
    expect(pointed(text, readXmlPlist(text).errors)).toEqual([[code, at]]);
  });

  it('a text', () => {
    expect(pointed('<string>x', readXmlPlist('<string>x').errors)).toEqual([['unclosed-element', '<string>']]);
  });

  it('a DOCTYPE with something else inside', () => {
    const text = '<!DOCTYPE plist [ oops ]><plist version="1.0"><true/></plist>';
    const { errors, root } = readXmlPlist(text);
    expect(pointed(text, errors)).toEqual([['bad-doctype', 'o']]);
    expect(root).toMatchObject({ value: true });
  });
});

describe('integers', () => {
  it.each(['12a', '1.5', '1 2', 'ten', '0x', '0xG', '1e3', '-', '+', '--1', '1_000', '١', '<![CDATA[5]]>', '&#53;'])(
    'refuses %j',
    (content) => {
      const xml = `<integer>${content}</integer>`;
      expect(errorsOf(xml)).toEqual([['bad-integer', content]]);
      expect(readValue(`<array>${xml}</array>`)).toEqual([]);
    },
  );

  it('says what to write', () => {
    expect(messageOf('<integer>1.5</integer>')).toContain('or <real>');
    expect(messageOf('<integer>5 </integer>')).toContain('Remove the white space after the digits');
  });

  it('refuses white space after the digits, but the value is clear', () => {
    expect(errorsOf('<integer>\n5\n</integer>')).toEqual([['bad-integer', '\n5\n']]);
    expect(readValue('<integer>-0x1F </integer>')).toBe(-31);
  });

  it.each(['<integer></integer>', '<integer/>', '<integer> \n</integer>'])('refuses the empty %j', (xml) => {
    expect(errorsOf(xml)).toEqual([['empty-integer', xml]]);
  });

  it.each(['18446744073709551616', '-9223372036854775809', '0x10000000000000000', '9'.repeat(100_000)])(
    'refuses what does not fit into 64 bits: %.30s',
    (content) => {
      expect(errorsOf(`<integer>${content}</integer>`)).toEqual([['integer-out-of-range', content]]);
    },
  );
});

describe('reals, dates and data', () => {
  it.each(['x', '1,5', '1.5.2', '0x1p3', '1e', '.', '1.5 ', ' nan', '1 2', 'infinit', '1_0', '+-1'])(
    'refuses the real %j',
    (content) => {
      expect(errorsOf(`<real>${content}</real>`)).toEqual([['bad-real', content]]);
    },
  );

  it.each([
    '2024-01-01',
    '2024-01-01T00:00:00',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00:00z',
    '2024-01-01T00:00:00+01:00',
    '2024-1-1T0:0:0Z',
    '2024-01-01T00:00:00.5Z',
    ' 2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z\n',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:61Z',
    'today',
  ])('refuses the date %j', (content) => {
    expect(errorsOf(`<date>${content}</date>`)).toEqual([['bad-date', content]]);
  });

  it.each(['real', 'date'])('refuses an empty <%s>', (name) => {
    expect(errorsOf(`<${name}></${name}>`)).toEqual([[`empty-${name}`, `<${name}></${name}>`]]);
    expect(errorsOf(`<${name}/>`)).toEqual([[`empty-${name}`, `<${name}/>`]]);
  });

  it('refuses <data/> and characters beyond ASCII in data', () => {
    expect(errorsOf('<data/>')).toEqual([['empty-data', '<data/>']]);
    expect(errorsOf('<data>aGVé</data>')).toEqual([['bad-data', 'é']]);
  });
});

describe('going on after errors', () => {
  const text = plist(`<dict>
	<key>Label</key>
	<string>com.example.one & two</string>
	<key>Nice</key>
	<integer>high</integer>
	lost
	<key>Umask</key>
	<key>RunAtLoad</key>
	<true/>
	<key>ProgramArguments</key>
	<array><string>/bin/true</string></array>
	<array/>
</dict>`);

  it('reports them all, in the order of the text', () => {
    expect(readXmlPlist(text).errors.map((error) => error.code)).toEqual([
      'bare-ampersand',
      'bad-integer',
      'stray-text',
      'key-without-value',
      'second-value',
    ]);
  });

  it('keeps what could be read', () => {
    expect(readXmlPlist(text).root).toMatchObject({
      kind: 'dict',
      entries: [{ key: 'Label' }, { key: 'RunAtLoad' }, { key: 'ProgramArguments' }],
    });
  });
});
