/**
 * `launchctl print <domain>/<label>` as data. Its output is "not API" (launchctl(1)): every field may be missing, and
 * nothing may be concluded from a missing one unless `isComplete`. Names and forms of the fields: PRINT.
 */
import { arrowPair, blockName, count, readPrinted } from './printed-text.ts';
import { decodeLastExitCode, decodeTerminatingSignal, type LastExit } from './wait-status.ts';

/** One block of `event triggers`: what starts the job besides launchd itself. */
export interface EventTrigger {
  readonly name: string;
  /** com.apple.launchd.calendarinterval for an entry of StartCalendarInterval. */
  readonly stream?: string;
  /** What the trigger waits for, as printed. */
  readonly descriptor: ReadonlyMap<string, string>;
}

/** What launchd says of a loaded job. Paths and arguments are as printed: an argument may be a secret. */
export interface PrintedService {
  /** `gui/501/com.example.x` */
  readonly target?: string;
  /** Of the plist; missing for a job that was not loaded from a file. */
  readonly path?: string;
  /** LaunchAgent, LaunchDaemon, Submitted … */
  readonly type?: string;
  /** running, not running, spawn scheduled, SIGTERMed …: a word of launchd, the list is open. */
  readonly state?: string;
  /** exited, running, spawn failed …: the line `job state`, another thing than `state`. */
  readonly jobState?: string;
  readonly pid?: number;
  /** Starts since the job was loaded: rising numbers and short runs are a crash loop. */
  readonly runs?: number;
  readonly forks?: number;
  readonly execs?: number;
  readonly lastExit?: LastExit;
  /** OS_REASON_CODESIGNING, JETSAM_REASON_…; stands in place of the exit code. */
  readonly lastExitReason?: string;
  /** Why the current process was started: speculative, inefficient (KeepAlive) … */
  readonly immediateReason?: string;
  /** Why a start is put off: the line `pended nondemand spawn`. Only printed while the job does not run. */
  readonly pendedReason?: string;
  readonly program?: string;
  readonly arguments?: readonly string[];
  /** False when an argument holds a line break, or the text is cut: where one ends and the next begins is a guess. */
  readonly areArgumentsExact: boolean;
  readonly workingDirectory?: string;
  readonly stdinPath?: string;
  readonly stdoutPath?: string;
  readonly stderrPath?: string;
  readonly username?: string;
  readonly group?: string;
  /** `gui/501`, without the number of the session behind it. */
  readonly domain?: string;
  /** Number of the login session behind a gui domain, another one after each login. */
  readonly session?: number;
  /** ThrottleInterval, ExitTimeOut, StartInterval: seconds. */
  readonly minimumRuntime?: number;
  readonly exitTimeout?: number;
  readonly runInterval?: number;
  readonly nice?: number;
  readonly spawnType?: string;
  /** Names of the job's own variables, and of three that launchd adds. Values may be secrets: see {@link PrintOptions}. */
  readonly environmentNames: readonly string[];
  readonly environment?: ReadonlyMap<string, string>;
  readonly triggers: readonly EventTrigger[];
  /** keepalive, runatload, inferred program, partial import, needs LWCR update … */
  readonly properties: readonly string[];
  /** launchd registered a start and puts it off: with 0 runs, the job never started. */
  readonly pended: boolean;
  /** The text has its end. */
  readonly isComplete: boolean;
}

export interface PrintOptions {
  /** Also keep the values of the environment block. They may be secrets: only to compare, never to show. */
  readonly environmentValues?: boolean;
}

/** Fields that hold a text as it stands. */
const TEXTS = {
  type: 'type',
  state: 'state',
  jobState: 'job state',
  lastExitReason: 'last exit reason',
  immediateReason: 'immediate reason',
  pendedReason: 'pended nondemand spawn',
  program: 'program',
  workingDirectory: 'working directory',
  stdinPath: 'stdin path',
  stdoutPath: 'stdout path',
  stderrPath: 'stderr path',
  username: 'username',
  group: 'group',
  spawnType: 'spawn type',
} as const;

/** Fields that count something. */
const COUNTS = {
  session: 'asid',
  pid: 'pid',
  runs: 'runs',
  forks: 'forks',
  execs: 'execs',
  minimumRuntime: 'minimum runtime',
  exitTimeout: 'exit timeout',
  runInterval: 'run interval',
} as const;

