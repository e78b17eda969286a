/** `environmentFile` end to end: the job gets its secrets, and nothing that svc writes, prints or logs holds them. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sample } from '../support/sample.ts';
import { until } from '../support/stand-in.ts';
import type { StandInMachine } from '../support/stand-in-machine.ts';
import { manifestOf } from '../support/svc.ts';
import { warmMachine } from '../support/warm-machine.ts';

/** For whoever runs the test. */
const declared = (body: string, top?: string) => manifestOf(body, top).replace(/^home: .*\n/m, '');

const PLANTED = 'horse-7-battery';
const SECRETS = `# two of them
TOKEN=ghp_${PLANTED}
PASSWORD="${PLANTED}
'of' two \\"lines\\" with $HOME and \`id\`"
`;

/** A job that writes what it was given to a file, and stays. */
const body = (
  out: string,
  file: string,
  more = '',
) => `command: [/bin/sh, -c, "cat /proc/self/environ >${out}.new; mv ${out}.new ${out}; exec sleep 1000"]
environmentFile: ${file}
keepAlive: true
exitTimeout: 20
throttleInterval: 10
${more}`;

const hasProc = existsSync('/proc/self/environ');
const isRoot = process.getuid?.() === 0;

interface Secret {
  readonly machine: StandInMachine;
  readonly file: string;
  /** What the job was given, once it runs. */
  given(): Promise<readonly string[]>;
  readonly launcher: string;
  declare(more: string): void;
}

async function withSecrets(content = SECRETS): Promise<Secret> {
  const machine = await warmMachine(declared('command: [/bin/x]\nrunAtLoad: true'));
  const out = join(machine.standIn.folder, 'given');
  const folder = join(machine.standIn.home, 'secrets');
  mkdirSync(folder, { mode: 0o700 });
  const file = join(folder, 'a.env');
  writeFileSync(file, content, { mode: 0o600 });
  const declare = (more: string) => void machine.declare(declared(body(out, '~/secrets/a.env', more)));
  declare('');
  return {
    machine,
    file,
    launcher: join(machine.standIn.home, '.local/state/svc/org.example/bin/a'),
    declare,
    given: async () => {
      await until(() => existsSync(out), 'the job');
      const text = readFileSync(out, 'utf8');
      rmSync(out);
      return text.split('\0');
    },
  };
}

/** Every file below a folder, with its text. */
function filesBelow(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? [[path, readFileSync(path, 'latin1')] as const] : [];
  });
}

