/** Diagnostics for a person: place, message, the line itself with a caret, what to do. */
import kleur from 'kleur';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { listed } from '../launchd/word-list.ts';
import { columnsOf, wholeCharacter } from './columns.ts';
import { printable, UNSAFE } from './printable.ts';
import { lineWithoutSecrets } from './without-secrets.ts';

export interface PrettyOptions {
  readonly color: boolean;
  /** Texts to quote from, by file; a diagnostic of another file comes without an excerpt. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

const PAINT: Record<Severity, (text: string) => string> = {
  error: (text) => kleur.red().bold(text),
  warning: (text) => kleur.yellow().bold(text),
  info: (text) => kleur.cyan().bold(text),
};

/** Formats diagnostics, one block each, in the order given. Ends with a newline unless there are none. */
export function formatPretty(diagnostics: readonly Diagnostic[], options: PrettyOptions): string {
  kleur.enabled = options.color;
  return diagnostics.map((diagnostic) => `${block(diagnostic, options)}\n`).join('');
}

function block(diagnostic: Diagnostic, options: PrettyOptions): string {
  const { file, line, column, severity, message, rule, help } = diagnostic;
  const place = kleur.bold(`${printable(file)}:${line}:${column}`);
  const lines = [`${place} ${PAINT[severity](severity)} ${printable(message)} ${kleur.dim(`[${rule}]`)}`];
  const source = options.sources.get(file);
  if (source) lines.push(...excerpt(diagnostic, source));
  if (help) lines.push(`  ${kleur.dim('=')} ${kleur.green('help:')} ${printable(help)}`);
  return lines.join('\n');
}

/** Widest piece of a line that is quoted; long lines are cut around the place. */
const MAX_QUOTE = 100;

function excerpt(diagnostic: Diagnostic, source: SourceText): string[] {
  const text = lineWithoutSecrets(source, diagnostic.line);
  if (text === undefined || text.trim() === '') return [];
  const at = Math.min(diagnostic.column - 1, text.length);
  const end =
    diagnostic.endLine === diagnostic.line ? Math.min(diagnostic.endColumn - 1, text.length) : text.trimEnd().length;
  const longest = text.length <= MAX_QUOTE ? 0 : Math.max(0, Math.min(at - 30, text.length - MAX_QUOTE));
  const from = wholeCharacter(text, longest);
  const to = wholeCharacter(text, Math.min(text.length, from + MAX_QUOTE));
  const quote = cells(text.slice(from, to));
  const gutter = String(diagnostic.line);
  const before = ' '.repeat(columnsOf(cells(text.slice(from, at))));
  const carets = '^'.repeat(Math.max(1, columnsOf(cells(text.slice(at, Math.min(end, to))))));
  return [
    `${kleur.dim(`${gutter} |`)} ${from > 0 ? '…' : ''}${quote}${to < text.length ? '…' : ''}`,
    `${kleur.dim(`${' '.repeat(gutter.length)} |`)} ${from > 0 ? ' ' : ''}${before}${PAINT[diagnostic.severity](carets)}`,
  ];
}

/** Tabs as one space and other control characters as one dot, so that the caret stays under its place. */
function cells(text: string): string {
  return text.replace(/\t/g, ' ').replace(UNSAFE, '\u00b7');
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
