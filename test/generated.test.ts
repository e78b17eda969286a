/** What is generated and committed is current; `npm run generate` renews it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyTableText } from '../src/launchd/key-table.ts';
import { ruleTableText } from '../src/lint/rule-table.ts';
import { REPO } from './support/svc.ts';

it.each([
  ['docs/keys.md', keyTableText],
  ['docs/rules.md', ruleTableText],
])('%s is current', (file, generate) => {
  expect(readFileSync(join(REPO, file), 'utf8')).toBe(generate());
});
