/** Unified diffs of rendered files. */
import { createTwoFilesPatch } from 'diff';
import kleur from 'kleur';
import { printableLines } from './printable.ts';

/** A unified diff with three lines of context; `before` undefined stands for a file that is not there. */
export function unifiedDiff(file: string, before: string | undefined, after: string, color: boolean): string {
  const from = before === undefined ? '/dev/null' : file;
  const patch = createTwoFilesPatch(from, file, before ?? '', after, 'on disk', 'rendered', { context: 3 });
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
