/** A table that fits its terminal: columns that matter less go first, then the first column is cut. */
import kleur from 'kleur';
import { columnsOf } from './columns.ts';

export interface Cell {
  readonly text: string;
  /** Adds colour, and nothing that takes room. */
  readonly paint?: (text: string) => string;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** 0 always stays; of the others the highest goes first. */
  readonly rank: number;
  /** One for each row; empty where there is nothing to say. */
  readonly cells: readonly Cell[];
}

const GAP = '  ';
/** The first column is never cut below this. */
const NARROWEST = 6;

/**
 * Lays columns out in the order given, a line for the titles and one for each row, without line breaks. A column whose
 * cells are all empty is left out. Colour is kleur's business: set `kleur.enabled` before.
 * @param width columns of the terminal
 */
export function tableLines(columns: readonly Column[], width: number): string[] {
  let shown = columns.filter(({ rank, cells }) => rank === 0 || cells.some(({ text }) => text !== ''));
  let widths = shown.map(naturalWidth);
  while (totalOf(widths) > width) {
    const last = Math.max(...shown.map(({ rank }) => rank));
    if (last === 0) break;
    shown = shown.filter(({ rank }) => rank !== last);
    widths = shown.map(naturalWidth);
  }
  const excess = totalOf(widths) - width;
  if (excess > 0 && widths[0] !== undefined) widths[0] = Math.max(Math.min(NARROWEST, widths[0]), widths[0] - excess);
  const rows = shown[0]?.cells.length ?? 0;
  const lineOf = (cellOf: (column: Column) => Cell) =>
    shown
      .map((column, i) => padded(cellOf(column), widths[i]!, column.align, i === shown.length - 1))
      .join(GAP)
      .trimEnd();
  const title = lineOf(({ title: text }) => ({ text, paint: kleur.dim }));
  return [title, ...Array.from({ length: rows }, (_, row) => lineOf(({ cells }) => cells[row] ?? { text: '' }))];
}

function naturalWidth({ title, cells }: Column): number {
  return Math.max(columnsOf(title), ...cells.map(({ text }) => columnsOf(text)));
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, widths.length - 1);
}

function padded({ text, paint }: Cell, width: number, align: Column['align'], isLast: boolean): string {
  const cut = cutTo(text, width);
  const room = ' '.repeat(Math.max(0, width - columnsOf(cut)));
  const painted = paint && cut !== '' ? paint(cut) : cut;
  if (align === 'right') return room + painted;
  return isLast ? painted : painted + room;
}

/** `text` in at most `width` columns, with an ellipsis where something is missing. */
export function cutTo(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (columnsOf(cut + segment) > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
