/**
 * From a property list to the job that launchd makes of it. launchd converts nothing from one type to another: a key
 * of a wrong type is dropped, an unknown one passed over, and only little refuses the whole job.
 * Source: launchd-842 core.c and the reports in docs/launchd-semantics.md.
 */
import { type CalendarImport, importCalendar } from '../launchd/calendar-import.ts';
import { keyByAnyCase, matchesType, topLevelKey } from '../launchd/keys.ts';
import { type DictNode, type PlistNode, plainValueOf } from '../plist/node.ts';
import { readPlist } from '../plist/read.ts';
import { isDict, kindOf, type PlistDict, type PlistValue } from '../plist/value.ts';
import type { JobDefinition, KeepAliveConditions } from './types.ts';

/** A job, or launchd's code for why there is none (109 no property list, 110 label, 111 program, 140 reserved label). */
export type Imported = { readonly definition: JobDefinition } | { readonly code: number; readonly why: string };

/** Keys that launchd reads by their exact letters; the others match in any case (a secondary report). */
const EXACT = new Set(['label', 'program', 'programarguments', 'disabled', 'limitloadtosessiontype']);

/** Seconds when the keys are absent. Source: launchd.plist(5); exit time: measured on current macOS (TT4393, EA593). */
const DEFAULT_THROTTLE = 10;
const DEFAULT_EXIT_TIMEOUT = 5;

/** Imports the bytes of a property list as launchd would. */
export function importJob(bytes: Uint8Array): Imported {
  const { root, errors, notes } = readPlist(bytes);
  // `<true></true>` is refused by launchd although plutil takes it (RADAR).
  const refused = errors[0] ?? notes.find(({ code }) => code === 'bool-not-self-closed');
  if (refused || root?.kind !== 'dict') return { code: 109, why: refused?.message ?? 'The top level is not a dict.' };
  const { Label: label } = plainValueOf(root) as PlistDict;
  if (typeof label !== 'string' || label.trim() === '') return { code: 110, why: 'There is no Label.' };
  if (isReserved(label)) return { code: 140, why: `The label ${JSON.stringify(label)} is reserved or invalid.` };
  return new Importer(root, label).job();
}

function isReserved(label: string): boolean {
  return label === 'shell' || /[\x00-\x1f\x7f/]/.test(label) || /^com\.apple\.launch(?:d|ctl)/i.test(label);
}

class Importer {
  readonly #label: string;
  readonly #keys = new Map<string, PlistValue>();
  readonly #remarks: string[] = [];
  #isPartial = false;
  #calendar: CalendarImport | undefined;

  constructor(dict: DictNode, label: string) {
    this.#label = label;
    // Of a repeated key the last one counts.
    for (const [name, node] of new Map(dict.entries.map(({ key, value }) => [key, value]))) this.#take(name, node);
  }

