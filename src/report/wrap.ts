/** Text in lines of a given width. */
import { columnsOf } from './columns.ts';

/**
 * Breaks `text` at spaces into lines of at most `width` columns; a word that is wider stands alone.
 * @returns the lines without line breaks, at least one
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const more = columnsOf(word);
    if (line === '') {
      line = word;
      columns = more;
    } else if (columns + 1 + more > width) {
      lines.push(line);
      line = word;
      columns = more;
    } else {
      line += ` ${word}`;
      columns += 1 + more;
    }
  }
  lines.push(line);
  return lines;
}
