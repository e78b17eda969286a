/** Causes of trouble really produced against the stand-in for launchd: the checks find each, and rule the others out. */
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobCheckId } from '../../src/status/checks/index.ts';
import type { StandInOptions } from '../../src/testing/index.ts';
import { type ExaminedMachine, examinedMachine, idsOf } from '../support/examined.ts';
import { until } from '../support/stand-in.ts';
import { write } from '../support/stand-in-machine.ts';

const SLEEPS = 'command: [/bin/sleep, "1000"]\nkeepAlive: true\nexitTimeout: 60';
const canChown = process.getuid?.() === 0;

interface Case {
  readonly name: string;
  readonly id: JobCheckId;
  readonly body?: string;
  readonly options?: StandInOptions;
  /** Makes the trouble. */
  readonly make: (machine: ExaminedMachine) => unknown;
  /** Checks that can not be decided then; quarantine never can be here. */
  readonly open?: readonly JobCheckId[];
  /** What bootstrap answers, where that is not 5. */
  readonly code?: number;
  /** A part of the first command that is proposed. */
  readonly proposes?: string;
}

const edit = (from: RegExp | string, to: string) => (machine: ExaminedMachine) => {
  const text = readFileSync(machine.job.path, 'utf8');
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  write(machine.job.path, edited);
};

const NO_CONTENT = ['label', 'program-named', 'session-type'] as const;

const CASES: readonly Case[] = [
  {
    name: 'a file that its group may write',
    id: 'file-mode',
    make: ({ job }) => chmodSync(job.path, 0o664),
    proposes: 'chmod 0644 ',
  },
  { name: 'a file that everybody may write', id: 'file-mode', make: ({ job }) => chmodSync(job.path, 0o666) },
  {
    name: 'a file of mode 0600',
    id: 'file-mode',
    options: { macos: 26 },
    make: ({ job }) => chmodSync(job.path, 0o600),
  },
  {
    name: 'a link',
    id: 'symlink',
    make: ({ job, standIn }) => {
      renameSync(job.path, join(standIn.home, 'real.plist'));
      symlinkSync(join(standIn.home, 'real.plist'), job.path);
    },
    proposes: 'svc install a --force',
  },
  {
    name: 'an override',
    id: 'override-disabled',
    make: ({ standIn, target }) => standIn.call(['disable', target]),
    proposes: 'launchctl enable gui/',
  },
  {
    name: 'the Disabled key',
    id: 'disabled-key',
    make: edit('<key>ProgramArguments', '<key>Disabled</key><true/><key>ProgramArguments'),
  },
  {
    name: 'a label that is still draining',
    id: 'draining',
    body: 'command: [/bin/sh, -c, "trap \'\' TERM; touch ready; while :; do sleep 0.05; done"]\nkeepAlive: true\nexitTimeout: 100',
    make: async (machine) => {
      edit(
        '<key>KeepAlive',
        `<key>WorkingDirectory</key><string>${machine.standIn.home}</string><key>KeepAlive`,
      )(machine);
      expect(await machine.bootstrap()).toBe(0);
      await until(() => fileIsThere(join(machine.standIn.home, 'ready')), 'the trap');
      expect((await machine.standIn.call(['bootout', machine.target])).code).toBe(0);
    },
  },
  {
    name: 'a job that is loaded',
    id: 'already-loaded',
    make: ({ bootstrap }) => bootstrap(),
    proposes: 'svc status a',
  },
  {
    name: 'a label loaded from another path',
    id: 'loaded-elsewhere',
    make: ({ job, standIn, domain }) => {
      const other = join(standIn.home, 'elsewhere.plist');
      write(other, job.text);
      return standIn.call(['bootstrap', domain, other]);
    },
    proposes: 'launchctl bootout gui/',
  },
  {
    name: 'no file',
    id: 'plist-missing',
    make: ({ job }) => rmSync(job.path),
    open: ['file-mode', 'file-owner', 'symlink', 'plist-invalid', 'label', 'session-type'],
    proposes: 'svc install a',
  },
  {
    name: 'a file cut short',
    id: 'plist-invalid',
    make: edit('</plist>', ''),
    open: NO_CONTENT,
    proposes: 'svc lint ',
  },
  { name: 'a boolean in two tags', id: 'plist-invalid', make: edit('<true/>', '<true></true>') },
  {
    name: 'no dict',
    id: 'plist-invalid',
    make: ({ job }) => write(job.path, '<plist version="1.0"><array/></plist>'),
    open: NO_CONTENT,
  },
  { name: 'no Label', id: 'label', make: edit(/<key>Label<\/key>\s*<string>[^<]*<\/string>/, '') },
  { name: 'a reserved Label', id: 'label', make: edit('<string>org.example.a<', '<string>shell<') },
  {
    name: 'no program',
    id: 'program-named',
    make: edit(/<key>ProgramArguments<\/key>\s*<array>[\s\S]*?<\/array>/, ''),
  },
  {
    name: 'a relative Program',
    id: 'program-named',
    make: edit('<key>ProgramArguments', '<key>Program</key><string>sleep</string><key>ProgramArguments'),
  },
  {
    name: 'an argument that is no string',
    id: 'program-named',
    make: edit('<string>1000</string>', '<integer>1000</integer>'),
  },
  {
    name: 'another kind of session',
    id: 'session-type',
    make: edit('<key>KeepAlive', '<key>LimitLoadToSessionType</key><string>Background</string><key>KeepAlive'),
  },
  {
    name: 'a session of the wrong type',
    id: 'session-type',
    make: edit('<key>KeepAlive', '<key>LimitLoadToSessionType</key><integer>1</integer><key>KeepAlive'),
  },
  {
    name: 'nobody at the desktop',
    id: 'domain',
    make: ({ standIn, domain }) => standIn.faults.add({ kind: 'refuse', domain, code: 125 }),
    open: ['override-disabled'],
    code: 125,
  },
];

function fileIsThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

describe('error 5 of bootstrap', () => {
  const owner: Case = {
    name: 'a file of somebody else',
    id: 'file-owner',
    make: ({ job }) => chownSync(job.path, 4242, 4242),
    proposes: 'sudo chown ',
  };
  it.each(canChown ? [...CASES, owner] : CASES)('$name: $id, and nothing else', async (one) => {
    const machine = await examinedMachine(one.body ?? SLEEPS, one.options);
    await one.make(machine);
    expect(await machine.bootstrap()).toBe(one.code ?? 5);
    const checks = await machine.why('Bootstrap failed: 5: Input/output error');
    expect(idsOf(checks, 'found')).toEqual([one.id]);
    expect(
      idsOf(checks, 'unknown')
        .filter((id) => id !== 'quarantine')
        .sort(),
    ).toEqual([...(one.open ?? [])].sort());
    if (one.proposes !== undefined) expect(checks.find(({ id }) => id === one.id)?.proposal[0]).toContain(one.proposes);
  });

  it('finds nothing where nothing is wrong', async () => {
    const machine = await examinedMachine(SLEEPS);
    expect(idsOf(await machine.why('5'), 'found')).toEqual([]);
    expect(await machine.bootstrap()).toBe(0);
    expect(idsOf(await machine.doctor(), 'found')).toEqual([]);
  });
});

interface StartCase {
  readonly name: string;
  readonly id: JobCheckId;
  /** Fields of the service. */
  readonly body: string;
  readonly make?: (home: string) => void;
}

const STARTS: readonly StartCase[] = [
  { name: 'no program', id: 'program-file', body: 'command: ["${home}/none"]' },
  {
    name: 'a program that is not executable',
    id: 'program-file',
    body: 'command: ["${home}/program"]',
    make: (home) => write(join(home, 'program'), '#!/bin/sh\n'),
  },
  { name: 'a folder in place of the program', id: 'program-file', body: 'command: ["${home}"]' },
  {
    name: 'a script without its interpreter',
    id: 'script-interpreter',
    body: 'command: ["${home}/script"]',
    make: (home) => {
      write(join(home, 'script'), '#!/nonexistent/sh -e\n');
      chmodSync(join(home, 'script'), 0o755);
    },
  },
  {
    name: 'no folder for the log',
    id: 'log-files',
    body: 'command: [/bin/sleep, "9"]\nplist: { StandardOutPath: "${home}/none/a.log" }',
  },
  {
    name: 'a folder in place of the log',
    id: 'log-files',
    body: 'command: [/bin/sleep, "9"]\nplist: { StandardErrorPath: "${home}/a.log" }',
    make: (home) => mkdirSync(join(home, 'a.log')),
  },
  {
    name: 'no working directory',
    id: 'working-directory',
    body: 'command: [/bin/sleep, "9"]\nplist: { WorkingDirectory: "${home}/none" }',
  },
];

describe('last exit 78', () => {
  it.each(STARTS)('$name: $id, and nothing else', async ({ id, body, make }) => {
    const machine = await examinedMachine(`runAtLoad: true\n${body}`);
    const { standIn, target } = machine;
    make?.(standIn.home);
    expect(await machine.bootstrap()).toBe(0);
    await until(() => standIn.job(target)?.lastExit !== undefined, 'the end of the job');
    expect(standIn.job(target)?.lastExit).toMatchObject({ code: 78 });
    expect(idsOf(await machine.why('78'), 'found')).toEqual([id]);
    const doctor = await machine.doctor();
    expect(idsOf(doctor, 'found').sort()).toEqual([id, 'last-exit'].sort());
    expect(doctor.find((one) => one.id === 'last-exit')?.proposal[0]).toBe("svc why 'exit 78' a");
  });
});

