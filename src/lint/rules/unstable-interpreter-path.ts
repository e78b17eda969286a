import { type UnstablePath, unstablePathIn } from '../../launchd/interpreter-paths.ts';
import { quoted } from '../../launchd/quoted.ts';
import { commandOf } from '../command.ts';
import { UNSTABLE_SIGN } from '../known-signs.ts';
import type { Rule } from '../rule.ts';

export const unstableInterpreterPath: Rule = {
  id: 'unstable-interpreter-path',
  group: 'program',
  level: 'warning',
  summary: 'A path that a version manager or Homebrew takes away at an upgrade.',
  docs: {
    why: 'Folders of a version (nvm, fnm, asdf, mise, Volta, pyenv, rbenv, a Cellar of Homebrew) are removed or left behind by an upgrade, and shims choose a version by settings a job does not have. The job then fails long after it was set up. Source: openclaw issues 75233, 60612, 52184.',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/Cellar/node/22.1.0/bin/node</string>\n  <string>/usr/local/lib/server.js</string>\n</array>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/opt/homebrew/opt/node/bin/node</string>\n  <string>/usr/local/lib/server.js</string>\n</array>',
    fix: 'Homebrew keeps a link to the installed version under opt. Of a version manager, install the language a second time with Homebrew or from its makers and use that fixed path.',
    silence: 'When this version is kept on purpose.',
  },
  needs: { sign: UNSTABLE_SIGN },
  check(job, report) {
    const command = commandOf(job);
    if (!command) return;
    // One upgrade breaks them all, so the first is enough.
    for (const [i, word] of command.words.entries()) {
      const found = unstablePathIn(word);
      if (!found) continue;
      report(command.at(i), { message: messageOf(found), help: helpOf(found) });
      return;
    }
  },
};

function messageOf({ manager, path, kind }: UnstablePath): string {
  switch (kind) {
    case 'version':
      return `${quoted(path)} leads into the folder of one version (${manager}): once an upgrade takes it away, the job fails.`;
    case 'shim':
      return `${quoted(path)} is a stand-in of ${manager}, which chooses the version anew at every start and may find none in a job.`;
    case 'session':
      return `${quoted(path)} was made by ${manager} for one terminal window, and goes with it.`;
  }
}

function helpOf({ twin, advice }: UnstablePath): string {
  if (twin !== undefined) return `Write ${twin}, which outlives upgrades.`;
  if (advice === undefined)
    return 'Install it outside the version manager and write that fixed path, for example one in /opt/homebrew/bin or /usr/local/bin.';
  return `Write a fixed path that is not the version manager's, for example ${advice} of Homebrew, or one in /usr/local/bin.`;
}
