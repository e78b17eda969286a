/**
 * What launchctl prints about domains and jobs. Shapes: launchctl.md §4; fields that the stand-in has nothing to say
 * about are left out, those with a constant value are listed in docs/launchd-semantics.md.
 */
import { domainTarget, serviceTarget } from '../launchd/domains.ts';
import { DEFAULT_PATH } from '../launchd/job-setup.ts';
import { signalNumber } from '../launchd/signals.ts';
import {
  encodeListStatus,
  encodePrintLine,
  encodeWaitStatus,
  exited,
  type KnownExit,
  killed,
} from '../launchd/wait-status.ts';
import type { Semantics } from './semantics.ts';
import type { Domain, ExitStatus, JobDefinition, JobView } from './types.ts';

/** The audit session of a desktop login: a number that means nothing here. */
const AUDIT_SESSION = 100002;

type Lines = readonly string[];

const indented = (lines: Lines): string[] => lines.map((line) => (line === '' ? '' : `\t${line}`));
const block = (head: string, lines: Lines, sign = '='): string[] => [`${head} ${sign} {`, ...indented(lines), '}'];
const line = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`${name} = ${value}`];
const text = (lines: Lines): string => `${lines.join('\n')}\n`;

/** How a job last ended, in the terms of launchctl. */
export function lastExitOf(status: ExitStatus | undefined): KnownExit {
  const never: KnownExit = { kind: 'never' };
  if (status === undefined) return never;
  const exit = 'code' in status ? exited(status.code) : killed(signalNumber(status.signal) ?? 0);
  return exit.kind === 'unknown' ? never : exit;
}

/** `launchctl print <domain>/<label>`. */
export function printService(job: JobView): string {
  const { definition: of, domain, path } = job;
  const isDaemon = domain.kind === 'system';
  const body = [
    `active count = ${job.pid === undefined ? 0 : 1}`,
    `path = ${path}`,
    `type = ${isDaemon ? 'LaunchDaemon' : 'LaunchAgent'}`,
    `state = ${job.state}`,
    '',
    `program = ${of.program}`,
    ...block('arguments', of.arguments),
    '',
    ...paragraph(line('working directory', of.workingDirectory)),
    ...paragraph([
      ...line('stdin path', of.standardInPath),
      ...line('stdout path', of.standardOutPath),
      ...line('stderr path', of.standardErrorPath),
    ]),
    ...block('default environment', [`PATH => ${DEFAULT_PATH}`]),
    '',
    ...block('environment', environmentLines(of)),
    '',
    `domain = ${domainTarget(domain)}${domain.kind === 'gui' ? ` [${AUDIT_SESSION}]` : ''}`,
    ...line('asid', domain.kind === 'gui' ? AUDIT_SESSION : undefined),
    ...line('username', of.userName),
    `minimum runtime = ${of.throttleInterval}`,
    `exit timeout = ${of.exitTimeOut}`,
    ...line('nice', of.nice),
    `runs = ${job.runs}`,
    ...line('pid', job.pid),
    ...line('immediate reason', job.reason),
    ...line('pended nondemand spawn', job.pended),
    'forks = 0',
    `execs = ${job.execs}`,
    ...line('initialized', job.execs > 0 ? 1 : undefined),
    encodePrintLine(lastExitOf(job.lastExit)),
    '',
    ...paragraph(triggerLines(of)),
    ...paragraph(coalitionLines(job)),
    ...line('spawn type', of.processType === undefined ? 'daemon (3)' : undefined),
    'jetsam priority = 40',
    ...line('run interval', of.startInterval === undefined ? undefined : `${of.startInterval} seconds`),
    ...line('job state', jobStateOf(job)),
    '',
    ...line('properties', propertiesOf(of)),
  ];
  return text(block(serviceTarget(domain, of.label), trimmed(body)));
}

/** Lines with an empty one behind them, when there are any. */
function paragraph(lines: Lines): string[] {
  return lines.length > 0 ? [...lines, ''] : [];
}

function trimmed(lines: Lines): string[] {
  return lines.filter((each, index) => each !== '' || (index < lines.length - 1 && lines[index + 1] !== ''));
}

function environmentLines(of: JobDefinition): string[] {
  const environment = new Map([...of.environment, ['XPC_SERVICE_NAME', of.label]]);
  return [...environment].map(([name, value]) => `${name} => ${value}`);
}

/** The block of a calendar, as far as it is known (LOW: one secondary report of the names). */
function triggerLines({ label, calendar }: JobDefinition): string[] {
  if (calendar.length === 0) return [];
  const entries = calendar.flatMap((time, index) =>
    block(
      `${label}.${index}`,
      [
        'keepalive = 0',
        `service = ${label}`,
        'stream = com.apple.launchd.calendarinterval',
        'monitor = com.apple.UserEventAgent-Aqua',
        ...block(
          'descriptor',
          Object.entries(time).map(([member, value]) => `"${member}" => ${value}`),
        ),
      ],
      '=>',
    ),
  );
  return block('event triggers', entries);
}

