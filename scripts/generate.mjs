// Renews what is made from the source and committed: the JSON Schema, the tables of keys and rules, the rendered examples.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keyTableText } from '../src/launchd/key-table.ts';
import { ruleTableText } from '../src/lint/rule-table.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
const svc = (...args) => execFileSync(process.execPath, ['dist/main.js', ...args], { encoding: 'utf8' });

writeFileSync('schema/services.schema.json', svc('schema'));
writeFileSync('docs/keys.md', keyTableText());
writeFileSync('docs/rules.md', ruleTableText());
process.stdout.write(svc('render'));
