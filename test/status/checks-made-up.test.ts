/** Causes that the stand-in can not have, in machines made up: quarantine, accounts, signatures, foreign users. */
import { describe, expect, it } from 'vitest';
import type { LoadState, ObservedJob, Target } from '../../src/deploy/types.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import type { CheckAnswer, JobFacts } from '../../src/status/checks/check.ts';
import { type JobCheckId, jobCheckIds, runChecks } from '../../src/status/checks/index.ts';
import { type JobHost, readJobHost } from '../../src/system/job-host.ts';
import { GUI, jobOf, TARGET, USER } from '../deploy/situations.ts';

const PROGRAM = '/usr/local/bin/server';

const HOST: JobHost = {
  uid: 501,
  isMac: true,
  file: () => undefined,
  stat: () => ({ kind: 'file', mode: 0o755, uid: 501, gid: 20 }),
  realPath: (path) => path,
  environmentFile: () => undefined,
  hasUser: () => true,
  hasGroup: () => true,
  mayUse: () => true,
  isQuarantined: () => false,
  modifiedAt: () => 0,
  changedAt: () => 0,
  startedAt: () => 0,
  interpreterOf: () => undefined,
};

interface MadeUp {
  readonly host?: Partial<JobHost>;
  readonly body?: string;
  readonly target?: Partial<Target>;
  /** Lines of `launchctl print`. */
  readonly printed?: readonly string[];
  readonly observed?: Partial<ObservedJob>;
}

function loadedAs(lines: readonly string[], domain = GUI): LoadState {
  const path = '/Users/user/Library/LaunchAgents/org.example.a.plist';
  const all = [`path = ${path}`, ...lines].map((line) => `\t${line}\n`).join('');
  return { is: 'loaded', domain, printed: parsePrintedService(`gui/501/org.example.a = {\n${all}}\n`) };
}

function answer(
  id: JobCheckId,
  { host, body = `command: [${PROGRAM}]\nkeepAlive: true`, ...more }: MadeUp,
): CheckAnswer {
  const target = { ...TARGET, ...more.target };
  const desired = jobOf(body, target);
  const observed: ObservedJob = {
    label: desired.label,
    strays: [],
    missingFolders: [],
    loaded: more.printed ? loadedAs(more.printed) : { is: 'absent', domain: target.domain },
    file: {
      path: desired.path,
      bytes: Buffer.from(desired.text),
      dict: desired.dict,
      isSymlink: false,
      mode: 0o644,
      uid: 501,
    },
    ...more.observed,
  };
  const facts: JobFacts = {
    desired,
    target,
    observed,
    domain: 'there',
    file: observed.file!,
    dict: desired.dict,
    host: { ...HOST, ...host },
    purpose: 'doctor',
  };
  return runChecks([id], facts)[0]!;
}

const SYSTEM: Partial<Target> = { domain: { kind: 'system' }, folder: '/Library/LaunchDaemons', uid: 0, gid: 0 };
const ROOTS = `command: [${PROGRAM}]\nkeepAlive: true\n`;
const FROM_FILE = `${ROOTS}environmentFile: /Users/user/x.env`;
const log = (path: string) => `command: [${PROGRAM}]\nkeepAlive: true\nplist: { StandardOutPath: ${path} }`;

