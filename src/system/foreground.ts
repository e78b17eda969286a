/** A program in the foreground with a given environment, folder, umask and limits, and nothing else of svc's. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { constants, getPriority } from 'node:os';
import { type FileProblem, problemOf } from './files.ts';

/** A limit of setrlimit(2), in the letter and units of bash's ulimit. */
export interface ShellLimit {
  readonly name: string;
  readonly letter: string;
  readonly soft?: string;
  readonly hard?: string;
}

export interface Foreground {
  /** Absolute path. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly umask: number;
  readonly limits: readonly ShellLimit[];
  /** Absolute, as for setpriority(2). */
  readonly nice?: number;
  /** File to read from, made when it is not there; /dev/null unless given. */
  readonly stdin?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Leaves alone what the program left behind in its process group. */
  readonly abandonsProcessGroup: boolean;
}

export type Ended = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** On every Mac and most Linux machines. Node itself has no umask or limits for a child. */
const SHELL = '/bin/bash';

/**
 * Umask and limits, then env(1) or perl, then the program: all in one process. The environment is made last, since a
 * shell adds variables of its own and drops names with a dot. `-p` and an empty environment keep every start file out.
 */
const SET_UP = [
  'umask "$1"; shift',
  'while [ "$1" != -- ]; do',
  'ulimit "$2" "$3" "$4" 2>/dev/null || [ -z "$1" ] || echo "svc: the limit $1 can not be set ($2 $4)." >&2',
  'shift 4; done; shift; exec "$@"',
].join('\n');

/** env(1) has no way to give a program another name than its path. Arguments: number of variables, path, argv. */
const PERL = '/usr/bin/perl';
const AS_NAMED =
  'my $n = shift; %ENV = map { split /=/, $_, 2 } splice @ARGV, 0, $n; my $p = shift; exec { $p } @ARGV; die "svc: $p: $!\\n"';

/** Passed on to the program alone, as launchd sends them. */
const TO_PROGRAM = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
/** What a terminal sends to all of a process group: Ctrl-C and Ctrl-\. */
const TO_GROUP = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Runs a program to its end. It has a session and process group of its own, as under launchd, so that a key of the
 * terminal reaches it once: through svc. stdout and stderr are svc's own.
 * @returns how it ended, or what the machine refused
 */
export async function runInForeground(wanted: Foreground): Promise<Ended | FileProblem> {
  let stdin: number | undefined;
  let pid: number | undefined;
  let stopPassing = () => {};
  try {
    // A pipe that nobody writes to is waited for here, and a signal ends the wait.
    if (wanted.stdin !== undefined) stdin = openStdin(wanted.stdin, wanted.umask);
    // Before the program is there: a signal between its start and these handlers would end svc alone, or be lost.
    stopPassing = passSignals(() => pid);
    const [command = SHELL, ...args] = commandOf(wanted);
    const child = spawn(command, args, {
      cwd: wanted.cwd,
      env: {},
      detached: true,
      stdio: [stdin ?? 'ignore', 'inherit', 'inherit'],
      ...wanted.user,
    });
    pid = child.pid;
    return await endOf(child);
  } catch (error) {
    return problemOf(error, wanted.stdin ?? wanted.program);
  } finally {
    // launchd ends what is left of the group (SIGTERM on OS X 10.9) unless AbandonProcessGroup says otherwise.
    if (!wanted.abandonsProcessGroup) sendGroup(pid, 'SIGTERM');
    stopPassing();
    if (stdin !== undefined) fs.closeSync(stdin);
  }
}

/** launchd opens the file for reading and makes it when it is missing. Source: SRC842. */
function openStdin(path: string, umask: number): number {
  return fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_CREAT, 0o666 & ~umask);
}

/** The whole command line: shell, what is to be set up, program. */
export function commandOf({ program, argv, environment, umask, limits, nice }: Foreground): string[] {
  const assignments = [...environment].map(([name, value]) => `${name}=${value}`);
  // nice(1) counts from what svc has itself. It also hands on a path that env(1) would take for an assignment.
  const delta = nice === undefined ? 0 : nice - getPriority();
  const viaNice = ['/usr/bin/nice', '-n', String(delta)];
  const [name = program, ...args] = argv;
  const start =
    name === program || !fs.existsSync(PERL)
      ? ['/usr/bin/env', '-i', '--', ...assignments, ...(delta !== 0 || program.includes('=') ? viaNice : []), program]
      : [...(delta !== 0 ? viaNice : []), PERL, '-e', AS_NAMED, '--', String(assignments.length)].concat(assignments, [
          program,
          name,
        ]);
  const mask = umask.toString(8).padStart(3, '0');
  return [SHELL, '-p', '-c', SET_UP, 'svc', mask, ...limits.flatMap(limitArguments), '--', ...start, ...args];
}

/** Four words a step: name to complain under (none: try), -S or -H, letter, value. */
function limitArguments({ name, letter, soft, hard }: ShellLimit): string[] {
  const step = (kind: '-S' | '-H', value: string | undefined, who = name) =>
    value === undefined ? [] : [who, kind, `-${letter}`, value];
  // A soft limit may have to go down before the hard one can, or up after it.
  return [...(hard === undefined ? [] : step('-S', soft, '')), ...step('-H', hard), ...step('-S', soft)];
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 0 } : { signal }));
  });
}

/** @param group pid of the program, which leads its process group; undefined while there is none */
function passSignals(group: () => number | undefined): () => void {
  const handlers = new Map<NodeJS.Signals, () => void>();
  for (const signal of TO_PROGRAM) handlers.set(signal, () => send(group(), signal));
  for (const signal of TO_GROUP) handlers.set(signal, () => sendGroup(group(), signal));
  // Ctrl-Z holds the whole; a session without a terminal would pass over SIGTSTP itself.
  handlers.set('SIGTSTP', () => {
    sendGroup(group(), 'SIGSTOP');
    send(process.pid, 'SIGSTOP');
  });
  handlers.set('SIGCONT', () => sendGroup(group(), 'SIGCONT'));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

function sendGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  send(pid === undefined ? undefined : -pid, signal);
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {} // gone meanwhile
}

/** By these svc ends itself too: a shell then knows that it was interrupted, and a loop in it ends. */
const DIE_BY: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The exit code that stands for an end: the program's own, or 128 and the signal's number. May not return. */
export async function exitCodeOf(ended: Ended): Promise<number> {
  if ('code' in ended) return ended.code;
  if (DIE_BY.includes(ended.signal)) {
    send(process.pid, ended.signal);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return 128 + constants.signals[ended.signal];
}
