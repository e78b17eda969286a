/** What starts a job besides load and KeepAlive: intervals, calendars, paths. */
import * as fs from 'node:fs';
import { firesAfter } from '../launchd/calendar-fires.ts';
import { openTimeZone, type TimeZone } from '../launchd/time-zone.ts';
import { namesIn } from '../system/names-in.ts';
import type { Cancel, Clock } from './clock.ts';
import type { JobDefinition, StartReason } from './types.ts';

/** Engine milliseconds between two looks at watched paths; launchd is told by the kernel. */
const LOOK_EVERY = 500;
/** Real milliseconds: a hurried clock must not make the engine look without pause. */
const SHORTEST_LOOK = 20;

export class Triggers {
  readonly #job: JobDefinition;
  readonly #clock: Clock;
  readonly #fire: (reason: StartReason) => void;
  readonly #timers = new Set<Cancel>();
  #isStopped = false;

  constructor(job: JobDefinition, clock: Clock, fire: (reason: StartReason) => void) {
    this.#job = job;
    this.#clock = clock;
    this.#fire = fire;
  }

  start(): void {
    const { startInterval, calendar, watchPaths, queueDirectories, keepAlive } = this.#job;
    if (startInterval !== undefined) this.#every(startInterval * 1000, () => this.#fire('timer fired'));
    if (calendar.length > 0) this.#calendar();
    if (watchPaths.length > 0) this.#watch();
    const pathState = typeof keepAlive === 'object' && keepAlive.pathState;
    if (pathState) this.#everyLook(() => this.#look(pathState));
    if (queueDirectories.length > 0)
      this.#everyLook(() => {
        if (this.isQueueFull()) this.#fire('queue not empty');
      });
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Is there anything in a queue directory, were it .DS_Store? The job is started for as long as there is. */
  isQueueFull(): boolean {
    return this.#job.queueDirectories.some((folder) => namesIn(folder).length > 0);
  }

  #at(due: number, fire: () => void): void {
    if (this.#isStopped) return;
    const cancel = this.#clock.at(due, () => {
      this.#timers.delete(cancel);
      fire();
    });
    this.#timers.add(cancel);
  }

  #every(ms: number, fire: () => void): void {
    const next = (from: number): void => {
      // After a jump of the clock one run is due, not one for each time that was missed.
      const due = from + ms * Math.max(1, Math.ceil((this.#clock.now() - from) / ms));
      this.#at(due, () => {
        fire();
        next(due);
      });
    };
    next(this.#clock.now());
  }

  #everyLook(look: () => void): void {
    this.#every(Math.max(LOOK_EVERY, SHORTEST_LOOK / this.#clock.scale), look);
  }

  /** Calendars go by the time of day, which can be set: looked at again at least once an engine minute. */
  #calendar(): void {
    let due = this.#nextFire(this.#clock.wall());
    const wait = (): void => {
      const left = due === undefined ? MINUTE : due - this.#clock.wall();
      this.#at(this.#clock.now() + Math.min(Math.max(left, 0), MINUTE), () => {
        const now = this.#clock.wall();
        const isDue = due !== undefined && due <= now;
        // Recomputed each time: the clock may have been set back.
        due = this.#nextFire(now);
        if (isDue) this.#fire('calendar interval');
        wait();
      });
    };
    wait();
  }

  #nextFire(after: number): number | undefined {
    return firesAfter(this.#job.calendar, after, hereZone(), { count: 1 })[0]?.at;
  }

  #watch(): void {
    let before = this.#job.watchPaths.map(stampOf);
    this.#everyLook(() => {
      const now = this.#job.watchPaths.map(stampOf);
      const isChanged = now.some((stamp, i) => stamp !== before[i]);
      before = now;
      if (isChanged) this.#fire('path changed');
    });
  }

  #look(pathState: ReadonlyMap<string, boolean>): void {
    if ([...pathState].some(([path, wanted]) => fs.existsSync(path) === wanted)) this.#fire('path changed');
  }
}

const MINUTE = 60_000;

/** The machine's time zone: launchd goes by it, a TZ in the job's environment moves nothing. */
function hereZone(): TimeZone {
  const reading = openTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
  if ('zone' in reading) return reading.zone;
  throw new Error(`The time zone of this machine is not known: ${reading.unknown}.`);
}

/** Changes when the path is made, written, replaced or removed, or when an entry of a folder comes or goes. */
function stampOf(path: string): string {
  try {
    const stat = fs.statSync(path, { bigint: true });
    const own = `${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs}`;
    return stat.isDirectory() ? `${own} ${namesIn(path).length}` : own;
  } catch {
    return 'none';
  }
}
