/** Processes that a command left behind, found by a mark in their environment. Where there is no /proc: none. */
import * as fs from 'node:fs';

/** The variable that marks what descends from a command. */
export const MARK = 'SVC_STANDIN_RUN';

/** Pids of the processes (zombies aside) whose environment at their start held the mark. */
function marked(mark: string): number[] {
  const wanted = `${MARK}=${mark}`;
  return pids().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted);
    } catch {
      return false;
    }
  });
}

function pids(): number[] {
  try {
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Ends them all: SIGTERM, and SIGKILL to what is left after `grace` milliseconds. @returns how many there were */
export async function endLeftovers(mark: string, grace = 2000): Promise<number> {
  const first = marked(mark);
  for (const pid of first) signal(pid, 'SIGTERM');
  const deadline = Date.now() + grace;
  while (marked(mark).length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  // Again and again: what is killed may have started another one at the last moment.
  for (let round = 0; round < 50; round++) {
    const rest = marked(mark);
    if (rest.length === 0) break;
    for (const pid of rest) signal(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return first.length;
}