const FOUND: readonly (readonly [what: string, JobCheckId, MadeUp, cause: string, proposal: string])[] = [
  [
    'a quarantined program',
    'quarantine',
    { host: { isQuarantined: (path) => path === PROGRAM } },
    `${PROGRAM} is quarantined`,
    `xattr -d com.apple.quarantine ${PROGRAM}`,
  ],
  [
    'a user that does not exist',
    'account',
    {
      target: SYSTEM,
      body: `${ROOTS}plist: { UserName: nobody-here }`,
      host: { hasUser: () => false },
    },
    'The user nobody-here of UserName does not exist.',
    '',
  ],
  [
    'a group that does not exist',
    'account',
    {
      target: SYSTEM,
      body: `${ROOTS}plist: { GroupName: none }`,
      host: { hasGroup: () => false },
    },
    'The group none of GroupName does not exist.',
    '',
  ],
  [
    'a log of somebody else',
    'log-files',
    {
      body: log('/Users/user/logs/a.log'),
      host: {
        mayUse: (_path, use) => use !== 'write',
        stat: (path) => ({ kind: path.endsWith('.log') ? 'file' : 'folder', mode: 0o644, uid: 0, gid: 0 }),
      },
    },
    'The job may not write its log /Users/user/logs/a.log, which belongs to uid 0.',
    'ls -ld /Users/user/logs /Users/user/logs/a.log',
  ],
  [
    'a working directory that it may not enter',
    'working-directory',
    {
      body: `command: [${PROGRAM}]\nkeepAlive: true\nplist: { WorkingDirectory: /srv/x }`,
      host: { mayUse: () => false, stat: () => ({ kind: 'folder', mode: 0o700, uid: 0, gid: 0 }) },
    },
    'The job may not enter its working directory /srv/x.',
    'ls -ld /srv/x',
  ],
  [
    'a signature that the kernel refused',
    'code-signature',
    { printed: ['state = not running', 'last exit reason = OS_REASON_CODESIGNING'] },
    'The kernel refused the code signature',
    `codesign --verify --verbose ${PROGRAM}`,
  ],
  [
    'a signature that changed',
    'code-signature',
    { printed: ['state = running', 'pid = 7', 'properties = keepalive | needs LWCR update'] },
    'changed since the job was loaded (needs LWCR update)',
    'svc stop a',
  ],
  [
    'a Program that is no string, and nothing else to start',
    'program-named',
    { body: 'plist: { Program: [/bin/x], RunAtLoad: true }' },
    'Program is no string.',
    'svc install a --force',
  ],
  [
    'a job that launchd gave up on',
    'throttle',
    { printed: ['state = not running', 'last exit code = 3', 'properties = keepalive | penalty box'] },
    'launchd backs off from starting the job (penalty box); it last ended with exit 3.',
    'svc logs a',
  ],
  [
    'a reason of the kernel',
    'last-exit',
    { printed: ['state = not running', 'last exit reason = OS_REASON_DYLD'] },
    'It last ended for OS_REASON_DYLD.',
    'svc why OS_REASON_DYLD a',
  ],
  [
    'a crash',
    'last-exit',
    { printed: ['state = not running', 'last terminating signal = Segmentation fault: 11'] },
    'It was last killed by SIGSEGV.',
    'svc why -11 a',
  ],
  [
    'a job in the other domain of the user',
    'loaded-elsewhere',
    { observed: { elsewhere: loadedAs(['state = running'], USER) } },
    'org.example.a is loaded in user/501 as well as meant for gui/501: it may run twice.',
    'launchctl bootout user/501/org.example.a',
  ],
  [
    'a home on a volume',
    'volume',
    { target: { home: '/Volumes/Disk/user', folder: '/Volumes/Disk/user/Library/LaunchAgents' } },
    'launchd refuses property lists there.',
    '',
  ],
  [
    'a path with spaces and quotes',
    'file-mode',
    {
      target: { folder: "/Users/o'user/My Agents" },
      host: { stat: () => ({ kind: 'file', mode: 0o666, uid: 501, gid: 20 }) },
    },
    'has the mode 0666',
    "chmod 0644 '/Users/o'\\''user/My Agents/org.example.a.plist'",
  ],
  [
    "a daemon's file",
    'file-mode',
    { target: SYSTEM, host: { stat: () => ({ kind: 'file', mode: 0o664, uid: 0, gid: 0 }) } },
    'has the mode 0664: its group may write it',
    'sudo chmod 0644 /Library/LaunchDaemons/org.example.a.plist',
  ],
  ['a relative log', 'log-files', { body: log('logs/a.log') }, 'The log "logs/a.log" is no absolute path.', ''],
  [
    'a log in what is no folder',
    'log-files',
    { body: log('/srv/x/a.log') },
    '/srv/x, which is to hold the log, is no folder.',
    'ls -ld /srv/x /srv/x/a.log',
  ],
  [
    'a relative program',
    'program-file',
    { body: `${ROOTS}plist: { Program: bin/server }` },
    'The program "bin/server" is a relative path: launchd does not find it.',
    '',
  ],
  [
    'a bare name that is no program of macOS',
    'program-file',
    { body: `${ROOTS}plist: { Program: server }` },
    '"server" is a bare name: launchd looks for it in /usr/bin',
    '',
  ],
  [
    'arguments in one text',
    'program-named',
    { body: 'plist: { ProgramArguments: /bin/x -v, RunAtLoad: true }' },
    'ProgramArguments is no array.',
    'svc install a --force',
  ],
  [
    'a file in place of the working directory',
    'working-directory',
    { body: `${ROOTS}plist: { WorkingDirectory: /srv/x }` },
    'The working directory /srv/x is no folder.',
    'ls -ld /srv/x',
  ],
  [
    'a relative working directory',
    'working-directory',
    { body: `${ROOTS}plist: { WorkingDirectory: srv/x }` },
    'WorkingDirectory "srv/x" is no absolute path.',
    '',
  ],
  [
    'a path that goes with the next upgrade',
    'unstable-path',
    { body: 'command: [/opt/homebrew/Cellar/node/22.1.0/bin/node]\nkeepAlive: true' },
    '/opt/homebrew/Cellar/node/22.1.0/bin/node is of Homebrew and goes, or leads elsewhere, with an upgrade.',
    '',
  ],
  [
    'an environment file that its launcher refuses',
    'environment-file',
    { body: FROM_FILE, observed: { environmentProblem: 'its mode is 0644' } },
    'Its environment file /Users/user/x.env can not be used: its mode is 0644.',
    '',
  ],
  [
    'a launcher that is gone',
    'environment-file',
    { body: FROM_FILE },
    'The launcher that reads its environment file is gone.',
    'svc install a',
  ],
  [
    'a launcher that somebody changed',
    'environment-file',
    { body: FROM_FILE, observed: { launcher: { path: '/x', isRight: false, isOurs: true } } },
    'The launcher that reads its environment file is not as svc writes it.',
    'svc install a',
  ],
];

