/** SECURITY.md claims nothing without a test, and no test of this folder is without its claim. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPO } from '../support/svc.ts';

const text = readFileSync(join(REPO, 'SECURITY.md'), 'utf8');
const claims = [...text.matchAll(/^\| (.+) \| (test\/\S+\.test\.ts) › (.+) \|$/gm)].map(([, claim, file, title]) => ({
  claim: claim!,
  file: file!,
  title: title!,
}));

/** Titles of the tests of a file, and of its groups of tests. */
function titlesOf(file: string): string[] {
  const source = readFileSync(join(REPO, file), 'utf8');
  return [...source.matchAll(/\b(?:it|describe)(?:\.\w+)?\(\s*'([^']+)'|\]\)\(\s*'([^']+)'/g)].map(
    ([, plain, each]) => (plain ?? each)!,
  );
}

it.each(claims)('$claim: its test is there', ({ file, title }) => {
  expect(titlesOf(file)).toContain(title);
});

it('every test of this folder is named by a claim', () => {
  const files = readdirSync(join(REPO, 'test/security')).filter((name) => name !== 'claims.test.ts');
  const tests = files.flatMap((name) => {
    const file = `test/security/${name}`;
    const source = readFileSync(join(REPO, file), 'utf8');
    return [...source.matchAll(/^ *it\(\s*'([^']+)'/gm)].map(([, title]) => `${file} › ${title}`);
  });
  expect(tests.length).toBeGreaterThan(25);
  const named = new Set(claims.map(({ file, title }) => `${file} › ${title}`));
  expect(tests.filter((test) => !named.has(test))).toEqual([]);
});
