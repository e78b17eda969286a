import { baseName } from '../../launchd/commands.ts';
import { type Command, commandOf } from '../command.ts';
import type { Job } from '../job.ts';
import { SUDO_SIGN } from '../known-signs.ts';
import type { Rule, RuleFinding } from '../rule.ts';

export const sudoInProgram: Rule = {
  id: 'sudo-in-program',
  group: 'program',
  level: 'error',
  summary: 'sudo in a job.',
  docs: {
    why: 'A job has no terminal, so sudo cannot ask for a password and fails. A daemon runs as root without it, and UserName starts one as somebody else. Source for UserName: launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/bin/sudo</string>\n  <string>/usr/local/bin/server</string>\n</array>',
    good: '<!-- as a daemon, in /Library/LaunchDaemons -->\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>',
    fix: 'Make the job a daemon in /Library/LaunchDaemons and remove sudo; for sudo -u, write UserName.',
    silence: 'When sudoers lets exactly this command run without a password (NOPASSWD).',
  },
  needs: { sign: SUDO_SIGN },
  check(job, report) {
    const command = commandOf(job);
    const at = command && sudoAt(command);
    if (command && at !== undefined) report(command.at(at), findingIn(job));
  },
};

/** Index of the word that is sudo, or of the shell text that runs it. */
function sudoAt(command: Command): number | undefined {
  const index = command.start;
  if (baseName(command.words[index] ?? '') === 'sudo') return index;
  const line = command.shellLine;
  const usesIt = line?.text.commands.some(({ words }) => baseName(words[words[0] === 'exec' ? 1 : 0] ?? '') === 'sudo');
  return usesIt ? line!.index : undefined;
}

function findingIn(job: Job): RuleFinding {
  const user = job.text('UserName');
  if (job.scope === 'daemon' && (user === undefined || user === 'root')) {
    return {
      severity: 'warning',
      message: 'sudo in a daemon: it runs as root already, and sudo stands between launchd and the program.',
      help: 'Remove sudo; for sudo -u, write UserName.',
    };
  }
  return {
    message: 'sudo in a job: there is no terminal to ask for a password on, so it fails unless sudoers asks for none.',
    help: 'Remove sudo and install the job as a daemon (/Library/LaunchDaemons), which runs as root.',
  };
}