/** Nested blocks repeat `state` and `active count`: parsers must bear that. */
function coalitionLines(job: JobView): string[] {
  if (job.pid === undefined) return [];
  return block('resource coalition', ['ID = 1114', 'state = active', 'active count = 1']);
}

function jobStateOf({ pid, execs, runs, lastExit }: JobView): string | undefined {
  if (pid !== undefined) return 'running';
  if (lastExit === undefined) return undefined;
  return execs < runs && 'code' in lastExit && lastExit.code === 78 ? 'spawn failed' : 'exited';
}

function propertiesOf(of: JobDefinition): string | undefined {
  const properties = [
    of.isPartial && 'partial import',
    of.keepAlive === true && 'keepalive',
    of.runAtLoad && 'runatload',
    of.isProgramInferred && 'inferred program',
  ].filter((property) => property !== false);
  return properties.length > 0 ? properties.join(' | ') : undefined;
}

/** `launchctl print <domain>`: counts, jobs, overrides. */
export function printDomain(
  domain: Domain,
  jobs: readonly JobView[],
  overrides: Overrides,
  semantics: Semantics,
): string {
  const isSystem = domain.kind === 'system';
  const type = { gui: 'login', user: 'user', system: 'system' }[domain.kind];
  const body = [
    `type = ${type}`,
    `handle = ${domain.kind === 'gui' ? AUDIT_SESSION : isSystem ? 0 : domain.uid}`,
    `active count = ${jobs.length + 1}`,
    `service count = ${jobs.length}`,
    `active service count = ${jobs.filter(({ pid }) => pid !== undefined).length}`,
    ...line('session', { gui: 'Aqua', user: 'Background', system: 'System' }[domain.kind]),
    '',
    ...block('services', jobs.map(domainRow)),
    '',
    ...disabledBlock(overrides, semantics),
  ];
  return text(block(domainTarget(domain), body));
}

/** `<pid> <status> <TAB> <label>`: pid 0 when it does not run, status `-` when it never ended. */
function domainRow({ pid, lastExit, definition }: JobView): string {
  const status = lastExit === undefined ? '-' : encodeListStatus(lastExitOf(lastExit));
  return `${String(pid ?? 0).padStart(8)} ${status.padStart(6)} \t${definition.label}`;
}

export type Overrides = ReadonlyMap<string, boolean>;

function disabledBlock(overrides: Overrides, { printDisabled }: Semantics): string[] {
  const word = (disabled: boolean) => (printDisabled === 'words' ? (disabled ? 'disabled' : 'enabled') : `${disabled}`);
  const rows = [...overrides].sort(([a], [b]) => (a < b ? -1 : 1));
  return block(
    'disabled services',
    rows.map(([label, disabled]) => `"${label}" => ${word(disabled)}`),
  );
}

/** `launchctl print-disabled`, in the form of the release. */
export function printDisabled(overrides: Overrides, semantics: Semantics): string {
  return text(disabledBlock(overrides, semantics));
}

/** `launchctl list`: a row a job. */
export function listJobs(jobs: readonly JobView[]): string {
  const row = ({ pid, lastExit, definition }: JobView) =>
    `${pid ?? '-'}\t${encodeListStatus(lastExitOf(lastExit))}\t${definition.label}`;
  return text(['PID\tStatus\tLabel', ...jobs.map(row)]);
}

/** `launchctl list <label>`: an old-style dict. `LastExitStatus` is a status of wait(2). */
export function listService({ definition: of, domain, pid, lastExit }: JobView): string {
  const string = (name: string, value: string | undefined) => (value === undefined ? [] : [`"${name}" = "${value}";`]);
  const session = { gui: 'Aqua', user: 'Background', system: 'System' }[domain.kind];
  const body = [
    ...string('StandardOutPath', of.standardOutPath),
    ...string('LimitLoadToSessionType', session),
    ...string('StandardErrorPath', of.standardErrorPath),
    ...string('Label', of.label),
    `"OnDemand" = ${of.keepAlive === undefined};`,
    `"LastExitStatus" = ${encodeWaitStatus(lastExitOf(lastExit))};`,
    ...(pid === undefined ? [] : [`"PID" = ${pid};`]),
    ...string('Program', of.program),
    '"ProgramArguments" = (',
    ...of.arguments.map((argument) => `\t"${argument}";`),
    ');',
  ];
  return text(['{', ...indented(body), '};']);
}

/** `launchctl blame`: why it runs. */
export function blameText({ pid, reason }: JobView): string {
  return pid === undefined ? '(not running)\n' : `${reason ?? 'speculative'}\n`;
}
