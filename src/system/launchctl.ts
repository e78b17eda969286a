/** The real launchctl: a program that is called, with a time limit and without a shell. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Launchctl, LaunchctlAnswer } from '../launchd/port.ts';
import { systemCodeOf } from './file-problem.ts';

/** By its full path: PATH may lead anywhere. */
export const LAUNCHCTL = '/bin/launchctl';

/** launchctl was seen to hang on macOS 15 (public code); otherwise it answers in well under a second. */
const TIMEOUT_MS = 30_000;
/** Starting a process takes its time however fast svc's clock runs. */
const LEAST_TIMEOUT_MS = 3_000;
/** launchd prints through a buffer of 1 MiB; whoever writes more is no launchctl. Source: PROC. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Milliseconds by which no timer is late on a machine that is merely busy. */
const LATE_MS = 1_000;
/** How long output may lag behind the end of the program that wrote it. */
const LAG_MS = 1_000;

/** launchctl needs nothing of the caller's environment; with LC_ALL=C its words are those that svc knows. */
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' };

/** One call that was made, for `-v`. */
export interface LaunchctlCall {
  readonly argv: readonly string[];
  readonly answer: LaunchctlAnswer;
  /** Real milliseconds. */
  readonly ms: number;
}

export interface LaunchctlOptions {
  /** Left out: /bin/launchctl. */
  readonly program?: string;
  /** Milliseconds for one call, before `timeScale`; 30 s unless given. */
  readonly timeoutMs?: number;
  /** See {@link openWaiting}; the limit never falls below 3 real seconds by it. */
  readonly timeScale?: number;
  /** Once aborted, calls under way are given up and killed, and none is made any more. */
  readonly stop?: AbortSignal;
  /** Is told of every call once it is answered. */
  readonly observe?: (call: LaunchctlCall) => void;
}

/**
 * Opens launchctl. Calls may run at the same time. Nothing is thrown: a program that is missing, hangs or writes
 * without end is an answer without a code and with its `failure`.
 */
export function openLaunchctl(options: LaunchctlOptions = {}): Launchctl {
  const { program = LAUNCHCTL, timeoutMs = TIMEOUT_MS, timeScale = 1, observe, stop } = options;
  const limitMs = Math.max(timeoutMs * timeScale, Math.min(timeoutMs, LEAST_TIMEOUT_MS));
  return async (argv) => {
    const start = performance.now();
    const answer = await new Promise<LaunchctlAnswer>((resolve) => {
      const call = new Call(program, limitMs, resolve);
      if (stop?.aborted) call.giveUp(STOPPED);
      else call.start(argv, stop);
    });
    observe?.({ argv, answer, ms: performance.now() - start });
    return answer;
  };
}

/** A call as a person would type it, for `--dry-run` and `-v`: words that need it are in single quotes. */
export function launchctlLine(argv: readonly string[], program = 'launchctl'): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  return [program, ...argv].map(quoted).join(' ');
}

const STOPPED = 'svc was asked to stop';

class Call {
  readonly #program: string;
  readonly #limitMs: number;
  readonly #resolve: (answer: LaunchctlAnswer) => void;
  readonly #out: Buffer[] = [];
  readonly #err: Buffer[] = [];
  #bytes = 0;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isAnswered = false;
  #stop: AbortSignal | undefined;
  readonly #onStop = () => this.giveUp(STOPPED);

  constructor(program: string, limitMs: number, resolve: (answer: LaunchctlAnswer) => void) {
    this.#program = program;
    this.#limitMs = limitMs;
    this.#resolve = resolve;
  }

  start(argv: readonly string[], stop?: AbortSignal): void {
    this.#stop = stop;
    stop?.addEventListener('abort', this.#onStop);
    try {
      // A process group of its own: Ctrl-C is for svc, which finishes what it does; and all of it can be killed.
      const child = spawn(this.#program, [...argv], {
        cwd: '/',
        env: ENVIRONMENT,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      this.#child = child;
      child.on('error', (error) => this.#answer(undefined, startProblem(this.#program, error)));
      child.stdout?.on('data', (chunk: Buffer) => this.#take(this.#out, chunk));
      child.stderr?.on('data', (chunk: Buffer) => this.#take(this.#err, chunk));
      child.on('exit', (code, signal) => {
        const failure = signal === null ? undefined : `it was ended by ${signal}`;
        child.once('close', () => this.#answer(code ?? undefined, failure));
        // A process that it left behind may hold the pipes open for ever.
        setTimeout(() => this.#answer(code ?? undefined, failure), LAG_MS).unref();
      });
    } catch (error) {
      this.#answer(undefined, startProblem(this.#program, error));
      return;
    }
    this.#limitTime();
  }

  /**
   * Gives up when the limit is over. A timer that comes too late comes after a sleep of the machine, or a stop of svc
   * (Ctrl-Z): the answer may be there already and unread, and launchctl had no time to give it. It has its time anew.
   */
  #limitTime(): void {
    const due = performance.now() + this.#limitMs;
    this.#timer = setTimeout(() => {
      if (performance.now() - due > LATE_MS) this.#limitTime();
      else this.giveUp(`it did not answer within ${Math.round(this.#limitMs / 100) / 10} s`);
    }, this.#limitMs);
  }

  #take(chunks: Buffer[], chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_BYTES) this.giveUp(`it wrote more than ${MOST_BYTES / 1024 / 1024} MiB`);
    else if (!this.#isAnswered) chunks.push(chunk);
  }

  /** Kills it, if it goes on still, and answers that. */
  giveUp(failure: string): void {
    if (this.#isAnswered) return;
    const pid = this.#child?.pid;
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // it ended by itself meanwhile
    }
    this.#answer(undefined, failure);
  }

  #answer(code: number | undefined, failure: string | undefined): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    clearTimeout(this.#timer);
    this.#stop?.removeEventListener('abort', this.#onStop);
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
    this.#resolve({
      code,
      stdout: Buffer.concat(this.#out).toString(),
      stderr: Buffer.concat(this.#err).toString(),
      ...(failure !== undefined && { failure }),
    });
  }
}

const START_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program, or not what its first line names',
  ENOTDIR: 'there is no such program',
  EACCES: 'it may not be executed',
  EPERM: 'it may not be executed',
  ENOEXEC: 'it is no program',
  E2BIG: 'its arguments are too long',
  EAGAIN: 'there are too many processes',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'there is no memory for it',
};

function startProblem(program: string, error: unknown): string {
  const code = systemCodeOf(error) ?? '';
  return `${program} could not be started: ${START_PROBLEMS[code] ?? (code || (error as Error).message)}`;
}
