import { quoted } from '../../launchd/quoted.ts';
import type { PlistNode } from '../../plist/node.ts';
import { type Spot, spotOf, spotOfKey, spotOfValue } from '../job.ts';
import { PLACEHOLDER_SIGN } from '../known-signs.ts';
import { placeholderIn, placeholderInKey, textBefore } from '../placeholder.ts';
import type { Rule } from '../rule.ts';

export const templatePlaceholder: Rule = {
  id: 'template-placeholder',
  group: 'form',
  level: 'info',
  summary: 'An unfilled placeholder: the file is checked as a template of a job.',
  docs: {
    why: 'A file that something still fills in is no job yet. What a placeholder will become is not known, so nothing is said of the values that hold one; everything else is checked. Recognised are @NAME@, {{name}}, {% … %}, <% … %>, %%NAME%%, __NAME__, YOUR_NAME, CHANGE_ME, REPLACE_WITH_NAME, <your name>, /Users/USERNAME, /path/to/ and the like. $NAME is not: launchd passes it on as it is, and the rule no-expansion speaks of it.',
    bad: '<key>StandardErrorPath</key>\n<string>@HOME@/Library/Logs/server.log</string>',
    good: '<key>StandardErrorPath</key>\n<string>/Users/user/Library/Logs/server.log</string>',
    fix: 'Fill it in, and check the finished file: launchd would take the placeholder for the value.',
    silence: 'When the file is meant to be a template, or the text only looks like a placeholder.',
  },
  needs: { sign: PLACEHOLDER_SIGN },
  check(job, report) {
    const found = job.isTemplate ? firstIn(job.dict, []) : undefined;
    if (!found) return;
    report(found.spot, {
      message: `${quoted(found.text)} looks like a placeholder that is not filled in yet, so this file is checked as a template: nothing is said of values that hold one.`,
      help: 'Fill it in and check the finished file: launchd would take the placeholder as it stands.',
    });
  },
};

interface Found {
  readonly text: string;
  readonly spot: Spot;
}

/** The first placeholder in the order of the file, and the key or value it stands in. */
function firstIn(node: PlistNode, path: readonly string[], before?: string): Found | undefined {
  if (node.kind === 'string') {
    const text = placeholderIn(node.value, before);
    return text === undefined ? undefined : { text, spot: spotOf(node, path) };
  }
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) {
      const found = firstIn(item, [...path, String(i)], textBefore(node.items, i));
      if (found) return found;
    }
  }
  if (node.kind !== 'dict') return undefined;
  for (const entry of node.entries) {
    const below = [...path, entry.key];
    const text = placeholderInKey(entry.key);
    if (text !== undefined) return { text, spot: spotOfKey(entry, below) };
    const found = firstIn(entry.value, below);
    if (found) return entry.value.kind === 'string' ? { ...found, spot: spotOfValue(entry, below) } : found;
  }
  return undefined;
}
