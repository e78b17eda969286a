import { childKeys, type KeyRow } from '../../launchd/keys.ts';
import { MAX_MASK, maskMeantBy, maskOfText } from '../../launchd/masks.ts';
import { nearest } from '../../launchd/nearest.ts';
import { once } from '../../launchd/once.ts';
import { quoted } from '../../launchd/quoted.ts';
import type { NodeOf, PlistNode } from '../../plist/node.ts';
import { spotOf, spotOfKey } from '../job.ts';
import { isUnknownResource, type KeyUse, unknownKeysAnd } from '../key-walk.ts';
import type { Report, Rule } from '../rule.ts';
import { stringsIn } from '../value-checks.ts';

/** Numbers and names that a key does not take; strings are looked at closely only where one is none of its names. */
const boundedKeys = unknownKeysAnd(({ status, key, min, max, values }) => {
  if (status !== 'current') return false;
  if (key === 'Umask') return (node) => !isMask(node);
  if (min !== undefined || max !== undefined) return (node) => !isBetween(node, min, max);
  return values !== undefined && ((node) => !(node.kind === 'string' && values.includes(node.value)));
});

export const outOfRange: Rule = {
  id: 'out-of-range',
  group: 'keys',
  level: 'error',
  summary: 'A number outside what the key takes, or a name it does not know.',
  docs: {
    why: 'launchd does not refuse such a value, it passes over it: the job loads and runs without the setting. Source: launchd.plist(5); launchd-842 core.c.',
    bad: '<key>ProcessType</key>\n<string>Realtime</string>',
    good: '<key>ProcessType</key>\n<string>Interactive</string>',
    fix: 'Write one of the values the finding names.',
    silence: 'Never: the value has no effect, or not the one it seems to have.',
  },
  needs: { keys: boundedKeys },
  check(job, report) {
    for (const use of boundedKeys(job)) {
      const { row } = use;
      if (isUnknownResource(use)) reportResource(use, report);
      else if (!row) continue;
      else if (row.key === 'Umask') checkMask(use, report);
      else if (row.min !== undefined || row.max !== undefined) checkNumber(use, row, report);
      else if (row.values) checkNames(use, row, row.values, report);
    }
  },
};

function reportResource({ entry, path, parent }: KeyUse, report: Report): void {
  const near = nearest(entry.key, resources());
  report(spotOfKey(entry, path), {
    message: `${quoted(entry.key)} names no resource: launchd skips it in ${parent!.key}.`,
    help: near ? `Did you mean ${near}? If not, remove it.` : `Write one of ${resources().join(', ')}.`,
  });
}

const resources = once(() => childKeys(['SoftResourceLimits']).map((row) => row.path.at(-1)!));

/** Is it between the two, or no integer, which is another matter? */
function isBetween(node: PlistNode, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean {
  return node.kind !== 'integer' || (node.value >= min && node.value <= max);
}

function checkNumber(use: KeyUse, row: KeyRow, report: Report): void {
  const { value: node } = use.entry;
  const { min = Number.NEGATIVE_INFINITY } = row;
  if (node.kind !== 'integer' || isBetween(node, row.min, row.max)) return;
  // A ThrottleInterval of 0 is throttle-below-ten, whose text is about just that.
  if (row.key === 'ThrottleInterval' && node.value === 0) return;
  const name = row.path.at(-1)!;
  report(spotOf(node, use.path), {
    message: `${name} ${node.value} is ${node.value < min ? `less than ${min}` : `more than ${row.max}`}: ${NUMBER_EFFECT[row.key] ?? EFFECT_OF_MEMBER}.`,
    help: `Write ${row.max === undefined ? `${min} or more` : `${min} to ${row.max}`}${row.unit === 's' ? ' (seconds)' : ''}, or remove the key.`,
  });
}

const EFFECT_OF_MEMBER = 'what launchd makes of it is not documented';

const NUMBER_EFFECT: Record<string, string> = {
  ThrottleInterval: 'launchd ignores it, and the default of 10 seconds is in force',
  ExitTimeOut: 'launchd ignores it, and the default of the system is in force',
  StartInterval: 'launchd ignores it, so it never starts the job',
  Nice: 'launchd ignores it',
};

/** Is it a mask, or of a kind that none has, which is another matter? */
function isMask(node: PlistNode): boolean {
  if (node.kind !== 'integer' && node.kind !== 'string') return true;
  const mask = maskIn(node);
  return mask !== undefined && mask >= 0 && (mask <= MAX_MASK || maskMeantBy(mask) !== undefined);
}

function maskIn(node: NodeOf<'integer' | 'string'>): number | undefined {
  return node.kind === 'integer' ? Number(node.value) : maskOfText(node.value);
}

function checkMask(use: KeyUse, report: Report): void {
  const { value: node } = use.entry;
  if ((node.kind !== 'integer' && node.kind !== 'string') || isMask(node)) return;
  const mask = maskIn(node);
  const what = node.kind === 'integer' ? String(node.value) : quoted(node.value);
  report(spotOf(node, use.path), {
    message:
      mask === undefined
        ? `${what} is no number: recent launchd is reported to read the digits it begins with and no more, so the mask can become 0.`
        : `${what} is no mask: umask(2) has nine bits, octal 0 to 0777, decimal 0 to ${MAX_MASK}.`,
    help: 'Write the mask as a decimal integer: octal 022 is 18, 027 is 23, 077 is 63.',
  });
}

function checkNames(use: KeyUse, row: KeyRow, values: readonly string[], report: Report): void {
  const name = row.path.at(-1)!;
  const { value } = use.entry;
  if (name === 'LimitLoadToSessionType' && value.kind === 'array' && value.items.length === 0) {
    report(spotOf(value, use.path), {
      message: 'LimitLoadToSessionType is empty: recent launchd is reported to refuse the job (error 134).',
      help: `Remove it, or name a session: ${values.join(', ')}.`,
    });
  }
  for (const { node, within } of stringsIn(value)) {
    const { value: text } = node;
    if (values.includes(text) || isAppleValue(text, row)) continue;
    const at = [...use.path, ...within];
    const meant = values.find((known) => known.toLowerCase() === text.toLowerCase());
    if (meant !== undefined) {
      // ProcessType is matched in any case by every launchd, names in Sockets by the launchctl of OS X 10.9.
      if (row.enumAnyCase || row.path[0] === 'Sockets') continue;
      const message = `${quoted(text)} is ${meant} in another letter case, which only OS X 10.9 is known to match.`;
      report(spotOf(node, at), { message, help: `Write ${meant}.`, severity: 'warning' });
      continue;
    }
    const near = nearest(text, values);
    report(spotOf(node, at), {
      message: `${quoted(text)} is no ${name === 'LimitLoadToSessionType' ? 'kind of session' : name}: ${nameEffect(row)}.`,
      help: `Write ${near ? `${near}, if that is meant; the names are` : 'one of'} ${values.join(', ')}.`,
    });
  }
}

function isAppleValue(text: string, { appleValues }: KeyRow): boolean {
  return appleValues?.some((value) => value.toLowerCase() === text.toLowerCase()) ?? false;
}

function nameEffect(row: KeyRow): string {
  if (row.key === 'LimitLoadToSessionType') return 'the job is not loaded for it';
  if (row.key === 'Sockets.*.SockType') return 'the launchctl of OS X 10.9 takes stream in its place';
  if (row.path[0] === 'Sockets') return 'the launchctl of OS X 10.9 passes over it';
  return `launchd ignores it, and the default, ${row.default}, is in force`;
}
