/** A launchd job as rules see it: its dict with positions, and what is known of the file around it. */
import { isDaemonLauncher, launcherArguments } from '../launchd/launcher-place.ts';
import { countingOf } from '../launchd/repeated-keys.ts';
import type { Domain } from '../manifest/types.ts';
import type { DictEntry, DictNode, NodeOf, PlistNode } from '../plist/node.ts';
import type { PlistKind } from '../plist/value.ts';
import type { HostFacts } from './host-facts.ts';
import { PLACEHOLDER_SIGN } from './known-signs.ts';
import { holdsPlaceholder } from './placeholder.ts';
import { type Sign, signsInJob } from './signs.ts';

/** A place to point at: a key path, and the span it has in the text (-1 where there is no text). */
export interface Spot {
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Start of the `<key>` whose value this is: a silencer above the key counts for the value too. */
  readonly keyStart?: number;
  /** It is the name of the key that is meant, not its value. */
  readonly isName?: true;
}

/** What is known of the file a job stands in. */
export interface JobFile {
  /** Path as given by the user. */
  readonly path: string;
  readonly origin: 'xml' | 'binary' | 'manifest';
  /** The launchd folder it lies in, told from its path. */
  readonly folder?: 'LaunchAgents' | 'LaunchDaemons';
  /** Domain given by the user (`--domain`) or by services.yaml. */
  readonly domain?: Domain;
  /** The machine, when the user asked for it (`--host`). */
  readonly host?: HostFacts;
}

/** The entries of a dict that count, in the order of the file: of a repeated key the last one, at the place of the first. */
export function countingEntries(dict: DictNode): readonly DictEntry[] {
  return countingOf(dict.entries);
}

let places = 0;
const NOTHING = Symbol('worked out, and nothing');

/** What is worked out of a job, kept as long as the job: rules ask for the same things. */
export function perJob<T>(make: (job: Job) => T): (job: Job) => T {
  const place = places++;
  return (job) => {
    const kept = job.workedOut[place];
    if (kept !== undefined) return (kept === NOTHING ? undefined : kept) as T;
    const value = make(job);
    job.workedOut[place] = value === undefined ? NOTHING : value;
    return value;
  };
}

/** ProgramArguments, if it is an array of strings with at least one. */
interface CommandLine {
  readonly written: readonly string[] | undefined;
  /** From the program that svc's launcher becomes, where there is one. */
  readonly args: readonly string[] | undefined;
  /** Arguments before the first of `args`. */
  readonly launched: number;
}

const NO_LINE: CommandLine = { written: undefined, args: undefined, launched: 0 };

/** An entry of a calendar, and its key path. */
interface CalendarDictAt {
  readonly dict: DictNode;
  readonly path: readonly string[];
}

const calendarOf = perJob((job): readonly CalendarDictAt[] => {
  const node = job.value('StartCalendarInterval');
  if (node?.kind === 'dict') return [{ dict: node, path: ['StartCalendarInterval'] }];
  if (node?.kind !== 'array') return [];
  return node.items.flatMap((item, i) =>
    item.kind === 'dict' ? [{ dict: item, path: ['StartCalendarInterval', String(i)] }] : [],
  );
});

const ROOT_LENGTH = '<dict>'.length;

/** From so many entries on a map finds one sooner than a look at each. */
const MANY_ENTRIES = 32;

export class Job {
  readonly file: JobFile;
  readonly dict: DictNode;
  /** Holds an unfilled placeholder somewhere: the file is a template of a job. */
  readonly isTemplate: boolean;
  #byKey: ReadonlyMap<string, DictEntry> | undefined;
  /** The signs that its strings show, names included. */
  readonly signs: number;
  /** See {@link perJob}; in the job and not beside it, so that it goes when the job goes. */
  readonly workedOut: unknown[] = [];

  /** @param signs where the file told them already */
  constructor(dict: DictNode, file: JobFile, signs: number = signsInJob(dict)) {
    this.file = file;
    this.dict = dict;
    this.signs = signs;
    this.isTemplate = this.shows(PLACEHOLDER_SIGN) && holdsPlaceholder(dict);
  }

  /** False when surely no string of the job, names included, holds what the sign is of. */
  shows(sign: Sign): boolean {
    return (this.signs & sign) !== 0;
  }

  /** agent or daemon, when the domain or the folder tells. */
  get scope(): 'agent' | 'daemon' | undefined {
    const { domain, folder } = this.file;
    if (domain !== undefined) return domain === 'system' ? 'daemon' : 'agent';
    if (folder === undefined) return undefined;
    return folder === 'LaunchDaemons' ? 'daemon' : 'agent';
  }

  /** The machine the job is linted for; undefined without `--host`. */
  get host(): HostFacts | undefined {
    return this.file.host;
  }

  /** One of Apple's own jobs, by its label. */
  get isApple(): boolean {
    return this.text('Label')?.startsWith('com.apple.') ?? false;
  }

  /** The entries that count: one for each key name, in the order of the file. */
  get entries(): readonly DictEntry[] {
    return countingEntries(this.dict);
  }

  has(key: string): boolean {
    return this.entry(key) !== undefined;
  }

  /** Of a repeated key the last one counts. */
  entry(key: string): DictEntry | undefined {
    const { entries } = this.dict;
    if (entries.length > MANY_ENTRIES) {
      this.#byKey ??= new Map(entries.map((entry) => [entry.key, entry]));
      return this.#byKey.get(key);
    }
    for (let i = entries.length - 1; i >= 0; i--) if (entries[i]!.key === key) return entries[i];
    return undefined;
  }

