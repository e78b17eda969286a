/** What types alone do not say: rules between fields. They judge typed fields, never `plist:`. */
import type { Finding } from '../diagnostics/diagnostic.ts';
import type { Findings } from '../diagnostics/findings.ts';
import { isCommandLine, programTextIndex, shellSyntaxIn, textIndexes } from '../launchd/commands.ts';
import { fieldRows } from '../launchd/keys.ts';
import { once } from '../launchd/once.ts';
import { guardedPlace } from '../launchd/privacy.ts';
import { quoted } from '../launchd/quoted.ts';
import { isSecret, secretArguments } from '../launchd/secrets.ts';
import { startsADay } from '../launchd/throttle.ts';
import { checkEnvironmentFile } from './check-environment-file.ts';
import { checkRequired, checkTriggers } from './check-triggers.ts';
import { DRAIN_MARGIN_SECONDS, MIN_EXIT_TIMEOUT_SECONDS, MIN_THROTTLE_SECONDS } from './policy.ts';
import type { ServiceReading } from './service-reader.ts';
import type { Service } from './types.ts';
import type { PathStep } from './yaml-node.ts';

type Say = (path: readonly PathStep[], rule: string, message: string, help: string) => void;
export interface Checked extends ServiceReading {
  readonly error: Say;
  readonly warning: Say;
  /** Is the field said, usable or not? */
  has(field: string): boolean;
  /** The same, or could it be in a template or the defaults that could not be read? */
  mayHave(field: string): boolean;
  /** Is the program said under `plist:`? Then the job is one as written, and the linter judges it. */
  readonly isAsWritten: boolean;
}

/** Checks one service; every problem stands at the value that causes it. */
export function checkService(reading: ServiceReading, findings: Findings): void {
  const { service, broken } = reading;
  const say =
    (severity: Finding['severity']): Say =>
    (path, rule, message, help) => {
      const { source, start, end } = service.origin(...path);
      findings.add(source, { start, end }, { rule, severity, message, help });
    };
  const has = (field: string) => isSaid(service, field) || broken.has(field);
  const mayHave = (field: string) => has(field) || !reading.isWhole;
  const isAsWritten = ['Program', 'ProgramArguments', 'BundleProgram'].some((key) => key in service.plist);
  const checked: Checked = { ...reading, has, mayHave, isAsWritten, error: say('error'), warning: say('warning') };
  for (const check of CHECKS) check(checked);
}

function isSaid(service: Service, field: string): boolean {
  return service.fields[field] !== undefined || service.origin(field).layer !== 'policy';
}

const CHECKS: readonly ((checked: Checked) => void)[] = [
  checkProgram,
  checkEnvironmentFile,
  checkShellSyntax,
  checkTimes,
  checkMonthWithWeekday,
  checkRestarts,
  checkTriggers,
  checkRequired,
  checkDomain,
  checkLabel,
  checkPrivacy,
  checkSecrets,
];

function checkProgram({ service, mayHave, isAsWritten, error }: Checked): void {
  const { command, program } = service.fields;
  if (isAsWritten) return;
  if (!mayHave('command') && !mayHave('program')) {
    error(
      [],
      'schema',
      `The service ${quoted(service.name)} has no command, so launchd has nothing to start.`,
      'Write command: ["/path/to/program", "argument"].',
    );
  }
  const spoken = program ?? command?.[0];
  const path = program === undefined ? ['command', 0] : ['program'];
  if (spoken === undefined) return;
  if (spoken === '') {
    error(
      path,
      'program-not-absolute',
      'The program is an empty text, so launchd has nothing to start.',
      'Write its absolute path.',
    );
  } else if (isCommandLine(spoken)) {
    const words = spoken
      .trim()
      .split(/\s+/)
      .map((word) => JSON.stringify(word));
    const help = `Write each word as an item: [${words.slice(0, 8).join(', ')}${words.length > 8 ? ', …' : ''}].`;
    error(
      path,
      'program-single-string',
      'This is a whole command line in one text; launchd would look for a file of that name.',
      help,
    );
  } else if (!spoken.startsWith('/')) {
    const isRelative = spoken.includes('/');
    const message = isRelative
      ? `The program ${quoted(spoken)} is relative; launchd starts it from /, not from this folder.`
      : `The program ${quoted(spoken)} is a bare name; launchd looks only in /usr/bin, /bin, /usr/sbin and /sbin, never in the service's PATH.`;
    const hint = isRelative ? '; it may begin with ~/ or a variable' : ` (\`which ${spoken.slice(0, 40)}\` tells it)`;
    error(path, 'program-not-absolute', message, `Write its absolute path${hint}.`);
  }
}

