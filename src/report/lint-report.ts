/** The report of `svc lint`, written file by file, so that memory does not grow with their number. */
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { LintedFile } from '../lint/engine.ts';
import { formatCompact } from './compact.ts';
import { countsText, formatPretty } from './pretty.ts';

export const LINT_FORMATS = ['pretty', 'compact', 'json', 'github', 'sarif'] as const;
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

/** What a report must know besides findings. */
export interface LintReportSetting {
  readonly color: boolean;
  /** Columns for sentences, Infinity where they are not wrapped. */
  readonly width: number;
  /** The working folder, absolute. */
  readonly folder: string;
  /** Of svc. */
  readonly version: string;
}

/** The reporter of a format. What only programs read is loaded when it is asked for. */
export async function lintReport(format: LintFormat, setting: LintReportSetting): Promise<LintReport> {
  return await REPORTERS[format](setting);
}

const REPORTERS: Record<LintFormat, (setting: LintReportSetting) => LintReport | Promise<LintReport>> = {
  pretty: ({ color, width }) => ({
    begin: () => '',
    file: ({ diagnostics, sources }) => formatPretty(diagnostics.filter(isShown), { color, width, sources }),
    end: () => '',
  }),
  compact: () => ({
    begin: () => '',
    file: ({ diagnostics }) => formatCompact(diagnostics.filter(isShown)),
    end: () => '',
  }),
  json: async () => {
    const { jsonText, withUrl } = await import('./json.ts');
    const listed = listWriter();
    return {
      begin: () => '{"version":1,"diagnostics":[',
      file: ({ diagnostics }) => listed(diagnostics.map((diagnostic) => jsonText(withUrl(diagnostic)))),
      end: (files, summary) => `\n],"files":${files},"summary":${JSON.stringify(summary)}}\n`,
    };
  },
  github: async ({ folder }) => {
    const { formatGithub } = await import('./github.ts');
    return { begin: () => '', file: (linted) => formatGithub(linted, folder), end: () => '' };
  },
  sarif: async ({ folder, version }) => {
    const { SARIF_TAIL, sarifHead, sarifResults } = await import('./sarif.ts');
    const listed = listWriter();
    return {
      begin: () => sarifHead(version),
      file: (linted) => listed(sarifResults(linted, folder)),
      end: () => SARIF_TAIL,
    };
  },
};

/** Joins the elements of one JSON array that come in several batches, a line each. */
function listWriter(): (elements: readonly string[]) => string {
  let separator = '\n';
  return (elements) => {
    if (elements.length === 0) return '';
    const text = separator + elements.join(',\n');
    separator = ',\n';
    return text;
  };
}

function isShown(diagnostic: Diagnostic): boolean {
  return !diagnostic.suppressed;
}

/** Counts findings as they pass. */
export class LintCounter {
  #fixed = 0;
  readonly #counts: Record<Severity | 'suppressed', number> = { error: 0, warning: 0, info: 0, suppressed: 0 };

  add(diagnostics: readonly Diagnostic[]): void {
    for (const { severity, suppressed } of diagnostics) this.#counts[suppressed ? 'suppressed' : severity]++;
  }

  /** Counts findings that are no more, since they were fixed. */
  addFixed(count: number): void {
    this.#fixed += count;
  }

  get summary(): LintSummary {
    const { error, warning, info, suppressed } = this.#counts;
    return { errors: error, warnings: warning, infos: info, fixed: this.#fixed, suppressed };
  }
}

/** `12 files checked: 1 error and 2 warnings; 3 fixed`. */
export function summaryText(files: number, summary: LintSummary, fixedWord = 'fixed'): string {
  const silenced = summary.suppressed > 0 ? ` (${summary.suppressed} silenced)` : '';
  const fixed = summary.fixed > 0 ? `; ${summary.fixed} ${fixedWord}` : '';
  return `${files} file${files === 1 ? '' : 's'} checked: ${countsText(summary)}${silenced}${fixed}`;
}
