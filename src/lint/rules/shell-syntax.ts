import { baseName, shellSyntaxIn, textIndexes } from '../../launchd/commands.ts';
import { type Command, commandOf } from '../command.ts';
import type { Job } from '../job.ts';
import { SYNTAX_SIGN } from '../known-signs.ts';
import type { Report, Rule } from '../rule.ts';

/** Programs that take files and expand nothing themselves; to others a pattern may well be welcome. */
const FILE_PROGRAMS = new Set(
  'rm cp mv ls cat chmod chown chflags touch du wc head tail ln stat md5 shasum gzip gunzip bzip2 xz ditto rmdir open sort'.split(
    ' ',
  ),
);

export const shellSyntax: Rule = {
  id: 'shell-syntax',
  group: 'program',
  level: 'error',
  summary: 'Operators, redirections or substitutions that no shell reads.',
  docs: {
    why: 'launchd starts the program itself, without a shell: &&, |, >, $(…) and backticks reach the program as plain arguments, and * is not expanded. Source: launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n  <string>&gt;</string>\n  <string>/usr/local/var/log/server.log</string>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>\n<key>StandardOutPath</key>\n<string>/usr/local/var/log/server.log</string>',
    fix: 'Use the key that does the work (StandardOutPath, EnvironmentVariables, WorkingDirectory), write a script, or let a shell read it: /bin/sh, -c, and the whole command as one string.',
    silence: 'When the program reads such an argument itself.',
  },
  needs: { sign: SYNTAX_SIGN },
  check(job, report) {
    const command = commandOf(job);
    if (!command) return;
    const { words } = command;
    let texts: ReadonlySet<number> | undefined;
    let unread = 0;
    for (let i = 1; i < words.length; i++) {
      const syntax = shellSyntaxIn(words[i]!);
      if (syntax === undefined && !isGlob(words[i]!)) continue;
      if (!texts) {
        texts = textIndexes(words);
        unread = behindTextOf(command);
      }
      const found = texts.has(i) && i < unread ? undefined : syntax;
      if (found !== undefined) reportSyntax(command, i, found, i >= unread, report);
      else if (!texts.has(i)) reportGlob(job, command, i, report);
    }
  },
};

/**
 * Index of the first word behind the text of a shell that nothing in the text asks for: most likely the text was cut
 * up by mistake. Beyond the last word where there is none.
 */
function behindTextOf(command: Command): number {
  const line = command.shellLine;
  return line && !/\$[\d@*#{]/.test(line.source) ? line.index + 1 : command.words.length;
}

function reportSyntax(command: Command, index: number, found: string, behindText: boolean, report: Report): void {
  const shown = found === '`…`' ? 'A substitution in backticks' : `\`${found}\``;
  report(command.at(index), {
    message: behindText
      ? `${shown} stands behind the text that the shell reads: of everything after -c it takes one string only.`
      : `${shown} is for a shell, and launchd starts none: the program gets it as it is.`,
    help: behindText ? 'Put the whole command into the one string after -c.' : helpFor(found),
  });
}

function helpFor(found: string): string {
  if (/^(?:\d*|&)>/.test(found)) return 'Write StandardOutPath and StandardErrorPath instead.';
  if (/^\d*</.test(found)) return 'Write StandardInPath instead.';
  return 'Write a script, or give a shell the whole command: /bin/sh, -c, "exec …".';
}

function reportGlob(job: Job, command: Command, index: number, report: Report): void {
  const word = command.words[index]!;
  if (!isGlob(word) || job.isTrue('EnableGlobbing') || !takesFiles(command, index)) return;
  report(command.at(index), {
    severity: 'warning',
    message: 'launchd does not expand `*`: the program gets the pattern as it is.',
    help: 'Write the names out, or let a shell expand it: /bin/sh, -c, "exec …".',
  });
}

/** `.*` is an expression rather than a pattern for file names, and a comma joins one to a folder (dnsmasq). */
function isGlob(word: string): boolean {
  return word.startsWith('/') && word.includes('*') && !/\.\*(?:$|[^/])|[,\s^$()|]/.test(word);
}

/** Is the word a file for the program, as far as can be told: no value of an option, and none who reads patterns itself? */
function takesFiles({ words }: Command, index: number): boolean {
  const program = baseName(words[0]!);
  if (FILE_PROGRAMS.has(program)) return true;
  return !words[index - 1]!.startsWith('-') && !READS_PATTERNS.has(program);
}

const READS_PATTERNS = new Set(
  'find fd rsync tar bsdtar zip restic borg borgmatic rclone watchexec fswatch watchman git node deno bun esbuild'.split(
    ' ',
  ),
);
