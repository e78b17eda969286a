/** What is generated and committed is current; `npm run generate` renews it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rulePage } from '../src/guide/rule-page.ts';
import { keyTableText } from '../src/launchd/key-table.ts';
import { ruleTableText } from '../src/lint/rule-table.ts';
import { rules } from '../src/lint/rules/index.ts';
import { ruleMarkdown } from '../src/report/rule-markdown.ts';
import { REPO } from './support/svc.ts';

it.each([
  ['docs/keys.md', keyTableText],
  ['docs/rules.md', ruleTableText],
])('%s is current', (file, generate) => {
  expect(readFileSync(join(REPO, file), 'utf8')).toBe(generate());
});

it('docs/rules has a page for each rule, and no other', () => {
  expect(readdirSync(join(REPO, 'docs/rules')).sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
});

it.each(rules.map((rule) => [rule.id, rule] as const))('docs/rules/%s.md is current', (id, rule) => {
  expect(readFileSync(join(REPO, `docs/rules/${id}.md`), 'utf8')).toBe(ruleMarkdown(rulePage(rule)));
});
