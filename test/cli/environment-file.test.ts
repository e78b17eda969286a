/** A service with an `environmentFile` from install to trouble; environment-file.slow.test.ts has more. */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { change, sleepers } from '../support/changes.ts';
import { standInMachine, write } from '../support/stand-in-machine.ts';

it('is refused while its file can not be used, installed with its launcher, and mended where that is gone', async () => {
  const machine = await standInMachine('version: 1\nnamespace: org.example\nservices: {}\n');
  const file = join(machine.standIn.home, 'secrets');
  machine.declare(sleepers(['a'], { a: `environmentFile: ${file}` }));
  const refused = await machine.svc(['install']);
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain('there is no such file');
  // Found by trying: it was said to be somebody else's file, and what its installation would cost.
  const shown = await machine.svc(['diff']);
  expect([shown.code, shown.stdout]).toEqual([
    1,
    expect.stringContaining('! a (org.example.a): not installed, refused\n'),
  ]);
  expect(shown.stdout).not.toContain('background item');

  write(file, 'A=1\n', 0o600);
  const installed = await change(machine, ['install']);
  expect([installed.code, installed.results], installed.stderr).toEqual([0, ['a installed']]);
  const launchers = join(machine.standIn.home, '.local/state/svc/org.example/bin');
  expect(readdirSync(launchers)).toEqual(['a']);
  expect(machine.standIn.job(`${machine.domain}/org.example.a`)?.definition.arguments[0]).toContain(launchers);

  rmSync(join(launchers, 'a'));
  expect((await machine.svc(['doctor'])).stdout).toContain('The launcher that reads its environment file is gone.');
  const mended = await change(machine, ['install']);
  expect(mended.code, mended.stderr).toBe(0);
  expect(readdirSync(launchers)).toEqual(['a']);

  chmodSync(file, 0o644);
  expect((await machine.svc(['doctor'])).stdout).toContain('its mode is 0644');
  const removed = await change(machine, ['uninstall', 'a']);
  expect([removed.results, readdirSync(launchers)]).toEqual([['a removed'], []]);
});
