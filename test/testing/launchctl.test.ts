/** The verbs of the stand-in's launchctl: exit codes and words of launchctl.md §3, §4.5, §7. */
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StandIn } from '../../src/testing/index.ts';
import { agent, daemon, standIn, until } from '../support/stand-in.ts';

const LABEL = 'com.example.a';
const TARGET = `gui/501/${LABEL}`;
const RICHER = 'Try re-running the command as root for richer errors.\n';

/** Calls and gives code and words together. */
async function say(machine: StandIn, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await machine.call(argv, { cwd: join(machine.home, 'Library/LaunchAgents') });
  return `${code} ${stdout}${stderr}`;
}

async function loaded(machine: StandIn, keys = {}): Promise<string> {
  const path = agent(machine, LABEL, keys);
  expect(await say(machine, 'bootstrap', 'gui/501', path)).toBe('0 ');
  return path;
}

describe('bootstrap', () => {
  it('loads by an absolute path, and by one from the current folder', async () => {
    const machine = await standIn();
    await loaded(machine, { RunAtLoad: true });
    expect(machine.job(TARGET)?.state).toBe('running');
    agent(machine, 'com.example.b');
    expect(await say(machine, 'bootstrap', 'gui/501', 'com.example.b.plist')).toBe('0 ');
    expect(machine.job('gui/501/com.example.b')?.state).toBe('not running');
  });

  it('masks every code of launchd as 5 for callers that are not root', async () => {
    const machine = await standIn();
    const path = await loaded(machine);
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toBe(
      `5 Bootstrap failed: 5: Input/output error\n${RICHER}`,
    );
    expect(machine.log().at(-1)).toMatchObject({ kind: 'call', code: 5, argv: ['bootstrap', 'gui/501', path] });
  });

  it.each<readonly [number, string, (machine: StandIn) => string]>([
    [37, 'Operation already in progress', (m) => agent(m, 'com.example.taken')],
    [17, 'File exists', (m) => elsewhere(m)],
    [108, 'Invalid path', (m) => join(m.home, 'nowhere.plist')],
    [109, 'Invalid property list', (m) => written(m, 'no property list')],
    [110, 'Invalid or missing service identifier', (m) => agent(m, 'x', { Label: '' })],
    [111, 'Invalid or missing Program/ProgramArguments', (m) => agent(m, 'x', { ProgramArguments: [] })],
    [119, 'Service is disabled', (m) => agent(m, 'com.example.off', { Disabled: true })],
    [122, 'Path had bad ownership/permissions', (m) => withMode(agent(m, 'com.example.w'), 0o666)],
    [122, 'Path had bad ownership/permissions', (m) => linked(m)],
    [134, 'Service cannot load in requested session', (m) => agent(m, 'x', { LimitLoadToSessionType: 'Background' })],
  ])('answers %i, %s, to whoever may see it', async (code, words, make) => {
    const machine = await standIn({ richErrors: true });
    await say(machine, 'bootstrap', 'gui/501', agent(machine, 'com.example.taken'));
    const answer = await say(machine, 'bootstrap', 'gui/501', make(machine));
    expect(answer).toBe(`${code} Bootstrap failed: ${code}: ${words}\n`);
  });

  it('answers 133 for several files, with a line for each that failed', async () => {
    const machine = await standIn({ richErrors: true });
    const [good, bad] = [agent(machine, LABEL), join(machine.home, 'nowhere.plist')];
    const answer = await say(machine, 'bootstrap', 'gui/501', bad, good);
    expect(answer).toMatch(/^133 .*nowhere\.plist: 108: Invalid path\nBootstrap failed: 133: /);
    expect(machine.job(TARGET)).toBeDefined();
  });

  it('takes user/<uid> only for jobs that say Background', async () => {
    const machine = await standIn({ richErrors: true });
    const plain = agent(machine, LABEL);
    expect(await say(machine, 'bootstrap', 'user/501', plain)).toMatch(/^134 /);
    const background = agent(machine, LABEL, { LimitLoadToSessionType: ['Aqua', 'Background'] });
    expect(await say(machine, 'bootstrap', 'user/501', background)).toBe('0 ');
    expect(await say(machine, 'bootstrap', 'gui/501', background)).toBe('0 ');
  });

  it.each([['gui/501'], ['gui/x', 'a.plist'], ['gui', 'a.plist'], [`gui/501/${LABEL}`, 'a.plist'], []])(
    'answers 64 to %j and more of the kind',
    async (...args) => {
      expect(await say(await standIn(), 'bootstrap', ...args)).toMatch(/^64 [\s\S]*Usage: launchctl bootstrap /);
    },
  );
});

