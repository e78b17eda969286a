/**
 * Nothing a job started outlives the engine, not even when the engine is killed: a shell of its own session holds the
 * process groups that are left, reads changes on its standard input, and kills them when that ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `trap '' HUP INT QUIT TERM
groups=' '
while read -r what group; do
  case $what in
  +) groups="$groups$group " ;;
  -) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done`;

/** Real milliseconds between two looks at abandoned groups. */
const SWEEP_EVERY = 1000;

export class Watchdog {
  #shell: ChildProcess;
  readonly #groups = new Set<number>();
  /** Groups whose first process is gone; the number of one that is gone whole may be given to a stranger. */
  readonly #abandoned = new Set<number>();
  #sweep: NodeJS.Timeout | undefined;
  #ended: Promise<void>;
  #isStopped = false;

  constructor() {
    [this.#shell, this.#ended] = this.#launch();
  }

  #launch(): [ChildProcess, Promise<void>] {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    const ended = new Promise<void>((resolve) => {
      shell.once('exit', (_, signal) => {
        if (signal !== null) this.#replace();
        resolve();
      });
      shell.once('error', () => resolve());
    });
    // A watchdog that was killed must not take the engine with it by a broken pipe.
    shell.stdin?.on('error', () => {});
    shell.unref();
    return [shell, ended];
  }

  /** Somebody killed it: another one takes over what it guarded; at the end nobody is left to do its work. */
  #replace(): void {
    if (this.#isStopped) {
      for (const group of this.#groups) killGroup(group);
      return;
    }
    [this.#shell, this.#ended] = this.#launch();
    for (const group of this.#groups) this.#shell.stdin?.write(`+ ${group}\n`);
  }

  /** Guards a process group. @param registered called with true when the watchdog is sure to know of it */
  guard(group: number, registered: (isGuarded: boolean) => void): void {
    const { stdin } = this.#shell;
    this.#groups.add(group);
    if (stdin) stdin.write(`+ ${group}\n`, (error) => registered(!error));
    else registered(false);
  }

  /** Forgets a group that is gone. */
  release(group: number): void {
    this.#abandoned.delete(group);
    if (this.#groups.delete(group)) this.#shell.stdin?.write(`- ${group}\n`);
  }

  /** Guards a group whose first process is gone for as long as anything of it lives. */
  abandon(group: number): void {
    if (this.#isStopped) return;
    this.#abandoned.add(group);
    this.#sweepAbandoned();
  }

  #sweepAbandoned(): void {
    for (const group of this.#abandoned) if (!isAlive(group)) this.release(group);
    clearTimeout(this.#sweep);
    if (this.#abandoned.size === 0) return;
    this.#sweep = setTimeout(() => this.#sweepAbandoned(), SWEEP_EVERY);
    this.#sweep.unref();
  }

  /** Groups that are guarded, in the order in which they came. */
  get groups(): readonly number[] {
    return [...this.#groups];
  }

  /** Ends the watchdog; it kills what is still guarded. */
  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#sweep);
    this.#shell.ref();
    this.#shell.stdin?.end();
    return this.#ended;
  }
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Kills what there is of a process group. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {} // gone meanwhile
}
