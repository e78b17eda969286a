import { baseName } from '../../launchd/commands.ts';
import { isOneShot } from '../../launchd/one-shot.ts';
import { endsInBackground, type ShellCommand } from '../../launchd/shell-text.ts';
import { commandOf, PROGRAM_KEYS, type ShellCommandLine } from '../command.ts';
import type { Job } from '../job.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/** What the shell does itself, and ends of constructs: there is no program to put in its place. */
const OWN_WORK = new Set(
  'wait exit return true false : echo printf cd export . source eval test [ kill read set unset trap done fi esac } alias umask ulimit'.split(
    ' ',
  ),
);
/** The shells of macOS that stay as the parent of the last command of a list; zsh, dash and newer bashes step aside. */
const STAYS = /^(?:(?:\/usr)?\/bin\/)?(?:sh|bash)$/;

export const shellWrapperWithoutExec: Rule = {
  id: 'shell-wrapper-without-exec',
  group: 'program',
  level: 'warning',
  summary: 'A shell stays between launchd and the program.',
  docs: {
    why: 'launchd signals the process that it started. If that is a shell waiting for a program, SIGTERM reaches the shell only; when that is gone launchd kills what is left of the process group and waits for none of it. With exec the shell becomes the program. A lone command needs no exec in bash, zsh and dash, which step aside by themselves. Source: launchd.plist(5), behaviour of the shells.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/bin/sh</string>\n  <string>-c</string>\n  <string>cd /usr/local/lib/server &amp;&amp; ./server</string>\n</array>\n<key>KeepAlive</key>\n<true/>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/bin/sh</string>\n  <string>-c</string>\n  <string>cd /usr/local/lib/server &amp;&amp; exec ./server</string>\n</array>\n<key>KeepAlive</key>\n<true/>',
    fix: 'Write exec before the last command, or do without the shell: WorkingDirectory, EnvironmentVariables and StandardOutPath do most of what it is used for.',
    silence: 'When the program may be stopped at any moment.',
  },
  needs: { keys: PROGRAM_KEYS },
  check(job, report) {
    const command = commandOf(job);
    const line = command?.shellLine;
    if (!command || !line) return;
    const finding = findingIn(job, line);
    if (finding) report(command.at(line.index), finding);
  },
};

function findingIn(job: Job, { text, shell, source }: ShellCommandLine): RuleFinding | undefined {
  const { commands } = text;
  const stays = STAYS.test(shell);
  const last = commands.at(-1);
  // Work at given times is over soon; it is programs that stay for which the signal matters.
  if (!last || (!job.isKeptAlive && (job.isTimed || !job.isTrue('RunAtLoad')))) return undefined;
  if (OWN_WORK.has(last.words[0] ?? ':') || endsInBackground(text)) return undefined;
  if (commands.every(isSoonOver)) return undefined;
  if (commands.some(isExec) || commands.some(({ words }) => words[0] === 'trap')) return undefined;
  const program = last.words[0]!;
  const name = baseName(program);
  if (name === 'nohup' || isFunction(name, source)) return undefined; // the one is said by daemonizing-program
  if (isPiped(commands)) {
    if (!job.isKeptAlive) return undefined;
    return {
      message: 'The shell waits for a pipeline: SIGTERM from launchd reaches the shell, not the programs in it.',
      help: 'Let StandardOutPath take the output instead of the pipe, and write exec before the program.',
    };
  }
  const isLone = commands.length === 1 && !last.redirected && !text.compound;
  if (isLone && !job.isKeptAlive) return undefined;
  if (isLone || !stays) {
    return {
      severity: 'info',
      message: `Whether SIGTERM from launchd reaches \`${shown(name)}\` depends on the shell: most make way for their last command, but only exec makes sure of it.`,
      help: 'Write exec before it, or start it without a shell.',
    };
  }
  return {
    severity: job.isKeptAlive ? 'warning' : 'info',
    message: `The shell stays in front of \`${shown(name)}\`: SIGTERM from launchd reaches the shell only, and when that is gone launchd kills the rest without waiting for it.`,
    help: `Write exec before it: exec ${shown(program)} ….`,
  };
}

/** Is it over soon, so that a signal matters little: the shell's own work, a pause, a command of macOS that ends by itself? */
function isSoonOver({ words }: ShellCommand): boolean {
  return OWN_WORK.has(words[0] ?? ':') || words[0] === 'sleep' || isOneShot(words);
}

/** Does the text make a function of this name? exec finds none. */
function isFunction(name: string, source: string): boolean {
  if (!/^[\w-]{1,100}$/.test(name)) return false;
  return new RegExp(`(?:^|[\\s;&|{(])(?:function\\s+${name}(?![\\w-])|${name}\\s*\\(\\s*\\))`).test(source);
}

/** In a pipeline or in the background exec replaces a copy of the shell only. */
function isExec({ words, then }: ShellCommand): boolean {
  return words[0] === 'exec' && words.length > 1 && !/^(?:\||\|&|&)$/.test(then);
}

function isPiped(commands: readonly ShellCommand[]): boolean {
  const before = commands.at(-2)?.then;
  return before === '|' || before === '|&';
}

/** The name of a program for a message; anything longer may hold more than a name. */
function shown(name: string): string {
  return /^[\w./+-]{1,50}$/.test(name) ? name : 'the last command';
}
