/** The tables that come with the corpus of real jobs, and every file of it linted once, where it was found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LintedFile, lintPlist } from '../../src/lint/engine.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';

/** The folder that holds corpus/; tests that need it are skipped without. */
export const SHARED = process.env.SVC_SHARED;
/** For the title of such a test. */
export const SKIPPED = SHARED ? '' : ' (skipped: SVC_SHARED is not set)';

export type Row = Readonly<Record<string, string>>;

/** The rows of a tab-separated table of the corpus, cells by the name of their column. */
export function tableOf(name: string): Row[] {
  const text = readFileSync(join(SHARED!, 'corpus', name), 'utf8').trimEnd();
  const [head, ...lines] = text.split('\n').map((line) => line.split('\t'));
  return lines.map((cells) => Object.fromEntries(head!.map((column, i) => [column, cells[i] ?? ''])));
}

export interface CorpusFile {
  /** Its name in the corpus: `jobs/0001.plist`. */
  readonly file: string;
  /** Its name, short: `0001`. */
  readonly number: string;
  readonly bytes: Uint8Array;
  /** Where it came from, what others read in it, and which readers take it. */
  readonly index: Row;
  readonly expected: Row;
  readonly readers: Row;
  /** What `recommended` finds; an error when the linter threw. */
  readonly linted: LintedFile | Error;
}

/** Lints every file under its name and folder in its repository; no two commits share a tree. */
export function lintCorpus(): CorpusFile[] {
  const byFile = (name: string) => new Map(tableOf(name).map((row) => [row.file, row]));
  const [expected, readers] = [byFile('expected.tsv'), byFile('readers.tsv')];
  const labels = new LabelIndex();
  return tableOf('index.tsv').map((index) => {
    const file = index.file!;
    const bytes = readFileSync(join(SHARED!, 'corpus', file));
    const path = `${index.repo}/${index.commit}/${index.path}`;
    return {
      ...{ file, bytes, index, expected: expected.get(file)!, readers: readers.get(file)! },
      number: file.replace(/\D/g, ''),
      linted: attempt(() => lintPlist(path, bytes, DEFAULT_SETTINGS, labels)),
    };
  });
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** The findings of a file, of some rules only when these are named. */
export function findingsOf({ file, linted }: CorpusFile, ...rules: readonly string[]): LintedFile['diagnostics'] {
  if (linted instanceof Error) throw new Error(`${file}: ${linted.message}`);
  return linted.diagnostics.filter(({ rule }) => rules.length === 0 || rules.includes(rule));
}

/** Does the reader refuse the file? */
export function isRefused(one: CorpusFile): boolean {
  return findingsOf(one, 'plist-syntax', 'plist-limits').length > 0;
}
