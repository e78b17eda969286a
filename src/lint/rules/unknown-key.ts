import { childKeys, type KeyRow, launchdKeys, matchesType, rowAt, topLevelKey } from '../../launchd/keys.ts';
import { misspellingOf } from '../../launchd/misspellings.ts';
import { nearKey, otherHome } from '../../launchd/near-key.ts';
import { once } from '../../launchd/once.ts';
import { quoted } from '../../launchd/quoted.ts';
import { listed } from '../../launchd/word-list.ts';
import { type Job, member, spotOfKey } from '../job.ts';
import { dictName, isUnknownResource, type KeyUse, unknownKeysAnd } from '../key-walk.ts';
import { placeholderIn } from '../placeholder.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/** No row at all, or one that is there to name what is no key of a file. */
const unknownKeys = unknownKeysAnd(({ status }) => status === 'unknown-to-launchd' || status === 'read-only');

export const unknownKey: Rule = {
  id: 'unknown-key',
  group: 'keys',
  level: 'warning',
  strict: true,
  summary: 'A name that is no key of launchd.',
  docs: {
    why: 'launchd passes over a name it does not know, at most with a line in its log, so a misspelt key is as good as absent: the job loads and does without it. Source: launchd-842 core.c (some of them without a word), launchd.plist(5).',
    bad: '<key>StandardErrPath</key>\n<string>/usr/local/var/log/server.err</string>',
    good: '<key>StandardErrorPath</key>\n<string>/usr/local/var/log/server.err</string>',
    fix: 'Write the key that was meant; from then on it counts, so look at its value again. What is a remark belongs in an XML comment.',
    silence: 'For names that another program reads from the same file.',
  },
  needs: { keys: unknownKeys },
  check(job, report) {
    let searches = 0;
    for (const use of unknownKeys(job)) {
      if (isUnknownResource(use) || placeholderIn(use.entry.key) !== undefined) continue;
      // A near miss costs a look at every key; a file of thousands of unknown names gets that for its first ones.
      const finding = judge(use, job, () => searches++ < MAX_SEARCHES);
      report(spotOfKey(use.entry, use.path), finding);
    }
  },
};

const MAX_SEARCHES = 100;

const NOTES = new Set(
  'comment comments description note notes remark remarks author copyright documentation'.split(' '),
);

function judge(use: KeyUse, job: Job, maySearch: () => boolean): RuleFinding {
  const { row, entry, parent } = use;
  const name = quoted(entry.key);
  const place = dictName(use);
  if (row?.status === 'read-only') {
    const message = `${name} is what launchctl list prints, no key of a file; launchd ignores it.`;
    return { message, help: 'Remove it.' };
  }
  if (NOTES.has(entry.key.replace(/^_+/, '').toLowerCase())) {
    const message = `${name} is no key of launchd, which ignores it.`;
    return { message, help: 'For a remark, write an XML comment.', severity: 'info' };
  }
  const message = place
    ? `${name} is nothing that launchd knows in ${place}, so it is ignored.`
    : `${name} is no key of launchd, which ignores it.`;
  const misspelt = misspellingOf([...(parent?.path ?? []), entry.key]);
  if (misspelt?.right) return misspelling(message, use, job, misspelt.right, misspelt.kind === 'spelling');
  if (misspelt?.note !== undefined) return { message, help: sentence(misspelt.note), severity: 'error' };
  if (job.isApple) {
    // Apple's jobs use keys that nobody documents, so that one is not known here proves little.
    const unpublished = `${name} is not documented${place ? ` in ${place}` : ' as a key'}; jobs of Apple may use others.`;
    return { message: unpublished, help: 'Leave it in a job of Apple; remove it elsewhere.', severity: 'info' };
  }
  return { message, help: (maySearch() && suggestion(use)) || 'Remove it; a remark belongs in an XML comment.' };
}

function misspelling(
  message: string,
  { parent, entry }: KeyUse,
  job: Job,
  right: readonly string[],
  isSure: boolean,
): RuleFinding {
  const row = rowAt(right);
  const inSameDict = right.length === (parent?.path.length ?? 0) + 1;
  const wanted = inSameDict ? right.at(-1)! : `${right.at(-1)} in the dict ${right.slice(0, -1).join('.')}`;
  const isThere = right.length === 1 ? job.has(right[0]!) : hasMember(job, right);
  const about = row ? ` (${inShort(row)})` : '';
  let help = isSure ? `Write ${wanted}.` : `Write ${wanted} if that is meant${about}.`;
  if (isThere) help = `${wanted} is there as well: remove this one.`;
  // Where the value would not fit or the key does nothing, another name alone mends nothing.
  const isFitting = row?.status === 'current' && row.types.some((type) => matchesType(type, entry.value.kind));
  return {
    message: isSure ? `${message} The key is ${right.join('.')}.` : `${message} ${right.join('.')} is probably meant.`,
    help,
    severity: 'error',
    fix: isSure && isFitting && inSameDict && !isThere ? { to: 'name', name: right.at(-1)! } : undefined,
  };
}

/** What a key is for, up to the first detail. */
function inShort({ about }: KeyRow): string {
  const first = about.split(/; | \(|\.$/)[0]!;
  return `${first[0]!.toLowerCase()}${first.slice(1)}`;
}

function hasMember(job: Job, [key, name]: readonly string[]): boolean {
  const dict = job.ofKind(key!, 'dict');
  return dict !== undefined && member(dict, name!) !== undefined;
}

/** Names of members, with the keys whose dicts they belong in. */
const homesOfMembers = once(() => {
  const homes = new Map<string, Set<string>>();
  for (const { status, path, container } of launchdKeys()) {
    const name = path.at(-1)!;
    if (status !== 'current' || path.length === 1 || container || name === '*') continue;
    homes.set(name, (homes.get(name) ?? new Set()).add(path[0]!));
  }
  return homes;
});

/** What may be meant by an unknown name; undefined when nothing is near. */
function suggestion({ entry, path, parent }: KeyUse): string | undefined {
  const { key } = entry;
  if (!parent) {
    const home = otherHome(key);
    if (home !== undefined) return `Remove it; ${home}.`;
    const homes = homesOfMembers().get(key);
    if (homes) return `${key} has a meaning inside ${listed([...homes])} only: write it there.`;
  } else if (topLevelKey(key)?.status === 'current' && !path.slice(0, -1).includes(key)) {
    return `${key} is a key of the job itself: write it one level up, outside ${parent.path[0]}.`;
  }
  const known = childKeys(parent?.path ?? [])
    .filter((row) => row.status === 'current')
    .map((row) => row.path.at(-1)!);
  const near = nearKey(key, known, !parent);
  return near && `Did you mean ${near}? If not, remove it.`;
}

function sentence(clause: string): string {
  return clause.startsWith('launchd') ? `${clause}.` : `${clause[0]!.toUpperCase()}${clause.slice(1)}.`;
}
