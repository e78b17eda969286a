import { describe, expect, it } from 'vitest';
import { decodeText, detectFormat } from '../../src/plist/decode.ts';
import { HEAD, plist } from './read-xml-samples.ts';

const TEXT = plist('<string>naïve 名前 🚀</string>');

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

function utf32(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer([...text].length * 4));
  [...text].forEach((character, i) => {
    bytes.setUint32(i * 4, character.codePointAt(0)!, littleEndian);
  });
  return new Uint8Array(bytes.buffer);
}

function withMark(...mark: number[]): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => Buffer.concat([Uint8Array.from(mark), bytes]);
}

/** The error of bytes that cannot be decoded, with what it points at. */
function failureOf(bytes: Uint8Array): { code: string; message: string; help: string; at: string } {
  const decoded = decodeText(bytes);
  if ('text' in decoded) throw new Error(`decoded as ${decoded.text}`);
  const { error, lossyText } = decoded;
  return { code: error.code, message: error.message, help: error.help, at: lossyText.slice(error.start, error.end) };
}

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', withMark(0xef, 0xbb, 0xbf)(Buffer.from(TEXT))],
    ['UTF-16, little end first', withMark(0xff, 0xfe)(utf16(TEXT, false))],
    ['UTF-16, big end first', withMark(0xfe, 0xff)(utf16(TEXT, true))],
    ['UTF-32, little end first', withMark(0xff, 0xfe, 0, 0)(utf32(TEXT, true))],
    ['UTF-32, big end first', withMark(0, 0, 0xfe, 0xff)(utf32(TEXT, false))],
  ])('reads %s and takes the mark off', (_, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: TEXT });
  });

  it('takes off one mark only', () => {
    expect(decodeText(Buffer.from('\ufeff\ufeffa'))).toEqual({ text: '\ufeffa' });
  });

  it('reads nothing as no text', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '' });
  });

  const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?>`;

  it.each([
    ['ISO-8859-1', 'café \u0080'],
    ['latin1', 'ÿ'],
    ['US-ASCII', 'plain'],
  ])('honours %s', (name, text) => {
    expect(decodeText(Buffer.from(declared(name) + text, 'latin1'))).toEqual({ text: declared(name) + text });
  });

  it.each([
    ['windows-1252', 0x80, '€'],
    ['macintosh', 0x8e, 'é'],
    ['MacRoman', 0x8e, 'é'],
    ['koi8-r', 0xc1, 'а'],
  ])('honours %s', (name, byte, character) => {
    const bytes = Buffer.concat([Buffer.from(declared(name)), Uint8Array.of(byte)]);
    expect(decodeText(bytes)).toEqual({ text: declared(name) + character });
  });

  it('looks for a declared encoding only where CoreFoundation does', () => {
    for (const head of [' ', '<!-- x -->', '\ufeff']) {
      const text = `${head}${declared('no-such-encoding')}é`;
      expect(decodeText(Buffer.from(text))).toEqual({ text: text.replace('\ufeff', '') });
    }
    const loose = '<?xml version="1.0" encoding = "no-such-encoding"?>é';
    expect(decodeText(Buffer.from(loose))).toEqual({ text: loose });
  });

  it.each(['utf-8', 'UTF-8', 'Utf8'])('takes %s for UTF-8', (name) => {
    expect(decodeText(Buffer.from(`${declared(name)}é`))).toEqual({ text: `${declared(name)}é` });
  });

  it('refuses an encoding it does not know', () => {
    expect(failureOf(Buffer.from(declared('klingon')))).toEqual({
      code: 'unknown-encoding',
      message: expect.stringContaining('"klingon"'),
      help: 'Write encoding="UTF-8" and save the file as UTF-8.',
      at: 'klingon',
    });
  });

  it('refuses a name that the bytes cannot bear out', () => {
    expect(failureOf(Buffer.from(declared('UTF-16')))).toMatchObject({ code: 'invalid-encoding', at: 'UTF-16' });
    expect(failureOf(Buffer.from(`${declared('us-ascii')}\né`))).toMatchObject({
      code: 'invalid-encoding',
      message: expect.stringContaining('line 2, column 1'),
    });
    const shiftJis = Buffer.concat([Buffer.from(declared('shift_jis')), Uint8Array.of(0x81)]);
    expect(failureOf(shiftJis)).toMatchObject({ code: 'invalid-encoding', at: 'shift_jis' });
  });

  it('refuses UTF-16 without a mark, as Apple does', () => {
    expect(failureOf(utf16(TEXT, false)).code).toBe('utf16-without-bom');
    expect(failureOf(utf16(TEXT, true)).code).toBe('utf16-without-bom');
    expect(decodeText(utf16(TEXT, true))).toMatchObject({ lossyText: TEXT });
  });
});

describe('bytes that are not UTF-8', () => {
  it('are named with their offset, line and column', () => {
    const bytes = Buffer.concat([Buffer.from('ab\r\ncd\ré🚀'), Uint8Array.of(0xe9, 0x20), Buffer.from('x')]);
    expect(failureOf(bytes)).toEqual({
      code: 'invalid-utf8',
      message: 'The byte 0xE9 at offset 13, line 3, column 4, is not UTF-8.',
      help: 'Save the file as UTF-8.',
      at: '\ufffd',
    });
  });

  it('count the mark in the offset', () => {
    expect(failureOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff)).message).toContain('at offset 4, line 1, column 2');
  });

  it.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong sequence of three', [0xe0, 0x80, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80]],
    ['an overlong sequence of four', [0xf0, 0x80, 0x80, 0xaf]],
    ['a sequence cut short', [0xe2, 0x82]],
    ['no lead at all', [0xf8, 0x88, 0x80, 0x80]],
  ])('%s', (_, bad) => {
    const bytes = Uint8Array.from([0x61, ...bad]);
    expect(failureOf(bytes)).toMatchObject({ code: 'invalid-utf8', message: expect.stringContaining('at offset 1,') });
  });

  it('half characters of UTF-16 and none of UTF-32', () => {
    const half = withMark(0xff, 0xfe)(utf16('a\n\ud800b', false));
    expect(failureOf(half)).toMatchObject({
      code: 'invalid-encoding',
      message: expect.stringContaining('at byte offset 6, line 2, column 1'),
      at: '\ufffd',
    });
    const odd = withMark(0xfe, 0xff)(Uint8Array.of(0, 0x61, 0));
    expect(failureOf(odd)).toMatchObject({ message: expect.stringContaining('at byte offset 4, line 1, column 2') });
    const own = withMark(0xff, 0xfe)(utf16('\ufffd\udc00', false));
    expect(failureOf(own).message).toContain('at byte offset 4, line 1, column 2');
    const beyond = withMark(0, 0, 0xfe, 0xff)(Uint8Array.of(0, 0, 0, 0x61, 0, 0x11, 0, 0));
    expect(failureOf(beyond)).toMatchObject({ message: expect.stringContaining('at byte offset 8, line 1, column 2') });
  });
});

describe('detectFormat', () => {
  it.each([
    ['xml', '<?xml version="1.0"?><plist/>'],
    ['xml', '<plist version="1.0"></plist>'],
    ['xml', '<!DOCTYPE plist><dict/>'],
    ['xml', '<!-- c --><dict/>'],
    ['xml', '\ufeff <dict/>'],
    ['xml', ' \r\n\t<array/>'],
    ['xml', '<dad>'],
    ['xml', '<html>'],
    ['binary', 'bplist00\u0001'],
    ['binary', 'bplist15'],
    ['openstep', '{ Label = "a"; }'],
    ['openstep', '{ "Label" = a; }'],
    ['openstep', "{ 'Label' = a; }"],
    ['openstep', '// comment\n/* another **/ { a = b; }'],
    ['openstep', '{ /* x */ a = b; }'],
    ['openstep', '{ "a \\" : b" = c; }'],
    ['openstep', '{}'],
    ['openstep', '( a, b )'],
    ['openstep', '()'],
    ['openstep', '"x"'],
    ['openstep', "'x'\n"],
    ['openstep', '<0fbd77 1c2735ae>'],
    ['openstep', '"a" = "b";\n"c" = "d";'],
    ['openstep', 'a = { b = c; };'],
    ['openstep', 'a; b;'],
    ['json', '{ "Label": "a" }'],
    ['json', '\ufeff\n{"a" : {}}'],
    ['json', '["a"]'],
    ['empty', ''],
    ['empty', '\ufeff'],
    ['empty', ' \n\t\r\n'],
    ['empty', '// nothing\n'],
    ['unknown', 'hello'],
    ['unknown', '#!/bin/sh\n'],
    ['unknown', 'FOO=bar\nBAR=baz\n'],
    ['unknown', 'a = '],
    ['unknown', '{ echo hello'],
    ['unknown', '"not closed'],
    ['unknown', '"a": 1'],
    ['unknown', 'Label: a\n'],
    ['unknown', '\u007fELF'],
  ])('%s: %j', (format, text) => {
    expect(detectFormat(Buffer.from(text))).toBe(format);
  });

  it('looks through UTF-16 and UTF-32', () => {
    for (const text of [HEAD, '{ a = b; }', '{ "a": 1 }', '  ']) {
      const expected = detectFormat(Buffer.from(text));
      expect(detectFormat(withMark(0xff, 0xfe)(utf16(text, false)))).toBe(expected);
      expect(detectFormat(withMark(0xfe, 0xff)(utf16(text, true)))).toBe(expected);
      expect(detectFormat(withMark(0xff, 0xfe, 0, 0)(utf32(text, true)))).toBe(expected);
    }
    expect(detectFormat(utf16(HEAD, false))).toBe('xml');
    expect(detectFormat(utf16(HEAD, true))).toBe('xml');
  });

  it('looks behind any amount of white space', () => {
    expect(detectFormat(Buffer.from(`${' '.repeat(200_000)}<dict/>`))).toBe('xml');
  });
});
