/** Milliseconds of processor time that this process has taken: other work on the machine does not count. */
export function processorTime(): number {
  return process.cpuUsage().user / 1000;
}

/** Tries that work gets which seems to take too long. */
const TRIES = 5;

/**
 * Milliseconds that work takes here: the least of several tries, and of what the clock and the processor say. Other work on
 * the machine stretches the one, V8's own threads the other.
 * @param enough less than this is taken at the first try
 */
export function leastTime(work: () => unknown, enough: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && least >= enough; tries++) {
    const [clock, processor] = [performance.now(), processorTime()];
    work();
    least = Math.min(least, performance.now() - clock, processorTime() - processor);
  }
  return least;
}