  value(key: string): PlistNode | undefined {
    return this.entry(key)?.value;
  }

  /** The value of a key if it is of this kind: launchd converts nothing, so another kind counts as absent. */
  ofKind<K extends PlistKind>(key: string, kind: K): NodeOf<K> | undefined {
    const node = this.entry(key)?.value;
    return node?.kind === kind ? (node as NodeOf<K>) : undefined;
  }

  text(key: string): string | undefined {
    return this.ofKind(key, 'string')?.value;
  }

  isTrue(key: string): boolean {
    return this.ofKind(key, 'boolean')?.value === true;
  }

  /** An integer as a number; those beyond 2^53 lose digits, which no key of launchd has a use for. */
  integer(key: string): number | undefined {
    const value = this.ofKind(key, 'integer')?.value;
    return value === undefined ? undefined : Number(value);
  }

  /**
   * ProgramArguments, when it is an array of strings with at least one. Of a job that svc's launcher starts, the command
   * that the launcher becomes: that is what rules are about.
   */
  get args(): readonly string[] | undefined {
    return this.#line.args;
  }

  #lineRead: CommandLine | undefined;

  get #line(): CommandLine {
    this.#lineRead ??= this.#readLine();
    return this.#lineRead;
  }

  #readLine(): CommandLine {
    const written: string[] = [];
    for (const item of this.ofKind('ProgramArguments', 'array')?.items ?? []) {
      if (item.kind !== 'string') return NO_LINE;
      written.push(item.value);
    }
    if (written.length === 0) return NO_LINE;
    const launched = this.has('Program') || this.has('BundleProgram') ? 0 : launcherArguments(written);
    return { written, args: launched === 0 ? written : written.slice(launched), launched };
  }

  /** The `environmentFile` that svc's launcher reads, with the user the job runs as; undefined: the one whose agent it is. */
  get environmentFile(): { readonly path: string; readonly user: string | undefined; readonly at: Spot } | undefined {
    const { written, launched } = this.#line;
    if (!written || launched === 0) return undefined;
    const node = this.ofKind('ProgramArguments', 'array')!.items[1]!;
    const user = this.text('UserName') ?? (isDaemonLauncher(written[0]!) ? 'root' : undefined);
    return { path: written[1]!, user, at: spotOf(node, ['ProgramArguments', '1']) };
  }

  /** What launchd executes: Program, else the first argument. */
  get program(): string | undefined {
    return this.text('Program') ?? this.args?.[0];
  }

  /** Whether and when launchd restarts it: KeepAlive when it has a kind that counts (boolean or dict). */
  get keepAlive(): boolean | DictNode | undefined {
    const node = this.value('KeepAlive');
    if (node?.kind === 'boolean') return node.value;
    return node?.kind === 'dict' ? node : undefined;
  }

  /** Is it kept alive in any way? (`KeepAlive: true`, or a dict with a member.) */
  get isKeptAlive(): boolean {
    const { keepAlive } = this;
    return typeof keepAlive === 'object' ? keepAlive.entries.length > 0 : keepAlive === true;
  }

  /** Has it a calendar or interval of a kind that counts? */
  get isTimed(): boolean {
    const calendar = this.value('StartCalendarInterval')?.kind;
    return calendar === 'dict' || calendar === 'array' || this.ofKind('StartInterval', 'integer') !== undefined;
  }

  /** Calendar entries that are dicts, each with its key path. */
  get calendar(): readonly CalendarDictAt[] {
    return calendarOf(this);
  }

  /** The job as a whole: the start tag of its dict. */
  get root(): Spot {
    const { start } = this.dict;
    return { path: [], start, end: start < 0 ? -1 : start + ROOT_LENGTH };
  }

  /** The value of a top-level key; the whole job when there is none. */
  at(key: string): Spot {
    const entry = this.entry(key);
    return entry ? spotOfValue(entry, [key]) : this.root;
  }

  /** The name of a top-level key. */
  atKey(key: string): Spot {
    const entry = this.entry(key);
    return entry ? spotOfKey(entry, [key]) : this.root;
  }

  /** An item of `args`. */
  atArgument(index: number): Spot {
    const at = index + this.#line.launched;
    const node = this.ofKind('ProgramArguments', 'array')?.items[at];
    return node ? spotOf(node, ['ProgramArguments', String(at)]) : this.at('ProgramArguments');
  }

  /** Where what launchd executes is written: Program, else the first argument. */
  get atProgram(): Spot {
    return this.ofKind('Program', 'string') ? this.at('Program') : this.atArgument(0);
  }
}

export function spotOf(node: PlistNode, path: readonly string[]): Spot {
  return { path, start: node.start, end: node.end };
}

export function spotOfKey(entry: DictEntry, path: readonly string[]): Spot {
  return { path, start: entry.keyStart, end: entry.keyEnd, isName: true };
}

export function spotOfValue(entry: DictEntry, path: readonly string[]): Spot {
  return { path, start: entry.value.start, end: entry.value.end, keyStart: entry.keyStart };
}

/** The value of `key` in a dict, the one that counts. */
export function member(dict: DictNode, key: string): PlistNode | undefined {
  return dict.entries.findLast((entry) => entry.key === key)?.value;
}
