/** Who holds a lock or a folder: a process, told apart from a later one that got the same number. */
import { isAlive, processFacts } from '../system/processes.ts';

export interface Owner {
  readonly pid: number;
  /** When it started, as `processFacts` has it; absent where the system does not tell. */
  readonly started?: string;
}

/** This process. */
export function ownOwner(): Owner {
  const started = processFacts(process.pid)?.started;
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
export function isOwnerAlive({ pid, started }: Owner): boolean {
  return isAlive(pid, started);
}
