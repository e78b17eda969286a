import { describe, expect, it } from 'vitest';
import { decodeText, detectFormat } from '../../src/plist/decode.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { HEAD, plist } from './read-xml-samples.ts';

const MIB = 1024 * 1024;

/** `piece` as often as it takes for so many characters. */
function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length));
}

/** Milliseconds to tell the format, decode and read a text; the first error's code for a look at what it was. */
function time(text: string): { ms: number; first: string | undefined } {
  const bytes = new TextEncoder().encode(text);
  const start = performance.now();
  detectFormat(bytes);
  const decoded = decodeText(bytes);
  const { errors, notes } = readXmlPlist('text' in decoded ? decoded.text : decoded.lossyText);
  const ms = performance.now() - start;
  expect(errors.length + notes.length).toBeLessThanOrEqual(202);
  return { ms, first: errors[0]?.code };
}

// Far above what they take (a second at most), far below what anything quadratic would.
const LIMIT = 3000;

// Tried again when the machine was busy with something else.
const OPTIONS = { retry: 2, timeout: 60_000 };

describe('16 MiB', OPTIONS, () => {
  it.each([
    ['an array of strings', plist(`<array>${fill('<string>some text</string>\n', 16 * MIB)}</array>`), undefined],
    ['nested arrays', HEAD + fill('<array>', 16 * MIB), 'too-deep'],
    ['one string', plist(`<string>${fill('text ', 16 * MIB)}</string>`), undefined],
    ['one string of references', plist(`<string>${fill('&amp;', 16 * MIB)}</string>`), undefined],
    ['one string beyond Latin-1', plist(`<string>${fill('名前 ', 8 * MIB)}</string>`), undefined],
    ['white space', plist(`<dict>${fill(' \n', 16 * MIB)}</dict>`), undefined],
    ['one comment', plist(`<!--${fill('x-', 16 * MIB)}--><dict/>`), undefined],
    ['data', plist(`<data>${fill('aGVsbG8h', 16 * MIB)}</data>`), undefined],
    ['one integer', plist(`<integer>${fill('9', 16 * MIB)}</integer>`), 'integer-out-of-range'],
    ['one real', plist(`<real>${fill('9', 16 * MIB)}</real>`), undefined],
    ['one date', plist(`<date>${fill('2', 16 * MIB)}</date>`), 'bad-date'],
    ['one attribute', plist(`<string a="${fill('b', 16 * MIB)}"/>`), undefined],
    ['one tag name', HEAD + fill('<a', 2) + fill('b', 16 * MIB), 'unclosed-element'],
    ['repeated keys', plist(`<dict>${fill('<key>k</key><true/>', 16 * MIB)}</dict>`), undefined],
  ])('%s', (_, text, first) => {
    const result = time(text);
    expect(result.ms).toBeLessThan(LIMIT);
    expect(result.first).toBe(first);
  });

  it('nested arrays without a limit', () => {
    const text = plist(fill('<array>', 4 * MIB) + fill('</array>', (4 * MIB * 8) / 7));
    const start = performance.now();
    readXmlPlist(text, { maxDepth: Number.POSITIVE_INFINITY });
    expect(performance.now() - start).toBeLessThan(LIMIT);
  });
});

