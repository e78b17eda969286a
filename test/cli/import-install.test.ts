/** What was imported is installed over the jobs as they are loaded: no second copy, no reload. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type PlistValue, writePlist } from '../../src/index.ts';
import { listFolder } from '../../src/system/files.ts';
import { standInMachine, write } from '../support/stand-in-machine.ts';

/** In containers root is the only user. */
const ROOT = { SVC_ALLOW_ROOT: '1' };
const PLACEHOLDER =
  'version: 1\nnamespace: org.example\nservices:\n  x:\n    template: daemon\n    command: [/bin/sleep, "1"]\n';

it('takes over loaded jobs after an import, without a reload and without a second copy', async () => {
  const machine = await standInMachine(PLACEHOLDER);
  const { standIn, agents, domain, file } = machine;
  rmSync(file);
  const place = (label: string, keys: Readonly<Record<string, PlistValue>>) => {
    const args = ['/bin/sleep', '600'];
    write(
      join(agents, `${label}.plist`),
      writePlist({ Zeal: 'kept', ...keys, ProgramArguments: args, Label: label }).replace(
        '<dict>',
        '<!-- mine --><dict>',
      ),
    );
  };
  place('org.example.a', { KeepAlive: true, ExitTimeOut: 20, StandardErrorPath: join(standIn.home, 'a.err.log') });
  place('org.example.b', { StartCalendarInterval: [{ Hour: 3, Minute: 0 }], RunAtLoad: true });
  const pids = new Map<string, string>();
  const pidOf = async (label: string) =>
    /pid = (\d+)/.exec((await standIn.call(['print', `${domain}/${label}`])).stdout)?.[1];
  for (const label of ['org.example.a', 'org.example.b']) {
    expect((await standIn.call(['bootstrap', domain, join(agents, `${label}.plist`)])).code).toBe(0);
    pids.set(label, (await pidOf(label))!);
  }

  const imported = await machine.svc(['import', agents, '-o', file]);
  expect(imported.stdout).toContain('imported');
  expect(imported.code, imported.stderr).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(`home: ${standIn.home}`);

  const before = standIn.log().length;
  const { code, stdout, stderr } = await machine.svc(['install', '--json'], ROOT);
  expect(code, stdout + stderr).toBe(0);
  const changing = standIn
    .log()
    .slice(before)
    .flatMap((event) => (event.kind === 'call' ? [event.argv?.[0]] : []))
    .filter((verb) => verb !== 'print' && verb !== 'print-disabled' && verb !== 'list');
  expect(changing).toEqual([]);
  for (const [label, pid] of pids) {
    expect(await pidOf(label)).toBe(pid);
    expect(readFileSync(join(agents, `${label}.plist`), 'utf8')).toContain('svc: org.example/');
  }
  expect(listFolder(agents)).toEqual(['org.example.a.plist', 'org.example.b.plist']);
  expect((await machine.svc(['diff'], ROOT)).code).toBe(0);
});
