/** Lines of logs, as they are shown: whose they are, and harmless for a terminal. */
import kleur from 'kleur';
import { printable, printableLines } from '../launchd/printable.ts';
import { columnsOf } from './columns.ts';

/** One log, as its lines are marked. */
export interface LogName {
  /** `gateway`, or several that share the file. */
  readonly service: string;
  /** `stdout`, `stderr`, or both. */
  readonly stream: string;
}

/**
 * What stands before the lines of each log: nothing for a single one; else the service, the stream, or both, as far as
 * they differ, in one width.
 */
export function logPrefixes(names: readonly LogName[], color: boolean): string[] {
  if (names.length < 2) return names.map(() => '');
  kleur.enabled = color;
  const differs = (key: keyof LogName) => names.some((name) => name[key] !== names[0]![key]);
  const keys = (['service', 'stream'] as const).filter(differs);
  const texts = names.map((name) => printable(keys.map((key) => name[key]).join(' ')));
  const width = Math.max(...texts.map(columnsOf));
  return texts.map((text, i) => {
    const padded = `${text}${' '.repeat(width - columnsOf(text))} |`;
    return `${names[i]!.stream === 'stderr' ? kleur.yellow(padded) : kleur.cyan(padded)} `;
  });
}

// Colours of the program itself: left out, so that they neither hide anything nor run into the next line.
const COLOURS = /\u001b\[[\d;:]*m/g;

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** A line for a terminal: no colours, other control characters spelt out, what is no UTF-8 replaced by U+FFFD. */
export function terminalLine(line: Uint8Array): string {
  const text = decoder.decode(line).replace(/\r$/, '').replace(COLOURS, '');
  return printableLines(text);
}