describe('a check finds', () => {
  it.each(FOUND)('%s', (_what, id, madeUp, cause, proposal) => {
    const { state, cause: said, proposal: lines } = answer(id, madeUp);
    expect(state).toBe('found');
    expect(said).toContain(cause);
    expect(lines[0] ?? '').toBe(proposal);
  });
});

describe('a check leaves open what it can not see', () => {
  it.each([
    ['quarantine', { host: { isMac: false } }],
    ['quarantine', { host: { isQuarantined: () => undefined } }],
    ['program-file', { host: { stat: () => undefined } }],
    ['file-mode', { host: { stat: () => undefined } }],
    ['log-files', { body: log('/var/x/a.log'), host: { stat: () => undefined } }],
    // Somebody else looks at the agents of uid 501.
    [
      'log-files',
      {
        body: log('/var/x/a.log'),
        host: {
          uid: 502,
          stat: (p: string) => ({ kind: p.endsWith('.log') ? 'file' : 'folder', mode: 0o755, uid: 501, gid: 20 }),
        },
      },
    ],
    ['binary-newer', { printed: ['state = running', 'pid = 7'], host: { startedAt: () => undefined } }],
  ] as const)('%s', (id, madeUp) => {
    expect(answer(id, madeUp as MadeUp).state).toBe('unknown');
  });
});

