import type { KeyRow } from '../../launchd/keys.ts';
import type { PlistNode } from '../../plist/node.ts';
import { spotOfKey } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';

const deprecatedKeys = keysWhere((row) => row.status === 'deprecated');

export const deprecatedKey: Rule = {
  id: 'deprecated-key',
  group: 'keys',
  level: 'warning',
  summary: 'A key that Apple advises against.',
  docs: {
    why: 'It is still read, but the documentation calls it deprecated or discouraged: it may stop working with any release. Source: launchd.plist(5).',
    bad: '<key>OnDemand</key>\n<false/>',
    good: '<key>KeepAlive</key>\n<true/>',
    fix: 'The finding names what takes its place.',
    silence: 'For programs that cannot do without it, such as one written for inetd.',
  },
  needs: { keys: deprecatedKeys },
  check(job, report) {
    for (const { row, entry, path } of deprecatedKeys(job)) {
      const { message, help } = wordsFor(row, entry.value, job.has('KeepAlive'));
      report(spotOfKey(entry, path), { message, help });
    }
  },
};

interface Words {
  readonly message: string;
  readonly help: string;
}

const WORDS: Record<string, Words> = {
  Debug: {
    message: 'Debug is deprecated; it raised the log level of launchd itself for this job, not that of the program.',
    help: 'Remove it.',
  },
  EnableGlobbing: {
    message: 'EnableGlobbing is deprecated, and whether it does anything since OS X 10.10 is not verified.',
    help: 'Write the names out, or let a shell expand them: /bin/sh -c "exec program pattern".',
  },
  inetdCompatibility: {
    message: 'inetdCompatibility is deprecated: it runs the job as a child of inetd would run.',
    help: 'Let the program take its Sockets with launch_activate_socket(3); silence this if it was written for inetd.',
  },
  'KeepAlive.OtherJobEnabled': {
    message: 'KeepAlive.OtherJobEnabled is discouraged, and recent launchd is reported to disregard it.',
    help: 'Let the job start on what the other one offers: MachServices, Sockets, or a file under WatchPaths.',
  },
  'MachServices.*.HideUntilCheckIn': {
    message: 'HideUntilCheckIn is deprecated: it lets look-ups of the name fail until the job has checked in.',
    help: 'Remove it, unless clients rely on a look-up that fails.',
  },
};

function wordsFor(row: KeyRow, value: PlistNode, hasKeepAlive: boolean): Words {
  if (row.key === 'OnDemand') return onDemand(value, hasKeepAlive);
  const help = row.insteadUse ? `Write ${row.insteadUse}.` : 'Remove it.';
  return WORDS[row.key] ?? { message: `${row.key} is deprecated: ${row.about}`, help };
}

function onDemand(value: PlistNode, hasKeepAlive: boolean): Words {
  const message = 'OnDemand is deprecated: it is the inverse of KeepAlive from Mac OS X 10.4';
  if (hasKeepAlive) {
    return {
      message: `${message}, and KeepAlive stands here as well; which one counts is not defined.`,
      help: 'Remove OnDemand and keep KeepAlive.',
    };
  }
  if (value.kind === 'boolean' && !value.value) {
    return { message: `${message}, and false means KeepAlive true.`, help: 'Write KeepAlive true in its place.' };
  }
  return { message: `${message}, and true says what launchd does anyway.`, help: 'Remove it.' };
}