  #take(name: string, node: PlistNode): void {
    const value = plainValueOf(node);
    const folded = EXACT.has(name.toLowerCase()) ? undefined : keyByAnyCase(name);
    const row = topLevelKey(name) ?? folded;
    if (!row || row.status === 'unknown-to-launchd' || row.status === 'removed' || row.status === 'read-only') {
      this.#pass(`Unknown key: ${name}`);
    } else if (row.types.some((type) => matchesType(type, kindOf(value)))) {
      this.#keys.set(row.key, value);
      if (row.key === 'StartCalendarInterval') this.#calendar = importCalendar(node);
    } else {
      this.#pass(`The key ${name} is of a wrong type (${kindOf(value)}) and is ignored.`);
      // It then names no session, and no domain takes the job.
      if (row.key === 'LimitLoadToSessionType') this.#keys.set(row.key, []);
    }
  }

  #pass(remark: string): void {
    this.#isPartial = true;
    this.#remarks.push(remark);
  }

  job(): Imported {
    const given = this.#keys.get('ProgramArguments') as readonly PlistValue[] | undefined;
    const program = this.#string('Program');
    if (given?.some((argument) => typeof argument !== 'string'))
      return { code: 111, why: 'An item of ProgramArguments is no string.' };
    const argv = given as readonly string[] | undefined;
    const first = program ?? argv?.[0];
    if (first === undefined || first === '')
      return { code: 111, why: 'There is neither Program nor ProgramArguments.' };
    if (program !== undefined && !program.startsWith('/')) return { code: 111, why: 'Program is no absolute path.' };
    return { definition: this.#definition(first, argv?.length ? argv : [first], program === undefined) };
  }

  #definition(program: string, argv: readonly string[], isProgramInferred: boolean): JobDefinition {
    const keepAlive = this.#keepAlive();
    for (const note of this.#calendar?.notes ?? [])
      this.#remarks.push(`StartCalendarInterval${'place' in note ? `, entry ${note.place}` : ''}: ${note.kind}.`);
    const interval = this.#integer('StartInterval', 1);
    const umask = this.#umask();
    const optional = {
      workingDirectory: this.#string('WorkingDirectory'),
      standardInPath: this.#string('StandardInPath'),
      standardOutPath: this.#string('StandardOutPath'),
      standardErrorPath: this.#string('StandardErrorPath'),
      userName: this.#string('UserName'),
      processType: this.#string('ProcessType'),
      nice: this.#integer('Nice', -20, 20),
      sessions: this.#sessions(),
      startInterval: interval,
      keepAlive,
      umask,
    };
    return {
      ...withoutAbsent(optional),
      label: this.#label,
      program,
      arguments: argv,
      isProgramInferred,
      environment: this.#environment(),
      // Any use of KeepAlive starts the job at load too, whatever its members say (MAN26).
      runAtLoad: this.#is('RunAtLoad') || (keepAlive !== undefined && (keepAlive === true || hasMember(keepAlive))),
      throttleInterval: this.#throttle(),
      exitTimeOut: this.#integer('ExitTimeOut', 0) ?? DEFAULT_EXIT_TIMEOUT,
      calendar: this.#calendar?.entries ?? [],
      watchPaths: this.#strings('WatchPaths'),
      queueDirectories: this.#strings('QueueDirectories'),
      launchOnlyOnce: this.#is('LaunchOnlyOnce'),
      abandonProcessGroup: this.#is('AbandonProcessGroup'),
      disabled: this.#keys.get('Disabled') === true,
      isPartial: this.#isPartial,
      remarks: this.#remarks,
    };
  }

  #string(key: string): string | undefined {
    const value = this.#keys.get(key);
    return typeof value === 'string' ? value : undefined;
  }

  #is(key: string): boolean {
    return this.#keys.get(key) === true;
  }

  #strings(key: string): readonly string[] {
    const value = this.#keys.get(key);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  /** An integer within its range; one outside is ignored with a line in the log. */
  #integer(key: string, min: number, max = 2 ** 32 - 1): number | undefined {
    const value = this.#keys.get(key);
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
    if (value >= min && value <= max) return Number(value);
    this.#remarks.push(`${key} is out of range (${value}) and is ignored.`);
    return undefined;
  }

  #throttle(): number {
    const seconds = this.#integer('ThrottleInterval', 0) ?? DEFAULT_THROTTLE;
    if (seconds > 0) return seconds;
    this.#remarks.push('ThrottleInterval 0 is taken as 1.');
    return 1;
  }

  #umask(): number | undefined {
    const value = this.#keys.get('Umask');
    if (typeof value === 'string') return leadingNumber(value) & 0o777;
    const mask = this.#integer('Umask', 0);
    return mask === undefined ? undefined : mask & 0o777;
  }

  #sessions(): readonly string[] | undefined {
    const one = this.#string('LimitLoadToSessionType');
    if (one !== undefined) return [one];
    return this.#keys.has('LimitLoadToSessionType') ? this.#strings('LimitLoadToSessionType') : undefined;
  }

  /** Values that are no strings are dropped without a word. */
  #environment(): ReadonlyMap<string, string> {
    const dict = this.#keys.get('EnvironmentVariables');
    if (!isDict(dict)) return new Map();
    return new Map(Object.entries(dict).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }

  #keepAlive(): true | KeepAliveConditions | undefined {
    const value = this.#keys.get('KeepAlive');
    if (value === true) return true;
    if (!isDict(value)) return this.#keys.get('OnDemand') === false ? true : undefined;
    const { SuccessfulExit, Crashed, PathState } = value;
    for (const name of Object.keys(value)) if (!CONDITIONS.has(name)) this.#pass(`Unknown key in KeepAlive: ${name}`);
    const conditions = {
      successfulExit: this.#condition('SuccessfulExit', SuccessfulExit),
      crashed: this.#condition('Crashed', Crashed),
      pathState: this.#pathState(PathState),
    };
    return withoutAbsent(conditions);
  }

  #condition(name: string, value: PlistValue | undefined): boolean | undefined {
    if (value === undefined || typeof value === 'boolean') return value;
    this.#passMember(name, value);
    return undefined;
  }

  #pathState(value: PlistValue | undefined): ReadonlyMap<string, boolean> | undefined {
    if (value === undefined) return undefined;
    if (isDict(value)) return booleansOf(value);
    this.#passMember('PathState', value);
    return undefined;
  }

  #passMember(name: string, value: PlistValue): void {
    this.#pass(`KeepAlive.${name} is of a wrong type (${kindOf(value)}) and is ignored.`);
  }
}

/** strtoul(3) with base 0: `022` is octal, `22` decimal, `0x12` hexadecimal; what follows the digits is passed over. */
function leadingNumber(text: string): number {
  const [, hex, octal, decimal] = /^\s*\+?(?:0x([\da-f]+)|(0[0-7]*)|(\d+))/i.exec(text) ?? [];
  if (hex) return Number.parseInt(hex, 16);
  return octal ? Number.parseInt(octal, 8) : Number.parseInt(decimal ?? '0', 10);
}

/** Members of KeepAlive that launchd knows; what the stand-in does with them says docs/launchd-semantics.md. */
const CONDITIONS = new Set([
  ...['SuccessfulExit', 'Crashed', 'PathState'],
  ...['OtherJobEnabled', 'NetworkState', 'AfterInitialDemand'],
]);

function hasMember(conditions: KeepAliveConditions): boolean {
  return Object.keys(conditions).length > 0;
}

function booleansOf(dict: PlistDict): ReadonlyMap<string, boolean> {
  return new Map(Object.entries(dict).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'));
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value. */
function withoutAbsent<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
