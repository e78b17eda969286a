/** Who holds a lock or a folder: a process, told apart from a later one that got the same number. */
import * as fs from 'node:fs';

export interface Owner {
  readonly pid: number;
  /** When it started, as /proc has it; absent where there is no /proc. */
  readonly started?: string;
}

/** This process. */
export function ownOwner(): Owner {
  const started = startOf(process.pid);
  return { pid: process.pid, ...(started !== undefined && { started }) };
}

/** Reads what {@link ownOwner} wrote; undefined for anything else. */
export function ownerIn(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    if (!Number.isInteger(value?.pid) || value!.pid! < 1) return undefined;
    return { pid: value!.pid!, ...(typeof value!.started === 'string' && { started: value!.started }) };
  } catch {
    return undefined;
  }
}

/** Is that process still there? A zombie is not, nor is another process with its number. */
export function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return now === undefined ? !fs.existsSync('/proc/self/stat') : now !== 'zombie' && (started ?? now) === now;
}

/** Field 22 of /proc/<pid>/stat: clock ticks since boot. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program is in brackets and may hold anything, brackets included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : fields[19];
  } catch {
    return undefined;
  }
}
