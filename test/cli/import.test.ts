/** `svc import`, the built program: files in, a services.yaml out, and what is said on the way. */
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PlistReal, type PlistValue, writePlist } from '../../src/index.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { writeBinary } from '../plist/binary-plist-writer.ts';
import { contentsOf, folderWith, svc } from '../support/svc.ts';

function job(label: string, keys: Readonly<Record<string, PlistValue>> = {}): string {
  return writePlist({ Label: label, ProgramArguments: ['/bin/sleep', '600'], RunAtLoad: true, ...keys });
}

const TWO = { 'LaunchAgents/a.plist': job('org.example.a'), 'LaunchAgents/b.plist': job('org.example.b') };

interface Answer {
  readonly version: number;
  readonly files: readonly {
    readonly source: string;
    readonly service: string | null;
    readonly label: string | null;
    readonly result: string;
    readonly reason?: string;
    readonly differences: readonly { readonly key: string; readonly why: string }[];
    readonly findings: readonly { readonly rule: string; readonly message: string }[];
  }[];
  readonly output: readonly {
    readonly path: string;
    readonly result: string;
    readonly domain: string;
    readonly text?: string;
  }[];
}
const answerOf = (stdout: string): Answer => JSON.parse(stdout);

describe('svc import', () => {
  it('writes a services.yaml that renders the same jobs, and says so', () => {
    const cwd = folderWith(TWO);
    const { code, stdout, stderr } = svc(['import', 'LaunchAgents'], { cwd });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'imported LaunchAgents/a.plist as a\nimported LaunchAgents/b.plist as b\n' +
        'written  services.yaml: 2 services of namespace org.example, domain gui\n',
    });
    expect(stderr).toContain('svc install');
    expect(svc(['render', '-o', 'out'], { cwd }).code).toBe(0);
    const withoutComment = (text: string) => text.replace(/<!--[\s\S]*?-->\n/, '');
    for (const name of ['a', 'b'])
      expect(withoutComment(readFileSync(join(cwd, `out/org.example.${name}.plist`), 'utf8'))).toBe(
        withoutComment(job(`org.example.${name}`)),
      );
  });

  it('never overwrites a file: not a services.yaml, nor one that would lie beside it', () => {
    for (const [there, args] of [
      ['services.yaml', []],
      ['services.system.yaml', []],
      ['mine.yaml', ['-o', 'mine.yaml']],
      ['mine.system.yaml', ['-o', 'mine.yaml']],
    ] as const) {
      const cwd = folderWith({ ...TWO, [there]: 'keep me' });
      const before = contentsOf(cwd);
      const { code, stdout, stderr } = svc(['import', 'LaunchAgents', ...args], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`${there} is there already and is not overwritten`);
      expect(contentsOf(cwd)).toEqual(before);
    }
  });

  it('writes through no link, though it leads nowhere', () => {
    const cwd = folderWith(TWO);
    symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'services.yaml'));
    const { code, stderr } = svc(['import', 'LaunchAgents'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain('a file of that name is in the way');
    expect(Object.keys(contentsOf(cwd))).not.toContain('elsewhere');
  });

  it('prints with -o - and --stdout, and writes nothing', () => {
    const cwd = folderWith(TWO);
    const before = contentsOf(cwd);
    for (const args of [['-o', '-'], ['--stdout']]) {
      const { code, stdout, stderr } = svc(['import', 'LaunchAgents', ...args], { cwd });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^# Made by [\s\S]*\nversion: 1\nnamespace: org\.example\n/);
      expect(stderr).toContain('imported LaunchAgents/a.plist as a');
    }
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('makes two files of agents and daemons', () => {
    const cwd = folderWith({
      ...TWO,
      'LaunchDaemons/c.plist': job('org.example.c'),
      'other/d.plist': job('org.example.d', { UserName: 'nobody' }),
    });
    const { code, stdout } = svc(['import', '.', '--json'], { cwd });
    const { output, files } = answerOf(stdout);
    expect(code).toBe(0);
    expect(output).toEqual([
      { path: 'services.yaml', result: 'written', domain: 'gui', namespace: 'org.example', services: 2 },
      { path: 'services.system.yaml', result: 'written', domain: 'system', namespace: 'org.example', services: 2 },
    ]);
    expect(files.map(({ service, result }) => `${service} ${result}`)).toEqual([
      'a imported',
      'b imported',
      'c imported',
      'd imported',
    ]);
    expect(svc(['lint', 'services.yaml', 'services.system.yaml', '--format', 'compact'], { cwd }).stdout).not.toContain(
      '[schema]',
    );
  });

  it('names one file when there are daemons only, and heeds --domain', () => {
    const cwd = folderWith({ 'x.plist': job('org.example.x', { GroupName: 'staff' }) });
    expect(svc(['import', 'x.plist'], { cwd }).code).toBe(0);
    expect(readFileSync(join(cwd, 'services.yaml'), 'utf8')).toContain('\ndomain: system\n');
    const { stdout } = svc(['import', 'x.plist', '--domain', 'gui', '--stdout'], { cwd });
    expect(stdout).toContain('\ndomain: gui\n');
    expect(stdout).toMatch(/plist:\n(?:\s*#.*\n)*\s*GroupName: staff\n/);
  });

  it('refuses bad files alone, each with its reason', () => {
    const cwd = folderWith({
      ...TWO,
      'LaunchAgents/broken.plist': '<plist><dict><key>Label</key></dict></plist>',
      'LaunchAgents/copy.plist': TWO['LaunchAgents/a.plist'],
      'LaunchAgents/info.plist': writePlist({ CFBundleName: 'x' }),
      'LaunchAgents/other.plist': job('org.example.b', { Nice: 5 }),
      'LaunchAgents/proto.plist': job('org.example.p').replace(
        '<key>RunAtLoad',
        '<key>__proto__</key>\n<true/>\n<key>RunAtLoad',
      ),
      'LaunchAgents/deep.plist': job('org.example.d').replace(
        '<key>RunAtLoad',
        `<key>X</key>${'<array>'.repeat(200)}${'</array>'.repeat(200)}<key>RunAtLoad`,
      ),
    });
    mkdirSync(join(cwd, 'LaunchAgents/folder.plist'));
    const { code, stdout } = svc(['import', 'LaunchAgents', 'nowhere.plist', '--json'], { cwd });
    expect(code).toBe(2);
    const told = answerOf(stdout).files.map(({ source, result, reason }) => [
      source.replace('LaunchAgents/', ''),
      result,
      reason,
    ]);
    expect(told).toEqual([
      ['a.plist', 'imported', undefined],
      ['b.plist', 'imported', undefined],
      ['broken.plist', 'refused', expect.stringContaining('The key "Label" has no value')],
      ['copy.plist', 'copy', 'It says the same as LaunchAgents/a.plist.'],
      ['deep.plist', 'refused', 'It is nested more than 90 levels deep.'],
      ['info.plist', 'refused', expect.stringContaining('This is no launchd job')],
      ['other.plist', 'refused', expect.stringContaining('LaunchAgents/b.plist has this label too')],
      ['proto.plist', 'refused', expect.stringContaining('"__proto__"')],
      ['nowhere.plist', 'refused', 'It can not be read: there is no such file or folder.'],
    ]);
    expect(readFileSync(join(cwd, 'services.yaml'), 'utf8')).toContain('\nservices:\n');
  });

  it('a link to nowhere below a folder is the refusal of the machine, one that is named a slip', () => {
    const cwd = folderWith(TWO);
    symlinkSync('nowhere', join(cwd, 'LaunchAgents/gone.plist'));
    expect(svc(['import', 'LaunchAgents', '--stdout'], { cwd }).code).toBe(3);
    expect(svc(['import', 'LaunchAgents/gone.plist', '--stdout'], { cwd }).code).toBe(2);
  });

  it('gives no advice on a file that could not be written', () => {
    const cwd = folderWith(TWO);
    const { code, stderr } = svc(['import', 'LaunchAgents', '-o', 'nowhere/services.yaml'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toBe('svc: nowhere/services.yaml: there is no such file or folder.\n');
  });

  it('writes no file when there is nothing to import', () => {
    const cwd = folderWith({ 'a/info.plist': writePlist({ CFBundleName: 'x' }) });
    const { code, stderr } = svc(['import', 'a'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was imported, and no file was written');
    expect(Object.keys(contentsOf(cwd)).sort()).toEqual(['a', 'a/info.plist']);
  });

  it.each([
    [{ label: 'a', programArguments: ['/bin/a'] }, 'label and programArguments'],
    [{ label: 'a', PROGRAM: '/bin/a' }, 'label and PROGRAM'],
  ])('names keys in the wrong letter case, which lint mends: %j', (dict, keys) => {
    const cwd = folderWith({ 'a.plist': writePlist({ ...dict, RunAtLoad: true }) });
    const { code, stdout, stderr } = svc(['import', 'a.plist', '--stdout'], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Its keys are in the wrong letter case (${keys})`);
    expect(svc(['lint', '--fix', '-q', 'a.plist'], { cwd }).code).toBe(0);
    expect(svc(['import', 'a.plist', '--stdout'], { cwd }).code).toBe(0);
  });

  it('reads binary property lists', () => {
    const dict = { Label: 'org.example.b', Program: '/bin/b', RunAtLoad: true, Weight: new PlistReal(1) };
    const cwd = folderWith({ 'b.plist': writeBinary(nodeOf(dict)) });
    const { code, stdout } = svc(['import', 'b.plist', '--stdout'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Weight: !!float 1');
  });

  it('keeps the file to its owner where it holds a secret, and tells nobody the secret', () => {
    const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const text = job('org.example.s', { EnvironmentVariables: { GITHUB_TOKEN: secret } }).replace(
      '<key>RunAtLoad',
      `<!-- was: GITHUB_TOKEN=${secret} and --token ${secret} -->\n<key>RunAtLoad`,
    );
    const cwd = folderWith({ 's.plist': text });
    const { code, stdout, stderr } = svc(['import', 's.plist', '--json', '-v'], { cwd });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(secret);
    const yaml = readFileSync(join(cwd, 'services.yaml'), 'utf8');
    expect(yaml.split('\n').filter((line) => line.includes(secret))).toEqual([`      GITHUB_TOKEN: ${secret}`]);
    expect(statSync(join(cwd, 'services.yaml')).mode & 0o777).toBe(0o600);
  });

  it('lets a value of a megabyte and hostile names be what they are', () => {
    const long = `x: y\n# ${'€\u0085'.repeat(200_000)}`;
    const cwd = folderWith({
      'a.plist': job('org.example.a', { Note: long, 'k: #\n\u0085}': 'v: {a\n- b', WorkingDirectory: '/a: b #c' }),
      'b\u0085\n# x: y.plist': job('com: # \u2028x'),
    });
    const { code, stdout } = svc(['import', '.', '--json'], { cwd });
    expect(code, stdout).toBe(0);
    expect(svc(['render', '-o', 'out'], { cwd }).code).toBe(0);
    const rendered = readFileSync(join(cwd, 'out/org.example.a.plist'), 'utf8');
    expect(rendered).toContain('€\u0085'.repeat(200_000));
  });

  it('leaves out a job with which services.yaml would be too large to read', () => {
    const big = (label: string) => job(label, { Note: 'x'.repeat(1_200_000) });
    const cwd = folderWith({
      'a.plist': big('org.example.a'),
      'b.plist': big('org.example.b'),
      'c.plist': job('org.example.c'),
    });
    const { code, stdout } = svc(['import', '.', '--json'], { cwd });
    expect(code).toBe(1);
    expect(answerOf(stdout).files.map(({ result }) => result)).toEqual(['imported', 'refused', 'imported']);
    expect(svc(['render', '--stdout'], { cwd }).code).toBe(0);
  });

  it('says what is wrong with the options', () => {
    const cwd = folderWith(TWO);
    expect(svc(['import'], { cwd }).code).toBe(2);
    expect(svc(['import', 'LaunchAgents', '-o', ''], { cwd }).stderr).toContain('--output names no file');
    expect(svc(['import', 'LaunchAgents', '--domain', 'user'], { cwd }).stderr).toContain(
      '--domain must be gui or system',
    );
    expect(svc(['import', 'LaunchAgents', '--stdout', '-o', 'x'], { cwd }).stderr).toContain('do not go together');
  });

  it.skipIf(process.getuid!() === 0)('goes on where a file can not be opened', () => {
    const cwd = folderWith(TWO);
    writeFileSync(join(cwd, 'LaunchAgents/c.plist'), job('org.example.c'));
    chmodSync(join(cwd, 'LaunchAgents/c.plist'), 0);
    const { code, stdout } = svc(['import', 'LaunchAgents', '--json'], { cwd });
    expect(code).toBe(3);
    expect(answerOf(stdout).files.map(({ result }) => result)).toEqual(['imported', 'imported', 'refused']);
  });
});