/** Reads the output of `launchctl print` for one job. Never throws; a text that is none gives empty fields. */
export function parsePrintedService(text: string, options: PrintOptions = {}): PrintedService {
  const { target, fields, blocks, isComplete } = readPrinted(text);
  const path = fields.get('path');
  const domain = fields.get('domain')?.split(' ')[0];
  const nice = fields.get('nice');
  const lastExit = lastExitOf(fields);
  const args = blocks.get('arguments');
  const environment = pairsOf(blocks.get('environment'));
  return {
    ...(target !== undefined && { target }),
    ...(path?.startsWith('/') && { path }),
    ...(domain && { domain }),
    ...picked(TEXTS, (name) => presentText(fields.get(name))),
    ...picked(COUNTS, (name) => count(fields.get(name))),
    ...(nice !== undefined && /^-?\d{1,3}$/.test(nice) && { nice: Number(nice) }),
    ...(lastExit && { lastExit }),
    ...(args && { arguments: argumentsOf(args) }),
    areArgumentsExact: isComplete && (args?.every(isArgumentLine) ?? false),
    environmentNames: [...environment.keys()],
    ...(options.environmentValues && { environment }),
    triggers: triggersOf(blocks.get('event triggers') ?? []),
    properties: words(fields.get('properties')),
    pended: fields.has('pended nondemand spawn'),
    isComplete,
  };
}

/**
 * The signal by which launchd has begun to stop a job, `SIGTERM`; undefined when it is not being stopped. State
 * SIGTERMed was reported, SIGKILLed is likely, and the letter case is not relied on (PRINT).
 */
export function stopSignalOf({ state }: PrintedService): string | undefined {
  return /^(SIG[A-Z]+)ed$/i.exec(state ?? '')?.[1]?.toUpperCase();
}

type Picked<Names, Value> = { readonly [Key in keyof Names]?: Value };

/** Those of the named fields that have a value. */
function picked<Names extends Readonly<Record<string, string>>, Value>(
  names: Names,
  read: (name: string) => Value | undefined,
): Picked<Names, Value> {
  const entries = Object.entries(names).map(([key, name]) => [key, read(name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Picked<Names, Value>;
}

/** `(null)` stands for nothing. */
function presentText(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === '(null)' ? undefined : value;
}

function words(properties: string | undefined): readonly string[] {
  return (properties ?? '')
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** A signal wins over an exit code; one that we can not read leaves the end unknown, whatever the code says. */
function lastExitOf(fields: ReadonlyMap<string, string>): LastExit | undefined {
  const signal = fields.get('last terminating signal');
  if (signal !== undefined) return decodeTerminatingSignal(signal);
  const code = fields.get('last exit code');
  if (code !== undefined) return decodeLastExitCode(code);
  return fields.has('last exit reason') ? { kind: 'unknown' } : undefined;
}

function isArgumentLine(line: string): boolean {
  return line.startsWith('\t\t');
}

/** Each argument is a line at two tabs; a line with fewer goes on with the argument before it. */
function argumentsOf(lines: readonly string[]): readonly string[] {
  const found: string[][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (isArgumentLine(line)) found.push([line.slice(2)]);
    else if (last !== undefined) last.push(line);
  }
  return found.map((parts) => parts.join('\n'));
}

/**
 * `NAME => value` at two tabs; of a name that stands twice the first counts. A name with white space is taken for a
 * piece of the value above it, which must not pass for a name.
 */
function pairsOf(lines: readonly string[] | undefined): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of lines ?? []) {
    const pair = line.startsWith('\t\t') && line[2] !== '\t' ? arrowPair(line) : undefined;
    if (pair && !/\s/.test(pair[0]) && !pairs.has(pair[0])) pairs.set(pair[0], pair[1]);
  }
  return pairs;
}

/** Blocks at two tabs, their fields at three, `descriptor = {` with `"Hour" => 3` at four. */
function triggersOf(lines: readonly string[]): readonly EventTrigger[] {
  const triggers: { name: string; stream?: string; descriptor: Map<string, string> }[] = [];
  let isInDescriptor = false;
  for (const line of lines) {
    const depth = line.length - line.replace(/^\t+/, '').length;
    const name = depth === 2 ? blockName(line) : undefined;
    if (name !== undefined) triggers.push({ name, descriptor: new Map() });
    const trigger = triggers.at(-1);
    if (trigger === undefined) continue;
    if (depth === 3) {
      isInDescriptor = blockName(line) === 'descriptor';
      const stream = /^\t{3}stream = (.+)$/.exec(line)?.[1];
      if (stream !== undefined) trigger.stream ??= stream;
    } else if (depth === 4 && isInDescriptor) {
      const pair = arrowPair(line);
      if (pair && blockName(line) === undefined && !trigger.descriptor.has(pair[0])) trigger.descriptor.set(...pair);
    }
  }
  return triggers;
}