describe('behind the launcher of an environment file', () => {
  const body = `command: [${PROGRAM}, --port, "1"]\nenvironmentFile: /Users/user/x.env\nkeepAlive: true`;
  const isMissing = (path: string) => path === PROGRAM || path === '/bin/none';
  const stat = (path: string) =>
    isMissing(path) ? 'missing' : ({ kind: 'file', mode: 0o755, uid: 501, gid: 20 } as const);

  it('the program is looked for, and not the launcher, which is there', () => {
    expect(answer('program-file', { body, host: { stat } })).toMatchObject({
      state: 'found',
      cause: `The program ${PROGRAM} does not exist.`,
    });
    expect(answer('program-file', { body }).cause).toContain(PROGRAM);
  });

  it('so is the interpreter that its first line names', () => {
    const interpreterOf = (path: string) => (path === PROGRAM ? '/bin/none' : '/bin/sh');
    expect(answer('script-interpreter', { body, host: { stat, interpreterOf } }).state).toBe('found');
  });
});

describe('a check does not cry wolf', () => {
  it.each([
    ['last-exit', { printed: ['state = not running', 'last terminating signal = Terminated: 15'] }],
    ['last-exit', { printed: ['state = not running', 'last exit code = (never exited)'] }],
    ['last-exit', { printed: ['state = running', 'pid = 7', 'last exit code = 1'] }],
    [
      'account',
      { body: `command: [${PROGRAM}]\nkeepAlive: true\nplist: { UserName: none }`, host: { hasUser: () => false } },
    ],
    ['override-disabled', { observed: { override: 'enabled' } }],
    ['program-named', { body: `${ROOTS}plist: { Program: [/bin/x] }` }],
    ['throttle', { printed: ['state = spawn scheduled', 'runs = 0', 'last exit code = (never exited)'] }],
    ['disabled-key', { body: `command: [${PROGRAM}]\nkeepAlive: true\nplist: { Disabled: true }` }],
    ['binary-newer', { printed: ['state = running', 'pid = 7'], host: { changedAt: () => 1_500, startedAt: () => 0 } }],
  ] as const)('%s', (id, madeUp) => {
    expect(answer(id, madeUp as MadeUp).state).toBe('ruled-out');
  });

  it('over files that a program works on: they change while it runs', () => {
    const changedAt = (path: string) => (path === PROGRAM ? 0 : 60_000);
    const body = `command: [${PROGRAM}, /var/db/x.db, --log, /var/log/x.log]\nkeepAlive: true`;
    const printed = ['state = running', 'pid = 7'];
    expect(answer('binary-newer', { body, printed, host: { changedAt, startedAt: () => 0 } }).state).toBe('ruled-out');
  });

  it('gives every answer of a healthy job as a whole sentence', () => {
    for (const id of jobCheckIds) {
      const { state, cause } = answer(id, { printed: ['state = running', 'pid = 7'] });
      expect([id, state]).toEqual([id, id === 'already-loaded' ? 'found' : 'ruled-out']);
      expect(cause).toMatch(/^\S.*\.$/);
    }
  });
});

describe('what stands in a command', () => {
  it('is not repeated: it may be a secret', () => {
    const said = answer('program-file', {
      body: `${ROOTS}plist: { Program: "/usr/local/bin/server --token=correct-horse" }`,
    });
    expect(said.state).toBe('found');
    expect(JSON.stringify(said)).not.toContain('horse');
  });
});

describe('the machine itself', () => {
  it('knows when this process started, and not when one that is not there did', () => {
    const { startedAt } = readJobHost();
    const started = Date.now() - process.uptime() * 1000;
    expect(Math.abs(startedAt(process.pid)! - started)).toBeLessThan(3000);
    expect(startedAt(2 ** 30)).toBeUndefined();
  });

  it('reads the interpreter of a script only, and waits for nothing', () => {
    const { interpreterOf } = readJobHost();
    expect(interpreterOf('/dev/zero')).toBeUndefined();
    expect(interpreterOf(process.execPath)).toBeUndefined();
    expect(interpreterOf('/nonexistent')).toBeUndefined();
  });
});
