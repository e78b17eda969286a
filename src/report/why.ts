/** What a code may mean, for a person. */
import kleur from 'kleur';
import type { CodeReading, ReadingKind } from '../launchd/asked-code.ts';
import type { ErrorConfidence } from '../launchd/errors.ts';
import { printable } from '../launchd/printable.ts';
import { wrapped } from './wrap.ts';

export interface ReadingSetting {
  readonly color: boolean;
  readonly width: number;
}

const WHOSE: Readonly<Record<ReadingKind, string>> = {
  launchctl: 'As exit code of launchctl',
  exit: 'As the last exit of a job',
  'wait-status': 'As LastExitStatus of launchctl list <label>',
  reason: 'As last exit reason of a job',
};

const SURE: Readonly<Record<ErrorConfidence, string>> = {
  high: '',
  medium: '',
  low: ' (one report only, or not verified)',
};

/** A block a reading: what it is, what it means, the causes in their order. */
export function formatReadings(readings: readonly CodeReading[], setting: ReadingSetting): string {
  kleur.enabled = setting.color;
  return readings.map((reading) => block(reading, setting.width)).join('\n');
}

function block(reading: CodeReading, width: number): string {
  const { as, code, text, meaning, causes, confidence } = reading;
  const words = as === 'launchctl' ? `${code}: ${text}` : text;
  const lines = [`${kleur.dim(`${WHOSE[as]}:`)} ${kleur.bold(printable(words))}`];
  const said = meaning === '' ? 'Nothing more is known of it than these words' : sentence(meaning);
  lines.push(...indented(`${said}${SURE[confidence]}.`, '  ', '  ', width));
  for (const [i, cause] of causes.entries()) {
    const number = `${i + 1}.`.padStart(4);
    lines.push(...indented(cause, `${number} `, '     ', width));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** With a capital, but for names that have none. */
function sentence(clause: string): string {
  return /^(?:launch|macOS\b)/.test(clause) ? clause : `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}

/** @param first stands before the first line, `other` before the others */
function indented(text: string, first: string, other: string, width: number): string[] {
  return wrapped(printable(text), Math.max(20, width - other.length)).map(
    (line, i) => `${i === 0 ? first : other}${line}`,
  );
}
