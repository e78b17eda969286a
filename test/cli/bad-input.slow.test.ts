/** Files that are no usable services.yaml: where it is wrong, what is wrong, exit 2, nothing written, at once. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectPlain, MAX_MEGABYTES, MAX_SECONDS, refusalOf } from '../support/refusal.ts';
import {
  canMeasureMemory,
  contentsOf,
  folderWith,
  manifestOf,
  svc,
  svcMeasured,
  TWO_SERVICES,
} from '../support/svc.ts';

const GOOD = manifestOf('template: daemon\ncommand: [/usr/bin/true]');
const end = GOOD.split('\n').length;

describe('what is not there, or no file', () => {
  it.each<[string, string, RegExp]>([
    ['a missing file', 'nowhere.yaml', /^svc: nowhere\.yaml can not be used: there is no such file/],
    ['a missing folder', 'no/where.yaml', /^svc: no\/where\.yaml can not be used: there is no such file/],
    ['a folder', 'folder', /^svc: folder can not be used: it is a folder, not a file\.$/m],
    ['a path through a file', 'services.yaml/x', /services\.yaml\/x can not be used: a part of the path is a file/],
    ['an empty name', '', /can not be used|-f/],
    ['a name with escapes', 'a\u001b[2Jb', /a\\u001b\[2Jb can not be used/],
    ['a name that is too long', 'x'.repeat(5000), /can not be used: the name is too long/],
  ])('%s', (_what, file, why) => {
    const folder = folderWith({ 'services.yaml': GOOD });
    mkdirSync(join(folder, 'folder'));
    const before = contentsOf(folder);
    const told = svc(['render', '-f', file], { cwd: folder });
    expectPlain(told);
    expect(told.stdout).toBe('');
    expect(told.stderr).toMatch(why);
    expect(contentsOf(folder)).toEqual(before);
  });

  it('--json says so on stdout too', () => {
    const { code, stdout, stderr } = svc(['render', '-f', 'nowhere.yaml', '--json'], { cwd: folderWith() });
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.yaml');
    const answer = JSON.parse(stdout);
    expect(answer.version).toBe(1);
    // A program that reads only stdout must learn what is wrong.
    expect(answer.diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        file: 'nowhere.yaml',
        line: 1,
        column: 1,
        message: expect.stringContaining('no such file'),
      }),
    ]);
  });

  const hasFifo = spawnSync('mkfifo', ['--version']).status === 0;
  it.skipIf(!hasFifo)(
    `a pipe that nobody writes to is refused, not waited for${hasFifo ? '' : ' (skipped: no mkfifo)'}`,
    () => {
      const folder = folderWith();
      spawnSync('mkfifo', [join(folder, 'services.yaml')]);
      expectPlain(svc(['render'], { cwd: folder, timeout: 5_000 }));
    },
  );

  it('a device without end is refused, not read', () => {
    expectPlain(svc(['render', '-f', '/dev/zero'], { cwd: folderWith(), timeout: 5_000 }));
  });
});

describe('no services.yaml at all', () => {
  it.each<[string, string, string, RegExp]>([
    ['an empty file', '', '1:1', /The file is empty/],
    ['blank lines', '\n\r\n\n', '1:1', /The file is empty/],
    ['only comments', '# one\n# two\n', '1:1', /The file is empty/],
    ['only a document mark', '---\n', '1:1', /The file is empty/],
    ['a list at the root', '- a\n- b\n', '1:1', /must be a map, not a list/],
    ['a text at the root', 'hello\n', '1:1', /must be a map, not a single value/],
    ['a number at the root', '# x\n42\n', '2:1', /must be a map, not a single value/],
    ['an empty map', '{}\n', '1:1', /`version` is missing/],
  ])('%s', (_what, text, place, why) => {
    const { lines } = refusalOf(text);
    expect(lines[0]).toMatch(new RegExp(`^services\\.yaml:${place} `));
    expect(lines[0]).toMatch(why);
  });
});

describe('what is no YAML, or YAML with traps', () => {
  it.each<[string, string, string, RegExp]>([
    ['a tab as indentation', GOOD.replace('    command', '\tcommand'), '7:1', /A tab is used as indentation/],
    ['a duplicate key', `${GOOD}    command: [/usr/bin/false]\n`, '8:5', /"command" occurs twice/],
    ['a duplicate service', `${GOOD}  a:\n    command: [/usr/bin/false]\n`, '8:3', /"a" occurs twice/],
    ['two documents', `${GOOD}---\n${GOOD}`, '8:1', /A second YAML document begins here/],
    ['an unknown anchor', `${GOOD}    runAtLoad: *nope\n`, '8:16', /"\*nope" has no anchor/],
    ['an alias to itself', `${GOOD}    plist: &p\n      x: *p\n`, '9:10', /"\*p" stands inside its own anchor/],
    ['a tag without meaning', `${GOOD}    description: !foo bar\n`, '8:18', /The tag "!foo" has no meaning here/],
    ['a tag of another language', `${GOOD}    description: !!js/function x\n`, '8:18', /has no meaning here/],
    ['a key that is a list', `${GOOD}    environment: {? [a] : 1}\n`, '8:21', /A key must be a plain text/],
    ['two colons in a line', `${GOOD}    description: a: b\n`, '8:18', /A second `key:` on one line/],
    ['a wrong indentation', `${GOOD}   description: x\n`, '8:1', /indentation here does not fit/],
    ['YAML 1.1', `%YAML 1.1\n---\n${GOOD}    runAtLoad: yes\n`, '1:1', /1\.2/],
    ['a merge key', `${GOOD}    <<: {runAtLoad: true}\n`, '8:5', /no merge keys/],
    ['nesting of 120 levels', `${GOOD}    plist: {x: ${'['.repeat(120)}${']'.repeat(120)}}\n`, '8:', /levels deep/],
  ])('%s', (_what, text, place, why) => {
    const { lines } = refusalOf(text);
    expect(lines[0]).toMatch(new RegExp(`^services\\.yaml:${place}`));
    expect(lines[0]).toMatch(why);
    expect(lines).toHaveLength(1);
  });

  it.each<[string, string, number]>([
    ['a bracket', `${GOOD}    description: x\n    watchPaths: [/a, /b\n`, 9],
    ['a quote', `${GOOD}    description: "x\n    watchPaths: [/a, /b]\n`, 8],
    ['a brace', `${GOOD}    environment: {A: "1"\n    nice: 5\n`, 8],
  ])('%s that is not closed is told at or after the line that opens it', (_what, text, line) => {
    const { diagnostics } = refusalOf(text);
    expect(diagnostics[0]!.line).toBeGreaterThanOrEqual(line);
    expect(diagnostics[0]!.message).toMatch(/clos|end with a|must be sufficiently indented/i);
  });

  it('an alias bomb', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => {
      const inner = i === 0 ? 'x' : `*a${i - 1}`;
      return `v${i}: &a${i} [${Array.from({ length: 10 }, () => inner).join(', ')}]\n`;
    });
    const { lines } = refusalOf(`${bomb.join('')}${GOOD}`);
    expect(lines).toEqual([
      expect.stringMatching(/^services\.yaml:6:\d+ The aliases below here unfold to more than \d+/),
    ]);
  });

  it.each([
    ['100,000 open brackets', '['.repeat(100_000)],
    ['100,000 nested brackets', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`],
    ['50,000 nested maps', '{a: '.repeat(50_000)],
    ['50,000 lists in a line', '- '.repeat(50_000)],
    ['1,500 levels of indentation', Array.from({ length: 1_500 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ])('%s', (_what, text) => {
    const { lines } = refusalOf(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^services\.yaml:\d+:\d+ .*(levels deep|nested too deeply)/);
  });

  it('thousands of mistakes of one kind are told in part', () => {
    const { lines, stderr } = refusalOf(`${GOOD}${'    description: x\n'.repeat(5_000)}`);
    expect(lines.length).toBeLessThan(50);
    expect(lines.at(-1)).toMatch(/\d+ more problems/);
    expect(stderr.length).toBeLessThan(20_000);
  });
});

describe('bytes', () => {
  const bytes = (text: string) => Buffer.from(text, 'utf8');

  it.each<[string, Buffer, string, RegExp]>([
    [
      'a byte that is not UTF-8',
      Buffer.concat([bytes(`${GOOD}    description: "é`), Buffer.from([0xff]), bytes('"\n')]),
      '8:20',
      new RegExp(`Byte 0xff at offset ${bytes(`${GOOD}    description: "é`).length} is not UTF-8`),
    ],
    [
      'a character cut off at the end',
      Buffer.concat([bytes(GOOD), Buffer.from([0x23, 0xe2, 0x82])]),
      `${end}:2`,
      /0xe2/,
    ],
    ['Latin-1', Buffer.from(`${GOOD}    description: caf\u00e9\n`, 'latin1'), '8:21', /Byte 0xe9/],
    ['UTF-16 LE with BOM', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), '1:1', /UTF-16.*UTF-8/],
    ['UTF-16 BE with BOM', Buffer.from(`\ufeff${GOOD}`, 'utf16le').swap16(), '1:1', /UTF-16.*UTF-8/],
    ['UTF-16 without BOM', Buffer.from(GOOD, 'utf16le'), '1:1', /UTF-16.*UTF-8/],
    ['a NUL', bytes(`${GOOD}    description: "a\0b"\n`), '8:18', /control character U\+0000/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), '1:1', /Byte 0x89 at offset 0/],
  ])('%s', (_what, content, place, why) => {
    const { lines } = refusalOf(content);
    expect(lines[0]).toMatch(new RegExp(`^services\\.yaml:${place} `));
    expect(lines[0]).toMatch(why);
  });

  it.each<[string, string]>([
    ['a byte-order mark', `\ufeff${TWO_SERVICES}`],
    ['CRLF', TWO_SERVICES.replaceAll('\n', '\r\n')],
    ['both', `\ufeff${TWO_SERVICES.replaceAll('\n', '\r\n')}`],
    ['no final newline', TWO_SERVICES.trimEnd()],
    ['a document mark', `---\n${TWO_SERVICES}...\n`],
  ])('%s gives the same plists', (_what, manifest) => {
    const print = (text: string) => svc(['render', '--stdout'], { cwd: folderWith({ 'services.yaml': text }) });
    const { code, stdout, stderr } = print(manifest);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(print(TWO_SERVICES).stdout);
  });

  it('CRLF and a byte-order mark do not shift places', () => {
    const bad = `${TWO_SERVICES}    nice: high\n`;
    const plain = refusalOf(bad).lines;
    expect(refusalOf(bad.replaceAll('\n', '\r\n')).lines).toEqual(plain);
    expect(refusalOf(`\ufeff${bad}`).lines).toEqual(plain);
  });
});

describe(`size${canMeasureMemory ? '' : ' (memory is not measured: no GNU time)'}`, () => {
  const tenMegabytes = TWO_SERVICES + `# ${'x'.repeat(97)}\n`.repeat(105_000);

  it('10 MB are refused by their size, unread; the limit and the option are named', () => {
    const folder = folderWith({ 'services.yaml': tenMegabytes });
    const told = svcMeasured(['render'], { cwd: folder });
    expectPlain(told);
    expect(told.stderr).toContain(`${tenMegabytes.length} bytes`);
    expect(told.stderr).toContain('2097152');
    expect(told.stderr).toContain('--max-size');
    expect(told.processor ?? told.seconds).toBeLessThan(1);
    if (told.megabytes !== undefined) expect(told.megabytes).toBeLessThan(100);
    expect(Object.keys(contentsOf(folder))).toEqual(['services.yaml']);
  });

  it('--max-size lets them in', () => {
    const folder = folderWith({ 'services.yaml': tenMegabytes });
    const told = svcMeasured(['render', '--max-size', '20000000'], { cwd: folder });
    expect(told.stderr).toBe('');
    expect(told.code).toBe(0);
    expect(told.seconds).toBeLessThan(10);
  });

  it('--max-size can be lowered; a file of just that size is read', () => {
    const folder = folderWith({ 'services.yaml': GOOD });
    expect(svc(['render', '--stdout', '--max-size', String(GOOD.length)], { cwd: folder }).code).toBe(0);
    expectPlain(svc(['render', '--stdout', '--max-size', String(GOOD.length - 1)], { cwd: folder }));
  });

  it('nearly 2 MB of services are rendered or refused within bounds', () => {
    const services = Array.from(
      { length: 20_000 },
      (_, i) => `  s${i}:\n    template: daemon\n    comand: [/usr/bin/true]\n`,
    );
    const manifest = `version: 1\nnamespace: org.example\nhome: /Users/user\nservices:\n${services.join('')}`;
    const told = svcMeasured(['render', '--stdout'], { cwd: folderWith({ 'services.yaml': manifest }) });
    expectPlain(told);
    expect(told.seconds).toBeLessThan(10 * MAX_SECONDS);
    if (told.megabytes !== undefined) expect(told.megabytes).toBeLessThan(4 * MAX_MEGABYTES);
  });
});
