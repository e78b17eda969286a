import { spotOfKey } from '../job.ts';
import { keysOf, keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';

/** Of keys that are to be removed anyway the rules of their status speak, whatever the case. */
const miscasedKeys = keysWhere((row, isMiscased) => isMiscased && row.status === 'current');

export const keyCase: Rule = {
  id: 'key-case',
  group: 'keys',
  level: 'error',
  summary: 'The right letters of a key in the wrong case.',
  docs: {
    why: 'Up to OS X 10.9 launchd matched keys in any letter case; since then some are looked up by their exact letters (calendar members and SuccessfulExit surely), of others it is not known. ExitTimeout for ExitTimeOut is the most frequent of them. Only the documented spelling is dependable. Source: launchd-842 core.c; chef/chef-web-docs PR 304.',
    bad: '<key>ExitTimeout</key>\n<integer>30</integer>',
    good: '<key>ExitTimeOut</key>\n<integer>30</integer>',
    fix: 'Write the key as the documentation does. If launchd had passed it over, it counts from then on.',
    silence: 'Never: the right spelling works everywhere.',
  },
  needs: { keys: miscasedKeys },
  check(job, report) {
    for (const { row, entry, path, parent } of miscasedKeys(job)) {
      const right = row.path.at(-1)!;
      const where = parent ? ` in ${parent.path[0]}` : '';
      const effect = row.exactCase
        ? 'recent launchd looks for the exact letters and ignores this one'
        : 'OS X 10.9 matched any letter case, and since then only the documented one is dependable';
      const isBeside = isThere(job, path, right);
      report(spotOfKey(entry, path), {
        message: `${JSON.stringify(entry.key)}${where} is not spelt like the key ${right}: ${effect}.`,
        help: isBeside ? `${right} is there as well: remove this one.` : `Write ${right}, letter for letter.`,
        fix: isBeside ? undefined : { to: 'name', name: right },
      });
    }
  },
};

/** Does the right key stand beside the wrong one? */
function isThere(job: Parameters<typeof keysOf>[0], path: readonly string[], right: string): boolean {
  const beside = [...path.slice(0, -1), right].join('\0');
  return keysOf(job).some((use) => use.path.join('\0') === beside);
}
