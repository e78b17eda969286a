/** Processes of this machine: are they alive, when did they start, who started them, what do they use. */
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
  const row = /^[ \t]*(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d{1,2}\s+[\d:]{8}\s+\d{4})\s+(\S.*)$/m.exec(text);
  if (!row) return undefined;
  const [, parent = '', state = '', start = '', command = ''] = row;
  return {
    pid,
    parent: Number(parent),
    started: start.replace(/\s+/g, ' '),
    command: command.trimEnd(),
    isZombie: state.startsWith('Z'),
  };
}

/** What a process uses. */
export interface ProcessUse {
  readonly uptimeSeconds: number;
  /** Memory it holds, in bytes. */
  readonly rssBytes: number;
}

/** The processes among these that are there and no zombies, by pid. On macOS one call of ps(1) for all of them. */
export function processUse(pids: readonly number[]): ReadonlyMap<number, ProcessUse> {
  const asked = [...new Set(pids)].filter((pid) => Number.isSafeInteger(pid) && pid > 0);
  if (asked.length === 0) return new Map();
  if (process.platform !== 'linux') return useFromPs(asked);
  const found = asked.flatMap((pid) => {
    const use = useFromProc(pid);
    return use ? [[pid, use] as const] : [];
  });
  return new Map(found);
}

/** Ticks of /proc; USER_HZ is 100 on every Linux of today. */
const TICKS = 100;

function useFromProc(pid: number): ProcessUse | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [up] = fs.readFileSync('/proc/uptime', 'utf8').split(' ');
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const uptimeSeconds = Number(up) - Number(fields[19]) / TICKS;
    if (fields[0] === 'Z' || !Number.isFinite(uptimeSeconds)) return undefined;
    return { uptimeSeconds: Math.max(0, uptimeSeconds), rssBytes: Number(kilobytes ?? 0) * 1024 };
  } catch {
    return undefined;
  }
}

function useFromPs(pids: readonly number[]): ReadonlyMap<number, ProcessUse> {
  try {
    const text = execFileSync('/bin/ps', ['-o', 'pid=,stat=,etime=,rss=', '-p', pids.join(',')], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return parsePsUse(text);
  } catch (error) {
    // Exit 1 says that some of them are gone; the others were printed.
    const { stdout } = error as { stdout?: unknown };
    return parsePsUse(typeof stdout === 'string' ? stdout : '');
  }
}

/** Reads `ps -o pid=,stat=,etime=,rss=`: `  501 Ss   01-02:03:04  12345`; etime is `[[dd-]hh:]mm:ss`, rss is in KiB. */
export function parsePsUse(text: string): ReadonlyMap<number, ProcessUse> {
  const found = new Map<number, ProcessUse>();
  for (const line of text.split('\n')) {
    const row = /^\s*(\d+)\s+(\S+)\s+(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s+(\d+)\s*$/.exec(line);
    if (!row || row[2]!.startsWith('Z')) continue;
    const [days = 0, hours = 0, minutes = 0, seconds = 0, kilobytes = 0] = row
      .slice(3)
      .map((part) => Number(part ?? 0));
    const uptimeSeconds = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    found.set(Number(row[1]), { uptimeSeconds, rssBytes: kilobytes * 1024 });
  }
  return found;
}
