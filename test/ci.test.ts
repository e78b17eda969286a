/** The workflow names what there is: scripts of package.json, and folders of tests. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPO } from './support/svc.ts';

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}

const read = (path: string) => readFileSync(join(REPO, path), 'utf8');
const { jobs } = parse(read('.github/workflows/ci.yml')) as Workflow;
const steps = Object.values(jobs).flatMap((job) => job.steps);
const lines = steps.flatMap(({ run }) => run ?? []).join('\n');

it('runs scripts that there are, on tests that there are', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const asked = [...lines.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!);
  expect(asked).toContain('test:launchd');
  expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  const paths = lines.match(/\b(?:test|dist|\.ci)\/[\w./]+/g) ?? [];
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(join(REPO, path)))).toEqual([]);
});

it('names a major version of every action', () => {
  const actions = steps.flatMap(({ uses }) => uses ?? []);
  expect(actions.length).toBeGreaterThan(3);
  expect(actions.filter((uses) => !/^actions\/[\w-]+@v\d+$/.test(uses))).toEqual([]);
});
