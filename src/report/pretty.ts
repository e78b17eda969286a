/** Diagnostics for a person: place, message, the line itself with a caret, what to do. */
import kleur from 'kleur';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { once } from '../launchd/once.ts';
import { printable, UNSAFE } from '../launchd/printable.ts';
import { listed } from '../launchd/word-list.ts';
import { columnsOf, wholeCharacter } from './columns.ts';
import { lineWithoutSecrets } from './without-secrets.ts';
import { wrapped } from './wrap.ts';

export interface PrettyOptions {
  readonly color: boolean;
  /** Columns that sentences and excerpts are fitted in; Infinity leaves each sentence on one line, for grep. */
  readonly width: number;
  /** Texts to quote from, by file; a diagnostic of another file comes without an excerpt. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

// Two colours in one are an object with a function for each colour there is: made once, not for each finding.
const BOLD: Record<Severity, () => { bold(text: string): string }> = {
  error: once(() => kleur.red().bold()),
  warning: once(() => kleur.yellow().bold()),
  info: once(() => kleur.cyan().bold()),
};

function painted(severity: Severity, text: string): string {
  return kleur.enabled ? BOLD[severity]().bold(text) : text;
}

/** Formats diagnostics, one block each, in the order given. Ends with a newline unless there are none. */
export function formatPretty(diagnostics: readonly Diagnostic[], options: PrettyOptions): string {
  kleur.enabled = options.color;
  // Wrapped text needs room around it; what is not wrapped is read by grep.
  const gap = isWrapped(options) ? '\n' : '';
  let text = '';
  for (const diagnostic of diagnostics) text += `${block(diagnostic, options)}\n${gap}`;
  return text;
}

function isWrapped({ width }: Pick<PrettyOptions, 'width'>): boolean {
  return width !== Number.POSITIVE_INFINITY;
}

/** Joined at once: of two dozen texts put together one by one V8 makes a tree, and pays when it is written out. */
function block(diagnostic: Diagnostic, options: PrettyOptions): string {
  const { file, line, column, severity, message, rule, help } = diagnostic;
  const place = `${printable(file)}:${line}:${column}`;
  const head = { text: `${place} ${severity}`, painted: `${kleur.bold(place)} ${painted(severity, severity)}` };
  const id = `[${rule}]`;
  const first = hanging(head, `${printable(message)} ${id}`, 2, options.width);
  const parts = kleur.enabled ? [first.slice(0, -id.length), kleur.dim(id)] : [first];
  const source = options.sources.get(file);
  if (source) parts.push(...excerpt(diagnostic, source, options.width));
  if (help) {
    const helpHead = { text: '  = help:', painted: `  ${kleur.dim('=')} ${kleur.green('help:')}` };
    parts.push('\n', hanging(helpHead, printable(help), helpHead.text.length + 1, options.width));
  }
  return parts.join('');
}

interface Head {
  readonly text: string;
  /** The same with colour. */
  readonly painted: string;
}

/** `text` after a head, its further lines `indent` columns in. As it is where the width has no end. */
function hanging({ text: head, painted }: Head, text: string, indent: number, width: number): string {
  if (!isWrapped({ width })) return `${painted} ${text}`;
  // Something as wide as the head stands for it, since spaces in the head are no place to break.
  const filler = 'x'.repeat(Math.max(0, columnsOf(head) - indent));
  const [first, ...more] = wrapped(`${filler} ${text}`, Math.max(20, width - indent));
  const beside = filler === '' ? ` ${first}` : first!.slice(filler.length);
  return [painted + beside, ...more.map((line) => ' '.repeat(indent) + line)].join('\n');
}

/** Widest piece of a line that is quoted; long lines are cut around the place. */
const MAX_QUOTE = 100;
const MIN_QUOTE = 20;
/** ` | ` and an ellipsis at each end. */
const BESIDE_QUOTE = 5;

/** Characters of the largest text that is quoted from: what looks like a secret is looked for in all of it before. */
const MAX_SOURCE = 4_000_000;

/** The line and what points at its place, in parts, each after a line break; none where there is nothing to see. */
function excerpt(diagnostic: Diagnostic, source: SourceText, width: number): readonly string[] {
  if (source.text.length > MAX_SOURCE) return [];
  const line = lineWithoutSecrets(source, diagnostic.line);
  if (line === undefined || line.trim() === '') return [];
  const at = Math.min(diagnostic.column - 1, line.length);
  const end =
    diagnostic.endLine === diagnostic.line ? Math.min(diagnostic.endColumn - 1, line.length) : line.trimEnd().length;
  const gutter = String(diagnostic.line);
  const room = Math.max(MIN_QUOTE, Math.min(MAX_QUOTE, width - gutter.length - BESIDE_QUOTE));
  const text = cells(line);
  const [from, to] = quotedPart(text, at, room);
  const isCut = from > 0;
  const before = ' '.repeat(columnsOf(text.slice(from, at)));
  const carets = '^'.repeat(Math.max(1, columnsOf(text.slice(at, Math.min(end, to)))));
  const quote = `${isCut ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
  return [
    ...['\n', kleur.dim(`${gutter} |`), ' ', quote],
    ...['\n', kleur.dim(`${' '.repeat(gutter.length)} |`), isCut ? '  ' : ' ', before],
    painted(diagnostic.severity, carets),
  ];
}

/** The piece of `text` around the offset `at` that fits in `room` columns: all of it, or a third of them before `at`. */
function quotedPart(text: string, at: number, room: number): readonly [from: number, to: number] {
  const widthOf = (from: number, to: number) => columnsOf(text.slice(from, to));
  let left = Math.max(Math.floor(room * 0.3), room - widthOf(at, at + room));
  let from = wholeCharacter(text, at);
  while (from > 0) {
    const before = wholeCharacter(text, from - 1);
    left -= widthOf(before, from);
    if (left < 0) break;
    from = before;
  }
  let to = wholeCharacter(text, Math.min(text.length, from + room));
  while (to > from && widthOf(from, to) > room) to = wholeCharacter(text, to - 1);
  return [from, to];
}

/**
 * Tabs as one space and other control characters as one dot, so that the caret stays under its place. Each character
 * keeps its offset.
 */
function cells(text: string): string {
  return text.replaceAll('\t', ' ').replace(UNSAFE, '\u00b7');
}

/** `2 errors and 1 warning`, or `no problems`. */
export function countsText(counts: { errors: number; warnings: number; infos: number }): string {
  const parts = [
    plural(counts.errors, 'error'),
    plural(counts.warnings, 'warning'),
    plural(counts.infos, 'info'),
  ].filter(Boolean);
  return parts.length === 0 ? 'no problems' : listed(parts);
}

function plural(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}
