/** What svc must not try, and what it says then. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  checkDomain,
  lockRefusal,
  noDomainRefusal,
  readCallingProcess,
  selfCallRefusal,
  stateFolderRefusal,
} from '../../src/deploy/guards.ts';
import type { Launchctl } from '../../src/launchd/port.ts';
import { moduleProcess } from '../support/module-process.ts';

const label = 'org.example.a';

describe('a service that calls svc on itself', () => {
  const fromTerminal = { serviceName: 'application.com.apple.Terminal.1.2', ancestors: [{ pid: 40, command: 'zsh' }] };

  it('is refused by its label, with the way out', () => {
    const refusal = selfCallRefusal({ label }, { serviceName: label, ancestors: [] });
    expect(refusal).toMatchObject({
      exit: 2,
      cause: expect.stringMatching(/org\.example\.a itself \(XPC_SERVICE_NAME/),
    });
    expect(refusal?.remedy).toMatch(/terminal.*another service.*keepAlive/);
  });

  it('is refused by an ancestor, however far up', () => {
    const ancestors = [
      { pid: 40, command: 'sh' },
      { pid: 41, command: 'node' },
      { pid: 42, command: 'x' },
    ];
    expect(selfCallRefusal({ label, pid: 42 }, { ancestors })?.cause).toContain('its process 42 (x) started this svc');
  });

  it('others are not: a terminal, another job, a job that does not run', () => {
    expect(selfCallRefusal({ label, pid: 77 }, fromTerminal)).toBeUndefined();
    expect(selfCallRefusal({ label }, { serviceName: '0', ancestors: [] })).toBeUndefined();
    expect(
      selfCallRefusal({ label, pid: 7 }, { serviceName: `${label}.b`, ancestors: [{ pid: 8, command: label }] }),
    ).toBeUndefined();
  });

  it('is known for what it is among real processes', async () => {
    const { start } = moduleProcess('deploy/guards.ts');
    const job = 'const read = m.readCallingProcess(); say(JSON.stringify(read)); setInterval(() => {}, 1000);';
    const child = start(job, { env: { XPC_SERVICE_NAME: label } });
    const [line] = await once(child.stdout!, 'data');
    const calling = JSON.parse(String(line));
    expect(calling.serviceName).toBe(label);
    expect(selfCallRefusal({ label: 'other', pid: process.pid }, calling)?.cause).toContain(`process ${process.pid} `);
    expect(selfCallRefusal({ label: 'other', pid: child.pid! }, calling)).toBeUndefined();
    const sibling = spawn('sleep', ['100']);
    onTestFinished(() => {
      sibling.kill();
    });
    expect(selfCallRefusal({ label: 'other', pid: sibling.pid! }, calling)).toBeUndefined();
  });

  it('an empty XPC_SERVICE_NAME names nobody', () => {
    expect(readCallingProcess({ XPC_SERVICE_NAME: '' })).not.toHaveProperty('serviceName');
  });
});

describe('a domain that is not there', () => {
  const answers = (codes: Record<string, number | undefined>, managerName = 'Background\n') => {
    const asked: string[] = [];
    const launchctl: Launchctl = async (argv) => {
      asked.push(argv.join(' '));
      const code = codes[argv.join(' ')];
      return {
        code,
        stdout: argv[0] === 'managername' ? managerName : '',
        stderr: '',
        ...(code === undefined && { failure: 'x' }),
      };
    };
    return { launchctl, asked };
  };
  const gui = { kind: 'gui', uid: 501 } as const;

  it.each([112, 125])('gui without a desktop (%d) is explained with three ways out', async (code) => {
    const { launchctl, asked } = answers({ 'print gui/501': code, managername: 0 });
    const refusal = await checkDomain(launchctl, gui);
    expect(asked).toEqual(['print gui/501', 'managername']);
    expect(refusal?.exit).toBe(3);
    expect(refusal?.cause).toBe(
      `There is no domain gui/501: uid 501 is not logged in at the desktop (launchctl answers ${code}, this session is Background).`,
    );
    expect(refusal?.remedy).toMatch(
      /Log in at the desktop.*; or write domain: user.*ssh.*; or write domain: system with user:/,
    );
  });

  it('right after a login at the desktop, patience is named', () => {
    expect(noDomainRefusal(gui, 125, 'Aqua').cause).toContain('right after a login');
    expect(noDomainRefusal(gui, 112, 'Aqua').cause).not.toContain('right after a login');
  });

  it('it goes without managername', async () => {
    const { launchctl } = answers({ 'print gui/501': 112 });
    expect((await checkDomain(launchctl, gui))?.cause).toContain('(launchctl answers 112).');
  });

  it('user and system have words of their own', () => {
    const user = noDomainRefusal({ kind: 'user', uid: 501 }, 112);
    expect(user.cause).toContain('no domain user/501: uid 501 is not logged in');
    expect(user.remedy).toContain('ssh is enough');
    expect(noDomainRefusal({ kind: 'system' }, 112).cause).toContain('every Mac has');
  });

  it.each([0, 1, 5, 64, undefined])('%s does not say that it is not there', async (code) => {
    const { launchctl, asked } = answers({ 'print gui/501': code });
    expect(await checkDomain(launchctl, gui)).toBeUndefined();
    expect(asked).toEqual(['print gui/501']);
  });
});

it('a lock that is held and a folder that can not be used are said with what to do', () => {
  expect(lockRefusal(77, '/state')).toMatchObject({
    exit: 3,
    cause: expect.stringContaining('pid 77'),
    remedy: expect.stringContaining('ps -p 77'),
  });
  const problem = { kind: 'refused', path: '/x', code: 'ENOSPC', message: 'the disk is full' } as const;
  expect(stateFolderRefusal(problem)).toMatchObject({
    exit: 3,
    cause: 'The state folder can not be used: /x: the disk is full.',
    remedy: expect.stringContaining('make room'),
  });
});

it.each([
  [{ code: 'EACCES' }, 'let the user it is for read, write and enter it'],
  [{ code: 'EPERM' }, 'let the user it is for read, write and enter it'],
  [{ code: 'EROFS' }, 'make that disk writable'],
  [{ code: 'EDQUOT' }, 'make room'],
  [{ code: 'EMFILE' }, 'ulimit -n'],
  [{ code: 'EIO' }, 'mend that'],
  [{ code: '', wrong: 'owner' }, 'chown'],
  [{ code: '', wrong: 'mode' }, 'chmod go-w'],
  [{ code: '', wrong: 'kind' }, 'remove what is in its place'],
] as const)('a state folder that can not be used is told with what helps: %j', (fault, way) => {
  const { remedy } = stateFolderRefusal({ kind: 'refused', path: '/x', message: 'why', ...fault });
  expect(remedy).toContain(way);
  expect(remedy.includes('chown')).toBe(way === 'chown');
});
