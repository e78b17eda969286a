import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/source-text.ts';

const source = new SourceText('f', 'ab\ncd\r\ne\rf\n');

describe('positions', () => {
  it.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 1, 3],
    [3, 2, 1],
    [5, 2, 3],
    [6, 2, 4],
    [7, 3, 1],
    [8, 3, 2],
    [9, 4, 1],
    [10, 4, 2],
    [11, 5, 1],
    [99, 5, 1],
    [-5, 1, 1],
  ])('offset %i is %i:%i', (offset, line, column) => expect(source.positionAt(offset)).toEqual({ line, column }));

  it('count UTF-16 code units', () => {
    expect(new SourceText('f', '😀x').positionAt(2)).toEqual({ line: 1, column: 3 });
  });

  it('exist in an empty text', () => {
    const empty = new SourceText('f', '');
    expect(empty.positionAt(0)).toEqual({ line: 1, column: 1 });
    expect([...empty.lineStarts]).toEqual([0]);
    expect(empty.lineText(1)).toBe('');
  });

  it('agree with counting, at every offset', () => {
    for (let offset = 0; offset <= source.text.length; offset++) {
      const starts = source.lineStarts.filter((start) => start <= offset);
      expect(source.positionAt(offset)).toEqual({ line: starts.length, column: offset - starts.at(-1)! + 1 });
    }
  });
});

describe('lines', () => {
  it.each([
    [1, 'ab'],
    [2, 'cd'],
    [3, 'e'],
    [4, 'f'],
    [5, ''],
    [6, undefined],
    [0, undefined],
  ])('line %i is %j', (line, text) => {
    expect(source.lineText(line)).toBe(text);
  });
  it('begin and end where a regular expression says, in short texts and long ones, asked in any order', () => {
    const piece = fc.constantFrom('a', 'bc', '\n', '\n', '\r\n', '\r', '索', 'd'.repeat(5000), '\n'.repeat(4100));
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.filter((part) => !part.includes('\r'))),
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat(9999), { minLength: 1, maxLength: 20 }), (parts, places) => {
        const whole = parts.join('');
        const [once, asked] = [new SourceText('f', whole), new SourceText('f', whole)];
        const starts = [0, ...[...whole.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
        const lines = whole.split(/\r\n|\n|\r/);
        for (const place of places) {
          const offset = place % (whole.length + 1);
          const line = starts.findLastIndex((start) => start <= offset) + 1;
          const position = { line, column: offset - starts[line - 1]! + 1 };
          expect(asked.positionAt(offset)).toEqual(position);
          expect(asked.lineAt(offset)).toBe(line);
          const other = place % (starts.length + 2);
          expect(asked.startOf(other)).toBe(starts[other - 1]);
          expect(asked.lineText(other)).toBe(lines[other - 1]);
          expect(new SourceText('f', whole).positionAt(offset)).toEqual(position);
          expect(new SourceText('f', whole).lineAt(offset)).toBe(line);
        }
        expect([...once.lineStarts]).toEqual(starts);
      }),
    );
  });
});
