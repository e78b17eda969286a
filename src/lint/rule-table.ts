/** The list of rules as a page for people: docs/rules.md. */
import { RULE_GROUPS } from './rule.ts';
import { rules } from './rules/index.ts';

/** The whole page, with a final newline. It is generated; a test says when the committed one is stale. */
export function ruleTableText(): string {
  const groups = RULE_GROUPS.map((group) => ({ group, members: rules.filter((rule) => rule.group === group) }));
  return [
    '# Lint rules',
    '',
    'Generated from `src/lint/rules/` by `npm run generate`; edit a rule there, not this page.',
    '',
    '**error**: launchd refuses the file, ignores what is written, or surely does something else than it says.',
    '**warning**: it works and will hurt. **info**: worth knowing. Rows marked S are one step more severe in preset',
    '`strict`. A single finding may be less severe than its row.',
    ...groups
      .filter(({ members }) => members.length > 0)
      .flatMap(({ group, members }) => [
        '',
        `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
        '',
        '| id | level | finds |',
        '|---|---|---|',
        ...members.map(
          ({ id, level, strict, summary }) =>
            `| [\`${id}\`](rules/${id}.md) | ${level}${strict ? ' S' : ''} | ${escaped(summary)} |`,
        ),
      ]),
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[|<>*]/g, (character) => `\\${character}`);
}
