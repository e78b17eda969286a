import { quoted } from '../../launchd/quoted.ts';
import type { Rule } from '../rule.ts';

export const hostUserMissing: Rule = {
  id: 'host-user-missing',
  group: 'this machine',
  level: 'error',
  summary: 'With `--host`: UserName or GroupName is unknown here.',
  docs: {
    why: 'launchd does not start a daemon whose user or group it can not find (errors 114 and 115 of launchctl). Only a sure no of the machine counts. Source: launchctl error, reports.',
    bad: '<key>UserName</key>\n<string>_sever</string>',
    good: '<key>UserName</key>\n<string>_server</string>',
    fix: 'Create the account before the job is loaded, or write the name of one that exists.',
    silence: 'When an installer creates the account before it loads the job.',
  },
  needs: { host: true },
  check(job, report) {
    // In an agent both are dropped, which is what daemon-only-key says.
    if (!job.host || job.scope === 'agent') return;
    const user = job.text('UserName');
    if (user !== undefined && job.host.hasUser(user) === false) report(job.at('UserName'), findingOf('user', user));
    const group = job.text('GroupName');
    if (group !== undefined && job.host.hasGroup(group) === false)
      report(job.at('GroupName'), findingOf('group', group));
  },
};

function findingOf(what: 'user' | 'group', name: string) {
  return {
    message: `This machine knows no ${what} ${quoted(name)}, so launchd does not start the job.`,
    help: `Create the ${what} first, or write the name of one that exists.`,
  };
}
