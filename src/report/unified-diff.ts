/** Unified diffs of rendered and of mended files. */
import { createTwoFilesPatch } from 'diff';
import kleur from 'kleur';
import { printableLines } from '../launchd/printable.ts';

export interface DiffOptions {
  /** What the text after is. */
  readonly after?: string;
  /** Lines of context. */
  readonly context?: number;
}

/** A unified diff, with three lines of context unless said; `before` undefined stands for a file that is not there. */
export function unifiedDiff(
  file: string,
  before: string | undefined,
  after: string,
  color: boolean,
  { after: name = 'rendered', context = 3 }: DiffOptions = {},
): string {
  const from = before === undefined ? '/dev/null' : file;
  const patch = createTwoFilesPatch(from, file, before ?? '', after, 'on disk', name, { context });
  const lines = printableLines(patch.replace(/^(?:Index: .*\n)?=+\n/, '')).split('\n');
  kleur.enabled = color;
  return lines.map(paint).join('\n');
}

function paint(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---')) return kleur.bold(line);
  if (line.startsWith('+')) return kleur.green(line);
  if (line.startsWith('-')) return kleur.red(line);
  return line.startsWith('@@') ? kleur.cyan(line) : line;
}
