import { describe, expect, it } from 'vitest';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { HEAD, notesOf, plist, pointed, SAMPLES } from './read-xml-samples.ts';

/** The notes of a whole file that must be accepted. */
function notesOfFile(text: string): [string, string][] {
  const { errors, notes } = readXmlPlist(text);
  expect(errors).toEqual([]);
  return pointed(text, notes);
}

describe('notes', () => {
  it('are none for a plain file', () => {
    expect(notesOfFile(SAMPLES[0]!)).toEqual([]);
  });

  it('booleans that are not self-closed', () => {
    expect(notesOf('<array><true></true><false ></false ></array>')).toEqual([
      ['bool-not-self-closed', '<true></true>'],
      ['bool-not-self-closed', '<false ></false >'],
    ]);
  });

  it('repeated keys, at the later one', () => {
    const value = '<dict><key>a</key><true/><key>b</key><true/><key>a</key><false/></dict>';
    const text = plist(value);
    const { notes } = readXmlPlist(text);
    expect(notes).toMatchObject([{ code: 'repeated-key', start: HEAD.length + value.lastIndexOf('<key>a') }]);
    expect(notes[0]!.message).toMatch(/"a" stands twice in this dict.*keeps the last/);
    expect(notesOf('<dict><key>a</key><dict><key>a</key><true/></dict></dict>')).toEqual([]);
  });

  it('repeated keys in a dict of many', () => {
    const keys = Array.from({ length: 60 }, (_, i) => `<key>k${i % 50}</key><true/>`).join('');
    expect(notesOf(`<dict>${keys}</dict>`).map(([, key]) => key)).toEqual(
      Array.from({ length: 10 }, (_, i) => `<key>k${i}</key>`),
    );
  });

  it('hyphens in comments', () => {
    expect(notesOf('<array><!-- a -- b --><!-- a ---><!-- a --></array>')).toEqual([
      ['comment-double-hyphen', '<!-- a -- b -->'],
      ['comment-double-hyphen', '<!-- a --->'],
    ]);
    expect(notesOf('<array><!---><!----></array>')).toEqual([['comment-double-hyphen', '<!--->']]);
  });

  it('what stands before the declaration, or comes again', () => {
    const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
    expect(notesOfFile(`<!-- x -->\n${plist('<true/>')}`)).toEqual([['content-before-declaration', declaration]]);
    expect(notesOfFile(`\n${plist('<true/>')}`)).toEqual([['content-before-declaration', declaration]]);
    expect(notesOf(`<array>${declaration}</array>`)).toEqual([['misplaced-declaration', declaration]]);
    expect(notesOf('<array><?xml-stylesheet x?></array>')).toEqual([]);
    expect(notesOfFile(`${declaration}\n${plist('<true/>')}`)).toEqual([['misplaced-declaration', declaration]]);
  });

  it('a declaration or DOCTYPE that is not XML', () => {
    const declaration = '<?xml encoding="UTF-8"?>';
    expect(notesOfFile(plist('<true/>').replace(/<\?xml.*\?>/, declaration))).toEqual([
      ['malformed-declaration', declaration],
    ]);
    expect(notesOfFile(plist('<true/>').replace(/<!DOCTYPE.*>/, '<!DOCTYPE>'))).toEqual([
      ['malformed-doctype', '<!DOCTYPE>'],
    ]);
    const others = [
      '<!DOCTYPE plist>',
      '<!DOCTYPE plist SYSTEM "x">',
      "<!DOCTYPE plist PUBLIC 'a' 'b' >",
      '<!DOCTYPE plist []>',
    ];
    for (const doctype of others) expect(notesOfFile(plist('<true/>').replace(/<!DOCTYPE.*>/, doctype))).toEqual([]);
  });

  it('an instruction without a proper name', () => {
    expect(notesOf('<array><?><?<?><?name?><?näme x?></array>')).toEqual([
      ['malformed-instruction', '<?>'],
      ['malformed-instruction', '<?<?>'],
    ]);
  });

  it('the end of a CDATA section in plain text', () => {
    expect(notesOf('<array><string>[[ a ]]>b</string><string>&lt;]]></string></array>')).toEqual([
      ['cdata-end-in-text', ']]>'],
      ['cdata-end-in-text', ']]>'],
    ]);
    expect(notesOf('<string><![CDATA[a]]></string>')).toEqual([]);
  });

  it('what is missing', () => {
    expect(notesOfFile('<plist><true/></plist>')).toEqual([
      ['missing-declaration', ''],
      ['missing-doctype', '<plist>'],
      ['missing-version', '<plist>'],
    ]);
    expect(notesOfFile(HEAD.replace('<plist version="1.0">', '<dict/>'))).toEqual([
      ['missing-plist-element', '<dict/>'],
    ]);
    expect(notesOfFile(plist('<true/>').replace('<plist version="1.0"', "<plist id='x' version = '1.0' "))).toEqual([]);
    expect(notesOfFile(plist('<true/>').replace('<plist version="1.0"', '<plist version="0.9"'))).toEqual([]);
  });

  it('the DOCTYPE of Apple Computer', () => {
    const old = '-//Apple Computer//DTD PLIST 1.0//EN';
    expect(notesOfFile(plist('<true/>').replace('-//Apple//DTD PLIST 1.0//EN', old))).toEqual([['old-doctype', old]]);
  });

  it('anything but comments and instructions after the root', () => {
    expect(notesOfFile(`${plist('<true/>')}<!-- fine --><?fine?>\n`)).toEqual([]);
    expect(notesOfFile(`${plist('<true/>')}junk & <dict>\n`)).toEqual([['text-after-root', 'junk & <dict>']]);
    expect(notesOfFile(`${plist('<true/>')}<!-- a -- b -->`)).toEqual([['comment-double-hyphen', '<!-- a -- b -->']]);
    expect(notesOfFile(`${plist('<true/>')}<!-- a -->${plist('<true/>')}`).at(-1)![0]).toBe('text-after-root');
    expect(notesOfFile(`${plist('<true/>')}<!-- open`)).toEqual([['text-after-root', '<!-- open']]);
  });

  it('control characters, written out or as numbers', () => {
    expect(notesOf('<string>a\u0000b&#7;&#xFFFF;&#;</string>')).toEqual([
      ['control-character', '\u0000'],
      ['control-character', '&#7;'],
      ['control-character', '&#xFFFF;'],
      ['control-character', '&#;'],
    ]);
    expect(readXmlPlist(plist('<string>a\u0000b&#7;</string>')).root).toMatchObject({ value: 'a\u0000b\u0007' });
    expect(notesOf('<string>\t\r\n&#9;é\u007f</string>')).toEqual([]);
  });

  it('a key or a plist where Apple takes one and others do not', () => {
    expect(notesOf('<array><key>a</key></array>')).toEqual([['key-outside-dict', '<key>a</key>']]);
    expect(notesOf('<array><plist><true/></plist></array>')).toEqual([['nested-plist', '<plist>']]);
  });

  it('attributes that are not XML', () => {
    expect(notesOf('<array><string a>x</string><string b=c>x</string><string d="<">x</string></array>')).toEqual([
      ['malformed-attributes', '<string a>'],
      ['malformed-attributes', '<string b=c>'],
      ['malformed-attributes', '<string d="'],
    ]);
  });

  it('data of which something is lost', () => {
    expect(notesOf('<data>aGVs*bG8=</data>')).toEqual([['lossy-data', '*']]);
    expect(notesOf('<data>aGVsbG8</data>')).toEqual([['lossy-data', 'aGVsbG8']]);
  });
});

describe('comments', () => {
  it('come with their places, those around the root included', () => {
    const text = `<!--one-->${plist('<array><!-- two\n --><!-- three --></array>')}<!--four-->`;
    const { comments } = readXmlPlist(text);
    expect(comments.map((comment) => comment.text)).toEqual(['one', ' two\n ', ' three ', 'four']);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual([
      '<!--one-->',
      '<!-- two\n -->',
      '<!-- three -->',
      '<!--four-->',
    ]);
  });

  it('of the shortest form have no text', () => {
    expect(readXmlPlist('<array><!----><!---></array>').comments.map((comment) => comment.text)).toEqual(['', '']);
  });
});
