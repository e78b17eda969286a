/** `svc lint --fix` and `--fix-dry-run`, through the program. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeOf } from '../../src/lint/node-of.ts';
import { newDict } from '../../src/plist/value.ts';
import { writeBinary } from '../plist/binary-plist-writer.ts';
import { contentsOf, folderWith, manifestOf, svc } from '../support/svc.ts';
import { binaryErrorPlist, errorPlist, jobPlist, lintJson } from './lint-jobs.ts';

const bad = (more = '') => jobPlist('x', `\t<key>LowPriorityIO</key>\n\t<string>true</string>\n${more}`);
const good = (more = '') => jobPlist('x', `\t<key>LowPriorityIO</key>\n\t<true/>\n${more}`);
const ZERO = '\t<key>ExitTimeOut</key>\n\t<integer>0</integer>\n';
const COUNTS =
  'svc: x.plist: LowPriorityIO counts from now on, so the job behaves otherwise: look at its value again.\n';

describe('--fix', () => {
  it('mends the file, keeps its mode, says what counts now, and exits 0 when nothing is left', () => {
    const cwd = folderWith({ 'x.plist': bad() });
    chmodSync(join(cwd, 'x.plist'), 0o640);
    const told = svc(['lint', '--fix', 'x.plist'], { cwd, umask: '077' });
    expect(told).toEqual({ code: 0, stdout: '', stderr: `${COUNTS}svc: 1 file checked: no problems; 1 fixed\n` });
    expect(readFileSync(join(cwd, 'x.plist'), 'utf8')).toBe(good());
    expect(statSync(join(cwd, 'x.plist')).mode & 0o777).toBe(0o640);
    expect(Object.keys(contentsOf(cwd))).toEqual(['x.plist']);
  });

  it('reports what is left, and exits by that', () => {
    const cwd = folderWith({ 'x.plist': bad(ZERO) });
    expect(lintJson(['x.plist'], { cwd }).diagnostics).toMatchObject([
      { rule: 'wrong-type', fixable: true },
      { rule: 'exit-timeout-zero', fixable: false },
    ]);
    const sarif = JSON.parse(svc(['lint', '--format', 'sarif', 'x.plist'], { cwd }).stdout);
    expect(sarif.runs[0].results.map((result: { properties?: object }) => result.properties)).toEqual([
      { fixable: true },
      undefined,
    ]);
    const { stdout, code } = svc(['lint', '--fix', '--json', 'x.plist'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [{ rule: 'exit-timeout-zero' }],
      summary: { errors: 1, warnings: 0, fixed: 1 },
    });
    expect(readFileSync(join(cwd, 'x.plist'), 'utf8')).toBe(good(ZERO));
  });

  it('touches no file in which nothing can be fixed, nor a fixed one again', () => {
    const cwd = folderWith({ 'a.plist': errorPlist('a'), 'x.plist': bad(), 'y.plist': binaryErrorPlist() });
    svc(['lint', '--fix', 'x.plist'], { cwd });
    const before = contentsOf(cwd);
    const { stderr } = svc(['lint', '--fix', '.'], { cwd });
    expect(stderr).toMatch(/^svc: 3 files checked: .*errors[^;]*$/);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('writes where a link leads, and the link stays', () => {
    const cwd = folderWith({ 'real/x.plist': bad() });
    mkdirSync(join(cwd, 'links'));
    symlinkSync('../real/x.plist', join(cwd, 'links/x.plist'));
    expect(svc(['lint', '--fix', 'links'], { cwd }).code).toBe(0);
    expect(lstatSync(join(cwd, 'links/x.plist')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'real/x.plist'), 'utf8')).toBe(good());
  });

  it('says why a fix was not made, and leaves the finding', () => {
    const low = jobPlist('x', '\t<key>ThrottleInterval</key>\n\t<string>5</string>\n');
    const cwd = folderWith({ 'x.plist': low });
    const { stderr, stdout, code } = svc(['lint', '--fix', 'x.plist'], { cwd });
    expect(stderr).toMatch(/^svc: x\.plist: wrong-type at ThrottleInterval is not fixed: .*throttle-below-ten/);
    expect(stdout).toContain('[wrong-type]');
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'x.plist'), 'utf8')).toBe(low);
  });

  it.skipIf(process.getuid?.() === 0)(
    'a file that may not be written is told, stays, and gives exit 3 (not for root, who may)',
    () => {
      const cwd = folderWith({ 'x.plist': bad() });
      chmodSync(join(cwd, 'x.plist'), 0o444);
      const { stderr, code } = svc(['lint', '--fix', 'x.plist'], { cwd });
      expect(code).toBe(3);
      expect(stderr).toContain('svc: x.plist: permission denied.');
      expect(readFileSync(join(cwd, 'x.plist'), 'utf8')).toBe(bad());
    },
  );

  it('says of a binary file that it is not fixed', () => {
    const job = { Label: 'x', ProgramArguments: ['/usr/bin/true'], RunAtLoad: 'true' };
    const bytes = writeBinary(nodeOf(Object.assign(newDict(), job)));
    const cwd = folderWith({ 'x.plist': bytes });
    const { stderr, code } = svc(['lint', '--fix', 'x.plist'], { cwd });
    expect(stderr).toMatch(/^svc: x\.plist: a binary property list is not fixed; .*plutil/);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'x.plist')).equals(bytes)).toBe(true);
  });

  it('takes unused silencers out of services.yaml', () => {
    const body = 'command: [/usr/bin/true]\nrunAtLoad: true # at once\n';
    const cwd = folderWith({ 'services.yaml': manifestOf(`# svc-disable-next-line umask-decimal: old\n${body}`) });
    expect(svc(['lint', '--fix'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(cwd, 'services.yaml'), 'utf8')).toBe(manifestOf(body));
  });
});

describe('--fix of standard input', () => {
  const options = ['lint', '--fix', '--stdin-filename', 'x.plist', '-'];

  it('gives the mended text on stdout and findings on stderr', () => {
    const { stdout, stderr, code } = svc(options, { input: bad(ZERO) });
    expect(stdout).toBe(good(ZERO));
    expect(stderr).toContain(COUNTS);
    expect(stderr).toContain('[exit-timeout-zero]');
    expect(code).toBe(1);
  });

  it('passes on what it can not mend', () => {
    expect(svc(options, { input: good() })).toMatchObject({ code: 0, stdout: good() });
    expect(svc(options, { input: 'no plist' })).toMatchObject({ code: 1, stdout: 'no plist' });
  });

  it('refuses formats that need stdout', () => {
    const { code, stdout, stderr } = svc([...options, '--format', 'sarif'], { input: bad() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--format sarif needs stdout');
  });
});

describe('--fix-dry-run', () => {
  it('never shows a secret, not even on the line that it changes', () => {
    const secret = 'correct-horse-7-battery';
    const line = `<key>EnvironmentVariables</key><dict><key>DB_PASSWORD</key><string>${secret}</string><key>PORT</key><integer>1</integer></dict>\n`;
    const cwd = folderWith({ 'x.plist': jobPlist('x', line) });
    const { stdout, stderr } = svc(['lint', '--fix-dry-run', '-v', 'x.plist'], { cwd });
    expect(stdout).toContain('+<key>EnvironmentVariables</key>');
    expect(stdout).toContain('<string>1</string>');
    expect(stdout + stderr).not.toContain(secret);
  });

  it('prints a diff of the changed lines and writes nothing', () => {
    const cwd = folderWith({ 'x.plist': bad(ZERO), 'sub/x.plist': good() });
    const before = contentsOf(cwd);
    const { stdout, stderr, code } = svc(['lint', '--fix-dry-run', '.'], { cwd });
    expect(stdout.split('\n')).toEqual([
      '--- ./x.plist\ton disk',
      '+++ ./x.plist\tfixed',
      '@@ -14,1 +14,1 @@',
      '-\t<string>true</string>',
      '+\t<true/>',
      '',
    ]);
    expect(stderr).toContain('[exit-timeout-zero]');
    expect(stderr).toMatch(/; 1 would be fixed\n$/);
    expect(code).toBe(1);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('does not go with --fix', () => {
    expect(svc(['lint', '--fix', '--fix-dry-run', '.'])).toMatchObject({ code: 2, stdout: '' });
  });
});
