/** One finding a line: `file:line:col: level: message [rule]`, for editors, grep and people in a hurry. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../launchd/printable.ts';

/** Formats diagnostics in the order given, a line each. */
export function formatCompact(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(
      ({ file, line, column, severity, message, rule }) =>
        `${printable(file)}:${line}:${column}: ${severity}: ${printable(message)} [${rule}]\n`,
    )
    .join('');
}
