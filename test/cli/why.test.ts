/** `svc why`, the built program: meanings alone, and with a service against the stand-in for launchd. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { standInMachine } from '../support/stand-in-machine.ts';
import { contentsOf, folderWith, svc } from '../support/svc.ts';

const SERVICES = `version: 1
namespace: org.example
services:
  gateway:
    command: [/bin/sleep, "1000"]
    keepAlive: true
    exitTimeout: 20
`;

describe('svc why <code>', () => {
  it('says both things that 78 means, without services.yaml and off macOS', () => {
    const { code, stdout, stderr } = svc(['why', '78'], { cwd: folderWith() });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'svc: name a service, and svc looks which of the causes it has: svc why <code> <service>\n',
    });
    expect(stdout).toMatch(
      /^As the last exit of a job: exit 78 EX_CONFIG: the program never ran, or returned 78 itself\n/,
    );
    expect(stdout).toContain('\n  1. the program is missing, is not executable or not given by an absolute path\n');
    expect(stdout).toContain('\nAs exit code of launchctl: 78: Function not implemented\n');
  });

  it('takes a signal as `launchctl list` prints it, and options around it', () => {
    const { code, stdout } = svc(['--json', 'why', '-15', '-q']);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      version: 1,
      asked: '-15',
      readings: [{ as: 'exit', signal: 'SIGTERM', text: 'killed by SIGTERM', confidence: 'high' }],
    });
    expect(Object.keys(document)).toEqual(['version', 'asked', 'readings']);
  });

  it('exits 2 for what it does not know, with the nearest that it does', () => {
    expect(svc(['why', 'EX_CONFG'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'svc: nothing is known of "EX_CONFG". Did you mean EX_CONFIG?\n',
    });
    const hostile = svc(['why', `\u001b[31m\u202e${'x'.repeat(500)}`]);
    expect(hostile.code).toBe(2);
    expect(hostile.stderr).not.toMatch(/[\u001b\u202e]/);
    expect(hostile.stderr.length).toBeLessThan(300);
  });
});

describe('svc why <code> <service>', () => {
  it('finds the one cause, shows the others as ruled out, and changes nothing', async () => {
    const machine = await standInMachine(SERVICES, { richErrors: false });
    await machine.place(machine.declare(SERVICES));
    const target = `${machine.domain}/org.example.gateway`;
    const path = join(machine.agents, 'org.example.gateway.plist');
    await machine.standIn.call(['bootout', target]);
    await expect.poll(() => machine.standIn.job(target)).toBeUndefined();
    chmodSync(path, 0o664);
    const { code: refused, stderr: words } = await machine.standIn.call(['bootstrap', machine.domain, path]);
    expect(refused).toBe(5);
    const before = contentsOf(machine.standIn.folder);
    const calls = machine.standIn.log().length;
    const { code, stdout, stderr } = await machine.svc(['why', words, 'gateway']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/\ngateway \(org\.example\.gateway\): 1 found, \d+ ruled out, 1 not known\n/);
    expect(stdout).toContain('\n  ! found      file-mode\n');
    expect(stdout).toContain(`\n      $ chmod 0644 ${path}\n`);
    expect(stdout).toContain('\n  - ruled out  draining\n');
    expect(stdout).toContain('\n  ? not known  quarantine\n      Quarantine was not looked at: it is only on macOS.\n');
    expect(contentsOf(machine.standIn.folder)).toEqual(before);
    const made = machine.standIn
      .log()
      .slice(calls)
      .filter(({ kind }) => kind === 'call');
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ text }) => !/^launchctl print(?:-disabled)? /.test(text))).toEqual([]);

    chmodSync(path, 0o644);
    const none = await machine.svc(['why', '5', 'gateway', '--json']);
    expect(none.code).toBe(0);
    expect(JSON.parse(none.stdout)).toMatchObject({ service: 'gateway', label: 'org.example.gateway' });
    expect(JSON.parse(none.stdout).more[0]).toBe(`sudo launchctl bootstrap ${machine.domain} ${path}`);
  });

  it('exits 2 for a service that is not there, and 3 where launchctl does not answer', async () => {
    const machine = await standInMachine(SERVICES);
    const unknown = await machine.svc(['why', '5', 'gatway']);
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: 'svc: there is no service "gatway". Did you mean gateway?\n',
    });
    const silent = await machine.svc(['why', '5', 'gateway'], { SVC_LAUNCHCTL: '/nonexistent/launchctl' });
    expect(silent.code).toBe(3);
    expect(silent.stdout).toContain('? not known  draining');
    expect(silent.stdout).toContain('! found      plist-missing');
  });
});
