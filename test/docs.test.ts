/** What somebody adds is named wherever people look for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import type { Rule } from '../src/lint/rule.ts';
import { rules } from '../src/lint/rules/index.ts';
import { LINT_FORMATS } from '../src/report/lint-report.ts';
import { REPO } from './support/svc.ts';

const README = readFileSync(join(REPO, 'README.md'), 'utf8');
const CLI = readFileSync(join(REPO, 'docs/cli.md'), 'utf8');

describe.each(COMMANDS)('svc $name', ({ name, options = [] }) => {
  it('has a row in README', () => {
    const rows = [...README.matchAll(/^\| `svc ([^` ]+)/gm)].flatMap(([, names]) => names!.split('\\|'));
    expect(rows).toContain(name);
  });

  it('has a section in docs/cli.md that names its options', () => {
    const sections = CLI.split(/^## /m).map((section) => [section.split('\n', 1)[0]!, section] as const);
    const own = sections.find(([title]) =>
      title
        .match(/^svc ([a-z]+(?:, [a-z]+)*)/)?.[1]
        ?.split(', ')
        .includes(name),
    );
    expect(own, 'a section').toBeDefined();
    const flags = options.map(([text]) => text.match(/--[a-z-]+/)![0]);
    expect(flags.filter((flag) => !own![1].includes(flag))).toEqual([]);
  });
});

it('every format of lint is named in its help, in README and in docs/cli.md', () => {
  const [, help] = COMMANDS.find(({ name }) => name === 'lint')!.options!.find(([text]) =>
    text.startsWith('--format'),
  )!;
  for (const format of LINT_FORMATS)
    for (const text of [help, README, CLI]) expect(text).toMatch(new RegExp(`\\b${format}\\b`));
});

it('every template that comes with svc is named in docs/services-yaml.md', () => {
  const text = readFileSync(join(REPO, 'docs/services-yaml.md'), 'utf8');
  const names = readdirSync(join(REPO, 'templates')).map((file) => file.replace(/\.yaml$/, ''));
  expect(names.filter((name) => !text.includes(`- **${name}**: `))).toEqual([]);
});

it('every file of src/lint/rules is in the list of rules, and every folder of fixtures is of one', async () => {
  const files = readdirSync(join(REPO, 'src/lint/rules')).filter((file) => file !== 'index.ts');
  const known: ReadonlySet<unknown> = new Set(rules);
  const isRule = (value: unknown): value is Rule => typeof value === 'object' && value !== null && 'check' in value;
  for (const file of files) {
    const exported: readonly unknown[] = Object.values(await import(join(REPO, 'src/lint/rules', file)));
    const found = exported.flat().filter((value) => known.has(value));
    expect(found.length, file).toBeGreaterThan(0);
    expect(exported.flat().filter((value) => isRule(value) && !known.has(value))).toEqual([]);
  }
  const ids = new Set(rules.map(({ id }) => id));
  expect(readdirSync(join(REPO, 'test/fixtures/lint')).filter((folder) => !ids.has(folder))).toEqual([]);
});