describe('svc doctor, one service', () => {
  it('says that a job is not loaded, unless services.yaml wants it so', async () => {
    const machine = await examinedMachine(SLEEPS);
    expect(idsOf(await machine.doctor(), 'found')).toEqual(['not-loaded']);
    expect(idsOf(await (await examinedMachine(`${SLEEPS}\nplist: { Disabled: true }`)).doctor(), 'found')).toEqual([]);
  });

  it('says that the file has another label than the service', async () => {
    const machine = await examinedMachine(SLEEPS);
    edit('<string>org.example.a<', '<string>org.example.b<')(machine);
    const label = (await machine.doctor()).find(({ id }) => id === 'label');
    expect(label?.state).toBe('found');
    expect(label?.cause).toContain('is "org.example.b", not org.example.a: launchd goes by it.');
  });

  it.each([
    ['a link that leads nowhere', (path: string) => symlinkSync(`${path}.none`, path), 'svc install a --force'],
    ['a folder', (path: string) => mkdirSync(path), 'ls -ld '],
  ])('says that %s stands in place of the file', async (what, make, proposes) => {
    const machine = await examinedMachine(SLEEPS);
    rmSync(machine.job.path);
    make(machine.job.path);
    const missing = (await machine.doctor()).find(({ id }) => id === 'plist-missing');
    expect(missing?.state).toBe('found');
    expect(missing?.cause).toContain(what);
    expect(missing?.proposal[0]).toContain(proposes);
  });

  it('names another file with the label', async () => {
    const machine = await examinedMachine(SLEEPS);
    await machine.bootstrap();
    write(join(machine.agents, 'another.plist'), machine.job.text);
    expect(idsOf(await machine.doctor(), 'found')).toEqual(['label-twice']);
  });

  it('says that the program was changed after it was started', async () => {
    const machine = await examinedMachine('command: [/bin/sh, "${home}/script"]\nkeepAlive: true');
    const script = join(machine.standIn.home, 'script');
    write(script, 'while :; do sleep 0.05; done\n');
    await machine.bootstrap();
    expect(idsOf(await machine.doctor(), 'found')).toEqual([]);
    // As npm and Homebrew do: a new file with times of long ago, in the place of the old one.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    write(`${script}.new`, 'while :; do sleep 0.1; done\n');
    const longAgo = new Date('1985-10-26');
    utimesSync(`${script}.new`, longAgo, longAgo);
    renameSync(`${script}.new`, script);
    expect(idsOf(await machine.doctor(), 'found')).toEqual(['binary-newer']);
  });

  it('sees a crash loop wait for its throttle', async () => {
    const machine = await examinedMachine('command: [/bin/sh, -c, "exit 3"]\nkeepAlive: true\nthrottleInterval: 3600');
    await machine.bootstrap();
    await until(() => machine.standIn.job(machine.target)?.state === 'spawn scheduled', 'the throttle');
    const checks = await machine.doctor();
    expect(idsOf(checks, 'found')).toEqual(['throttle', 'last-exit']);
    expect(checks.find(({ id }) => id === 'throttle')?.cause).toBe(
      'The job waits for its throttle of 3600 s; it last ended with exit 3.',
    );
  });

  it('sees a start that launchd puts off', async () => {
    const machine = await examinedMachine(SLEEPS);
    machine.standIn.faults.add({ kind: 'pend', label: 'org.example.a' });
    await machine.bootstrap();
    expect(idsOf(await machine.doctor(), 'found')).toEqual(['pended']);
  });

  it('knows guarded folders in a home that lies anywhere, and paths that go with an upgrade', async () => {
    const machine = await examinedMachine(
      'command: [/opt/homebrew/Cellar/node/22.1.0/bin/node, "${home}/Desktop/x.js", /Volumes/Disk/data, "${home}/Library/Mobile Documents/x"]\nrunAtLoad: true',
    );
    const checks = await machine.why('78');
    expect(idsOf(checks, 'found')).toEqual(['program-file', 'volume', 'privacy-folder', 'unstable-path']);
    expect(checks.find(({ id }) => id === 'unstable-path')?.cause).toContain('Write /opt/homebrew/opt/node/bin/node');
  });

  it('takes no answer for none: what launchctl does not say is not known', async () => {
    const machine = await examinedMachine(SLEEPS);
    await machine.bootstrap();
    machine.standIn.faults.add({ kind: 'garbage', times: 'always' });
    const checks = await machine.doctor();
    expect(idsOf(checks, 'found')).toEqual([]);
    expect(idsOf(checks, 'unknown')).toEqual(
      expect.arrayContaining(['draining', 'loaded-elsewhere', 'override-disabled', 'not-loaded']),
    );
  });
});
