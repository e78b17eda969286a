import { type HostFacts, type HostFile, hostFileOf } from '../host-facts.ts';
import type { Rule, RuleFinding } from '../rule.ts';

export const hostFileOwner: Rule = {
  id: 'host-file-owner',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: an installed file that belongs to the wrong user.',
  docs: {
    why: 'launchctl passes over a file that belongs neither to root nor to the user who loads it ("Dubious ownership"; error 122 on recent macOS). What lies in /Library is loaded by root or by everybody, so it must be root\'s. A file of root in the home of a user, as `sudo` leaves it, was taken by 10.9 and is reported to be refused since. Source: 10.9 source, reports.',
    bad: '<!-- /Library/LaunchDaemons/org.example.server.plist, ls -l: user staff -->\n<key>Label</key>\n<string>org.example.server</string>',
    good: '<!-- /Library/LaunchDaemons/org.example.server.plist, ls -l: root wheel -->\n<key>Label</key>\n<string>org.example.server</string>',
    fix: 'sudo chown root:wheel what lies in /Library; chown an agent in a home folder to the user whose home it is.',
    silence: 'Hardly ever: the job is not loaded.',
  },
  needs: { host: true },
  check(job, report) {
    const file = hostFileOf(job);
    if (!job.host || !file || file.isSymlink) return;
    const finding = findingOf(file, job.host);
    if (finding) report(job.root, finding);
  },
};

/** Speaks only of folders that launchd itself reads: elsewhere a file may be a source, installed by somebody else. */
function findingOf({ path, uid }: HostFile, host: HostFacts): RuleFinding | undefined {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (/^(?:\/System)?\/Library\/Launch(?:Agents|Daemons)$/.test(folder)) {
    if (uid === 0) return undefined;
    const loads = folder.endsWith('Daemons') ? 'root, who loads it,' : `everybody but user ${uid}`;
    const message = `The file belongs to user ${uid}, not to root: for ${loads} launchd passes over it.`;
    return { message, help: 'Run sudo chown root:wheel on the file.' };
  }
  const home = /^(.+)\/Library\/LaunchAgents$/.exec(folder)?.[1];
  const owner = home === undefined ? undefined : host.stat(home);
  if (owner === undefined || owner === 'missing' || uid === owner.uid) return undefined;
  // A home that is root's, or a file of the caller: who loads it is not known.
  if (uid === host.uid && uid !== 0) return undefined;
  const help = `Run sudo chown ${owner.uid} on the file.`;
  if (uid !== 0)
    return {
      message: `The file belongs to user ${uid}, and the home it lies in to user ${owner.uid}: launchd takes a file of root or of the user who loads it.`,
      help,
    };
  const message = `The file belongs to root, and the home it lies in to user ${owner.uid}: that was reported to be refused (error 122).`;
  return { severity: 'warning', message, help };
}
