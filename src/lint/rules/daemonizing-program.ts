import { baseName } from '../../launchd/commands.ts';
import { daemonizing, isKnownToDaemonize } from '../../launchd/daemonizing.ts';
import { endsInBackground } from '../../launchd/shell-text.ts';
import { type Command, commandOf, PROGRAM_KEYS } from '../command.ts';
import type { Job } from '../job.ts';
import { restartConditions } from '../life-cycle.ts';
import type { Report, Rule } from '../rule.ts';

export const daemonizingProgram: Rule = {
  id: 'daemonizing-program',
  group: 'program',
  level: 'error',
  summary: 'A program that puts itself, or is put, into the background.',
  docs: {
    why: 'A job must not fork and leave, says launchd.plist(5): launchd takes the end of the process that it started for the end of the job, kills what is left of its process group, and with KeepAlive starts it again and again.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/bin/nginx</string>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/bin/nginx</string>\n  <string>-g</string>\n  <string>daemon off;</string>\n</array>',
    fix: 'Add the option that keeps the program in the foreground, and remove nohup and &: launchd is what runs it in the background.',
    silence: 'When the configuration file of the program keeps it in the foreground.',
  },
  needs: { keys: PROGRAM_KEYS },
  check(job, report) {
    // Then the job is meant to hand over and end; launchd leaves the rest alone.
    if (job.isTrue('AbandonProcessGroup') && !job.isKeptAlive) return;
    const command = commandOf(job);
    if (!command || checkShell(job, command, report)) return;
    const start = command.start;
    const words = command.words.slice(start);
    if (baseName(words[0] ?? '') === 'nohup') reportNohup(command, start, report);
    else if (!checkProgram(job, words, (i) => command.at(start + i), report)) checkOption(job, command, start, report);
  },
};

/** Judges the text of `sh -c`; true when the program is such a shell. */
function checkShell(job: Job, command: Command, report: Report): boolean {
  const line = command.shellLine;
  if (!line) return false;
  const { text, index } = line;
  const last = text.commands.at(-1)?.words ?? [];
  const words = last[0] === 'exec' ? last.slice(1) : last;
  const left = endsInBackground(text);
  if (baseName(words[0] ?? '') === 'nohup') {
    reportNohup(command, index, report);
  } else if (left) {
    const which = left === 'last' ? 'its last command' : 'a command';
    report(command.at(index), {
      message: `The shell leaves ${which} in the background (&) and ends: launchd takes that for the end of the job and kills the rest.`,
      help:
        left === 'last'
          ? 'Remove the &; write exec before the command.'
          : 'Remove the & and put that command last, with exec before it; or end with wait.',
    });
  } else if (!text.compound) {
    checkProgram(job, words, () => command.at(index), report);
  }
  return true;
}

function reportNohup(command: Command, index: number, report: Report): void {
  report(command.at(index), {
    message:
      'nohup has no place in a job: there is no terminal that could hang up, and launchd must see the program itself.',
    help: 'Start the program itself; launchd runs it in the background.',
  });
}

function checkProgram(
  job: Job,
  words: readonly string[],
  at: (index: number) => ReturnType<Command['at']>,
  report: Report,
): boolean {
  const found = daemonizing(words);
  if (!found) return false;
  const { program, help, maybe, session, elsewhere, inetd } = found;
  if (inetd && job.has('inetdCompatibility')) return true;
  if (elsewhere) {
    const message = `\`${program}\` ends as soon as what it starts runs elsewhere, and launchd starts it again and again.`;
    if (isRestartedOnSuccess(job)) report(at(0), { message, help });
    return true;
  }
  const result = job.isKeptAlive
    ? 'launchd takes the job for ended and starts it again, or not at all.'
    : 'launchd takes the job for ended and neither watches nor stops it.';
  report(at(0), {
    ...((maybe || (session && !job.isKeptAlive)) && { severity: 'warning' as const }),
    message: maybe
      ? `\`${program}\` goes into the background unless its configuration says otherwise: ${result}`
      : `\`${program}\` goes into the background: ${result}`,
    help,
  });
  return true;
}

/** Is a program that ends with exit 0 started again? */
function isRestartedOnSuccess(job: Job): boolean {
  return job.keepAlive === true || restartConditions(job)?.successfulExit === true;
}

/** What programs call the option that keeps them in the foreground. */
const STAYS = /^--?(?:foreground|fg|no-?(?:fork|daemon|daemonize|detach))$/;

function checkOption(job: Job, command: Command, start: number, report: Report): void {
  const { words } = command;
  const at = words.findIndex((word, i) => i > start && /^--?daemon(?:ize)?$/.test(word));
  // Of a known program it has been judged what its options do.
  if (at < 0 || job.isApple || isKnownToDaemonize(words[start]!) || /^(?:no|false|off|0)$/i.test(words[at + 1] ?? ''))
    return;
  if (words.some((word, i) => i > start && STAYS.test(word))) return;
  report(command.at(at), {
    severity: 'info',
    message: `If \`${words[at]}\` makes the program go into the background, launchd takes the job for ended.`,
    help: 'Look up which option keeps it in the foreground.',
  });
}
