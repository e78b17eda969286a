/** From the neutral vocabulary of test/cases/peers.yaml to services.yaml, and through the library to property lists. */
import { parse } from 'plist';
import { stringify } from 'yaml';
import { compileService } from '../../src/compile/compile-service.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readManifest } from '../../src/manifest/load.ts';
import type { Manifest } from '../../src/manifest/types.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { builtInTemplates } from './manifest.ts';
import type { Expectation, Given } from './peers-cases.ts';
import { keepAliveOf, scheduleOf, socketsOf } from './peers-fields.ts';
import { hasPython, plistlibRead } from './plistlib.ts';

type Fields = Record<string, unknown>;

/** A services.yaml and the places in it that come of words the case itself says. */
export interface WrittenManifest {
  readonly text: string;
  /** Paths in the YAML by the neutral word that put a value there. */
  readonly said: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** A property list that svc wrote. */
export class RenderedFile {
  static readonly #unread: RenderedFile[] = [];
  readonly service: string;
  readonly label: string;
  readonly xml: string;
  #dict: unknown;

  constructor(service: string, label: string, xml: string) {
    this.service = service;
    this.label = label;
    this.xml = xml;
    RenderedFile.#unread.push(this);
  }

  /** The property list as a reader that is not svc's has it. All that are unread are read in one go. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into the values by name
  get dict(): any {
    const unread = RenderedFile.#unread.splice(0);
    const texts = unread.map(({ xml }) => xml);
    if (texts.length > 0) {
      const dicts = hasPython ? plistlibRead(texts) : texts.map((text) => parse(text));
      for (const [i, file] of unread.entries()) file.#dict = dicts[i];
    }
    return this.#dict;
  }
}

/** A case as far as the library took it. */
export interface CaseRun extends WrittenManifest {
  readonly given: Given;
  /** Undefined when the file is refused. */
  readonly manifest: Manifest | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly RenderedFile[];
}

const as =
  (field: string) =>
  (value: unknown): Fields => ({ [field]: value });
const logs =
  (stream: 'stdout' | 'stderr') =>
  (value: unknown): Fields => ({ logs: { [stream]: value } });

/** What a word becomes among the fields of a service. */
const SERVICE_WORDS: Readonly<Record<string, (value: unknown) => Fields>> = {
  kind: as('template'),
  label: as('label'),
  description: as('description'),
  command: as('command'),
  program: as('program'),
  env: as('environment'),
  cwd: as('workingDirectory'),
  root: as('rootDirectory'),
  stdin: as('stdin'),
  stdout: logs('stdout'),
  stderr: logs('stderr'),
  run_at_load: as('runAtLoad'),
  keep_alive: (value) => ({ keepAlive: keepAliveOf(value) }),
  throttle_seconds: as('throttleInterval'),
  // Seconds between two starts are what launchd calls the throttle interval; its TimeOut is another thing.
  restart_delay_seconds: as('throttleInterval'),
  exit_timeout_seconds: as('exitTimeout'),
  drain_seconds: as('drain'),
  recycles: as('recycles'),
  process_type: (value) => ({ processType: typeof value === 'string' ? value.toLowerCase() : value }),
  nice: as('nice'),
  umask: as('umask'),
  limits: as('limits'),
  schedule: scheduleOf,
  watch: as('watchPaths'),
  queue: as('queueDirectories'),
  start_on_mount: as('startOnMount'),
  sockets: (value) => ({ sockets: socketsOf(value) }),
  mach_services: as('machServices'),
  launch_events: as('launchEvents'),
  sessions: as('sessions'),
  user: as('user'),
  group: as('group'),
  init_groups: as('initGroups'),
  disabled: as('disabled'),
  raw: as('plist'),
  plist: as('plist'),
};

/** Words of the file as a whole, and the path of each. */
const FILE_WORDS: Readonly<Record<string, string>> = { domain: 'domain', home: 'home', label_prefix: 'namespace' };

const LAUNCHD_TRIGGERS =
  /^(RunAtLoad|KeepAlive|Start(Interval|CalendarInterval|OnMount)|WatchPaths|QueueDirectories|Sockets|MachServices|LaunchEvents)$/;
const TRIGGER_FIELDS = [
  'template',
  'schedule',
  'every',
  'watchPaths',
  'queueDirectories',
  'sockets',
  'machServices',
  'launchEvents',
];

/** Writes the services.yaml that says what `given` says. `about` keeps the adapter from adding what the case tests. */
export function writeManifest(given: Given, about: Expectation = {}): WrittenManifest {
  const names = (given.names as string[] | undefined) ?? [(given.name as string | undefined) ?? 'case'];
  const said = new Map<string, string[][]>();
  const fields: Fields = {};
  const top: Fields = { version: 1, namespace: 'org.example', home: '/Users/user' };
  for (const [word, value] of Object.entries(given)) {
    if (word === 'name' || word === 'names') {
      said.set(
        word,
        names.map((name) => ['services', name]),
      );
    } else if (Object.hasOwn(FILE_WORDS, word)) {
      top[FILE_WORDS[word]!] = value;
      said.set(word, [[FILE_WORDS[word]!]]);
    } else if (Object.hasOwn(SERVICE_WORDS, word)) {
      const own = SERVICE_WORDS[word]!(value);
      for (const [field, content] of Object.entries(own)) fields[field] = merged(fields[field], content);
      said.set(
        word,
        names.flatMap((name) => Object.keys(own).map((field) => ['services', name, field])),
      );
    } else {
      throw new Error(`peers.yaml: nothing is known of the word ${word} here`);
    }
  }
  const services = Object.fromEntries(names.map((name) => [name, { ...fillers(fields, about), ...fields }]));
  return { text: stringify({ ...top, services }, { lineWidth: 0, aliasDuplicateObjects: false }), said };
}

/** stdout and stderr meet in `logs`, raw and plist in `plist`. */
function merged(before: unknown, after: unknown): unknown {
  return typeof before === 'object' && before !== null ? { ...before, ...(after as object) } : after;
}

/** What the grammar asks for and most cases leave out: a program, and something that starts it. */
function fillers(fields: Fields, about: Expectation): Fields {
  const raw = (fields.plist ?? {}) as Fields;
  const hasProgram =
    ['command', 'program'].some((field) => field in fields) || 'Program' in raw || 'ProgramArguments' in raw;
  const program = hasProgram || isAboutProgram(about) ? {} : { command: ['/usr/local/bin/case'] };
  if (isStarted(fields, raw) || isAboutTriggers(about)) return program;
  // A service that says `runAtLoad: false` is started by what hardly a case asks about.
  return 'runAtLoad' in fields ? { ...program, startOnMount: true } : { ...program, runAtLoad: true };
}

/** Does the case expect that a service without a program is found fault with? */
export function isAboutProgram({ rejects = '', finding = [] }: Expectation): boolean {
  return /\b(no|without|missing) (a )?(command|program)\b/i.test(rejects) || finding.includes('program-missing');
}

/** Does the case expect that a service which nothing starts is found fault with? */
export function isAboutTriggers({ rejects = '', finding = [] }: Expectation): boolean {
  return (
    /nothing (ever )?starts|never (be )?start|no trigger|schedule (is )?required|needs a schedule/i.test(rejects) ||
    finding.includes('no-trigger') ||
    finding.includes('schedule-required')
  );
}

function isStarted(fields: Fields, raw: Fields): boolean {
  const { runAtLoad, startOnMount, keepAlive } = fields;
  const kept = typeof keepAlive === 'object' && keepAlive !== null ? Object.keys(keepAlive).length > 0 : keepAlive;
  if (runAtLoad === true || startOnMount === true || (kept !== undefined && kept !== false)) return true;
  return TRIGGER_FIELDS.some((field) => field in fields) || Object.keys(raw).some((key) => LAUNCHD_TRIGGERS.test(key));
}

/** Writes, reads, compiles and renders what `given` says. */
export function runCase(given: Given, about: Expectation = {}): CaseRun {
  const written = writeManifest(given, about);
  const { manifest, diagnostics } = readManifest(new SourceText('services.yaml', written.text), {
    templates: builtInTemplates,
  });
  const compiled = (manifest?.services ?? []).map(compileService);
  const files = compiled.map((one) => new RenderedFile(one.service.name, one.label, renderPlist(one)));
  return { ...written, given, manifest, diagnostics, files };
}
