/** What became of services, for a person: a line each, causes below, counts last. */
import kleur from 'kleur';
import type { JobError, JobMoment, JobOutcome, ResultName } from '../deploy/outcome.ts';

import { printable, printableLines } from './printable.ts';

type Paint = (text: string) => string;

/** The word of a result is enough without its colour. */
const PAINT: Readonly<Record<ResultName, Paint>> = {
  installed: (text) => kleur.green(text),
  updated: (text) => kleur.green(text),
  unchanged: (text) => kleur.dim(text),
  removed: (text) => kleur.green(text),
  'rolled-back': (text) => kleur.red().bold(text),
  failed: (text) => kleur.red().bold(text),
  skipped: (text) => kleur.yellow(text),
  started: (text) => kleur.green(text),
  stopped: (text) => kleur.green(text),
  restarted: (text) => kleur.green(text),
  enabled: (text) => kleur.green(text),
  disabled: (text) => kleur.yellow(text),
  'not-loaded': (text) => kleur.dim(text),
};

/** `rolled-back` in eleven columns, and two between them and the name. */
const RESULT_WIDTH = 13;

/** One service as lines, each with its end. @param nameWidth columns for the name, so that several stand in line */
export function formatOutcome(outcome: JobOutcome, color: boolean, nameWidth = outcome.service.length): string {
  kleur.enabled = color;
  const { service, label, result, after, survives, error, notes } = outcome;
  const word = `${PAINT[result](result)}${' '.repeat(RESULT_WIDTH - result.length)}`;
  const lines = [`${word}${printable(service).padEnd(nameWidth)}  ${kleur.dim(printable(label))}  ${moment(after)}`];
  if (error) {
    const [first = '', ...more] = printableLines(error.cause).split('\n');
    lines.push(
      `  ${first}`,
      ...more.map((line) => `    ${line}`),
      `  ${kleur.green('help:')} ${printable(error.remedy)}`,
    );
  }
  if (survives) lines.push(`  ${kleur.dim(survivesText(survives))}`);
  lines.push(...notes.map((note) => `  ${kleur.dim('note:')} ${printable(note)}`));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function moment({ state, pid }: JobMoment): string {
  return pid === undefined ? printable(state) : `${printable(state)}, pid ${pid}`;
}

function survivesText({ logout, reboot }: { readonly logout: boolean; readonly reboot: boolean }): string {
  if (logout && reboot) return 'This survives logout and reboot.';
  if (!logout && !reboot) return 'This survives neither logout nor reboot.';
  return logout ? 'This survives logout, not reboot.' : 'This survives reboot, not logout.';
}

/** The `services` of the JSON document of every command that changes the machine (docs/cli.md); no pid is null. */
export function outcomesDocument(outcomes: readonly JobOutcome[]): object {
  const momentDocument = ({ state, pid }: JobMoment) => ({ state, pid: pid ?? null });
  return {
    services: outcomes.map(({ service, label, result, before, after, survives, actions, error, notes }) => ({
      service,
      label,
      result,
      before: momentDocument(before),
      after: momentDocument(after),
      ...(survives && { survives }),
      actions,
      ...(error && { error: errorDocument(error) }),
      ...(notes.length > 0 && { notes }),
    })),
  };
}

function errorDocument({ code, cause, remedy }: JobError): object {
  return { ...(code !== undefined && { code }), cause, remedy };
}

/** "2 installed, 4 unchanged" in the order in which they came up. */
export function outcomeCounts(outcomes: readonly JobOutcome[]): string {
  const counts = new Map<ResultName, number>();
  for (const { result } of outcomes) counts.set(result, (counts.get(result) ?? 0) + 1);
  return [...counts].map(([result, count]) => `${count} ${result}`).join(', ');
}
