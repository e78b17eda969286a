import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentText, illegalXmlCharacter } from '../../src/plist/text.ts';

describe('illegalXmlCharacter', () => {
  it.each([
    ['\u0000', 'U+0000'],
    ['ok \u0008', 'U+0008'],
    ['\u000b', 'U+000B'],
    ['\u001f', 'U+001F'],
    ['a\ud800', 'U+D800'],
    ['\udfff\ud800', 'U+DFFF'],
    ['\ufffe', 'U+FFFE'],
    ['\uffff', 'U+FFFF'],
  ])('names the one in %j', (text, name) =>
    expect(illegalXmlCharacter(text)).toBe(`the ${name! < 'U+0020' ? 'control ' : ''}character ${name}`),
  );

  it.each(['', 'a', '\t\n\r', '\u007f\u0080\u0085', '\ud7ff\ue000\ufffd', '😀\u{10ffff}', '\u{1fffe}'])(
    'finds none in %j',
    (text) => {
      expect(illegalXmlCharacter(text)).toBeUndefined();
    },
  );
});

describe('commentText', () => {
  it.each([
    ['', ''],
    ['a-b', 'a-b'],
    ['a--b', 'a- -b'],
    ['----', '- - - - '],
    ['-', '- '],
    ['-->', '- ->'],
    ['-\u0001-', '- - '],
    ['a\r\nb', 'a\nb'],
    ['\ud800x\udc00', 'x'],
    ['😀', '😀'],
  ])('%j becomes %j', (text, written) => expect(commentText(text)).toBe(written));

  it('never lets a comment end, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.constantFrom('-', '--', '>', '\u0000', '\r', ' ')).map((parts) => parts.join('')),
        ),
        (text) => {
          const written = commentText(text);
          expect(written).not.toMatch(/--|-$/);
          expect(illegalXmlCharacter(written)).toBeUndefined();
        },
      ),
    );
  });
});
