import { describe, expect, it } from 'vitest';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { errorsOf, HEAD, messageOf, plist, pointed, readValue } from './read-xml-samples.ts';

describe('what stands in a dict', () => {
  it('a key without a value, at the end and before the next key', () => {
    expect(errorsOf('<dict><key>A</key></dict>')).toEqual([['key-without-value', '<key>A</key>']]);
    expect(errorsOf('<dict><key>A</key><key>B</key><true/></dict>')).toEqual([['key-without-value', '<key>A</key>']]);
    expect(errorsOf('<dict><key>A</key><key>B</key></dict>')).toEqual([
      ['key-without-value', '<key>A</key>'],
      ['key-without-value', '<key>B</key>'],
    ]);
    expect(readValue('<dict><key>A</key><key>B</key><true/></dict>')).toEqual({ B: true });
  });

  it('a value without a key', () => {
    expect(errorsOf('<dict><string>x</string><key>A</key><true/></dict>')).toEqual([
      ['value-without-key', '<string>x</string>'],
    ]);
    expect(errorsOf('<dict><array><true/></array></dict>')).toEqual([['value-without-key', '<array>']]);
  });

  it('two values after one key: points at the second and says to wrap both', () => {
    const value =
      '<dict><key>StartCalendarInterval</key><dict><key>Hour</key><integer>1</integer></dict>' +
      '<dict><key>Hour</key><integer>2</integer></dict><key>RunAtLoad</key><true/></dict>';
    const text = plist(value);
    const { errors } = readXmlPlist(text);
    expect(pointed(text, errors)).toEqual([['second-value', '<dict>']]);
    expect(errors[0]!.start).toBe(HEAD.length + value.indexOf('</dict>') + '</dict>'.length);
    expect(errors[0]!.message).toContain('"StartCalendarInterval"');
    expect(errors[0]!.help).toContain('Wrap both in an <array>');
    expect(readValue(value)).toEqual({ StartCalendarInterval: { Hour: 1 }, RunAtLoad: true });
  });

  it('every value after the second is reported as well', () => {
    expect(errorsOf('<dict><key>A</key><true/><false/><integer>1</integer></dict>')).toEqual([
      ['second-value', '<false/>'],
      ['second-value', '<integer>1</integer>'],
    ]);
  });
});

describe('what stands between elements', () => {
  it('stray text, without the white space around it', () => {
    expect(errorsOf('<array>\n  lost text \n<true/>more</array>')).toEqual([
      ['stray-text', 'lost text'],
      ['stray-text', 'more'],
    ]);
    expect(readValue('<array>lost<true/></array>')).toEqual([true]);
  });

  it('CDATA, a DOCTYPE and other declarations', () => {
    expect(errorsOf('<array><![CDATA[x]]><true/></array>')).toEqual([['stray-markup', '<![CDATA[x]]>']]);
    expect(errorsOf('<array><!DOCTYPE plist><true/></array>')).toEqual([['misplaced-doctype', '<!DOCTYPE plist>']]);
    expect(errorsOf('<array><!ELEMENT a><true/></array>')).toEqual([['stray-markup', '<!ELEMENT a>']]);
  });

  it('an end tag of nothing', () => {
    expect(errorsOf('<array></string><true/></array>')).toEqual([['stray-end-tag', '</string>']]);
    expect(errorsOf('<array></b><true/></array>')).toEqual([['stray-end-tag', '</b>']]);
    const text = '</dict><dict/>';
    expect(pointed(text, readXmlPlist(text).errors)).toEqual([['stray-end-tag', '</dict>']]);
  });

  it('a bare < and tags without a name', () => {
    expect(errorsOf('<array><true/> < <false/></array>')).toEqual([['malformed-tag', '< ']]);
    expect(errorsOf('<array><><true/></array>')).toEqual([['malformed-tag', '<>']]);
    expect(errorsOf('<array><<<<true/></array>')).toEqual([['malformed-tag', '<<<']]);
    expect(errorsOf('<array>< true/></array>')).toEqual([['malformed-tag', '< true/>']]);
  });
});