function checkShellSyntax({ service, error }: Checked): void {
  const command = service.fields.command ?? [];
  const texts = once(() => textIndexes(command));
  for (let i = 1; i < command.length; i++) {
    const found = shellSyntaxIn(command[i]!);
    // What follows the text of `sh -c` are that text's own arguments.
    if (found === undefined || texts().has(i) || i > (programTextIndex(command) ?? i)) continue;
    const help = 'Use ["/bin/sh", "-c", "exec …"], a script, or the fields environment and logs.';
    error(
      ['command', i],
      'shell-syntax',
      `\`${found}\` is for a shell, and none reads this: the program gets it as it is.`,
      help,
    );
  }
}

function checkTimes({ service, mayHave, error, warning }: Checked): void {
  const { throttleInterval, exitTimeout, drain, every } = service.fields;
  const floor = MIN_THROTTLE_SECONDS.value;
  if (throttleInterval !== undefined && throttleInterval < floor) {
    const message = `throttleInterval ${throttleInterval} is below ${floor} seconds: launchd honours it, and a program that fails at once would be started up to ${startsADay(throttleInterval).toLocaleString('en-US')} times a day.`;
    error(['throttleInterval'], 'throttle-below-ten', message, `Write ${floor} or more.`);
  }
  if (exitTimeout !== undefined && exitTimeout < MIN_EXIT_TIMEOUT_SECONDS.value) {
    error(
      ['exitTimeout'],
      'exit-timeout-zero',
      'exitTimeout 0 means that launchd waits for ever; it can hang a shutdown.',
      'Write at least 1s.',
    );
  }
  for (const field of ['throttleInterval', 'exitTimeout', 'every'] as const) {
    const max = fieldRows().find((row) => row.field!.name === field)?.max ?? Number.POSITIVE_INFINITY;
    if ((service.fields[field] ?? 0) > max)
      error(
        [field],
        'out-of-range',
        `${field} is above ${max} seconds, which launchd does not take.`,
        `Write ${max} or less.`,
      );
  }
  if (every !== undefined && every < 1) {
    error(['every'], 'out-of-range', 'every must be at least one second; launchd ignores 0.', 'Write 10s or more.');
  } else if (every !== undefined && every < (throttleInterval ?? floor)) {
    const message = `every ${every} s is less than the throttle interval of ${throttleInterval ?? floor} s, so launchd stretches it.`;
    warning(['every'], 'interval-below-throttle', message, `Write ${throttleInterval ?? floor} or more.`);
  }
  if (drain === undefined) return;
  const margin = DRAIN_MARGIN_SECONDS.value;
  if (exitTimeout === undefined && !mayHave('exitTimeout')) {
    const message = `drain needs an exitTimeout: without one macOS kills the service a few seconds after SIGTERM (5 s reported).`;
    error(['drain'], 'drain-exceeds-exit-timeout', message, `Write exitTimeout: ${drain + margin}.`);
  } else if (exitTimeout !== undefined && drain + margin > exitTimeout) {
    const message = `A drain of ${drain} s and ${margin} s to spare do not fit in exitTimeout ${exitTimeout} s: launchd would send SIGKILL first.`;
    error(
      ['drain'],
      'drain-exceeds-exit-timeout',
      message,
      `Write exitTimeout: ${drain + margin}, or a shorter drain.`,
    );
  }
}

/** Source: launchd-842 core.c, whose search by weekday never looks at the month; not verified on later systems. */
function checkMonthWithWeekday({ service, warning }: Checked): void {
  const entries = service.fields.schedule ?? [];
  if (!entries.some(({ Month, Weekday, Day }) => Month !== undefined && Weekday !== undefined && Day === undefined))
    return;
  const message = 'A month beside a weekday can not be trusted: launchd in OS X 10.9 does not look at the month then.';
  warning(
    ['schedule'],
    'calendar-month-with-weekday',
    message,
    'Let the program check the month, or use days of the month.',
  );
}

function checkRestarts({ service, has, mayHave, error }: Checked): void {
  const { keepAlive, recycles, schedule } = service.fields;
  if (recycles === true && keepAlive !== true && !(keepAlive === undefined && mayHave('keepAlive'))) {
    const message = 'A service that recycles leaves with exit 0, and only keepAlive: true brings it back after that.';
    error(['recycles'], 'recycling-needs-keepalive', message, 'Add keepAlive: true.');
  }
  if (keepAlive === true && (schedule !== undefined || has('schedule'))) {
    const message = 'keepAlive: true keeps the service running, so its schedule means nothing.';
    error(
      ['schedule'],
      'keepalive-with-schedule',
      message,
      'Remove one of the two; the template heartbeat has a schedule and no keepAlive.',
    );
  }
}

