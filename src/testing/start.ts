/**
 * `launchd-svc/testing`: launchd semantics, not launchd. Really runs jobs on any Unix, for tests; never for production.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { domainTarget, parseTarget, plistFolders } from '../launchd/domains.ts';
import { isProblem, makeFolder } from '../system/files.ts';
import type { Answer } from './answer.ts';
import { Clock } from './clock.ts';
import { Engine } from './engine.ts';
import { type Fault, readFaults } from './fault-types.ts';
import { Faults } from './faults.ts';
import { lockFolder } from './folder-lock.ts';
import { runLaunchctl } from './launchctl.ts';
import type { Machine } from './machine.ts';
import { type Semantics, semanticsOf, semanticsProblem } from './semantics.ts';
import { Server } from './server.ts';
import { makeSocketFolder } from './socket-folder.ts';
import { plistsIn } from './targets.ts';
import type { Domain, JobView, LogEntry } from './types.ts';

export interface StandInOptions {
  /**
   * Keeps everything of one machine: `home/`, `root/`, the overrides, `faults.json`. It is made if need be and kept by
   * `stop()`. Left out: a temporary one, removed by `stop()`.
   */
  readonly folder?: string;
  /** `gui/501`, `user/501`, `system`. Left out: all three, for `uid`. */
  readonly domains?: readonly string[];
  /** Who calls launchctl; 0 may do anything. Left out: the uid of this process. */
  readonly uid?: number;
  /**
   * The domain that `list`, `load`, `start` and other legacy verbs act in. Left out: `system` for uid 0, else the
   * caller's gui domain, else the user domain; the first of `domains` where there is none of them.
   */
  readonly session?: string;
  /** Major version of macOS to be like, where releases differ. Left out: 15. */
  readonly macos?: number;
  /** Real seconds that a second of launchd takes: 1, or less to hurry; at least 0.01. */
  readonly timeScale?: number;
  readonly faults?: readonly Fault[];
  /** Where evidence about launchd is thin: another reading of it. */
  readonly semantics?: Partial<Semantics>;
  /** Show real codes where launchd masks them as 5 for callers that are not root. Left out: only to uid 0. */
  readonly richErrors?: boolean;
}

/** Faults on demand; see docs/testing.md. */
export interface FaultControl {
  /** @throws TypeError for what is no fault */
  add(...faults: readonly Fault[]): void;
  clear(): void;
  list(): readonly Fault[];
}

export interface StandIn {
  /** Path of the executable to call in place of /bin/launchctl; never with `execFileSync` from this process. */
  readonly launchctl: string;
  /** What a program under test needs in its environment: SVC_LAUNCHCTL, SVC_HOME, SVC_ROOT, SVC_TIME_SCALE if scaled. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Home of the user: its Library/LaunchAgents is loaded at a login. */
  readonly home: string;
  /** Stands before /Library. */
  readonly root: string;
  readonly faults: FaultControl;
  /**
   * Lets time pass at once: timers that fall due meanwhile fire, once each.
   * @throws RangeError for what is no length of time, or a negative one
   */
  advance(seconds: number): void;
  /**
   * Sets the time of day that calendars see.
   * @throws RangeError for an invalid date
   */
  setClock(date: Date): void;
  /** What happened, oldest first: calls of launchctl with their codes, starts, exits, signals, faults. */
  log(): readonly LogEntry[];
  /** Calls launchctl in this process, without an executable. `signal` gives up, as killing launchctl does. */
  call(argv: readonly string[], options?: CallOptions): Promise<Answer>;
  /**
   * The jobs of a domain (`gui/501`), by label; of all domains without one.
   * @throws RangeError for what is no domain
   */
  jobs(domain?: string): readonly JobView[];
  /**
   * A loaded job by its target: `gui/501/com.example.x`; undefined where there is none.
   * @throws RangeError for what is no target of a job
   */
  job(target: string): JobView | undefined;
  /** Everything dies and nothing is loaded; then each domain loads every *.plist of its folders, as at login. */
  reboot(): Promise<void>;
  /** Kills every process and removes what was made outside `folder`. */
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly isTty?: boolean;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/**
 * Starts a stand-in in this process: what waits for its `launchctl` synchronously here (`execFileSync`) waits for ever.
 * @throws Error when its folder is in use by another, RangeError for options that can not be
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const settings = readOptions(options);
  const cleanUp: (() => void)[] = [];
  try {
    const sockets = makeSocketFolder();
    cleanUp.push(sockets.remove);
    // A temporary machine lies beside the socket, where the next engine clears it away if this one is killed.
    const folder = options.folder ?? join(sockets.path, 'machine');
    for (const each of FOLDERS.map((name) => join(folder, name))) {
      const problem = makeFolder(each);
      if (isProblem(problem)) throw new Error(`${each}: ${problem.message}.`);
    }
    const real = fs.realpathSync(folder);
    cleanUp.push(lockFolder(real));
    const standIn = new Running(settings, real, sockets.launchctl, cleanUp);
    return await standIn.listen(sockets.socket);
  } catch (error) {
    for (const undo of cleanUp.reverse()) undo();
    throw error;
  }
}

/** What a Mac has, as far as jobs go. */
const FOLDERS = [
  ...['LaunchAgents', 'Logs', 'Application Support'].map((name) => join('home/Library', name)),
  ...['LaunchAgents', 'LaunchDaemons', 'Logs', 'Application Support'].map((name) => join('root/Library', name)),
];

interface Settings {
  readonly domains: readonly Domain[];
  readonly session: Domain;
  readonly uid: number;
  readonly timeScale: number;
  readonly semantics: Semantics;
  readonly richErrors: boolean;
  readonly faults: readonly Fault[];
}

function readOptions(options: StandInOptions): Settings {
  const uid = options.uid ?? process.getuid?.() ?? 501;
  const timeScale = options.timeScale ?? 1;
  if (!(timeScale >= 0.01 && timeScale <= 1)) throw new RangeError(`timeScale is ${timeScale}; it must be 0.01 to 1.`);
  // It would be the current folder, and what is there.
  if (options.folder === '') throw new RangeError('folder is empty; name one, or leave it out.');
  const domains = (options.domains ?? [`gui/${uid}`, `user/${uid}`, 'system']).map(domainNamed);
  if (domains.length === 0) throw new RangeError('domains is empty; there must be one.');
  const faults = readFaults(options.faults ?? []);
  if ('problems' in faults) throw new RangeError(`faults: ${faults.problems.join('; ')}.`);
  const misread = semanticsProblem(options.semantics ?? {});
  if (misread !== undefined) throw new RangeError(`semantics: ${misread}.`);
  return {
    domains,
    session: options.session === undefined ? ownSession(domains, uid) : domainNamed(options.session),
    uid,
    timeScale,
    semantics: { ...semanticsOf(options.macos), ...options.semantics },
    richErrors: options.richErrors ?? uid === 0,
    faults: faults.faults,
  };
}

function domainNamed(text: string): Domain {
  const reading = parseTarget(text);
  if ('domain' in reading && reading.label === undefined) return reading.domain;
  throw new RangeError(`${JSON.stringify(text)} is no domain; write gui/<uid>, user/<uid> or system.`);
}

function ownSession(domains: readonly Domain[], uid: number): Domain {
  const wanted = uid === 0 ? ['system', `gui/${uid}`, `user/${uid}`] : [`gui/${uid}`, `user/${uid}`];
  const found = wanted.flatMap((name) => domains.filter((domain) => domainTarget(domain) === name));
  return found[0] ?? domains[0]!;
}

/** What a process that ends without stop() still does, so that no socket stays; its jobs are the watchdog's. */
const atExit = new Set<() => void>();
const runAtExit = () => {
  for (const clean of atExit) clean();
};

function cleanAtExit(clean: () => void): void {
  if (atExit.size === 0) process.on('exit', runAtExit);
  atExit.add(clean);
}

function forgetAtExit(clean: () => void): void {
  atExit.delete(clean);
  if (atExit.size === 0) process.off('exit', runAtExit);
}

class Running implements StandIn {
  readonly launchctl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly home: string;
  readonly root: string;
  readonly faults: Faults;
  readonly #machine: Machine;
  readonly #cleanUp: readonly (() => void)[];
  readonly #ended = new AbortController();
  readonly #onExit = () => this.#clean();
  #server: Server | undefined;

