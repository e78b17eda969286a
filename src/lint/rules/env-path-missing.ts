import { baseName } from '../../launchd/commands.ts';
import { quoted } from '../../launchd/quoted.ts';
import { isSystemBinary } from '../../launchd/system-binaries.ts';
import { type Command, commandOf, PROGRAM_KEYS } from '../command.ts';
import type { Job } from '../job.ts';
import type { Rule } from '../rule.ts';

/** What a shell does itself. */
const BUILTINS = new Set(
  (
    ': . [ alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs ' +
    'disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help ' +
    'history if in jobs kill let local logout mapfile popd print printf pushd pwd read readarray readonly return select ' +
    'set setopt shift shopt source suspend test then time times trap true type typeset ulimit umask unalias unset ' +
    'until wait whence while { } ! [['
  ).split(' '),
);
/** Text in which PATH may be set, or commands get a meaning that is not known here. */
const SETS_PATH = /(?:^|[\s;&|(])(?:PATH\+?=|path=|eval\s|source\s|\.\s)|\(\)|\bfunction\s|\balias\s/;

/** Scripts that begin with `#!/usr/bin/env node`. */
const NODE_SCRIPTS = new Set(['npm', 'npx', 'yarn', 'ts-node', 'tsx']);

export const envPathMissing: Rule = {
  id: 'env-path-missing',
  group: 'logs and environment',
  level: 'info',
  strict: true,
  summary: 'A script that calls programs outside the system folders, and no PATH.',
  docs: {
    why: 'A job gets the PATH /usr/bin:/bin:/usr/sbin:/sbin, and no shell profile is read: what a terminal finds in /opt/homebrew/bin or /usr/local/bin is "command not found" here. Looked at are the text of sh -c, what env is told to find, and npm and the like, which look for node. Source: launchd.plist(5), reports on the default PATH.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/bin/sh</string>\n  <string>-c</string>\n  <string>exec restic backup /Users/user</string>\n</array>',
    good: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PATH</key>\n  <string>/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin</string>\n</dict>',
    fix: 'Write PATH in EnvironmentVariables, with the folder of the program in front; or call the program by its absolute path.',
    silence: 'When PATH is set for all jobs of the machine (launchctl config).',
  },
  needs: { keys: PROGRAM_KEYS },
  check(job, report) {
    if (setsPath(job)) return;
    const command = commandOf(job);
    const found = command && missingIn(command);
    if (!command || !found) return;
    report(command.at(found.index), {
      message: `${found.asker === undefined ? '' : `${quoted(found.asker)} is a script for node. `}${quoted(found.program)} is looked for in /usr/bin, /bin, /usr/sbin and /sbin only: the job has no PATH, and macOS is not known to have it there.`,
      help: 'Write PATH in EnvironmentVariables (/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin), or the absolute path.',
    });
  },
};

/** PATH in EnvironmentVariables, whatever its kind: a wrong one is the business of another rule. */
function setsPath(job: Job): boolean {
  const variables = job.value('EnvironmentVariables');
  if (variables === undefined) return false;
  return variables.kind !== 'dict' || variables.entries.some(({ key }) => key === 'PATH');
}

interface Missing {
  readonly program: string;
  /** The script that looks for it, where that is not what the job says. */
  readonly asker?: string;
  /** The word that asks for it. */
  readonly index: number;
}

function missingIn(command: Command): Missing | undefined {
  const { words, start: index } = command;
  if (
    index > 1 &&
    words.slice(1, index).some((word) => word.startsWith('PATH=') || /^-[PS]/.test(word) || word.startsWith('--split'))
  )
    return undefined;
  const program = words[index];
  if (index > 0 && program !== undefined && isOutside(program)) return { program, index };
  if (program !== undefined && isNodeScript(program)) return { program: 'node', asker: program, index };
  return missingInText(command);
}

/** In a PATH of the job's own making npm finds node; in the default one it does not. */
function isNodeScript(program: string): boolean {
  return program.startsWith('/') && NODE_SCRIPTS.has(baseName(program)) && !/^\/(?:usr\/)?s?bin\//.test(program);
}

function missingInText(command: Command): Missing | undefined {
  const line = command.shellLine;
  // A login shell and an interactive one read profiles; zsh reads ~/.zshenv always.
  if (!line || baseName(line.shell) === 'zsh' || SETS_PATH.test(line.source)) return undefined;
  const options = command.words.slice(command.start + 1, line.index);
  if (options.some((option) => /^-[A-Za-z]*[li]/.test(option) || /^--(?:login|rcfile|init-file)/.test(option)))
    return undefined;
  for (const { words: called } of line.text.commands) {
    const program = called[called[0] === 'exec' ? 1 : 0];
    if (program !== undefined && isOutside(program)) return { program, index: line.index };
  }
  return undefined;
}

/** Is it a plain name, of no program that comes with macOS and of nothing a shell does itself? */
function isOutside(program: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.+-]*$/.test(program) && !isSystemBinary(program) && !BUILTINS.has(program);
}
