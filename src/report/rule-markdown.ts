/** The page of a rule in Markdown: docs/rules/<id>.md. */
import type { RulePage } from '../guide/page.ts';
import { levelText } from './guide-page.ts';
import { fenced, inMarkdown } from './markdown.ts';

/** The whole page, with a final newline. It is generated; a test says when the committed one is stale. */
export function ruleMarkdown(page: RulePage): string {
  const { id, group, summary, why, language, bad, good, fix, silence, silencers } = page;
  return `${[
    `# ${id}`,
    `<!-- Generated from \`src/lint/rules/\` by \`npm run generate\`; edit the rule there, not this page. -->`,
    inMarkdown(summary),
    `Level: **${levelText(page)}**. Group: ${group}. [All rules](../rules.md)`,
    '## Why',
    inMarkdown(why),
    '## Bad',
    fenced(bad, language),
    '## Good',
    fenced(good, language),
    '## How to fix it',
    inMarkdown(fix),
    '## When to silence it',
    inMarkdown(silence),
    ...(silencers.length > 0 ? ['On the line above the finding:'] : []),
    ...silencers.map((silencer) => fenced(silencer.text, silencer.language)),
  ].join('\n\n')}\n`;
}
