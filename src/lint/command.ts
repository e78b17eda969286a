/** The command of a job: what launchd executes with which arguments, and where each word of it is written. */
import { isShell, programIndex, programTextIndex } from '../launchd/commands.ts';
import { readShellText, type ShellText } from '../launchd/shell-text.ts';
import { type Job, perJob, type Spot } from './job.ts';

export class Command {
  /** What is executed (Program where there is one), then the arguments from the second on. */
  readonly words: readonly string[];
  /** Which word is the program: not the first where `env` starts it. */
  readonly start: number;
  /** The text that its program, a POSIX shell, gets with `-c`; undefined for all other commands. */
  readonly shellLine: ShellCommandLine | undefined;
  readonly #job: Job;
  readonly #key: string | undefined;

  /** @param key the one that holds the first word, where that is no argument */
  constructor(words: readonly string[], job: Job, key: string | undefined) {
    this.words = words;
    this.start = programIndex(words);
    this.shellLine = shellLineOf(words, this.start);
    this.#job = job;
    this.#key = key;
  }

  /** Where a word of it is written. */
  at(index: number): Spot {
    return index === 0 && this.#key !== undefined ? this.#job.at(this.#key) : this.#job.atArgument(index);
  }
}

/** The keys that say what launchd executes; a job has one of them. */
export const PROGRAM_KEYS = ['Program', 'ProgramArguments', 'BundleProgram'];

/** The command of a job, or undefined when launchd could not read one out of it. */
export const commandOf = perJob((job): Command | undefined => {
  const key = executedKey(job);
  const { args } = job;
  const executed = key === undefined ? args?.[0] : job.text(key);
  if (executed === undefined) return undefined;
  return new Command(key === undefined ? args! : [executed, ...(args ?? []).slice(1)], job, key);
});

function executedKey(job: Job): string | undefined {
  if (job.text('Program') !== undefined) return 'Program';
  return job.text('BundleProgram') === undefined ? undefined : 'BundleProgram';
}

/** What a POSIX shell is told with `-c`. */
export interface ShellCommandLine {
  readonly shell: string;
  readonly source: string;
  /** Which word of the command the text is. */
  readonly index: number;
  readonly text: ShellText;
}

function shellLineOf(words: readonly string[], start: number): ShellCommandLine | undefined {
  const shell = words[start];
  if (shell === undefined || !isShell(shell) || /(?:csh|fish)$/.test(shell)) return undefined;
  const index = programTextIndex(words);
  if (index === undefined) return undefined;
  const source = words[index]!;
  return { shell, source, index, text: readShellText(source) };
}
