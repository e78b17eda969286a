/** Milliseconds of processor time that this process has taken: other work on the machine does not count. */
export function processorTime(): number {
  return process.cpuUsage().user / 1000;
}
