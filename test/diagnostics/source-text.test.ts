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

  it.each([
    ['of all line endings', source.text],
    ['of LF alone', 'one\ntwo\n\nfour'],
    ['without a line ending', 'one'],
    ['empty', ''],
  ])('lines alone are the same before there is a table and after, in a text %s', (_, text) => {
    for (let offset = -1; offset <= text.length + 1; offset++) {
      const fresh = new SourceText('f', text);
      const { line } = new SourceText('f', text).positionAt(offset);
      expect(fresh.lineAt(offset)).toBe(line);
      expect(fresh.lineStarts.length).toBeGreaterThan(0);
      expect(fresh.lineAt(offset)).toBe(line);
    }
  });

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
});
