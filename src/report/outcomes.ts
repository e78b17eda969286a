/** What became of services, for a person: a line each, causes below, counts last. */
import kleur from 'kleur';
import type { JobError, JobMoment, JobOutcome, ResultName } from '../deploy/outcome.ts';
import { printable, printableLines } from '../launchd/printable.ts';
import { columnsOf } from './columns.ts';
import { wrapped } from './wrap.ts';

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

export interface OutcomeLayout {
  readonly color: boolean;
  /** Columns to fit in; Infinity where the text is no terminal's: a sentence stays on its line there. */
  readonly width: number;
  /** Columns for service and label, so that several stand in line. */
  readonly columns: { readonly service: number; readonly label: number };
}

/** The columns that these services need. */
export function outcomeColumns(jobs: readonly Pick<JobOutcome, 'service' | 'label'>[]): OutcomeLayout['columns'] {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => columnsOf(printable(text))));
  return { service: widest(jobs.map(({ service }) => service)), label: widest(jobs.map(({ label }) => label)) };
}

/** One service as lines, each with its end: what happened, the cause, what to do. */
export function formatOutcome(outcome: JobOutcome, layout: OutcomeLayout): string {
  kleur.enabled = layout.color;
  const { result, survives, isTimed, error, notes } = outcome;
  const lines = [headLine(outcome, layout)];
  if (error) {
    const [first = '', ...more] = printableLines(error.cause).split('\n');
    // What follows the first line is quoted from a log.
    lines.push(...indented(first, '  ', layout), ...more.map((line) => `    ${line}`));
    lines.push(...indented(printable(error.remedy), `  ${kleur.green('help:')} `, layout));
  }
  const remarks = [...(survives ? (SURVIVAL[result]?.(survives, isTimed) ?? []) : []), ...notes];
  for (const remark of remarks) lines.push(...indented(printable(remark), `  ${kleur.dim('note:')} `, layout));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Result, service, label, state; the label goes where there is no room for it. */
function headLine({ service, label, result, after }: JobOutcome, { width, columns }: OutcomeLayout): string {
  const word = `${PAINT[result](result)}${' '.repeat(RESULT_WIDTH - result.length)}`;
  const name = padded(printable(service), columns.service);
  const state = moment(after);
  const hasRoom = RESULT_WIDTH + columns.service + 2 + columns.label + 2 + state.length <= width;
  return `${word}${name}  ${hasRoom ? `${kleur.dim(padded(printable(label), columns.label))}  ` : ''}${state}`;
}

function padded(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - columnsOf(text)))}`;
}

/** `lead` and the text behind it, its further lines under the first. */
function indented(text: string, lead: string, { width }: OutcomeLayout): string[] {
  const columns = columnsOf(lead.replace(/\u001b\[\d+m/g, ''));
  const [first = '', ...more] = wrapped(text, Math.max(20, width - columns));
  return [`${lead}${first}`, ...more.map((line) => `${' '.repeat(columns)}${line}`)];
}

/** "not running" is right for a job that waits for its time; it is loaded, and that is said. */
function moment({ state, pid }: JobMoment): string {
  if (pid !== undefined) return `${printable(state)}, pid ${pid}`;
  return state === 'not running' ? 'loaded, not running' : printable(state);
}

type Survives = NonNullable<JobOutcome['survives']>;

const staysSo = (word: string) => (survives: Survives) =>
  spans(survives) ? [`It stays ${word} ${spans(survives)}.`] : [];

const comesBack = (survives: Survives, isTimed = false) => [
  spans(survives)
    ? `launchd ${isTimed ? 'loads' : 'starts'} it again ${spans(survives).replace('across', 'after')}${isTimed ? ', and starts it when its time comes' : ''}.`
    : 'After a logout or a reboot launchd loads it and does not start it: it has no RunAtLoad, KeepAlive or schedule.',
];

/** What lasts, by what was done. A service that was stopped and comes back has a note of its own. */
const SURVIVAL: Partial<Record<ResultName, (survives: Survives, isTimed?: boolean) => readonly string[]>> = {
  started: comesBack,
  restarted: comesBack,
  stopped: staysSo('stopped'),
  enabled: staysSo('enabled'),
  disabled: staysSo('disabled'),
};

function spans({ logout, reboot }: Survives): string {
  if (logout && reboot) return 'across logout and reboot';
  return logout ? 'across logout' : reboot ? 'across reboot' : '';
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
  return [...counts].map(([result, count]) => `${count} ${result.replace('-', ' ')}`).join(', ');
}