function elsewhere(machine: StandIn): string {
  const path = agent(machine, 'com.example.elsewhere', { Label: 'com.example.taken' });
  return path;
}

function written(machine: StandIn, text: string): string {
  const path = join(machine.home, 'x.plist');
  writeFileSync(path, text);
  return path;
}

function withMode(path: string, mode: number): string {
  chmodSync(path, mode);
  return path;
}

function linked(machine: StandIn): string {
  const path = join(machine.home, 'link.plist');
  symlinkSync(agent(machine, 'com.example.l'), path);
  return path;
}

describe('bootout', () => {
  it('goes by label even when the file is gone, and answers 3 for what is not loaded', async () => {
    const machine = await standIn();
    rmSync(await loaded(machine));
    expect(await say(machine, 'bootout', TARGET)).toBe('0 ');
    expect(await say(machine, 'bootout', TARGET)).toBe('3 Boot-out failed: 3: No such process\n');
  });

  it('goes by file', async () => {
    const machine = await standIn();
    const path = await loaded(machine);
    expect(await say(machine, 'bootout', 'gui/501', path)).toBe('0 ');
    expect(await say(machine, 'bootout', 'gui/501', path)).toMatch(/^3 /);
  });

  it('shows both sides of the race: the label is taken until the process is gone', async () => {
    const machine = await standIn();
    const stubborn = {
      ProgramArguments: ['/bin/sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done'],
      StandardOutPath: join(machine.home, 'out'),
      RunAtLoad: true,
    };
    const path = await loaded(machine, { ...stubborn, ExitTimeOut: 3600 });
    await until(() => readFileSync(stubborn.StandardOutPath, 'utf8') === 'ready\n', 'the trap of the shell');
    expect(await say(machine, 'bootout', TARGET)).toBe('0 ');
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toMatch(/^5 Bootstrap failed: 5:/);
    expect(await say(machine, 'kickstart', TARGET)).toBe(
      `37 Could not kickstart service "${LABEL}": 37: Operation already in progress\n`,
    );
    expect(await say(machine, 'print', TARGET)).toMatch(/^0 [\s\S]*\n\tstate = SIGTERMed\n/);
    machine.advance(3600);
    await until(() => machine.job(TARGET) === undefined);
    expect(await say(machine, 'kickstart', TARGET)).toMatch(/^113 /);
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toBe('0 ');
  });

  it('answers 36 while the process is there on macOS 11', async () => {
    const machine = await standIn({ macos: 11 });
    await loaded(machine, { RunAtLoad: true });
    expect(await say(machine, 'bootout', TARGET)).toBe('36 Boot-out failed: 36: Operation now in progress\n');
  });

  it('has --wait from macOS 26 on; before, it is 64 and the job stays', async () => {
    const old = await standIn({ macos: 15 });
    await loaded(old, { RunAtLoad: true });
    expect(await say(old, 'bootout', '--wait', TARGET)).toMatch(
      /^64 Unrecognized target specifier\.\nUsage: launchctl bootout /,
    );
    expect(old.job(TARGET)?.state).toBe('running');
    const recent = await standIn({ macos: 26 });
    await loaded(recent, { RunAtLoad: true });
    expect(await say(recent, 'bootout', '--wait', TARGET)).toBe('0 ');
    expect(recent.job(TARGET)).toBeUndefined();
  });
});