describe('elements', () => {
  it('of other names', () => {
    expect(errorsOf('<dict><key>A</key><int>5</int><key>B</key><true/></dict>')).toEqual([
      ['unknown-element', '<int>'],
    ]);
    expect(messageOf('<int>5</int>')).toContain('Write <integer>');
    expect(messageOf('<array><bool/></array>')).toContain('Write <true/> or <false/>');
    expect(messageOf('<array><null/></array>')).toContain('Write one of plist, dict');
    expect(errorsOf('<array><int><true/></array>')).toEqual([['unknown-element', '<int>']]);
  });

  it('of another case: named, and read all the same', () => {
    expect(errorsOf('<Dict><key>A</key><True/></Dict>')).toEqual([
      ['unknown-element', '<Dict>'],
      ['unknown-element', '<True/>'],
      ['mismatched-end-tag', '</Dict>'],
    ]);
    expect(messageOf('<array><STRING/></array>')).toContain('Write <string>');
    expect(readValue('<Dict><key>A</key><True/></Dict>')).toEqual({ A: true });
  });

  it('not closed before the end of the text', () => {
    const text = '<plist version="1.0"><dict><key>A</key><array><true/>';
    expect(pointed(text, readXmlPlist(text).errors)).toEqual([
      ['unclosed-element', '<plist version="1.0">'],
      ['unclosed-element', '<dict>'],
      ['unclosed-element', '<array>'],
    ]);
  });

  it('not closed before the end tag of what they stand in', () => {
    expect(errorsOf('<dict><key>A</key><array><true/></dict>')).toEqual([['unclosed-element', '<array>']]);
    expect(readValue('<dict><key>A</key><array><true/></dict>')).toEqual({ A: [true] });
    expect(errorsOf('<dict><key>A</key><string>x</dict>')).toEqual([['unclosed-element', '<string>']]);
    expect(readValue('<dict><key>A</key><string>x\n</dict>')).toEqual({ A: 'x' });
  });

  it('not closed before the next element', () => {
    expect(errorsOf('<dict><key>A<string>x</string></dict>')).toEqual([['unclosed-element', '<key>']]);
    expect(errorsOf('<array><string>x\n<string>y</string></array>')).toEqual([['unclosed-element', '<string>']]);
    expect(errorsOf('<array><integer>5<integer>6</integer></array>')).toEqual([['unclosed-element', '<integer>']]);
    expect(errorsOf('<dict><key>A</key><true><key>B</key><false/></dict>')).toEqual([['unclosed-element', '<true>']]);
  });

  it('closed with another name', () => {
    expect(errorsOf('<dict><key>Label</string><string>x</string></dict>')).toEqual([
      ['mismatched-end-tag', '</string>'],
    ]);
    expect(errorsOf('<array><string>x</strng></array>')).toEqual([['mismatched-end-tag', '</strng>']]);
    expect(errorsOf('<dict><key>A</key><dict></dcit></dict>')).toEqual([['mismatched-end-tag', '</dcit>']]);
    expect(errorsOf('<dict><key>A</key><true/></array>')).toEqual([['mismatched-end-tag', '</array>']]);
  });

  it('closed with the name of what is not open, with more to come: the root goes on', () => {
    const value = '<dict><key>A</key><string>x</string></array><key>B</key><true/></dict>';
    expect(errorsOf(value)).toEqual([['stray-end-tag', '</array>']]);
    expect(readValue(value)).toEqual({ A: 'x', B: true });
    expect(pointed(value, readXmlPlist(value).errors)).toEqual([['stray-end-tag', '</array>']]);
  });

  it('a boolean: it is closed in its own tag', () => {
    expect(messageOf('<array><true></array>')).toContain('Write <true/>.');
    expect(messageOf('<array><False/></array>')).toContain('Write <false/>:');
  });

  it('closed with the name of the root, with more to come: the root goes on', () => {
    const value = '<dict><key>A</key><array><true/></dict><key>B</key><true/></dict>';
    expect(errorsOf(value)).toEqual([['mismatched-end-tag', '</dict>']]);
    expect(readValue(value)).toEqual({ A: [true], B: true });
  });

  it('booleans with content', () => {
    expect(errorsOf('<true> </true>')).toEqual([['bool-not-empty', '<true> </true>']]);
    expect(errorsOf('<array><false>no</false></array>')).toEqual([['bool-not-empty', '<false>no</false>']]);
  });

  it('tags that never end', () => {
    expect(errorsOf('<array><true/></array\n')).toEqual([['unterminated-tag', '</array\n\n']]);
    expect(errorsOf('<array><key<true/></array>')).toEqual([['unterminated-tag', '<key']]);
    const text = '<dict><key>A</key><string';
    expect(pointed(text, readXmlPlist(text).errors).at(-1)).toEqual(['unterminated-tag', '<string']);
    expect(errorsOf('<array></array foo>')).toEqual([['malformed-tag', '</array foo>']]);
  });

  it('a tag that swallows the next one is named as the cause of what follows', () => {
    expect(errorsOf('<dict\n<key>A</key><true/></dict>')[0]).toEqual(['unterminated-tag', '<dict']);
  });
});

