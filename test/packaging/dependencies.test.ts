/** docs/dependencies.md names what there is: what is bundled, and what development takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPO } from '../support/svc.ts';

const read = (path: string) => readFileSync(join(REPO, path), 'utf8');
const [, bundled = '', inDevelopment = ''] = read('docs/dependencies.md').split(/^## /m);
/** The names in the first column of a table. */
const named = (part: string) =>
  [...part.matchAll(/^\| (`.*?) \|/gm)]
    .flatMap(([, cell]) => [...cell!.replace(/\(.*\)/, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
    .sort();

it('names every package whose code is shipped', () => {
  const shipped = [...read('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^([@\w/-]+) \d[\w.-]* \(/gm)].map(
    ([, name]) => name!,
  );
  expect(named(bundled)).toEqual(shipped.sort());
  expect(bundled).toContain(`${shipped.length} packages`);
});

it('names every package of development, and users get none', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  expect(dependencies).toBeUndefined();
  const direct = named(bundled).filter((name) => name in devDependencies!);
  expect([...direct, ...named(inDevelopment)].sort()).toEqual(Object.keys(devDependencies!).sort());
  expect(inDevelopment).toContain(`${named(inDevelopment).length} packages`);
});

it('only two packages may run a script when they are installed, and they are named', () => {
  const { allowScripts } = JSON.parse(read('package.json'));
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: true; optional?: true }>;
  };
  const withScript = Object.entries(packages).flatMap(([path, { hasInstallScript, optional }]) =>
    path !== '' && hasInstallScript && !optional ? [path.replace(/^.*node_modules\//, '')] : [],
  );
  expect(withScript.filter((name) => !(name in allowScripts))).toEqual([]);
  for (const name of Object.keys(allowScripts)) expect(inDevelopment).toContain(`\`${name}\``);
});