describe('domains', () => {
  it('answers 125 to changes and 112 to questions where nobody is logged in', async () => {
    const machine = await standIn({ domains: ['user/501', 'system'] });
    const path = agent(machine, LABEL);
    const missing = 'Could not find domain for user gui: 501\n';
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toBe(
      '125 Bootstrap failed: 125: Domain does not support specified action\n',
    );
    expect(await say(machine, 'bootout', TARGET)).toMatch(/^125 Boot-out failed: 125: /);
    expect(await say(machine, 'print', 'gui/501')).toBe(`112 Bad request.\n${missing}`);
    expect(await say(machine, 'print', TARGET)).toBe(`112 Bad request.\n${missing}`);
    expect(await say(machine, 'kickstart', TARGET)).toBe(`112 ${missing}`);
    expect(await say(machine, 'managername')).toBe('0 Background\n');
  });

  it('keeps other people out: 1 for the system and for another user, who may be looked at by root only', async () => {
    const machine = await standIn({ domains: ['gui/501', 'gui/502', 'system'] });
    const path = agent(machine, LABEL);
    const refused = '1 Bootstrap failed: 1: Operation not permitted\n';
    expect(await say(machine, 'bootstrap', 'system', path)).toBe(refused);
    expect(await say(machine, 'bootstrap', 'gui/502', path)).toBe(refused);
    expect(await say(machine, 'print', 'gui/502')).toMatch(/^1 Could not print domain: 1: Operation not permitted\n$/);
    expect(await say(machine, 'print', 'system')).toMatch(/^0 system = \{\n/);
    const root = await standIn({ uid: 0, domains: ['gui/501', 'system'] });
    expect(await say(root, 'bootstrap', 'gui/501', agent(root, LABEL))).toBe('0 ');
    expect(await say(root, 'bootstrap', 'system', daemon(root, 'com.example.d'))).toBe('0 ');
    expect(await say(root, 'list')).toBe('0 PID\tStatus\tLabel\n-\t0\tcom.example.d\n');
    expect(await say(root, 'managername')).toBe('0 System\n');
  });
});

describe('enable, disable, print-disabled', () => {
  it('sets overrides for labels that need not exist, in the form of the release', async () => {
    for (const [macos, yes, no] of [
      [12, 'true', 'false'],
      [13, 'disabled', 'enabled'],
    ] as const) {
      const machine = await standIn({ macos });
      expect(await say(machine, 'disable', 'gui/501/com.example.z')).toBe('0 ');
      expect(await say(machine, 'enable', TARGET)).toBe('0 ');
      expect(await say(machine, 'print-disabled', 'user/501')).toBe(
        `0 disabled services = {\n\t"${LABEL}" => ${no}\n\t"com.example.z" => ${yes}\n}\n`,
      );
    }
  });

  it('does not stop what runs, and forbids the next bootstrap until it is enabled', async () => {
    const machine = await standIn({ richErrors: true });
    const path = await loaded(machine, { RunAtLoad: true });
    await say(machine, 'disable', TARGET);
    expect(machine.job(TARGET)?.state).toBe('running');
    await say(machine, 'bootout', TARGET);
    await until(() => machine.job(TARGET) === undefined);
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toMatch(/^119 /);
    await say(machine, 'enable', TARGET);
    expect(await say(machine, 'bootstrap', 'gui/501', path)).toBe('0 ');
  });

  it.each([['enable', 'gui/501'], ['disable', LABEL], ['enable', 'gui/501//'], ['disable']])(
    'answers 64 to %s %s',
    async (...argv) => {
      expect(await say(await standIn(), ...argv)).toMatch(/^64 /);
    },
  );
});

describe('kickstart and kill', () => {
  it('starts, and prints the pid to a pipe and a sentence to a terminal', async () => {
    const machine = await standIn();
    await loaded(machine);
    expect(await say(machine, 'kickstart', '-p', TARGET)).toMatch(/^0 \d+\n$/);
    const pid = machine.job(TARGET)?.pid;
    const { stdout } = await machine.call(['kickstart', '-p', TARGET], { isTty: true });
    expect(stdout).toBe(`service spawned with pid: ${pid}\n`);
    expect(await say(machine, 'kickstart', TARGET)).toBe('0 ');
  });

  it('starts anew with -k', async () => {
    const machine = await standIn({ timeScale: 0.05 });
    await loaded(machine, { RunAtLoad: true, ThrottleInterval: 1 });
    const before = machine.job(TARGET)?.pid;
    expect(await say(machine, 'kickstart', '-kp', TARGET)).toMatch(/^0 /);
    await until(() => ![undefined, before].includes(machine.job(TARGET)?.pid));
  });

  it('sends signals by name and by the numbers of macOS, and answers 3 without a process', async () => {
    const machine = await standIn();
    await loaded(machine);
    expect(await say(machine, 'kill', 'TERM', TARGET)).toBe('3 No process to signal.\n');
    for (const signal of ['SIGTERM', 'term', '30']) {
      machine.advance(20);
      await say(machine, 'kickstart', TARGET);
      expect(await say(machine, 'kill', signal, TARGET)).toBe('0 ');
      await until(() => machine.job(TARGET)?.pid === undefined);
    }
    // 30 is SIGUSR1 on macOS, and SIGPWR on Linux.
    expect(machine.job(TARGET)?.lastExit).toEqual({ signal: 'SIGUSR1' });
    expect(await say(machine, 'kill', 'SIGNOT', TARGET)).toMatch(/^64 /);
  });

  it('answers 113 for what is not loaded', async () => {
    const machine = await standIn();
    const words = `113 Could not find service "${LABEL}" in domain for user gui: 501\n`;
    expect(await say(machine, 'kickstart', TARGET)).toBe(words);
    expect(await say(machine, 'kill', '9', TARGET)).toBe(words);
    expect(await say(machine, 'blame', TARGET)).toBe(words);
    expect(await say(machine, 'print', `user/501/${LABEL}`)).toBe(
      `113 Bad request.\nCould not find service "${LABEL}" in domain for uid: 501\n`,
    );
  });
});

describe('legacy verbs', () => {
  it('load and unload exit 0 even when they fail, and -w turns the override', async () => {
    const machine = await standIn();
    const path = agent(machine, LABEL, { Disabled: true });
    expect(await say(machine, 'load', path)).toBe(
      '0 Load failed: 5: Input/output error\nTry running `launchctl bootstrap` as root for richer errors.\n',
    );
    expect(await say(machine, 'load', '-w', path)).toBe('0 ');
    expect(machine.job(TARGET)).toBeDefined();
    expect(await say(machine, 'unload', '-w', path)).toBe('0 ');
    expect(machine.job(TARGET)).toBeUndefined();
    expect(await say(machine, 'unload', path)).toMatch(/^0 Unload failed: 5: Input\/output error\n/);
    expect(await say(machine, 'print-disabled', 'gui/501')).toContain(`"${LABEL}" => disabled`);
    expect(await say(machine, 'load')).toMatch(/^64 /);
  });

  it('act in the system domain as root, with a warning about agents', async () => {
    const machine = await standIn({ uid: 0, domains: ['gui/0', 'system'] });
    expect(await say(machine, 'load', agent(machine, LABEL))).toMatch(
      /^0 Warning: Expecting a LaunchDaemons path since the command was ran as root\./,
    );
    expect(machine.job(`system/${LABEL}`)).toBeDefined();
  });

  it('start, stop and remove go by label, and say 3 without a word for what is not loaded', async () => {
    const machine = await standIn();
    for (const verb of ['start', 'stop', 'remove']) expect(await say(machine, verb, LABEL)).toBe('3 ');
    await loaded(machine);
    expect(await say(machine, 'start', LABEL)).toBe('0 ');
    expect(machine.job(TARGET)?.state).toBe('running');
    expect(await say(machine, 'stop', LABEL)).toBe('0 ');
    await until(() => machine.job(TARGET)?.pid === undefined);
    expect(await say(machine, 'remove', LABEL)).toBe('0 ');
    expect(machine.job(TARGET)).toBeUndefined();
  });

  it('list LABEL answers 113, or 3 where that is asked for', async () => {
    expect(await say(await standIn(), 'list', 'com.example.none')).toMatch(/^113 Could not find service /);
    expect(await say(await standIn({ semantics: { listAbsent: 3 } }), 'list', 'com.example.none')).toMatch(/^3 /);
  });
});

describe('the rest', () => {
  it.each([
    [['error', '113'], '0 113: Could not find specified service\n'],
    [['error', 'posix', '5'], '0 5: Input/output error\n'],
    [['error', '9999'], '0 9999: unknown error code\n'],
    [['managername'], '0 Aqua\n'],
    [['manageruid'], '0 501\n'],
    [['managerpid'], '0 1\n'],
  ])('%j', async (argv, answer) => {
    expect(await say(await standIn(), ...argv)).toBe(answer);
  });

  it('says what it is, what it lacks (78) and what is no verb (64)', async () => {
    const machine = await standIn();
    expect(await say(machine, 'version')).toMatch(/^0 launchd semantics, not launchd: .*for tests only/);
    expect(await say(machine, 'help')).toMatch(/^0 [\s\S]*launchd semantics, not launchd/);
    expect(await say(machine, 'dumpstate')).toMatch(/^78 .*78: Function not implemented\n/);
    expect(await say(machine, 'frobnicate')).toMatch(/^64 Unrecognized subcommand: frobnicate\n/);
    expect(await say(machine)).toMatch(/^64 /);
  });

  it('answers anything whatever with a code, and stays alive', async () => {
    const machine = await standIn();
    await loaded(machine);
    const verbs =
      'bootstrap bootout enable kickstart kill print print-disabled list blame load remove stop error'.split(' ');
    const word = fc.oneof(
      fc.constantFrom(
        'gui/501',
        TARGET,
        '--wait',
        '-k',
        '-w',
        '/',
        'system/',
        'gui/501/',
        '-',
        'TERM',
        'gui/99999999999',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    expect((await machine.call(['load', '-w', '\0'])).code).toBeGreaterThanOrEqual(0); // found here
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...verbs), fc.array(word, { maxLength: 4 }), async (verb, words) => {
        const { code, stdout, stderr } = await machine.call([verb, ...words]);
        expect(Number.isInteger(code) && code >= 0 && code < 256).toBe(true);
        expect(code === 0 || verb === 'start' || verb === 'stop' || verb === 'remove' || stdout + stderr !== '').toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
    expect(await say(machine, 'managername')).toBe('0 Aqua\n');
  });
});
