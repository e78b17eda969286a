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

export class Watchdog {
  readonly #shell: ChildProcess;
  readonly #groups = new Set<number>();
  readonly #ended: Promise<void>;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    this.#ended = new Promise((resolve) => {
      this.#shell.once('exit', () => resolve());
      this.#shell.once('error', () => resolve());
    });
    // A watchdog that was killed must not take the engine with it by a broken pipe.
    this.#shell.stdin?.on('error', () => {});
    this.#shell.unref();
  }

  /** Guards a process group. @param registered called when the watchdog is sure to know of it */
  guard(group: number, registered: () => void): void {
    this.#groups.add(group);
    this.#shell.stdin?.write(`+ ${group}\n`, () => registered());
  }

  /** Forgets a group that is gone. */
  release(group: number): void {
    if (this.#groups.delete(group)) this.#shell.stdin?.write(`- ${group}\n`);
  }

  /** Groups that are guarded, in the order in which they came. */
  get groups(): readonly number[] {
    return [...this.#groups];
  }

  /** Ends the watchdog; it kills what is still guarded. */
  stop(): Promise<void> {
    this.#shell.ref();
    this.#shell.stdin?.end();
    return this.#ended;
  }
}
