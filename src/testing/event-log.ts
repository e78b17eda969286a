/** What the engine did, in order; the proof that a test or a user asks for. */
import type { Clock } from './clock.ts';
import type { LogEntry } from './types.ts';

/** Entries kept; the oldest go first, so that an engine that runs for days stays small. */
const KEPT = 20_000;

export class EventLog {
  readonly #clock: Clock;
  #entries: LogEntry[] = [];
  #dropped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(entry: Omit<LogEntry, 'at'>): void {
    this.#entries.push({ at: Math.round(this.#clock.now()), ...entry });
    if (this.#entries.length < KEPT + KEPT / 10) return;
    this.#dropped += this.#entries.length - KEPT;
    this.#entries = this.#entries.slice(-KEPT);
  }

  /** All entries, oldest first. */
  entries(): readonly LogEntry[] {
    return [...this.#entries];
  }

  /** How many old entries are no longer kept. */
  get dropped(): number {
    return this.#dropped;
  }
}
