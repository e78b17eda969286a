import { textIndexes } from '../../launchd/commands.ts';
import { type Expansion, expansionInArgument, expansionInPath } from '../../launchd/expansion.ts';
import { once } from '../../launchd/once.ts';
import { secretArguments } from '../../launchd/secrets.ts';
import { commandOf } from '../command.ts';
import { type Job, type Spot, spotOf, spotOfValue } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import { EXPANSION_SIGN } from '../known-signs.ts';
import type { Report, Rule } from '../rule.ts';

/** Keys whose paths launchd opens or watches itself. The program is looked at with the arguments. */
const PATH_KEYS = ['WorkingDirectory', 'RootDirectory', 'StandardInPath', 'StandardOutPath', 'StandardErrorPath'];
const PATH_LISTS = ['WatchPaths', 'QueueDirectories'];
/** Keys with the name of an account. */
const ACCOUNT_KEYS = ['UserName', 'GroupName'];
/** Paths of sockets. Of the paths that name members of KeepAlive.PathState nothing is said: a job of Apple has a `~` there. */
const socketPaths = keysWhere(({ key }) => key === 'Sockets.*.SockPathName');

/** Programs that expand a `~` in their options themselves. */
const EXPANDS_TILDE = /(?:^|\/)(?:ssh|scp|sftp|autossh|sshfs|emacs|vim|nvim)$/;

export const noExpansion: Rule = {
  id: 'no-expansion',
  group: 'program',
  level: 'error',
  summary: '~, $VAR or ${VAR} in a path or an argument.',
  docs: {
    why: 'launchd passes every string on as it is: a folder is looked for that is really called ~ or $HOME. Only a shell expands these, and a job has none. Source: launchd.plist(5), nix-darwin issue 406.',
    bad: '<key>WorkingDirectory</key>\n<string>~/server</string>',
    good: '<key>WorkingDirectory</key>\n<string>/Users/user/server</string>',
    fix: 'Write the path out. Where the file is to fit several users, fill it in when it is installed, or let a shell do it: /bin/sh, -c, "exec $HOME/bin/server".',
    silence: 'When the program expands the argument itself.',
  },
  needs: { sign: EXPANSION_SIGN },
  check(job, report) {
    checkCommand(job, report);
    for (const key of PATH_KEYS) {
      const path = job.text(key);
      if (path !== undefined) reportPath(expansionInPath(path), job.at(key), report);
    }
    for (const key of PATH_LISTS) {
      for (const [i, item] of (job.ofKind(key, 'array')?.items ?? []).entries())
        if (item.kind === 'string') reportPath(expansionInPath(item.value), spotOf(item, [key, String(i)]), report);
    }
    for (const key of ACCOUNT_KEYS) reportAccount(job, key, report);
    for (const { entry, path } of socketPaths(job))
      if (entry.value.kind === 'string')
        reportPath(expansionInPath(entry.value.value), spotOfValue(entry, path), report);
  },
};

function reportAccount(job: Job, key: string, report: Report): void {
  const found = expansionInPath(job.text(key) ?? '');
  if (!found) return;
  report(job.at(key), {
    message: `launchd does not expand \`${found.text}\`: it looks for ${key === 'UserName' ? 'a user' : 'a group'} of just this name.`,
    help: 'Write the name itself.',
  });
}

function checkCommand(job: Job, report: Report): void {
  const command = commandOf(job);
  if (!command) return;
  const { words } = command;
  // In a secret, a $ is part of it, and nothing of it may be printed.
  const skipped = once(() => new Set([...textIndexes(words), ...secretArguments(words)]));
  const globbing = job.isTrue('EnableGlobbing');
  for (const [i, word] of words.entries()) {
    const found = expansionInArgument(word);
    if (
      !found ||
      skipped().has(i) ||
      (i > 0 && found.text.startsWith('~') && (globbing || EXPANDS_TILDE.test(words[0]!)))
    )
      continue;
    if (i === 0) reportPath({ ...found, maybe: false }, command.at(0), report);
    else reportArgument(found, command.at(i), report);
  }
}

function reportPath(found: Expansion | undefined, spot: Spot, report: Report): void {
  if (!found) return;
  report(spot, {
    message: `launchd does not expand \`${found.text}\`: it looks for a path with just these characters in it.`,
    help: found.text.startsWith('~') ? 'Write the home folder out, as in /Users/<name>/server.' : 'Write the path out.',
  });
}

function reportArgument({ text, maybe }: Expansion, spot: Spot, report: Report): void {
  report(spot, {
    ...(maybe && { severity: 'warning' as const }),
    message: maybe
      ? `launchd does not expand \`${text}\`: unless the program does so itself, it gets just these characters.`
      : `launchd does not expand \`${text}\`: the program gets just these characters.`,
    help: 'Write the value out, or let a shell expand it: /bin/sh, -c, "exec …".',
  });
}
