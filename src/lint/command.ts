/** The command of a job: what launchd executes with which arguments, and where each word of it is written. */
import { isShell, programIndex, programTextIndex } from '../launchd/commands.ts';
import { secretArguments } from '../launchd/secrets.ts';
import { readShellText, type ShellText } from '../launchd/shell-text.ts';
import { perJob, type Spot } from './job.ts';

export interface Command {
  /** What is executed (Program where there is one), then the arguments from the second on. */
  readonly words: readonly string[];
  /** Where a word of it is written. */
  at(index: number): Spot;
}

/** The command of a job, or undefined when launchd could not read one out of it. */
export const commandOf = perJob((job): Command | undefined => {
  const key = ['Program', 'BundleProgram'].find((name) => job.text(name) !== undefined);
  const { args } = job;
  const executed = key === undefined ? args?.[0] : job.text(key);
  if (executed === undefined) return undefined;
  return {
    words: [executed, ...(args ?? []).slice(1)],
    at: (index) => (index === 0 && key !== undefined ? job.at(key) : job.atArgument(index)),
  };
});

/** What a POSIX shell is told with `-c`. */
export interface ShellCommandLine {
  readonly shell: string;
  readonly source: string;
  /** Which word of the command the text is. */
  readonly index: number;
  readonly text: ShellText;
}

/** The text that the program of a command, a POSIX shell, gets with `-c`; undefined for all other commands. */
export function shellCommandLineOf({ words }: Command): ShellCommandLine | undefined {
  const shell = words[programIndex(words)];
  if (shell === undefined || !isShell(shell) || /(?:csh|fish)$/.test(shell)) return undefined;
  const index = programTextIndex(words);
  if (index === undefined) return undefined;
  const source = words[index]!;
  return { shell, source, index, text: readShellText(source) };
}

/** The words of a command line for a message: what looks like a secret is left out. */
export function shownWords(line: string): readonly string[] {
  const words = line.trim().split(/\s+/);
  for (const at of secretArguments(words)) words[at] = /^--?[A-Za-z][\w-]*=/.exec(words[at]!)?.[0].concat('…') ?? '…';
  return words;
}
