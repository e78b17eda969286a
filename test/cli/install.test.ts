/** `svc install`, the built program against the stand-in for launchd. More, and slower: install-*.slow.test.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { change, sleepers, unwrapped } from '../support/changes.ts';
import { standInMachine, write } from '../support/stand-in-machine.ts';

it('installs, finds nothing to do, and puts back what does not come up, with what it said', async () => {
  const logs = { b: 'logs: ~/logs' };
  const machine = await standInMachine(sleepers(['a', 'b'], logs));
  const { domain, standIn } = machine;
  const first = await machine.svc(['install']);
  const [a, b] = ['a', 'b'].map((name) => standIn.job(`${domain}/org.example.${name}`));
  expect([first.code, first.stdout]).toEqual([
    0,
    `installed    a  org.example.a  running, pid ${a?.pid}\ninstalled    b  org.example.b  running, pid ${b?.pid}\n2 installed.\n`,
  ]);
  expect(unwrapped(first.stderr)).toMatch(/^svc: After a reboot launchd loads these jobs .*\. $/);

  const second = await change(machine, ['install']);
  expect([second.code, second.results, second.changing]).toEqual([0, ['a unchanged', 'b unchanged'], []]);

  const bad = join(standIn.home, 'bad.sh');
  write(bad, '#!/bin/sh\necho "no database" >&2\nexit 3\n', 0o755);
  const plist = readFileSync(join(machine.agents, 'org.example.b.plist'), 'utf8');
  machine.declare(sleepers(['a', 'b'], logs).replace(/(b:\n.*)\/bin\/sleep/, `$1${bad}`));
  const third = await change(machine, ['install']);
  expect([third.code, third.results]).toEqual([3, ['a unchanged', 'b rolled-back']]);
  const { error, after } = third.services[1]!;
  expect(error?.cause).toMatch(/with exit 3.*; .*\/logs\/b-stderr\.log ends with:(\nno database)+$/);
  expect(error?.remedy).toContain('The old version runs on');
  expect(after).toEqual({ state: 'running', pid: standIn.job(`${domain}/org.example.b`)?.pid });
  expect(readFileSync(join(machine.agents, 'org.example.b.plist'), 'utf8')).toBe(plist);
  expect(standIn.job(`${domain}/org.example.a`)?.pid).toBe(a?.pid);
});
