/** Edits of a text, and the bytes they leave alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, encoderLike, overlap } from '../../src/plist/edit.ts';

describe('applyEdits', () => {
  it('makes edits in any order, by the offsets of the text before', () => {
    const edits = [
      { start: 6, end: 7, text: 'GG' },
      { start: 0, end: 1, text: '' },
      { start: 3, end: 3, text: '|' },
    ];
    expect(applyEdits('abcdefg', edits)).toBe('bc|defGG');
    expect(applyEdits('abc', [])).toBe('abc');
  });

  it('takes edits that touch and refuses those that overlap or lie outside', () => {
    const touching = [
      { start: 0, end: 2, text: 'x' },
      { start: 2, end: 4, text: 'y' },
    ];
    expect(applyEdits('abcd', touching)).toBe('xy');
    expect(() => applyEdits('abcd', [touching[0]!, { start: 1, end: 3, text: '' }])).toThrow(RangeError);
    expect(() => applyEdits('abcd', [{ start: 4, end: 5, text: '' }])).toThrow(RangeError);
    expect(() => applyEdits('abcd', [{ start: -1, end: -1, text: '' }])).toThrow(RangeError);
    expect(overlap({ start: 1, end: 1, text: 'a' }, { start: 1, end: 1, text: 'b' })).toBe(true);
  });

  it('keeps everything outside the edit', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (before, old, after, text) => {
        const start = before.length;
        expect(applyEdits(before + old + after, [{ start, end: start + old.length, text }])).toBe(
          before + text + after,
        );
      }),
    );
  });
});

const utf16 = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));

describe('encoderLike', () => {
  it.each<[string, (text: string) => Uint8Array]>([
    ['UTF-8', (text) => new TextEncoder().encode(text)],
    ['UTF-8 with a mark', (text) => new TextEncoder().encode(`\uFEFF${text}`)],
    ['UTF-16LE', utf16],
    ['UTF-16BE', (text) => new Uint8Array(Buffer.from(utf16(text)).swap16())],
  ])('writes %s as it was', (_name, encode) => {
    const encoder = encoderLike(encode('aé日🚀\r\n'), 'aé日🚀\r\n');
    expect(encoder!('bé日🚀\r\n')).toEqual(encode('bé日🚀\r\n'));
  });

  it('is none for other encodings', () => {
    expect(encoderLike(Uint8Array.of(0xe9), 'é')).toBeUndefined();
    expect(encoderLike(Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'a')).toBeUndefined();
    expect(encoderLike(utf16('a'), 'b')).toBeUndefined();
  });
});
