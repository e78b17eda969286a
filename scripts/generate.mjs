// Renews what is made from the source and committed: the JSON Schema, the tables of keys and rules, a page a rule, the rendered examples.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rulePage } from '../src/guide/rule-page.ts';
import { keyTableText } from '../src/launchd/key-table.ts';
import { ruleTableText } from '../src/lint/rule-table.ts';
import { rules } from '../src/lint/rules/index.ts';
import { ruleMarkdown } from '../src/report/rule-markdown.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const svc = (...args) => execFileSync(process.execPath, ['dist/main.js', ...args], { encoding: 'utf8' });

writeFileSync('schema/services.schema.json', svc('schema'));
writeFileSync('docs/keys.md', keyTableText());
writeFileSync('docs/rules.md', ruleTableText());
rmSync('docs/rules', { recursive: true, force: true });
mkdirSync('docs/rules');
for (const rule of rules) writeFileSync(`docs/rules/${rule.id}.md`, ruleMarkdown(rulePage(rule)));
process.stdout.write(svc('render'));
