/** A finding as data: what, how bad, where. Layout and colour belong to `report/`. */
import { withoutTokens } from '../launchd/secrets.ts';
import type { Position, SourceText } from './source-text.ts';

/** error: launchd refuses, ignores or surely misreads it · warning: works and will hurt · info: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  /** Id of the lint rule, kebab-case; `schema` for what the grammar of services.yaml refuses. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong and what launchd will do, one or two sentences of plain text. */
  readonly message: string;
  /** What to write instead. */
  readonly help?: string;
  /** The path as the user gave it, joined with what was found below it. */
  readonly file: string;
  /** 1-based; 1:1 where a file as a whole is meant or has no text (binary). */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Key path in the plist or services.yaml: `KeepAlive.SuccessfulExit`, `ProgramArguments.0`. */
  readonly key?: string;
  /** Does the rule offer an automatic fix for this finding? */
  readonly fixable: boolean;
  /** Silenced in the file, with a reason: shown in machine formats only, and not counted. */
  readonly suppressed?: true;
  /** The reason that the silencer of a silenced finding gives. */
  readonly justification?: string;
}

/** What makes a diagnostic besides its place. */
export type Finding = Pick<Diagnostic, 'rule' | 'severity' | 'message'> & {
  readonly [Name in 'help' | 'key']?: string | undefined;
};

/** Puts a finding at the offsets `start` to `end` of a text. */
export function diagnosticAt(source: SourceText, start: number, end: number, finding: Finding): Diagnostic {
  return placed(finding, source.file, source.positionAt(start), source.positionAt(Math.max(end, start)));
}

/** A finding about a file as a whole: at its first character. */
export function diagnosticForFile(file: string, finding: Finding): Diagnostic {
  return placed(finding, file, TOP, TOP);
}

const TOP: Position = { line: 1, column: 1 };

/** A key may be a token that somebody pasted in a wrong place. */
function keyWithoutTokens(key: string): string {
  const shown = withoutTokens(key);
  return shown.includes('.') ? shown.split('.').map(withoutTokens).join('.') : shown;
}

/** Whatever a finding quotes, a token of a known form is not repeated. Field by field: to spread findings, which have help and key or have not, takes V8 ten times as long. */
function placed(
  { rule, severity, message, help, key }: Finding,
  file: string,
  from: Position,
  to: Position,
): Diagnostic {
  const diagnostic: { -readonly [Name in keyof Diagnostic]?: Diagnostic[Name] } = { rule, severity };
  diagnostic.message = withoutTokens(message);
  if (help !== undefined) diagnostic.help = withoutTokens(help);
  if (key !== undefined) diagnostic.key = keyWithoutTokens(key);
  diagnostic.file = file;
  diagnostic.line = from.line;
  diagnostic.column = from.column;
  diagnostic.endLine = to.line;
  diagnostic.endColumn = to.column;
  diagnostic.fixable = false;
  return diagnostic as Diagnostic;
}

/** Order of reports: by file, then place, then rule: the same input gives the same list on every machine. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/** How many of each severity. */
export function countBySeverity(diagnostics: readonly Diagnostic[]): {
  errors: number;
  warnings: number;
  infos: number;
} {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info') };
}
