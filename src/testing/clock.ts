/** The time of the stand-in: real, faster than real, or moved on by hand. */

/** Cancels a timer; harmless when it has fired. */
export type Cancel = () => void;

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** Longest wait given to the system in one piece; its timers end near 24.8 days. */
const MAX_WAIT = 86_400_000;

/**
 * A clock whose milliseconds pass `1 / scale` times as fast as real ones and that can be moved on. No timer fires
 * before its time, by this clock; those that a move jumps over fire once, in order, as after a sleep.
 */
export class Clock {
  /** Real milliseconds that one of ours takes: 1, or less to hurry. */
  readonly scale: number;
  readonly #startedReal = performance.now();
  #wallAtStart: number;
  #advanced = 0;
  readonly #timers = new Set<Timer>();
  #wake: NodeJS.Timeout | undefined;

  /** @param scale above 0, at most 1 @param wallAtStart epoch milliseconds that calendars see at the start */
  constructor(scale = 1, wallAtStart = Date.now()) {
    if (!(scale > 0 && scale <= 1)) throw new RangeError(`timeScale is ${scale}; it must be above 0 and at most 1.`);
    this.scale = scale;
    this.#wallAtStart = wallAtStart;
  }

  /** Milliseconds since the clock was made. */
  now(): number {
    return (performance.now() - this.#startedReal) / this.scale + this.#advanced;
  }

  /** Epoch milliseconds: what calendars go by. */
  wall(): number {
    return this.#wallAtStart + this.now();
  }

  /** Moves on, and fires what falls due. */
  advance(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
      throw new RangeError('A clock moves forward only, and not for ever.');
    this.#advanced += ms;
    this.#fireDue();
  }

  /** Sets what calendars see as the time of day, without letting time pass. Timers that are set stay as they are. */
  setWall(epochMs: number): void {
    if (!Number.isFinite(epochMs)) throw new RangeError('A clock shows a date.');
    this.#wallAtStart = epochMs - this.now();
  }

  /** Calls `fire` when `now()` has reached `due`. */
  at(due: number, fire: () => void): Cancel {
    const timer: Timer = { due, fire };
    this.#timers.add(timer);
    this.#arm();
    return () => {
      if (this.#timers.delete(timer) && this.#timers.size === 0) this.#arm();
    };
  }

  /** Calls `fire` after so many of our milliseconds. */
  after(ms: number, fire: () => void): Cancel {
    return this.at(this.now() + ms, fire);
  }

  /** Resolves after so many of our milliseconds. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Drops every timer. */
  stop(): void {
    this.#timers.clear();
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#wake);
    this.#wake = undefined;
    let next = Number.POSITIVE_INFINITY;
    for (const { due } of this.#timers) next = Math.min(next, due);
    if (next === Number.POSITIVE_INFINITY) return;
    // A whole millisecond up: the system's timers may fire a little early, ours must not.
    const wait = Math.min(Math.ceil(Math.max(0, next - this.now()) * this.scale), MAX_WAIT);
    this.#wake = setTimeout(() => this.#fireDue(), wait);
  }

  #fireDue(): void {
    const now = this.now();
    const due = [...this.#timers].filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due);
    try {
      for (const timer of due) if (this.#timers.delete(timer)) timer.fire();
    } finally {
      this.#arm();
    }
  }
}
