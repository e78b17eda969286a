/** A job's process: what launchd sets up before exec, a process group of its own, and its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { DEFAULT_PATH, DEFAULT_UMASK, jobEnvironment } from '../launchd/job-setup.ts';
import type { Semantics } from './semantics.ts';
import type { ExitStatus, JobDefinition } from './types.ts';
import { killGroup, type Watchdog } from './watchdog.ts';

/**
 * Holds the process until the watchdog knows its group; exec keeps the pid. The job's environment comes as arguments
 * of env(1): a shell adds variables of its own, changes some (PWD, PPID) and drops those with a dot in their name.
 */
const GATE = 'umask "$1"; shift; read -r go <&3 || exit 78; exec 3<&-; exec /usr/bin/env -i -- "$@"';
/** Changes nothing; hands on a program whose path env(1) would take for an assignment. */
const viaNice = (program: string) => [locate('nice') ?? '/usr/bin/nice', '-n', '0', program];

export interface JobProcess {
  readonly pid: number;
  /** Sends a signal to the process alone. */
  signal(signal: NodeJS.Signals): void;
  /** Kills the whole group, whatever is left of it. */
  killGroup(): void;
}

export interface SpawnContext {
  readonly semantics: Semantics;
  readonly watchdog: Watchdog;
  /** May UserName be heeded: is this the system domain and the engine root? */
  readonly mayChangeUser: boolean;
  /** Called once, when the process is gone. */
  readonly onExit: (status: ExitStatus) => void;
}

/** Starts a job's program, or says what could not be set up (last exit code 78, nothing run). */
export function startProcess(job: JobDefinition, context: SpawnContext): JobProcess | { readonly why: string } {
  const opened: number[] = [];
  try {
    const setUp = prepare(job, context, opened);
    return 'why' in setUp ? setUp : launch(job, setUp, context);
  } catch (error) {
    return { why: (error as Error).message };
  } finally {
    for (const descriptor of opened) fs.closeSync(descriptor);
  }
}

interface SetUp {
  readonly program: string;
  readonly cwd: string;
  readonly stdio: readonly [number | 'ignore', number | 'ignore', number | 'ignore'];
  readonly user?: { readonly uid: number; readonly gid: number };
}

function prepare(job: JobDefinition, context: SpawnContext, opened: number[]): SetUp | { readonly why: string } {
  const { semantics } = context;
  const program = locate(job.program);
  if (program === undefined) return { why: `The program ${job.program} is not there or can not be run.` };
  let cwd = job.workingDirectory ?? '/';
  if (!isFolder(cwd)) {
    if (semantics.missingWorkingDirectory === 'fails') return { why: `The working directory ${cwd} is not there.` };
    cwd = '/';
  }
  const user = job.userName !== undefined && context.mayChangeUser ? accountOf(job.userName) : undefined;
  if (job.userName !== undefined && context.mayChangeUser && !user) return { why: `There is no user ${job.userName}.` };
  const open = (path: string | undefined, flags: string | number): number | 'ignore' => {
    if (path === undefined || path === '/dev/null') return 'ignore';
    if (semantics.missingLogFolder === 'made') fs.mkdirSync(dirname(path), { recursive: true });
    const descriptor = fs.openSync(path, isPipe(path) ? 'r+' : flags, 0o666 & ~(job.umask ?? DEFAULT_UMASK));
    opened.push(descriptor);
    return descriptor;
  };
  // In append mode, created where missing; stdin is created too (launchd-842).
  const stdio = [
    open(job.standardInPath, fs.constants.O_RDONLY | fs.constants.O_CREAT),
    open(job.standardOutPath, 'a'),
    open(job.standardErrorPath, 'a'),
  ] as const;
  return { program, cwd, stdio, ...(user && { user }) };
}

function launch(job: JobDefinition, { program, cwd, stdio, user }: SetUp, context: SpawnContext): JobProcess {
  const environment = jobEnvironment(job.label, job.environment);
  const assignments = [...environment].map(([name, value]) => `${name}=${value}`);
  const umask = (job.umask ?? DEFAULT_UMASK).toString(8).padStart(3, '0');
  const path = program.includes('=') ? viaNice(program) : [program];
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', umask, ...assignments, ...path, ...job.arguments.slice(1)], {
    cwd,
    env: {},
    detached: true,
    stdio: [...stdio, 'pipe'],
    ...user,
  });
  const { pid } = child;
  // A failure to fork tells of itself by an event as well; what is to be said of it is said here.
  child.on('error', () => {});
  if (pid === undefined) throw new Error(`${program} can not be started.`);
  pass(child, pid, context.watchdog);
  child.once('exit', (code, signal) => {
    if (!job.abandonProcessGroup) killGroup(pid);
    // The end of the engine is the end of an abandoned group too.
    if (job.abandonProcessGroup) context.watchdog.abandon(pid);
    else context.watchdog.release(pid);
    context.onExit(signal === null ? { code: code ?? 0 } : { signal });
  });
  return { pid, signal: (signal) => sendTo(pid, signal), killGroup: () => killGroup(pid) };
}

/** Lets the process through the gate once its group is guarded. */
function pass(child: ChildProcess, pid: number, watchdog: Watchdog): void {
  const gate = child.stdio[3] as Writable;
  gate.on('error', () => {}); // it may be killed before it reads
  watchdog.guard(pid, (isGuarded) => gate.end(isGuarded ? 'go\n' : '', () => gate.destroy()));
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {} // gone meanwhile
}

function locate(program: string): string | undefined {
  if (program.startsWith('/')) return isProgram(program) ? program : undefined;
  // launchd looks in its own PATH, not in the job's (openclaw #40659); what has a slash is taken from `/`.
  const folders = program.includes('/') ? ['/'] : DEFAULT_PATH.split(':');
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

/** Can it be run, by the system itself? What needs a shell to guess (a script without `#!`) can not: ENOEXEC. */
function isProgram(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    if (!fs.statSync(path).isFile()) return false;
    const head = headOf(path);
    if (!head.startsWith('#!')) return head === '' || MAGIC.has(head.slice(0, 4));
    const [interpreter = ''] = head
      .slice(2)
      .trimStart()
      .split(/[ \t\n]/, 1);
    fs.accessSync(Buffer.from(interpreter, 'latin1'), fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** ELF; Mach-O of either width, and of several machines. */
const MAGIC = new Set(['\x7fELF', '\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xca\xfe\xba\xbe']);

/** The first bytes, one character each; nothing of a program that may be run and not read. */
function headOf(path: string): string {
  let handle: number | undefined;
  try {
    handle = fs.openSync(path, 'r');
    const buffer = Buffer.alloc(256);
    return buffer.toString('latin1', 0, fs.readSync(handle, buffer, 0, buffer.length, 0)) || 'empty';
  } catch {
    return '';
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** Opening one end of a named pipe would wait for the other, and the engine with it. */
function isPipe(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;
}

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function accountOf(name: string): { uid: number; gid: number } | undefined {
  for (const line of fs.readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [account, , uid, gid] = line.split(':');
    if (account === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
