/** launchd semantics, not launchd: domains, the jobs loaded in them, and what is asked of them. */
import { join } from 'node:path';
import { domainTarget } from '../launchd/domains.ts';
import { readTextIfThere, writeFileAtomic } from '../system/files.ts';
import type { Clock } from './clock.ts';
import { EventLog } from './event-log.ts';
import { Job, type JobHost } from './job.ts';
import { importJob } from './job-definition.ts';
import { readJobFile } from './job-file.ts';
import type { Semantics } from './semantics.ts';
import type { Domain, JobView } from './types.ts';
import { Watchdog } from './watchdog.ts';

export interface EngineOptions {
  /** The domains there are; others are answered as launchd answers for a user who is not logged in. */
  readonly domains: readonly Domain[];
  /** Whom property lists must belong to, a real uid of this machine; root's are taken under `root`/Library only. */
  readonly fileOwner: number;
  /** Stands before /Library. */
  readonly root: string;
  /** Keeps the overrides, which outlive property lists and restarts of the engine. */
  readonly folder: string;
  readonly clock: Clock;
  readonly semantics: Semantics;
}

/** The session type of what runs in a domain, for LimitLoadToSessionType. */
const SESSIONS = { gui: 'Aqua', user: 'Background', system: 'System' } as const;

export class Engine {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly semantics: Semantics;
  readonly domains: readonly Domain[];
  readonly #options: EngineOptions;
  readonly #watchdog = new Watchdog();
  /** By domain name, then by label. */
  readonly #jobs = new Map<string, Map<string, Job>>();
  /** By table (gui and user may share one), then by label: is it disabled? */
  readonly #overrides: Map<string, Map<string, boolean>>;
  readonly #pended = new Set<string>();
  readonly #drains = new Map<string, number>();
  readonly #removals = new Map<Job, (() => void)[]>();
  readonly #host: JobHost;
  #isStopped = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.semantics = options.semantics;
    this.domains = options.domains;
    this.log = new EventLog(options.clock);
    for (const domain of options.domains) this.#jobs.set(domainTarget(domain), new Map());
    this.#overrides = readOverrides(this.#overridesPath);
    this.#host = {
      clock: this.clock,
      log: this.log,
      watchdog: this.#watchdog,
      semantics: this.semantics,
      isPended: (label) => this.#pended.has(label),
      drainOf: (label) => this.#drains.get(label) ?? 0,
    };
  }

  hasDomain(domain: Domain): boolean {
    return this.#jobs.has(domainTarget(domain));
  }

  /**
   * Loads a job. Succeeds even when its program is not there: that shows as last exit code 78 only.
   * @returns 0, or launchd's own code: 17 37 (the label is taken) 108 109 110 111 112 119 122 124 134 140
   */
  bootstrap(domain: Domain, path: string): number {
    const jobs = this.#jobs.get(domainTarget(domain));
    if (!jobs) return 112;
    if (this.#isStopped) return 124;
    const file = readJobFile(path, this.#options);
    if ('code' in file) return this.#refuse(path, file);
    const imported = importJob(file.bytes);
    if ('code' in imported) return this.#refuse(path, imported);
    const { definition } = imported;
    const { label } = definition;
    const other = jobs.get(label);
    if (other) return other.path === path || other.view.isDraining ? 37 : 17;
    const { sessions = [domain.kind === 'system' ? 'System' : 'Aqua'] } = definition;
    if (!sessions.includes(SESSIONS[domain.kind])) return 134;
    if (this.overrides(domain).get(label) ?? definition.disabled) return 119;
    const job: Job = new Job(definition, domain, path, this.#host, () => this.#gone(jobs, job));
    jobs.set(label, job);
    this.log.add({ kind: 'load', label, text: `loaded into ${domainTarget(domain)} from ${path}` });
    job.load();
    return 0;
  }

  #refuse(path: string, { code, why }: { readonly code: number; readonly why: string }): number {
    this.log.add({ kind: 'remark', text: `${path}: ${why}`, code });
    return code;
  }

  /** Stops a job and takes it out; it stays, draining, until its process is gone. @returns 0, 3 or 36 */
  bootout(domain: Domain, label: string): number {
    const job = this.#find(domain, label);
    if (!job) return 3;
    job.remove();
    return this.#find(domain, label) === job ? this.semantics.bootoutWhileRunning : 0;
  }

  /** Resolves when a label is free; at once when it is. */
  whenRemoved(domain: Domain, label: string): Promise<void> {
    const job = this.#find(domain, label);
    if (!job) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#removals.get(job);
      if (waiting) waiting.push(resolve);
      else this.#removals.set(job, [resolve]);
    });
  }

  jobAt(domain: Domain, label: string): JobView | undefined {
    return this.#find(domain, label)?.view;
  }

  /** The jobs of a domain, by label. */
  jobs(domain: Domain): readonly JobView[] {
    const jobs = [...(this.#jobs.get(domainTarget(domain))?.values() ?? [])].map((job) => job.view);
    return jobs.sort((a, b) => (a.definition.label < b.definition.label ? -1 : 1));
  }

  /** Labels with an override: are they disabled? */
  overrides(domain: Domain): ReadonlyMap<string, boolean> {
    return this.#overrides.get(this.#tableOf(domain)) ?? new Map();
  }

  /** Sets an override. It neither stops nor loads a job, and outlives its property list. */
  setDisabled(domain: Domain, label: string, disabled: boolean): void {
    const name = this.#tableOf(domain);
    const table = this.#overrides.get(name) ?? new Map<string, boolean>();
    this.#overrides.set(name, table.set(label, disabled));
    this.log.add({ kind: 'override', label, text: `${disabled ? 'disabled' : 'enabled'} in ${domainTarget(domain)}` });
    const tables = [...this.#overrides].map(([each, rows]) => [each, Object.fromEntries(rows)]);
    const problem = writeFileAtomic(this.#overridesPath, `${JSON.stringify(Object.fromEntries(tables), null, 2)}\n`);
    if (problem) this.log.add({ kind: 'remark', text: `overrides are not kept: ${problem.message}` });
  }

  /** Starts a job now, throttle permitting. @returns 0 (the pid where there is one already), 113 or 37 */
  async kickstart(domain: Domain, label: string, { kill }: { kill: boolean }): Promise<{ code: number; pid?: number }> {
    const job = this.#find(domain, label);
    if (!job) return { code: 113 };
    if (job.view.isDraining) return { code: 37 };
    if (kill) job.restart();
    else job.start('non-ipc demand', true);
    const pid = await job.nextPid();
    return { code: 0, ...(pid !== undefined && { pid }) };
  }

  /** Sends a signal. @returns 0, 3 (no process) or 113 (not loaded) */
  kill(domain: Domain, label: string, signal: NodeJS.Signals): number {
    const job = this.#find(domain, label);
    if (!job) return 113;
    return job.signal(signal) ? 0 : 3;
  }

  /** A fault: the process of a job dies. */
  killProcess(domain: Domain, label: string): void {
    this.#find(domain, label)?.signal('SIGKILL');
  }

  /** A fault: a label is gone, its process with it. */
  forget(domain: Domain, label: string): void {
    this.#find(domain, label)?.forget();
  }

  /** A fault: starts of a label are registered and not made, until somebody kickstarts it. */
  pend(label: string, on: boolean): void {
    if (on) this.#pended.add(label);
    else this.#pended.delete(label);
  }

  /** A fault: a label stays so many engine milliseconds after its process is gone; 0 ends the fault. */
  slowDrain(label: string, ms: number): void {
    if (ms > 0) this.#drains.set(label, ms);
    else this.#drains.delete(label);
  }

  /** Unloads everything at once, as a reboot does; overrides stay. */
  unloadAll(): void {
    for (const jobs of this.#jobs.values()) for (const job of [...jobs.values()]) job.forget();
  }

  /** Kills every process and ends. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.clock.stop();
    for (const jobs of this.#jobs.values()) for (const job of jobs.values()) job.destroy();
    for (const resolve of [...this.#removals.values()].flat()) resolve();
    await this.#watchdog.stop();
  }

  #find(domain: Domain, label: string): Job | undefined {
    return this.#jobs.get(domainTarget(domain))?.get(label);
  }

  #gone(jobs: Map<string, Job>, job: Job): void {
    jobs.delete(job.definition.label);
    for (const resolve of this.#removals.get(job) ?? []) resolve();
    this.#removals.delete(job);
  }

  #tableOf(domain: Domain): string {
    return domain.kind !== 'system' && this.semantics.sharedOverrides ? `uid/${domain.uid}` : domainTarget(domain);
  }

  get #overridesPath(): string {
    return join(this.#options.folder, 'overrides.json');
  }
}

/** What is larger was not written by an engine. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Overrides kept by an earlier engine; what can not be read counts as none. */
function readOverrides(path: string): Map<string, Map<string, boolean>> {
  const text = readTextIfThere(path, MOST_BYTES);
  if (typeof text !== 'string') return new Map();
  try {
    const tables = JSON.parse(text) as Record<string, Record<string, unknown>>;
    return new Map(Object.entries(tables).map(([name, rows]) => [name, new Map(Object.entries(rows).filter(isFlag))]));
  } catch {
    return new Map();
  }
}

function isFlag(row: [string, unknown]): row is [string, boolean] {
  return typeof row[1] === 'boolean';
}
