/** Checks and what they found, for a person and as data. */
import kleur from 'kleur';
import { printable } from '../launchd/printable.ts';
import type { CheckResult, CheckState } from '../status/checks/check.ts';
import { wrapped } from './wrap.ts';

type Result = CheckResult<string>;

/** What was held against one service. */
export interface JobChecks {
  readonly service: string;
  readonly label: string;
  readonly checks: readonly Result[];
  /** Command lines that show more, where nothing was found. */
  readonly more?: readonly string[];
}

/** What `svc doctor` looked at. */
export interface Examination {
  readonly services: readonly JobChecks[];
  readonly machine: readonly Result[];
}

export interface CheckSetting {
  readonly color: boolean;
  readonly width: number;
  /** Also what was ruled out or could not be told. */
  readonly all: boolean;
}

/** Readable without colour. */
const SIGN: Readonly<Record<CheckState, string>> = { found: '!', 'ruled-out': '-', unknown: '?' };
const WORDS: Readonly<Record<CheckState, string>> = { found: 'found', 'ruled-out': 'ruled out', unknown: 'not known' };
const PAINT: Readonly<Record<CheckState, (text: string) => string>> = {
  found: (text) => kleur.red(text),
  'ruled-out': (text) => kleur.dim(text),
  unknown: (text) => kleur.magenta(text),
};

const LEAST_WIDTH = 20;

/** One service: its counts, then a block a check in the order in which they were made. */
export function formatChecked({ service, label, checks, more = [] }: JobChecks, setting: CheckSetting): string {
  kleur.enabled = setting.color;
  const head = `${kleur.bold(printable(service))} (${printable(label)}): ${countsOf(checks)}`;
  const further = more.length > 0 ? ['  None of the known causes was found. To see more:', ...commandsOf(more)] : [];
  const lines = [head, ...checks.flatMap((check) => blockOf(check, setting)), ...further];
  return lines.map((line) => `${line}\n`).join('');
}

/** The services and the machine; what has nothing to say is left out unless all is asked for. The counts come last. */
export function formatDoctor({ services, machine }: Examination, setting: CheckSetting): string {
  kleur.enabled = setting.color;
  const isShown = (checks: readonly Result[]) => setting.all || checks.some(({ state }) => state === 'found');
  const blocks = services.filter(({ checks }) => isShown(checks)).map((job) => formatChecked(job, setting));
  if (isShown(machine)) {
    const lines = [
      `${kleur.bold('machine')}: ${countsOf(machine)}`,
      ...machine.flatMap((one) => blockOf(one, setting)),
    ];
    blocks.push(lines.map((line) => `${line}\n`).join(''));
  }
  const all = [...services.flatMap(({ checks }) => checks), ...machine];
  const count = `${services.length} ${services.length === 1 ? 'service' : 'services'} and the machine`;
  return [...blocks, `${count}: ${countsOf(all)}.\n`].join('\n');
}

/** "1 found, 12 ruled out, 1 not known" */
function countsOf(checks: readonly Result[]): string {
  const states = Object.keys(WORDS) as CheckState[];
  const counts = states.map((state) => [checks.filter((one) => one.state === state).length, state] as const);
  const parts = counts.filter(([count, state]) => count > 0 || state === 'found');
  return parts.map(([count, state]) => `${count === 0 ? 'nothing' : count} ${WORDS[state]}`).join(', ');
}

/** `! found      file-mode`, the cause below it, and the commands that are proposed. */
function blockOf({ id, state, cause, proposal, confidence }: Result, setting: CheckSetting): string[] {
  if (state !== 'found' && !setting.all) return [];
  const doubt = confidence === undefined ? '' : confidence === 'low' ? ', may do no harm' : ', likely';
  const head = `  ${SIGN[state]} ${WORDS[state].padEnd(9)}  ${id}${doubt}`;
  const text = wrapped(printable(cause), Math.max(LEAST_WIDTH, setting.width - 6)).map((line) => `      ${line}`);
  return [PAINT[state](head), ...text, ...(state === 'ruled-out' ? [] : commandsOf(proposal))];
}

function commandsOf(lines: readonly string[]): string[] {
  return lines.map((line) => `      $ ${kleur.cyan(printable(line))}`);
}

/** The shape of docs/cli.md. */
export function checksDocument({ services, machine }: Examination): object {
  return { services, machine };
}