describe('hostile texts', OPTIONS, () => {
  const inside = (piece: string) => plist(`<array>${fill(piece, MIB)}</array>`);
  const inString = (piece: string) => plist(`<string>${fill(piece, MIB)}</string>`);
  it.each([
    ['<', '<'.repeat(MIB)],
    ['< between elements', inside('<')],
    ['< in a string', inString('<')],
    ['< and space', inside('< ')],
    ['&', '&'.repeat(MIB)],
    ['& in a string', inString('&')],
    ['& and text in a string', inString('&a')],
    ['&# in a string', inString('&#')],
    ['unknown entities', inString('&nbsp;')],
    ['comment starts', fill('<!-- -- ', 2 * MIB)],
    ['hyphens in a comment', plist(`<!--${fill('--', 2 * MIB)}--><true/>`)],
    ['comments with hyphens', inside('<!-- -- -->')],
    ['shortest comments', inside('<!--->')],
    ['comments without hyphens', inside('<!---->')],
    ['comments in a string', inString('<!---->')],
    ['comment starts in a string', inString('<!--')],
    ['CDATA in a string', inString('<![CDATA[]]>')],
    ['CDATA starts in a string', inString('<![CDATA[')],
    ['CDATA ends in a string', inString(']]>')],
    ['CDATA between elements', inside('<![CDATA[]]>')],
    ['instructions', inside('<?a?>')],
    ['instruction starts', inside('<?')],
    ['declarations in content', inside('<!a>')],
    ['strings closed with white space', inside('<string>a</string >')],
    ['strings with a reference', inside('<string>&amp;</string>')],
    ['strings with a reference and unclosed', inside('<string>&amp;')],
    ['strings that are not closed', inside('<string>')],
    ['strings closed as something else', inside('<string>a</b>')],
    ['foreign elements in a string', inString('<b>a</b>')],
    ['foreign elements', inside('<b>')],
    [
      'foreign elements of many names',
      plist(`<array>${Array.from({ length: 200_000 }, (_, i) => `<b${i}>`).join('')}</array>`),
    ],
    ['foreign end tags', inside('</b>')],
    ['end tags that run into the next', inside('</array')],
    ['elements of another case', inside('<Array></Array>')],
    ['crossed containers', inside('<dict><array></dict></array>')],
    ['end tags of the wrong container', plist(fill('<array><dict></array>', MIB))],
    ['values without keys', plist(`<dict>${fill('<true/>', MIB)}</dict>`)],
    ['keys without values', plist(`<dict>${fill('<key>a</key>', MIB)}</dict>`)],
    [
      'many keys',
      plist(`<dict>${Array.from({ length: 100_000 }, (_, i) => `<key>k${i}</key><true/>`).join('')}</dict>`),
    ],
    ['keys outside a dict', inside('<key>a</key>')],
    ['booleans not closed', inside('<true>')],
    ['stray text', inside('a<true/>')],
    ['tags with attributes', inside('<true a="b"/>')],
    ['tags with bad attributes', inside('<true a/>')],
    ['tags over tags', inside('<key <key>a</key>')],
    ['tags without an end', HEAD + fill('<key ', MIB)],
    ['nested plists', fill('<plist>', MIB)],
    ['second roots', plist(fill('<true/>', MIB))],
    ['DOCTYPEs', fill('<!DOCTYPE>', MIB)],
    ['DOCTYPEs with a subset', fill('<!DOCTYPE[]>', MIB)],
    ['DOCTYPE starts', fill('<!DOCTYPE[', MIB)],
    ['entity declarations', `<!DOCTYPE a [${fill('<!ENTITY a "b">', MIB)}]><true/>`],
    ['entity declarations with open quotes', `<!DOCTYPE a [${fill("<!ENTITY a '>", MIB)}]><true/>`],
    ['broken DOCTYPEs', fill('<!DOCTYPE[a>', MIB)],
    ['declarations before the root', fill('<?xml version="1.0"?>', MIB)],
    ['text and comments before the root', fill('a<!---->', MIB)],
    ['end tags before the root', fill('</a>', MIB)],
    ['white space and junk after the root', `<true/>${fill(' ', MIB)}x${fill(' ', MIB)}`],
    ['comments after the root', `<true/>${fill('<!---->', MIB)}`],
    ['control characters', inString('\u0001')],
    ['control characters beside wide ones', inString('\u0001名')],
    ['zeros', '\0'.repeat(MIB)],
    ['slashes', '/'.repeat(MIB)],
    ['quotes', '"'.repeat(MIB)],
    ['lines', '\r'.repeat(MIB)],
    ['braces', '{'.repeat(MIB)],
  ])('%s', (_, text) => {
    expect(time(text).ms).toBeLessThan(LIMIT);
  });

  it('expand nothing', () => {
    const declarations = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const text = `<!DOCTYPE plist [<!ENTITY l0 "lol">${declarations}]><plist version="1.0"><string>&l9;</string></plist>`;
    const { root, errors } = readXmlPlist(text);
    expect(root).toMatchObject({ value: '&l9;' });
    expect(errors.at(-1)).toMatchObject({ code: 'unknown-entity' });
  });
});

describe('bytes that are no text', OPTIONS, () => {
  it.each([
    ['one bad byte at the end of 16 MiB', Buffer.concat([Buffer.from(HEAD + fill('é', 8 * MIB)), Buffer.from([0xff])])],
    ['nothing but bad bytes', Buffer.alloc(2 * MIB, 0xff).fill(0x80, 0, 4)],
    ['half pairs in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(2 * MIB, 0xd8)])],
    ['UTF-32', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.alloc(2 * MIB, 1)])],
  ])('%s', (_, bytes) => {
    const start = performance.now();
    detectFormat(bytes);
    expect(decodeText(bytes)).toHaveProperty('error');
    expect(performance.now() - start).toBeLessThan(LIMIT);
  });
});
