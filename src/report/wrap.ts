/** Text in lines of a given width. */
import { columnsOf } from './columns.ts';

/**
 * Breaks `text` at spaces into lines of at most `width` columns; a word that is wider stands alone.
 * @returns the lines without line breaks, at least one
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
