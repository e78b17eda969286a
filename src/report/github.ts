/** Workflow commands of GitHub Actions: each finding becomes an annotation at its line. */
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { printableLines } from '../launchd/printable.ts';
import type { LintedFile } from '../lint/engine.ts';
import { relativePath } from './relative-path.ts';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * The findings of a file that are not silenced, a command a line, in the order given.
 * @param folder the working folder, absolute: GitHub finds a file by its path from there
 */
export function formatGithub({ diagnostics, sources }: LintedFile, folder: string): string {
  return diagnostics
    .filter(({ suppressed }) => !suppressed)
    .map((diagnostic) => command(diagnostic, sources.has(diagnostic.file), folder))
    .join('');
}

function command(diagnostic: Diagnostic, hasText: boolean, folder: string): string {
  const { severity, message, help, rule, file } = diagnostic;
  const properties: [string, string | number][] = [
    ['file', relativePath(file, folder) ?? file],
    ...(hasText ? placeOf(diagnostic) : []),
    ['title', `svc ${rule}`],
  ];
  const said = properties.map(([name, value]) => `${name}=${escapedProperty(String(value))}`).join(',');
  return `::${COMMANDS[severity]} ${said}::${escapedData(help ? `${message}\n${help}` : message)}\n`;
}

function placeOf({ line, endLine, column, endColumn }: Diagnostic): [string, number][] {
  const lines: [string, number][] = [
    ['line', line],
    ['endLine', endLine],
  ];
  // An annotation over several lines has no columns: those of two lines do not make a range there.
  if (line !== endLine) return lines;
  return [...lines, ['col', column], ['endColumn', endColumn]];
}

/** What follows `::`, as the runner decodes it (actions/toolkit, command.ts). The rest stays harmless in a terminal. */
function escapedData(text: string): string {
  return printableLines(text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A'));
}

function escapedProperty(text: string): string {
  return escapedData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
