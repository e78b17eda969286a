/** What a terminal shows, as a grid of cells that can be read and changed, and as an SVG picture. */
import { columnsOf } from '../src/report/columns.ts';

// Readable on the dark ground that the picture brings along, so it looks the same on a light page and on a dark one.
const GROUND = '#0d1117';
const PLAIN = '#d1d7e0';
const COLOURS = {
  30: '#656c76',
  31: '#ff7b72',
  32: '#3fb950',
  33: '#e3b341',
  34: '#58a6ff',
  35: '#d2a8ff',
  36: '#39c5cf',
  37: '#b1bac4',
  90: '#8b949e',
};
const CELL = 8.4;
const LINE = 19;
const EDGE = 16;
const BAR = 26;

/**
 * The cells of a text with colours (SGR; other escape sequences are refused): a row a line, a cell a column. A wide
 * character has its second column in an empty cell; a mark stands in the cell of what it marks.
 */
export function gridOf(ansi) {
  let style = '';
  const rows = ansi.replaceAll('\r', '').replace(/\n$/, '').split('\n');
  return rows.map((row) => {
    const cells = [];
    for (const [, codes, character] of row.matchAll(/\u001b\[([\d;]*)m|(.)/gsu)) {
      if (codes !== undefined) style = restyled(style, codes);
      else if (character < ' ') throw new Error(`no picture of ${JSON.stringify(row)}`);
      else if (columnsOf(character) === 0 && cells.length > 0) cells.at(-1).text += character;
      else cells.push({ text: character, style }, ...(columnsOf(character) === 2 ? [{ text: '', style }] : []));
    }
    return cells;
  });
}

/** The attributes of a cell, as they stand in the SVG, after one more SGR sequence. */
function restyled(style, codes) {
  const attributes = new Map(style.split(/(?<=") /).map((one) => [one.split('=')[0], one]));
  attributes.delete('');
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) attributes.clear();
    else if (code === 1) attributes.set('font-weight', 'font-weight="bold"');
    else if (code === 2) attributes.set('fill-opacity', 'fill-opacity=".7"');
    else if (code === 22) {
      attributes.delete('font-weight');
      attributes.delete('fill-opacity');
    } else if (code === 39) attributes.delete('fill');
    else if (COLOURS[code]) attributes.set('fill', `fill="${COLOURS[code]}"`);
    else throw new Error(`no picture of SGR ${code}`);
  }
  return [...attributes.values()].join(' ');
}

/** Rows without colour. */
export function textOf(grid) {
  return grid.map((cells) => cells.map(({ text }) => text).join(''));
}

/**
 * A grid as SVG. Each run of cells is held to its columns, whatever font there is.
 * @param columns the width of the picture @param title what is in it, for those who do not see it
 */
export function svgOf(grid, columns, title) {
  const width = Math.ceil(columns * CELL + 2 * EDGE);
  const height = grid.length * LINE + EDGE + BAR;
  const rows = grid.map((cells, row) => rowOf(cells, BAR + LINE * (row + 1) - 5)).filter((row) => row !== '');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    ...['#ff5f56', '#ffbd2e', '#27c93f'].map((fill, i) => `<circle cx="${18 + 18 * i}" cy="15" r="5" fill="${fill}"/>`),
    `<g fill="${PLAIN}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rowOf(cells, y) {
  const runs = [];
  cells.forEach(({ text, style }, column) => {
    const last = runs.at(-1);
    if (text === '') last.columns++;
    // A wide character is a run of its own, since fonts differ most in it.
    else if (last?.style === style && cells[column + 1]?.text !== '' && !last.isWide) {
      last.text += text;
      last.columns++;
    } else runs.push({ text, style, column, columns: 1, isWide: cells[column + 1]?.text === '' });
  });
  const spans = runs.filter(({ text }) => text.trim() !== '').map(spanOf);
  return spans.length === 0 ? '' : `<text y="${y}">${spans.join('')}</text>`;
}

function spanOf({ text, style, column, columns }) {
  const x = (EDGE + column * CELL).toFixed(1);
  return `<tspan x="${x}" textLength="${(columns * CELL).toFixed(1)}"${style && ` ${style}`}>${escaped(text)}</tspan>`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
