/** Collects findings; never stops at the first. */
import { type Diagnostic, diagnosticAt, type Finding } from './diagnostic.ts';
import type { SourceText } from './source-text.ts';

export interface Place {
  readonly start: number;
  readonly end: number;
}

export class Findings {
  readonly #list: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  /** Adds a finding at `place`; the same words at the same place (one template, many services) count once. */
  add(source: SourceText, place: Place, finding: Finding): void {
    const key = `${source.file}\0${place.start}\0${place.end}\0${finding.rule}\0${finding.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push(diagnosticAt(source, place.start, place.end, finding));
  }

  addAll(diagnostics: readonly Diagnostic[]): void {
    this.#list.push(...diagnostics);
  }

  get all(): readonly Diagnostic[] {
    return this.#list;
  }

  get hasErrors(): boolean {
    return this.#list.some((diagnostic) => diagnostic.severity === 'error');
  }
}