describe('the root', () => {
  it('is missing', () => {
    for (const text of ['', ' \n', '<?xml version="1.0"?>', '<!-- only -->']) {
      expect(readXmlPlist(text)).toMatchObject({ errors: [{ code: 'no-root' }] });
    }
    expect(errorsOf('')).toEqual([['no-root', '<plist version="1.0">']]);
    expect(readXmlPlist('<plist/>').errors).toMatchObject([{ code: 'no-root', start: 0, end: 8 }]);
  });

  it('stands twice', () => {
    expect(errorsOf('<dict/><array></array><string>x</string>')).toEqual([
      ['second-root', '<array>'],
      ['second-root', '<string>x</string>'],
    ]);
    expect(readValue('<true/><false/>')).toBe(true);
  });

  it('is no property list at all', () => {
    const ini = '[Unit]\nDescription=x\n';
    expect(pointed(ini, readXmlPlist(ini).errors)).toEqual([['not-xml', '[Unit]']]);
    const html = '<html><body>x</body></html>';
    expect(pointed(html, readXmlPlist(html).errors)).toEqual([['unknown-element', '<html>']]);
  });

  it('stands behind text that does not belong there', () => {
    const lead = `cat > job.plist <<EOF\n${plist('<true/>')}`;
    expect(pointed(lead, readXmlPlist(lead).errors)).toEqual([['stray-text', 'cat > job.plist <<EOF']]);
    expect(readXmlPlist(lead).root).toMatchObject({ kind: 'boolean', value: true });
  });
});

describe('limits', () => {
  it('nesting: the root has depth 0', () => {
    const nest = (levels: number) => plist('<array>'.repeat(levels) + '</array>'.repeat(levels));
    expect(readXmlPlist(nest(513)).errors).toEqual([]);
    expect(readXmlPlist(nest(514)).errors).toMatchObject([{ code: 'too-deep' }]);
    expect(readXmlPlist(nest(3), { maxDepth: 1 }).errors).toMatchObject([
      { code: 'too-deep', start: HEAD.length + 14 },
    ]);
    expect(readXmlPlist(nest(200_000), { maxDepth: Number.POSITIVE_INFINITY }).errors).toEqual([]);
  });

  it('findings: the last one counts what was left out', () => {
    const { errors, notes } = readXmlPlist(plist(`<dict>${'<true/>'.repeat(5)}</dict>`), { maxFindings: 3 });
    expect(errors.map((error) => error.code)).toEqual([...Array(3).fill('value-without-key'), 'too-many-errors']);
    expect(errors[3]!.message).toMatch(/^2 more/);
    expect(notes).toEqual([]);
    const repeated = readXmlPlist(plist(`<dict>${'<key>a</key><true/>'.repeat(150)}</dict>`)).notes;
    expect(repeated).toHaveLength(101);
    expect(repeated[100]).toMatchObject({ code: 'too-many-notes', message: expect.stringMatching(/^49 more/) });
  });
});
