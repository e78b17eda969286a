import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineKind, LineSplitter, MAX_LINE } from '../../src/system/line-splitter.ts';

/** All that comes of `chunks`, each in a buffer that is used again at once, as a tail does. */
function split(chunks: readonly Uint8Array[]): [string, LineKind][] {
  const lines: [string, LineKind][] = [];
  const take = (line: Buffer, kind: LineKind) => lines.push([line.toString('latin1'), kind]);
  const splitter = new LineSplitter();
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk);
    splitter.push(reused, take);
    reused.fill(0);
  }
  splitter.end(take);
  return lines;
}

describe('LineSplitter', () => {
  it('gives whole lines, and what has no line feed at the end', () => {
    expect(split([Buffer.from('a\n\nb'), Buffer.from('c\r\nd')])).toEqual([
      ['a', 'line'],
      ['', 'line'],
      ['bc\r', 'line'],
      ['d', 'rest'],
    ]);
    expect(split([Buffer.from('a\n')])).toEqual([['a', 'line']]);
  });

  it('cuts what is longer than 1 MiB, and holds no more than that', () => {
    const x = (length: number) => Buffer.alloc(length, 'x');
    const sizes = (chunks: readonly Buffer[]) => split(chunks).map(([line, kind]) => [line.length, kind]);
    expect(sizes([x(MAX_LINE), Buffer.from('\n')])).toEqual([
      [MAX_LINE, 'piece'],
      [0, 'line'],
    ]);
    expect(sizes([x(MAX_LINE + 5), Buffer.from('\na\n')])).toEqual([
      [MAX_LINE, 'piece'],
      [5, 'line'],
      [1, 'line'],
    ]);
    expect(sizes(Array.from({ length: 40 }, () => x(60_000)))).toEqual([
      [MAX_LINE, 'piece'],
      [MAX_LINE, 'piece'],
      [2_400_000 - 2 * MAX_LINE, 'rest'],
    ]);
  });

  it('loses and adds no byte, however the bytes are cut', () => {
    const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => array.map((byte) => (byte % 5 === 0 ? 10 : byte)));
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), (chunks) => {
        const lines = split(chunks);
        const joined = lines.map(([line, kind]) => (kind === 'line' ? `${line}\n` : line)).join('');
        expect(joined).toBe(Buffer.concat(chunks).toString('latin1'));
        expect(lines.slice(0, -1).every(([line, kind]) => kind === 'line' && !line.includes('\n'))).toBe(true);
      }),
    );
  });
});
