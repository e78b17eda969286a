/** A loaded job and what becomes of it: started, kept alive, throttled, stopped, removed. */
import type { Cancel, Clock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import { type JobProcess, startProcess } from './job-process.ts';
import { keepAliveWants } from './keep-alive.ts';
import type { Semantics } from './semantics.ts';
import { Triggers } from './triggers.ts';
import type { Domain, ExitStatus, JobDefinition, JobState, JobView, StartReason } from './types.ts';
import type { Watchdog } from './watchdog.ts';

/** What a job needs of its engine. */
export interface JobHost {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly watchdog: Watchdog;
  readonly semantics: Semantics;
  /** A fault: are starts of this label registered and not made? */
  isPended(label: string): boolean;
  /** A fault: engine milliseconds for which a label stays after its process is gone. */
  drainOf(label: string): number;
}

/** Status of a job that could not be set up: EX_CONFIG of sysexits(3). */
const SPAWN_FAILED: ExitStatus = { code: 78 };

export class Job {
  readonly definition: JobDefinition;
  readonly domain: Domain;
  readonly path: string;
  readonly #host: JobHost;
  readonly #triggers: Triggers;
  readonly #onGone: () => void;
  #state: JobState = 'not running';
  #process: JobProcess | undefined;
  #runs = 0;
  #execs = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastExit: ExitStatus | undefined;
  #reason: StartReason | undefined;
  #pended: StartReason | undefined;
  /** A start that waits for the throttle, or for the process that is running now to end. */
  #wanted: StartReason | undefined;
  #cancelStart: Cancel | undefined;
  #cancelKill: Cancel | undefined;
  #removal: 'no' | 'draining' | 'gone' = 'no';
  readonly #waiting: ((pid: number | undefined) => void)[] = [];

  /** @param onGone called when the job has left its domain */
  constructor(definition: JobDefinition, domain: Domain, path: string, host: JobHost, onGone: () => void) {
    this.definition = definition;
    this.domain = domain;
    this.path = path;
    this.#host = host;
    this.#onGone = onGone;
    this.#triggers = new Triggers(definition, host.clock, (reason) => this.#trigger(reason));
  }

  /** Sets its triggers and starts it if it wants to be started at load. */
  load(): void {
    for (const remark of this.definition.remarks) this.#log('remark', remark);
    this.#triggers.start();
    if (this.definition.runAtLoad) this.start('speculative');
    else this.#keepAlive();
  }

  get view(): JobView {
    return {
      definition: this.definition,
      domain: this.domain,
      path: this.path,
      state: this.#state,
      runs: this.#runs,
      execs: this.#execs,
      isDraining: this.#removal !== 'no',
      ...(this.#process && { pid: this.#process.pid }),
      ...(this.#lastExit && { lastExit: this.#lastExit }),
      ...(this.#reason && { reason: this.#reason }),
      ...(this.#pended && { pended: this.#pended }),
    };
  }

  /** Starts it as soon as its throttle lets it; nothing when it runs. `demand` also starts what a fault holds back. */
  start(reason: StartReason, demand = false): void {
    if (this.#removal !== 'no' || this.#process) return;
    if (this.definition.launchOnlyOnce && this.#runs > 0) return;
    if (!demand && this.#host.isPended(this.definition.label)) {
      this.#pended = reason;
      return;
    }
    this.#pended = undefined;
    this.#wanted = reason;
    this.#cancelStart?.();
    // Counted from start to start, so a job that ran longer than its throttle starts at once (launchd-842 core.c).
    const due = this.#lastStart + this.definition.throttleInterval * 1000;
    if (due <= this.#host.clock.now()) {
      this.#spawn();
    } else {
      this.#state = 'spawn scheduled';
      this.#cancelStart = this.#host.clock.at(due, () => this.#spawn());
    }
  }

  /** Resolves with the pid of the next start; undefined when it is throttled, held back or fails. */
  nextPid(): Promise<number | undefined> {
    if (this.#process && this.#state === 'running') return Promise.resolve(this.#process.pid);
    if (this.#state === 'spawn scheduled' || !this.#process) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Stops the process and starts it again (`kickstart -k`). */
  restart(): void {
    this.#wanted = 'non-ipc demand';
    if (this.#process) this.#stop(this.#host.semantics.kickstartKill);
    else this.start('non-ipc demand', true);
  }

  /** Sends a signal; false when there is no process. */
  signal(signal: NodeJS.Signals): boolean {
    if (!this.#process) return false;
    this.#log('signal', `${signal} sent`, this.#process.pid);
    this.#process.signal(signal);
    return true;
  }

  /** Takes it out of its domain: at once, or when its process is gone. */
  remove(): void {
    if (this.#removal !== 'no') return;
    this.#removal = 'draining';
    this.#triggers.stop();
    this.#cancelStart?.();
    this.#wanted = undefined;
    if (this.#process) this.#stop('SIGTERM');
    else this.#drain();
  }

  /** A fault: it is gone from its domain at this moment, its process with it. */
  forget(): void {
    this.remove();
    this.#process?.killGroup();
    this.#leave();
  }

  /** Kills what is there without a word to its domain, when the engine ends. */
  destroy(): void {
    this.#triggers.stop();
    this.#cancelStart?.();
    this.#cancelKill?.();
    this.#removal = 'gone';
    this.#process?.killGroup();
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #trigger(reason: StartReason): void {
    if (!this.#process) this.start(reason);
    // A timer that fires while the job runs is missed; a calendar entry starts it once more afterwards (launchd-842).
    else if (reason === 'calendar interval') this.#wanted ??= reason;
  }

  #spawn(): void {
    this.#cancelStart = undefined;
    this.#reason = this.#wanted ?? 'speculative';
    this.#wanted = undefined;
    this.#runs++;
    const result = startProcess(this.definition, {
      semantics: this.#host.semantics,
      watchdog: this.#host.watchdog,
      mayChangeUser: this.domain.kind === 'system' && process.getuid?.() === 0,
      onExit: (status) => this.#exited(status),
    });
    if ('why' in result) {
      this.#log('spawn-failed', result.why);
      this.#lastStart = this.#host.clock.now();
      this.#settle(SPAWN_FAILED);
      return;
    }
    this.#execs++;
    this.#process = result;
    this.#state = 'running';
    this.#log('start', this.#reason, result.pid);
    // After the spawn, which takes time: nobody sees the next start sooner than the throttle allows.
    this.#lastStart = this.#host.clock.now();
    for (const resolve of this.#waiting.splice(0)) resolve(result.pid);
  }

  /** Sends `first`, and KILL to the group after ExitTimeOut seconds (0: never). */
  #stop(first: 'SIGTERM' | 'SIGKILL'): void {
    const current = this.#process;
    if (!current) return;
    this.#state = first === 'SIGTERM' ? 'SIGTERMed' : 'SIGKILLed';
    this.signal(first);
    const { exitTimeOut } = this.definition;
    // Asked again, it does not get more time.
    if (first === 'SIGKILL' || exitTimeOut === 0 || this.#cancelKill) return;
    this.#cancelKill = this.#host.clock.after(exitTimeOut * 1000, () => {
      this.#state = 'SIGKILLed';
      this.#log('signal', 'SIGKILL sent: it did not exit in time', current.pid);
      if (this.definition.abandonProcessGroup) current.signal('SIGKILL');
      else current.killGroup();
    });
  }

  #exited(status: ExitStatus): void {
    this.#cancelKill?.();
    this.#cancelKill = undefined;
    this.#log('exit', 'code' in status ? `exit ${status.code}` : status.signal, this.#process?.pid);
    this.#process = undefined;
    this.#settle(status);
  }

  /** What comes after a run: removal, another start, or rest. */
  #settle(status: ExitStatus): void {
    this.#lastExit = status;
    this.#state = 'not running';
    if (this.#removal === 'draining') this.#drain();
    if (this.#removal !== 'no') return;
    if (this.#wanted) this.start(this.#wanted, true);
    else this.#keepAlive();
    if (!this.#process) for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #keepAlive(): void {
    if (this.#triggers.isQueueFull()) this.start('queue not empty');
    else if (keepAliveWants(this.definition.keepAlive, this.#lastExit)) this.start('inefficient');
  }

  #drain(): void {
    const wait = this.#host.drainOf(this.definition.label);
    if (wait > 0) this.#host.clock.after(wait, () => this.#leave());
    else this.#leave();
  }

  #leave(): void {
    if (this.#removal === 'gone') return;
    this.#removal = 'gone';
    this.#cancelKill?.();
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    this.#log('remove', 'removed');
    this.#onGone();
  }

  #log(kind: 'remark' | 'start' | 'spawn-failed' | 'signal' | 'exit' | 'remove', text: string, pid?: number): void {
    this.#host.log.add({ kind, label: this.definition.label, text, ...(pid !== undefined && { pid }) });
  }
}
