#!/usr/bin/env node
/** `svc-standin run -- <command>`: one command with a launchd stand-in around it. Launchd semantics, not launchd. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { endLeftovers, MARK } from './leftovers.ts';
import { type StandIn, type StandInOptions, startStandIn } from './start.ts';

const HELP = `Usage: svc-standin run [options] -- <command> [argument…]

Runs a command with a stand-in for launchd: launchd semantics, not launchd. Jobs are really run. For tests only.
The command finds SVC_LAUNCHCTL, SVC_HOME, SVC_ROOT (and SVC_TIME_SCALE) in its environment. Its exit code is passed on;
when it ends, every process that it or the stand-in started is ended.

  --folder <path>       keep home, root, overrides and faults.json there (else: a temporary folder, removed)
  --domain <domain>     gui/<uid>, user/<uid> or system; may be repeated (else: all three of this user)
  --uid <n>             who calls launchctl; 0 may do anything (else: this user)
  --session <domain>    the domain that list, load and other legacy verbs act in
  --macos <n>           be like this major version of macOS (15)
  --time-scale <n>      real seconds that a second of launchd takes, 0.01 to 1 (1)
  --rich-errors         show real codes where launchd masks them as 5
  -h, --help            this text
`;

/** Wrong usage, as of svc; 126 and 127 are a shell's words for a command that can not be run. */
const USAGE = 2;
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGINT', 'SIGUSR1', 'SIGUSR2'] as const;

type Invocation = { readonly options: StandInOptions; readonly command: readonly string[] };

const TAKES_VALUE = ['--folder', '--domain', '--uid', '--session', '--macos', '--time-scale'] as const;
type Option = (typeof TAKES_VALUE)[number];

/** Reads the command line; a string says what is wrong with it. */
function read(argv: readonly string[]): Invocation | string {
  if (argv[0] !== 'run')
    return argv[0] === undefined ? 'what to do is missing; write run' : `no such command: ${argv[0]}`;
  const given = new Map<Option, string[]>();
  let richErrors = false;
  for (let at = 1; at < argv.length; at++) {
    const [word = '', inline] = splitOption(argv[at]!);
    if (word === '--') return toInvocation(given, richErrors, argv.slice(at + 1));
    if (word === '--rich-errors') richErrors = true;
    else if (!(TAKES_VALUE as readonly string[]).includes(word)) return `no such option: ${argv[at]}`;
    else {
      const value = inline ?? argv[++at];
      // Empty is what a variable is that was forgotten: as a number it would be 0, as a folder the current one.
      if (value === undefined || value === '') return `${word} needs a value`;
      given.set(word as Option, [...(given.get(word as Option) ?? []), value]);
    }
  }
  return 'the command is missing; write it behind --';
}

function splitOption(text: string): readonly [string, string?] {
  const at = text.indexOf('=');
  return text.startsWith('--') && at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text];
}

const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)$/;

function toInvocation(
  given: Map<Option, string[]>,
  richErrors: boolean,
  command: readonly string[],
): Invocation | string {
  if (command.length === 0) return 'the command is missing; write it behind --';
  const last = (option: Option) => given.get(option)?.at(-1);
  const number = (option: Option) => (last(option) === undefined ? undefined : Number(last(option)));
  for (const option of ['--uid', '--macos', '--time-scale'] as const)
    if (!NUMBER.test(last(option) ?? '0')) return `${option} is no number: ${last(option)}`;
  const folder = last('--folder');
  const domains = given.get('--domain');
  const session = last('--session');
  const uid = number('--uid');
  const macos = number('--macos');
  const timeScale = number('--time-scale');
  const options: StandInOptions = {
    ...(folder !== undefined && { folder }),
    ...(domains && { domains }),
    ...(session !== undefined && { session }),
    ...(uid !== undefined && { uid }),
    ...(macos !== undefined && { macos }),
    ...(timeScale !== undefined && { timeScale }),
    ...(richErrors && { richErrors }),
  };
  return { options, command };
}

type End = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** What signals to us do. From the first moment on they are ours: dying of one would leave things behind. */
class Signals {
  #child: ChildProcess | undefined;
  #isOver = false;
  /** A signal that came before there was a command to pass it on to. */
  early: NodeJS.Signals | undefined;

  constructor() {
    for (const name of PASSED_ON) process.on(name, () => this.#take(name));
  }

  passTo(child: ChildProcess): void {
    this.#child = child;
    if (this.early) child.kill(this.early);
  }

  /** The command has ended; while things are cleaned up a signal must not stop that halfway. */
  end(): void {
    this.#isOver = true;
  }

  #take(name: NodeJS.Signals): void {
    if (this.#isOver) return;
    if (!this.#child) this.early ??= name;
    // A terminal has sent its ^C to the whole group; passing it on would be a second one.
    else if (name !== 'SIGINT' || !process.stdin.isTTY) this.#child.kill(name);
  }
}

/** Runs the command until it ends, signals to us passed on to it. */
function runCommand([program, ...args]: readonly string[], env: NodeJS.ProcessEnv, signals: Signals): Promise<End> {
  if (signals.early) return Promise.resolve({ signal: signals.early });
  return new Promise((resolve) => {
    const child = spawn(program!, args, { stdio: 'inherit', env });
    signals.passTo(child);
    child.on('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`svc-standin: ${program}: ${error.message}\n`);
      resolve({ code: error.code === 'ENOENT' ? 127 : 126 });
    });
    child.on('exit', (code, signal) => resolve(signal ? { signal } : { code: code ?? 1 }));
  });
}

async function main(argv: readonly string[], signals: Signals): Promise<End> {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
  if (own.includes('-h') || own.includes('--help')) {
    process.stdout.write(HELP);
    return { code: 0 };
  }
  const invocation = read(argv);
  if (typeof invocation === 'string') return complain(`${invocation}. Try svc-standin --help.`);
  let standIn: StandIn;
  try {
    standIn = await startStandIn(invocation.options);
  } catch (error) {
    return complain((error as Error).message);
  }
  const mark = randomBytes(8).toString('hex');
  try {
    return await runCommand(invocation.command, { ...process.env, ...standIn.env, [MARK]: mark }, signals);
  } finally {
    signals.end();
    await endLeftovers(mark);
    await standIn.stop();
  }
}

function complain(message: string): End {
  process.stderr.write(`svc-standin: ${message}\n`);
  return { code: USAGE };
}

main(process.argv.slice(2), new Signals()).then((end) => {
  for (const name of PASSED_ON) process.removeAllListeners(name);
  if ('code' in end) {
    process.exitCode = end.code;
    return;
  }
  // As a shell sees it: the command died of this signal, and so do we.
  process.kill(process.pid, end.signal);
  // A signal that does not end a process (or is held back) must not leave us with exit code 0.
  process.exitCode = 128 + constants.signals[end.signal];
});
