import { quoted } from '../../launchd/quoted.ts';
import { spotOf, spotOfKey } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';
import { stringsIn } from '../value-checks.ts';

const internalKeys = keysWhere(({ status, appleValues, values }) => {
  if (status === 'internal') return true;
  return appleValues !== undefined && ((node) => !(node.kind === 'string' && values?.includes(node.value)));
});

export const internalKey: Rule = {
  id: 'internal-key',
  group: 'keys',
  level: 'info',
  summary: 'A key or value that only jobs of Apple use.',
  docs: {
    why: 'launchd knows it, but nobody documents it: what it does to the job of someone else can change with any release, and some are refused without an entitlement. Jobs whose label starts with com.apple. are left alone. Source: names in launchd as reported, launchd-842 core.c.',
    bad: '<key>POSIXSpawnType</key>\n<string>Interactive</string>',
    good: '<key>ProcessType</key>\n<string>Interactive</string>',
    fix: 'Remove it, or write the documented key that comes close.',
    silence: 'When you know what it does on every macOS you serve.',
  },
  needs: { keys: internalKeys },
  check(job, report) {
    if (job.isApple) return;
    for (const use of internalKeys(job)) {
      const { row, entry } = use;
      if (row.status === 'internal') {
        report(spotOfKey(entry, use.path), {
          message: `${quoted(entry.key)} is a key for Apple's own jobs: what it does to others is not documented and can change.`,
          help: HELP[row.key] ?? 'Remove it.',
        });
      }
      if (!row.appleValues) continue;
      for (const { node, within } of stringsIn(entry.value)) {
        const value = node.value.toLowerCase();
        if (!row.appleValues.some((name) => name.toLowerCase() === value)) continue;
        report(spotOf(node, [...use.path, ...within]), {
          message: `${row.key} ${quoted(node.value)} is for Apple's own jobs: what it does to others is not documented and can change.`,
          help: `Write ${row.values?.join(', ').replace(/, (?=[^,]*$)/, ' or ')}.`,
        });
      }
    }
  },
};

const HELP: Record<string, string> = {
  POSIXSpawnType: 'Write ProcessType.',
  UserEnvironmentVariables: 'Write EnvironmentVariables for the job alone, or run launchctl setenv.',
  PerJobMachServices: 'Write MachServices.',
  'KeepAlive.AfterInitialDemand': 'Remove it; MachServices or Sockets start the job on demand.',
};
