/** What a terminal shows of the bytes it was sent. */

const CLEAR_LINE = '\u001b[2K';

/** Colours gone, and what was written over or cleared: the lines as they stand in the end. */
export function screenOf(raw: string): string {
  return raw
    .replace(/\u001b\[\d+(?:;\d+)*m/g, '')
    .split('\n')
    .map((line) => lineOf(line))
    .join('\n');
}

/** A line whose cursor went back: what comes after overwrites, ESC[2K empties. */
function lineOf(line: string): string {
  let shown = '';
  for (const piece of line.split('\r')) {
    const text = piece.slice(piece.lastIndexOf(CLEAR_LINE) + 1 && piece.lastIndexOf(CLEAR_LINE) + CLEAR_LINE.length);
    shown = text === piece ? text + shown.slice(text.length) : text;
  }
  return shown;
}

/** The texts of the progress line, in their order. */
export function progressOf(raw: string): string[] {
  return raw
    .split(CLEAR_LINE)
    .slice(1)
    .map((piece) => piece.split(/[\r\n]/)[0]!)
    .filter((text) => text.endsWith('…'));
}
