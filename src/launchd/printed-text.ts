/**
 * The text of `launchctl print`, before its words are understood: fields and blocks at one tab, nothing deeper.
 * Nested blocks repeat `state`, `pid` and `active count` of other things, so depth decides what belongs to whom.
 */

/** launchd hands `print` out in a buffer of 1 MiB (PROC); a text beyond this is none of its. */
const LONGEST = 4 * 1024 * 1024;
/** Ten times the lines of a large domain. */
const MOST_LINES = 200_000;
/** Longer values are cut: paths end at 1,024 bytes on macOS, arguments may hold a whole script. */
const LONGEST_VALUE = 64 * 1024;

/** Colour, and characters that are no text: all but tab and line feed. */
const NO_TEXT = /\u001b\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * The lines of what launchctl wrote: no terminal codes, NUL or CR in them. A last line without its line feed is cut
 * off in the middle ("pid = 16" of 1609) and left out, unless it is the brace that ends everything.
 * @returns `isWhole` is false when something was left out
 */
export function linesOf(text: string): { readonly lines: readonly string[]; readonly isWhole: boolean } {
  const lines = text.slice(0, LONGEST).replace(NO_TEXT, '').split('\n', MOST_LINES);
  const isShort = text.length <= LONGEST && lines.length < MOST_LINES;
  const last = lines.pop()!;
  const isBrace = /^\t?\};?$/.test(last);
  if (isBrace) lines.push(last);
  return { lines, isWhole: isShort && (isBrace || last === '') };
}

/** A value within bounds. */
export function bounded(value: string): string {
  return value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value;
}

/** A non-negative integer as launchctl writes it; undefined for other words and for numbers beyond 2^53. */
export function count(value: string | undefined): number | undefined {
  const digits = value === undefined ? undefined : /^(\d{1,16})(?: seconds?| s)?$/.exec(value.trim())?.[1];
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** What `print` says of one thing. Names are kept in maps: a label may be called `__proto__`. */
export interface PrintedText {
  /** What was asked for, from the first line: `gui/501/com.example.x`. */
  readonly target?: string;
  /** `name = value` at one tab. Of a name that stands twice the first counts. */
  readonly fields: ReadonlyMap<string, string>;
  /** `name = {` at one tab: the lines inside as they stand, up to the closing brace at one tab. */
  readonly blocks: ReadonlyMap<string, readonly string[]>;
  /** The closing brace of the whole was seen, and nothing was cut: what is missing here, launchd did not print. */
  readonly isComplete: boolean;
}

/** Takes `print` apart, in one pass. Never throws: what is no such text has no fields. */
export function readPrinted(text: string): PrintedText {
  const { lines, isWhole } = linesOf(text);
  const fields = new Map<string, string>();
  const blocks = new Map<string, string[]>();
  let target: string | undefined;
  let open: string[] | undefined;
  let isClosed = false;
  for (const line of lines) {
    if (open !== undefined) {
      if (line === '\t}') open = undefined;
      else open.push(bounded(line));
    } else if (line === '}') {
      isClosed = target !== undefined;
      break;
    } else if (!line.startsWith('\t')) {
      target ??= blockName(line);
    } else if (line[1] !== '\t') {
      open = openBlock(blocks, line.slice(1));
      if (open === undefined) addField(fields, line.slice(1));
    }
  }
  return { ...(target !== undefined && { target }), fields, blocks, isComplete: isClosed && isWhole };
}

/** `name = {` and `name => {` begin a block of that name. */
export function blockName(line: string): string | undefined {
  const text = line.trimEnd();
  const end = text.endsWith(' => {') ? -5 : text.endsWith(' = {') ? -4 : undefined;
  return end === undefined ? undefined : bounded(text.slice(0, end).trim());
}

/** Where the lines of a block go; those of a second one of the same name go nowhere. */
function openBlock(blocks: Map<string, string[]>, line: string): string[] | undefined {
  const name = blockName(line);
  if (name === undefined) return undefined;
  const lines: string[] = [];
  if (!blocks.has(name)) blocks.set(name, lines);
  return lines;
}

function addField(fields: Map<string, string>, line: string): void {
  const at = line.indexOf(' =');
  if (at <= 0) return;
  const name = line.slice(0, at);
  // `properties = ` with nothing behind it.
  if (!fields.has(name) && (line[at + 2] === ' ' || at + 2 === line.length)) {
    fields.set(name, bounded(line.slice(at + 3)));
  }
}

/** `NAME => value` of a block, quoted names without their quotes. */
export function arrowPair(line: string): readonly [name: string, value: string] | undefined {
  const text = line.trim();
  const at = text.indexOf(' => ');
  if (at <= 0) return undefined;
  const name = text.slice(0, at);
  const isQuoted = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  return [isQuoted ? name.slice(1, -1) : name, text.slice(at + 4)];
}
