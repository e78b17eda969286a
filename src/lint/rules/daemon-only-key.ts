import { spotOfKey } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';

const daemonKeys = keysWhere((row, isMiscased) => row.scope === 'daemon' && row.status === 'current' && !isMiscased);

export const daemonOnlyKey: Rule = {
  id: 'daemon-only-key',
  group: 'keys',
  level: 'error',
  summary: 'UserName, GroupName, InitGroups or RootDirectory in an agent.',
  docs: {
    why: 'Only launchd of the system domain, which is root, can change user, group or root directory. In an agent it drops the key, and the job runs as the user who is logged in. Source: launchd.plist(5); launchd-842 core.c.',
    bad: '<!-- in LaunchAgents -->\n<key>UserName</key>\n<string>_www</string>',
    good: '<!-- in LaunchDaemons -->\n<key>UserName</key>\n<string>_www</string>',
    fix: 'Remove the key, or make the job a daemon: /Library/LaunchDaemons, owned by root.',
    silence: 'When one file serves as agent and as daemon.',
  },
  needs: { keys: daemonKeys },
  check(job, report) {
    if (job.scope !== 'agent') return;
    for (const { row, entry, path } of daemonKeys(job)) {
      report(spotOfKey(entry, path), {
        message: `${row.key} works in a daemon only: in an agent launchd drops it${LOSS[row.key] ?? ''}.`,
        help: 'Remove it, or move the file to /Library/LaunchDaemons.',
      });
    }
  },
};

const LOSS: Record<string, string> = {
  UserName: ', and the job runs as the user who is logged in',
  GroupName: ', and the job runs with the group of the user who is logged in',
  RootDirectory: ', and the program sees the whole file system',
};
