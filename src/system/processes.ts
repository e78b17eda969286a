/** Processes of this machine: are they alive, when did they start, who started them. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';

/** One process as the system lists it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Tells it from a later process with the same pid; a text only to be compared. */
  readonly started: string;
  /** Name or path of its program; Linux cuts it at 15 bytes. */
  readonly command: string;
  /** It has ended, and its parent has not asked yet. */
  readonly isZombie: boolean;
}

/** More generations than any machine has; a circle (pids are reused meanwhile) ends here. */
const MOST_ANCESTORS = 100;

/** What is known of a process; undefined when there is none, or the system does not tell. */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Parent, its parent and so on up to the first process (left out), nearest first. */
export function ancestorsOf(pid = process.pid): readonly ProcessFacts[] {
  const ancestors: ProcessFacts[] = [];
  for (let at = processFacts(pid); at && ancestors.length < MOST_ANCESTORS; ) {
    // launchd itself is pid 1, the ancestor of everything.
    at = at.parent > 1 ? processFacts(at.parent) : undefined;
    if (at) ancestors.push(at);
  }
  return ancestors;
}

/**
 * Is the process that started at `started` still there? A zombie is not, nor is another one with its pid. Where the
 * system does not tell when it started, a process of that pid counts as the same.
 */
export function isAlive(pid: number, started?: string): boolean {
  // 0 and below mean groups of processes to kill(2).
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const facts = processFacts(pid);
  if (facts === undefined) return true;
  return !facts.isZombie && (started === undefined || facts.started === started);
}

let bootId: string | undefined;

/** Clock ticks since boot mean nothing after the next one, so the boot is part of it. */
function boot(): string {
  if (bootId === undefined) {
    try {
      bootId = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      bootId = '';
    }
  }
  return bootId;
}

function fromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold brackets and spaces itself. Fields: proc(5).
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    const parent = Number(fields[1]);
    if (end < 0 || !Number.isSafeInteger(parent)) return undefined;
    const command = stat.slice(stat.indexOf('(') + 1, end);
    return { pid, parent, started: `${boot()}:${fields[19]}`, command, isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessFacts | undefined {
  try {
    // In universal time: the same start must read the same before and after the clocks change.
    const text = execFileSync('/bin/ps', ['-o', 'ppid=,stat=,lstart=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return parsePs(pid, text);
  } catch {
    return undefined;
  }
}

/** Reads `ps -o ppid=,stat=,lstart=,comm= -p <pid>`: `  501 Ss   Mon Jan  2 03:04:05 2026 /usr/sbin/x`. */
export function parsePs(pid: number, text: string): ProcessFacts | undefined {
  const row = /^\s*(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d{1,2}\s+[\d:]{8}\s+\d{4})\s+(\S.*?)\s*$/m.exec(text);
  if (!row) return undefined;
  const [, parent = '', state = '', start = '', command = ''] = row;
  return { pid, parent: Number(parent), started: start.replace(/\s+/g, ' '), command, isZombie: state.startsWith('Z') };
}
