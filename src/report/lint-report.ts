/** The report of `svc lint`, written file by file, so that memory does not grow with their number. */
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { LintedFile } from '../lint/engine.ts';
import { formatCompact } from './compact.ts';
import { countsText, formatPretty } from './pretty.ts';

export const LINT_FORMATS = ['pretty', 'compact', 'json'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

export interface LintSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixed: number;
  readonly suppressed: number;
}

/** Takes the findings of one file after another; gives the text to print after each, and at the end. */
export interface LintReport {
  begin(): string;
  file(linted: LintedFile): string;
  end(files: number, summary: LintSummary): string;
}

/** The reporter of a format. */
export function lintReport(format: LintFormat, color: boolean): LintReport {
  return REPORTERS[format](color);
}

const REPORTERS: Record<LintFormat, (color: boolean) => LintReport> = {
  pretty: (color) => ({
    begin: () => '',
    file: ({ diagnostics, sources }) => formatPretty(diagnostics.filter(isShown), { color, sources }),
    end: () => '',
  }),
  compact: () => ({
    begin: () => '',
    file: ({ diagnostics }) => formatCompact(diagnostics.filter(isShown)),
    end: () => '',
  }),
  json: () => {
    let first = true;
    return {
      begin: () => '{"version":1,"diagnostics":[',
      file: ({ diagnostics }) =>
        diagnostics
          .map((diagnostic) => {
            const separator = first ? '\n' : ',\n';
            first = false;
            return separator + JSON.stringify(diagnostic);
          })
          .join(''),
      end: (files, summary) => `\n],"files":${files},"summary":${JSON.stringify(summary)}}\n`,
    };
  },
};

function isShown(diagnostic: Diagnostic): boolean {
  return !diagnostic.suppressed;
}

/** Counts findings as they pass. */
export class LintCounter {
  readonly #counts: Record<Severity | 'suppressed', number> = { error: 0, warning: 0, info: 0, suppressed: 0 };

  add(diagnostics: readonly Diagnostic[]): void {
    for (const { severity, suppressed } of diagnostics) this.#counts[suppressed ? 'suppressed' : severity]++;
  }

  get summary(): LintSummary {
    const { error, warning, info, suppressed } = this.#counts;
    return { errors: error, warnings: warning, infos: info, fixed: 0, suppressed };
  }
}

/** `12 files checked: 1 error and 2 warnings`. */
export function summaryText(files: number, summary: LintSummary): string {
  const silenced = summary.suppressed > 0 ? ` (${summary.suppressed} silenced)` : '';
  return `${files} file${files === 1 ? '' : 's'} checked: ${countsText(summary)}${silenced}`;
}
