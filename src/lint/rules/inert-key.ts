import { spotOfKey } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';

const inertKeys = keysWhere((row) => row.status === 'no-op' || row.status === 'removed');

export const inertKey: Rule = {
  id: 'inert-key',
  group: 'keys',
  level: 'warning',
  summary: 'A key that does nothing, or nothing any more.',
  docs: {
    why: 'launchd knows the name and does nothing about it, or forgot it after OS X 10.9: the job runs without what the key seems to say. Source: launchd.plist(5); launchd-842 core.c.',
    bad: '<key>TimeOut</key>\n<integer>30</integer>',
    good: '<key>ExitTimeOut</key>\n<integer>30</integer>',
    fix: 'Remove it; the finding names the key that does what was meant, where there is one.',
    silence: 'For files that also serve Mac OS X 10.9 and older.',
  },
  needs: { keys: inertKeys },
  check(job, report) {
    for (const { row, entry, path } of inertKeys(job)) {
      // Private keys of older systems, right in Apple's own jobs of those systems.
      if (row.status === 'removed' && job.isApple) continue;
      const known = WORDS[row.key];
      const written = entry.key === row.path.at(-1) ? '' : ` (written ${JSON.stringify(entry.key)})`;
      const said = known ? known.message : 'is private to OS X 10.9 and older, and unknown to launchd since';
      report(spotOfKey(entry, path), {
        message: `${row.key}${written} ${said}.`,
        help: known?.help ?? 'Remove it.',
      });
    }
  },
};

interface Words {
  /** What is said of the key: the rest of a sentence without its full stop. */
  readonly message: string;
  readonly help: string;
}

const OTHER_JOB = 'Let the job start on what the other one offers: MachServices, Sockets, or a file under WatchPaths.';

const WORDS: Record<string, Words> = {
  TimeOut: {
    message: 'does nothing: it is an idle time-out that was never implemented',
    help: 'Write ExitTimeOut for the seconds from SIGTERM to SIGKILL, ThrottleInterval for those between two starts.',
  },
  ServiceIPC: { message: 'does nothing: it is a relic of Mac OS X 10.4', help: 'Remove it.' },
  HopefullyExitsFirst: { message: 'does nothing: it was to end the job early in a shutdown', help: 'Remove it.' },
  HopefullyExitsLast: { message: 'does nothing: it was to end the job late in a shutdown', help: 'Remove it.' },
  'KeepAlive.NetworkState': {
    message: 'does nothing any more: launchd does not look at the network',
    help: 'Let the program wait for the network itself; KeepAlive with SuccessfulExit false restarts it when it fails.',
  },
  'KeepAlive.OtherJobActive': { message: 'does nothing any more: it went with OS X 10.9', help: OTHER_JOB },
  LimitLoadToHosts: {
    message: 'does nothing any more: the job loads on every host',
    help: 'Install the file on those hosts only; LimitLoadToHardware can tell models of machine apart.',
  },
  LimitLoadFromHosts: {
    message: 'does nothing any more: the job loads on every host',
    help: 'Leave the file off those hosts; LimitLoadFromHardware can tell models of machine apart.',
  },
  ServiceDescription: { message: 'is unknown to launchd since OS X 10.10', help: 'Write an XML comment.' },
};
