/** What others promise about the environment of jobs, held against svc: test/cases/peers-env.yaml. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'plist';
import { describe, expect, it } from 'vitest';
import { type Given, readCases } from '../support/peers-cases.ts';
import { folderWith, type Result, svc } from '../support/svc.ts';

const SECRET = 'kept-from-the-plist';

/** A folder with a service that prints its environment. */
function folderFor(
  environment: Record<string, string>,
  file?: { readonly text: string; readonly mode: string },
): string {
  const lines = [
    'version: 1\nnamespace: org.example\nservices:\n  a:\n    template: daemon\n    command: [/usr/bin/env]',
    `    environment: ${JSON.stringify(environment)}`,
    ...(file ? ['    environmentFile: ${home}/a.env'] : []),
  ];
  const folder = folderWith({ 'services.yaml': `${lines.join('\n')}\n`, ...(file && { 'a.env': file.text }) });
  if (file) chmodSync(join(folder, 'a.env'), Number.parseInt(file.mode, 8));
  return folder;
}

function inFolder(folder: string, ...args: readonly string[]): Result {
  return svc(args, { cwd: folder, env: { SVC_HOME: folder, SVC_ALLOW_ROOT: '1' } });
}

const CHECKS: Readonly<Record<string, (given: Given) => void>> = {
  'hb-35-env-override-perms': (given) => {
    const { mode, text } = (given.files as { 'override.env': { mode: string; text: string } })['override.env'];
    const folder = folderFor({}, { mode, text });
    const lint = inFolder(folder, 'lint', '--host', '--json');
    const { diagnostics } = JSON.parse(lint.stdout) as { diagnostics: { rule: string; severity: string }[] };
    expect(diagnostics).toContainEqual(expect.objectContaining({ rule: 'host-environment-file', severity: 'error' }));
    const { code, stdout, stderr } = inFolder(folder, 'run', 'a');
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toContain('its mode is neither 0600 nor 0400');
    expect(stderr).not.toContain(text);
  },
  'oc-13-secret-env': () => {
    const folder = folderFor({ MODE: 'prod' }, { mode: '0600', text: `GATEWAY_TOKEN=${SECRET}\n` });
    const rendered = inFolder(folder, 'render', '--stdout');
    expect(parse(rendered.stdout)).toMatchObject({ EnvironmentVariables: { MODE: 'prod' } });
    for (const args of [
      ['render', '--json', '--stdout'],
      ['lint', '--host', '--json', '-v'],
      ['render', '--explain', 'a'],
    ]) {
      const { stdout, stderr } = inFolder(folder, ...args);
      expect(`${stdout}${stderr}${rendered.stdout}`).not.toContain(SECRET);
    }
    expect(inFolder(folder, 'run', 'a').stdout.split('\n')).toContain(`GATEWAY_TOKEN=${SECRET}`);
  },
  'rp-02-path-case': (given) => {
    for (const environment of given.env_each as Record<string, string>[]) {
      const { stdout } = inFolder(folderFor(environment), 'run', 'a');
      const lines = stdout.split('\n');
      for (const [name, value] of Object.entries(environment)) expect(lines).toContain(`${name}=${value}`);
      expect(lines.filter((line) => line.startsWith('PATH='))).toEqual([
        `PATH=${environment.PATH ?? '/usr/bin:/bin:/usr/sbin:/sbin'}`,
      ]);
    }
  },
};

describe('peers: env', () => {
  const cases = readCases(readFileSync(join(import.meta.dirname, 'peers-env.yaml'), 'utf8'));
  it.each(cases)('$id: $intent', ({ id, given }) => CHECKS[id]!(given));

  it('checks every case', () => {
    expect(Object.keys(CHECKS).sort()).toEqual(cases.map(({ id }) => id).sort());
  });
});