  constructor(settings: Settings, folder: string, launchctl: string, cleanUp: readonly (() => void)[]) {
    const home = join(folder, 'home');
    const root = join(folder, 'root');
    const { domains, semantics, timeScale } = settings;
    const clock = new Clock(timeScale);
    const fileOwner = process.getuid?.() ?? 0;
    const engine = new Engine({ domains, fileOwner, root, folder, clock, semantics });
    this.launchctl = launchctl;
    this.folder = folder;
    this.home = home;
    this.root = root;
    this.faults = new Faults(engine, folder);
    this.env = {
      SVC_LAUNCHCTL: launchctl,
      SVC_HOME: home,
      SVC_ROOT: root,
      ...(timeScale !== 1 && { SVC_TIME_SCALE: `${timeScale}` }),
    };
    this.#machine = { ...settings, engine, faults: this.faults };
    this.#cleanUp = cleanUp;
    this.faults.add(...settings.faults);
    cleanAtExit(this.#onExit);
  }

  async listen(socket: string): Promise<this> {
    try {
      this.#server = await Server.listen(socket, (argv, caller) => runLaunchctl(this.#machine, argv, caller));
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  advance(seconds: number): void {
    this.#machine.engine.clock.advance(seconds * 1000);
  }

  setClock(date: Date): void {
    this.#machine.engine.clock.setWall(date.getTime());
  }

  log(): readonly LogEntry[] {
    return this.#machine.engine.log.entries();
  }

  call(argv: readonly string[], { isTty = false, cwd = '/', signal }: CallOptions = {}): Promise<Answer> {
    const gone = signal ? AbortSignal.any([signal, this.#ended.signal]) : this.#ended.signal;
    return runLaunchctl(this.#machine, argv, { isTty, cwd, gone });
  }

  jobs(domain?: string): readonly JobView[] {
    const { engine } = this.#machine;
    const domains = domain === undefined ? engine.domains : [domainNamed(domain)];
    return domains.flatMap((each) => engine.jobs(each));
  }

  job(target: string): JobView | undefined {
    const reading = parseTarget(target);
    if (!('domain' in reading) || reading.label === undefined) throw new RangeError(`${target} is no service target.`);
    return this.#machine.engine.jobAt(reading.domain, reading.label);
  }

  async reboot(): Promise<void> {
    const { engine } = this.#machine;
    const running = engine.domains.flatMap((domain) => engine.jobs(domain));
    engine.log.add({ kind: 'remark', text: 'reboot' });
    engine.unloadAll();
    await Promise.all(running.map(({ domain, definition }) => engine.whenRemoved(domain, definition.label)));
    const places = { home: this.home, root: this.root };
    for (const domain of engine.domains) {
      // What another kind of session wants, and what is disabled, launchd leaves out: bootstrap says so by its code.
      for (const { path } of plistFolders(domain, places))
        for (const file of plistsIn(path)) engine.bootstrap(domain, file);
    }
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#server?.close();
    await this.#machine.engine.stop();
    forgetAtExit(this.#onExit);
    this.#clean();
  }

  #clean(): void {
    for (const undo of [...this.#cleanUp].reverse()) undo();
  }
}