function checkDomain({ service, error }: Checked): void {
  const { domain, fields } = service;
  const sessions = fields.sessions as readonly string[] | undefined;
  if (domain === 'system') {
    if (sessions && !sessions.includes('System')) {
      error(
        ['sessions'],
        'agent-only-key',
        'A daemon loads only in the session System; this one would never load.',
        'Remove sessions.',
      );
    }
    return;
  }
  for (const field of ['user', 'group', 'initGroups', 'rootDirectory']) {
    if (fields[field] === undefined) continue;
    const message = `\`${field}\` works only in a daemon; launchd ignores it in an agent (domain ${domain}).`;
    error([field], 'daemon-only-key', message, 'Remove it, or set domain: system.');
  }
  if (typeof fields.nice === 'number' && fields.nice < 0) {
    error(
      ['nice'],
      'out-of-range',
      `A negative nice needs root, so it works only in domain system.`,
      'Write 0 or more.',
    );
  }
  const needed = domain === 'gui' ? 'Aqua' : 'Background';
  if (sessions && !sessions.includes(needed)) {
    const message = `The domain ${domain} loads only jobs for the session ${needed}; launchd refuses this one (error 134).`;
    error(['sessions'], 'schema', message, `Add ${needed}, or change domain.`);
  }
}

/** Longest label whose file name (`<label>.plist`) fits in the 255 bytes of APFS and HFS+. */
const MAX_LABEL = 249;

function checkLabel({ service, error }: Checked): void {
  const { label } = service;
  if (label === 'shell' && service.plist.Label === undefined)
    error(
      ['label'],
      'label-invalid',
      'launchd keeps the label "shell" for itself and refuses the job (error 140).',
      'Choose another label.',
    );
  if (label.length > MAX_LABEL) {
    error(
      [],
      'label-invalid',
      `The label has ${label.length} characters; its file name has room for ${MAX_LABEL}.`,
      'Shorten the name.',
    );
  }
}

function checkPrivacy({ service, warning }: Checked): void {
  const { command = [], program, workingDirectory, watchPaths, queueDirectories, logs, stdin } = service.fields;
  const paths: [path: PathStep[], value: unknown][] = [
    [['program'], program],
    ...command.map((arg, i): [PathStep[], unknown] => [['command', i], arg]),
    [['workingDirectory'], workingDirectory],
    ...((watchPaths as string[] | undefined) ?? []).map((path, i): [PathStep[], unknown] => [['watchPaths', i], path]),
    ...((queueDirectories as string[] | undefined) ?? []).map((path, i): [PathStep[], unknown] => [
      ['queueDirectories', i],
      path,
    ]),
    [['logs', 'stdout'], logs?.stdout],
    [['logs', 'stderr'], logs?.stderr],
    [['stdin'], stdin],
  ];
  for (const [path, value] of paths) {
    const place = typeof value === 'string' ? guardedPlace(value) : undefined;
    if (!place) continue;
    const message = `${quoted(String(value))} lies in ${place}, which macOS guards: a job without the grant was reported to fail with "Operation not permitted", or to hang.`;
    warning(
      path,
      'privacy-protected-path',
      message,
      'Move it to a folder that is not guarded, or grant the program Full Disk Access by hand.',
    );
  }
}

function checkSecrets({ service, warning }: Checked): void {
  const help = 'Keep it in a file of mode 0600, which `environmentFile` reads at each start; then change the secret.';
  for (const [name, value] of Object.entries(service.fields.environment ?? {})) {
    if (!isSecret(name, value)) continue;
    warning(
      ['environment', name],
      'secret-in-plist',
      `\`${name.slice(0, 60)}\` looks like a secret, and a plist can be read by everyone on the machine.`,
      help,
    );
  }
  for (const at of secretArguments(service.fields.command ?? [])) {
    warning(
      ['command', at],
      'secret-in-plist',
      `Argument ${at} looks like a secret, and arguments can be read by everyone on the machine.`,
      help,
    );
  }
}

/** Two services under one label; file names on a Mac ignore letter case, so labels that differ only there clash too. */
export function checkLabels(readings: readonly ServiceReading[], findings: Findings): void {
  const first = new Map<string, Service>();
  for (const { service } of readings) {
    const key = service.label.toLowerCase();
    const other = first.get(key);
    if (!other) {
      first.set(key, service);
      continue;
    }
    const said = [['plist', 'Label'], ['label'], []]
      .map((path) => service.origin(...path))
      .find((origin) => origin.layer !== 'policy');
    const { source, start, end } = said ?? service.origin();
    const names = `The services ${quoted(other.name)} and ${quoted(service.name)}`;
    const message =
      other.label === service.label
        ? `${names} have the same label ${quoted(service.label)}.`
        : `${names} have labels that differ only in letter case (${quoted(other.label)}, ${quoted(service.label)}), and so do their files: on a Mac they are one.`;
    findings.add(
      source,
      { start, end },
      { rule: 'schema', severity: 'error', message, help: 'Give one of them another name or label.' },
    );
  }
}