describe.skipIf(!hasProc)('environmentFile (needs /proc)', () => {
  it('is read at each start, by a launcher that install writes and uninstall removes', async () => {
    const { machine, given, launcher, file, declare } = await withSecrets();
    const first = await machine.svc(['install']);
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const value = `${PLANTED}\n'of' two "lines" with $HOME and \`id\``;
    expect(await given()).toEqual(expect.arrayContaining([`TOKEN=ghp_${PLANTED}`, `PASSWORD=${value}`]));
    expect(statSync(launcher).mode & 0o777).toBe(0o755);
    const job = () => machine.standIn.job(`${machine.domain}/org.example.a`);
    const plist = readFileSync(join(machine.agents, 'org.example.a.plist'), 'utf8');
    expect(plist).toContain(
      `<string>${launcher}</string>\n      <string>${file}</string>\n      <string>/bin/sh</string>`,
    );
    // The launcher became the program: same pid, and the signal of launchd ends it.
    expect(readFileSync(`/proc/${job()!.pid}/cmdline`, 'utf8')).toBe('sleep\u00001000\0');
    expect((await machine.svc(['diff'])).code).toBe(0);

    writeFileSync(file, 'TOKEN=another');
    expect((await machine.svc(['restart', 'a'])).code).toBe(0);
    expect(await given()).toContain('TOKEN=another');

    chmodSync(file, 0o644);
    const why = await machine.svc(['why', '78', 'a', '--json']);
    const [problem] =
      (JSON.parse(why.stdout) as { checks?: { id: string; state: string; cause: string }[] }).checks?.filter(
        ({ id }) => id === 'environment-file',
      ) ?? [];
    expect(problem, why.stdout).toMatchObject({ state: 'found', cause: expect.stringContaining('its mode is 0644') });
    chmodSync(file, 0o600);

    writeFileSync(launcher, '#!/bin/sh\n# svc launcher: of another version\n');
    const diff = await machine.svc(['diff']);
    expect([diff.code, diff.stdout]).toEqual([
      1,
      expect.stringContaining('it is written anew, and nothing is reloaded'),
    ]);
    const pid = job()!.pid;
    expect((await machine.svc(['install'])).code).toBe(0);
    expect(job()!.pid).toBe(pid);
    expect((await machine.svc(['diff'])).code).toBe(0);

    machine.declare(declared('command: [/bin/sleep, "1000"]\nkeepAlive: true\nexitTimeout: 20\nthrottleInterval: 10'));
    expect((await machine.svc(['install'])).code).toBe(0);
    expect(existsSync(launcher)).toBe(false);
    declare('');
    expect((await machine.svc(['install'])).code).toBe(0);
    expect(existsSync(launcher)).toBe(true);
    expect((await machine.svc(['uninstall', 'a'])).code).toBe(0);
    expect(existsSync(launcher)).toBe(false);
  }, 60_000);

  it('stays out of everything that svc writes, prints and logs, errors included', async () => {
    const { machine, file, declare } = await withSecrets();
    const said: string[] = [];
    const call = async (...args: string[]) => {
      const { stdout, stderr } = await machine.svc(args);
      said.push(stdout, stderr);
    };
    const bad = [
      `${SECRETS}${PLANTED}`,
      `${SECRETS}TOKEN=${PLANTED}`,
      `A="${PLANTED}`,
      `DYLD_X=${PLANTED}`,
      `${PLANTED}=1`,
    ];
    const commands = ['diff', 'install', 'install --force', 'install -v --json', 'run a'];
    const calls = bad.flatMap((content) => commands.map((command) => ({ content, command })));
    for (const { content, command } of sample(calls, ({ content, command }) => [content, command])) {
      writeFileSync(file, content);
      await call(...command.split(' '));
    }
    writeFileSync(file, SECRETS, { mode: 0o600 });
    await call('install', '--dry-run');
    await call('install', '--json', '-v');
    await call('render', '--stdout');
    await call('render', '--explain', 'a');
    await call('lint', '--host', machine.file);
    writeFileSync(file, `${SECRETS}TOKEN=${PLANTED}`);
    for (const command of [
      'restart a --json -v',
      'why 78 a',
      'doctor -v',
      'doctor --json',
      'logs -n 50',
      'diff --json',
    ])
      await call(...command.split(' '));
    writeFileSync(file, SECRETS);
    declare('nice: 3');
    await call('install');
    const printed = await machine.standIn.call(['print', `${machine.domain}/org.example.a`]);
    expect(printed.stdout).toContain('org.example.a');
    said.push(printed.stdout, JSON.stringify(machine.standIn.log()));
    await call('uninstall', 'a');
    expect(said.join('').length).toBeGreaterThan(5000);
    expect(said.filter((text) => text.includes('battery'))).toEqual([]);
    const holders = filesBelow(machine.standIn.folder).filter(([, text]) => text.includes('battery'));
    // What the job itself wrote is its own business.
    expect(holders.map(([path]) => path).filter((path) => path !== join(machine.standIn.folder, 'given'))).toEqual([
      file,
    ]);
  }, 120_000);

  it.each<readonly [name: string, spoil: (file: string) => void, words: string]>([
    ['mode 0644', (file) => chmodSync(file, 0o644), 'its mode is 0644, neither 0600 nor 0400'],
    ['missing', (file) => rmSync(file), 'there is no such file'],
    ['a link', (file) => [rmSync(file), symlinkSync('/dev/null', file)], 'it is a symbolic link'],
    ['a folder that others may write', (file) => chmodSync(join(file, '..'), 0o770), 'others may write the folder'],
    ['a name twice', (file) => writeFileSync(file, 'A=1\nA=2'), 'line 2: its name was given before'],
    ['no =', (file) => writeFileSync(file, 'A=1\n\nB'), 'line 3: there is no = in it'],
    ['DYLD_', (file) => writeFileSync(file, 'DYLD_X=1'), 'line 1: a DYLD_ variable'],
  ])('%s: install refuses it, with --force too, and the launcher ends with 78', async (_name, spoil, words) => {
    const { machine, file, launcher } = await withSecrets();
    spoil(file);
    for (const force of [[], ['--force']]) {
      const { code, stdout, stderr } = await machine.svc(['install', ...force]);
      expect(code).not.toBe(0);
      expect((stdout + stderr).replace(/\s+/g, ' ')).toContain(words);
    }
    expect(machine.standIn.jobs()).toEqual([]);
    expect(existsSync(launcher)).toBe(false);
    const ran = await machine.svc(['run', 'a']);
    expect(ran.code).toBe(78);
    expect(ran.stderr.split('\n').filter((line) => line.startsWith(`svc: a: ${file}: `))).toHaveLength(1);
  });

  it('a version that does not come up takes its launcher with it', async () => {
    const { machine, launcher, given } = await withSecrets();
    const failing = 'command: [/bin/sh, -c, "exit 3"]\nkeepAlive: true\nexitTimeout: 20\nthrottleInterval: 10';
    machine.declare(declared(`${failing}\nenvironmentFile: ~/secrets/a.env`));
    expect((await machine.svc(['install'])).code).toBe(3);
    expect(existsSync(launcher)).toBe(false);
    const out = join(machine.standIn.folder, 'given');
    machine.declare(declared(body(out, '~/secrets/a.env')));
    expect((await machine.svc(['install'])).code).toBe(0);
    await given();
    machine.declare(declared(failing));
    expect((await machine.svc(['install'])).code).toBe(3);
    expect(existsSync(launcher)).toBe(true);
    expect(await given()).toContain(`TOKEN=ghp_${PLANTED}`);
  }, 60_000);

  it('svc run gives the program what its file says, without the launcher being installed', async () => {
    const { machine, launcher } = await withSecrets();
    machine.declare(declared('command: [/usr/bin/env]\nenvironmentFile: ~/secrets/a.env\nrunAtLoad: true'));
    const { code, stdout } = await machine.svc(['run', 'a']);
    expect(code).toBe(0);
    expect(stdout).toContain(`TOKEN=ghp_${PLANTED}\n`);
    expect(existsSync(launcher)).toBe(false);
  });

  it.skipIf(!isRoot)(
    'works for a daemon with a user of its own (skipped unless root)',
    async () => {
      const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
      const machine = await warmMachine(declared('command: [/bin/x]\nrunAtLoad: true'));
      const { folder, root } = machine.standIn;
      for (const path of [dirname(folder), folder, root]) chmodSync(path, 0o755);
      const secrets = join(folder, 'secrets');
      const out = join(secrets, 'given');
      mkdirSync(secrets);
      chownSync(secrets, uid, 0);
      const file = join(secrets, 'a.env');
      writeFileSync(file, SECRETS, { mode: 0o600 });
      machine.declare(declared(body(out, file, 'user: nobody\nlabel: org.example.a'), 'domain: system\n'));
      const refused = await machine.svc(['install', '--force']);
      expect(refused.stdout + refused.stderr).toContain('it belongs to uid 0');
      chownSync(file, uid, 0);
      const { code, stdout, stderr } = await machine.svc(['install', '--force']);
      expect(code, stdout + stderr).toBe(0);
      await until(() => existsSync(out), 'the daemon');
      expect(statSync(out).uid).toBe(uid);
      expect(readFileSync(out, 'utf8')).toContain(`TOKEN=ghp_${PLANTED}\0`);
      expect(statSync(join(root, 'Library/Application Support/svc/org.example/bin/a')).mode & 0o777).toBe(0o755);
      expect((await machine.svc(['diff'])).code).toBe(0);
    },
    60_000,
  );
});
