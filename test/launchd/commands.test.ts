import { describe, expect, it } from 'vitest';
import {
  baseName,
  executedFiles,
  isCommandLine,
  isInterpreter,
  isShell,
  programIndex,
  programTextIndex,
  shellSyntaxIn,
  textIndexes,
} from '../../src/launchd/commands.ts';
import { leastTime } from '../support/processor-time.ts';

/** Names that every JavaScript object answers to. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

describe('names of programs', () => {
  it.each([
    ['/bin/sh', 'sh'],
    ['sh', 'sh'],
    ['/a/', ''],
    ['', ''],
  ])('baseName of %j is %j', (path, name) => expect(baseName(path)).toBe(name));

  it.each(['/bin/sh', 'bash', '/usr/local/bin/fish'])('%s is a shell', (path) => expect(isShell(path)).toBe(true));
  it.each(['/bin/shell', 'node', '/bin/sh/x', ''])('%j is none', (path) => expect(isShell(path)).toBe(false));

  it.each([
    'node',
    '/opt/node@22',
    'python3.12',
    '/usr/bin/python3',
    'perl5.34',
    'bun',
    '/bin/zsh',
    'ruby-3.3',
    'Rscript',
  ])('%s is an interpreter', (path) => expect(isInterpreter(path)).toBe(true));
  it.each(['nodemon', 'tool', '', ...INHERITED])('%j is none', (path) => expect(isInterpreter(path)).toBe(false));
});

describe('the real program behind env', () => {
  it.each<[string[], number]>([
    [[], 0],
    [['/bin/x'], 0],
    [['/usr/bin/env', 'node', 'x'], 1],
    [['env', '-i', 'A=b', 'B=', 'node'], 4],
    [['env', '-u', 'A', '-P', '/bin', '-C', '/x', 'node'], 7],
    [['env', '-S', 'node'], 2],
    [['env', 'A=b'], 2],
    [['env', '-u'], 3],
  ])('%j', (args, index) => expect(programIndex(args)).toBe(index));
});

describe('the argument that is program text', () => {
  it.each<[string[], number | undefined]>([
    [[], undefined],
    [['/bin/sh'], undefined],
    [['/bin/sh', '-c', 'a && b'], 2],
    [['/bin/bash', '-lc', 'a'], 2],
    [['bash', '--login', '-c', 'a'], 3],
    [['bash', '-o', 'pipefail', '-c', 'a'], 4],
    [['bash', '+o', 'posix', '-O', 'extglob', '-c', 'a'], 6],
    [['sh', '-c', '-e', 'a'], 3],
    [['sh', '-c', '-o', 'pipefail', 'a'], 4],
    [['sh', '-c'], undefined],
    [['sh', 'script.sh', '-c', 'a'], undefined],
    [['sh', '-x', 'script.sh'], undefined],
    [['node', '-e', 'a && b'], 2],
    [['node', '--no-warnings', '--eval', 'a'], 3],
    [['node', '-e'], undefined],
    [['node', 'server.js'], undefined],
    [['/usr/bin/env', 'A=b', 'python3.12', '-c', 'a'], 4],
    [['env', '-i'], undefined],
    [['deno', 'eval', 'a'], 2],
    [['osascript', '-e', 'a'], 2],
    [['/bin/tool', '-c', 'a'], undefined],
  ])('%j', (args, index) => expect(programTextIndex(args)).toBe(index));

  it.each(INHERITED)('a program named %s is an ordinary one', (name) => {
    expect(programTextIndex([`/bin/${name}`, '-e', 'x'])).toBeUndefined();
  });

  it('is found in time that grows with the length of the name', () => {
    const name = `/bin/x${'1.'.repeat(20_000)}x`;
    expect(leastTime(() => programTextIndex([name, 'a']), 300)).toBeLessThan(300);
  });
});

describe('all arguments that are text of another language', () => {
  it.each<[string[], number[]]>([
    [['/bin/x', '$(a)'], []],
    [['/bin/sh', '-c', 'a'], [2]],
    [['/usr/bin/caffeinate', '-i', '/bin/sh', '-c', 'a', 'b'], [4]],
    [
      ['docker', 'exec', 'x', 'node', '-e', 'a', '-e', 'b'],
      [5, 7],
    ],
    [
      ['osascript', '-e', 'a', '-e', 'b'],
      [1, 2, 3, 4],
    ],
    [['node', '--eval=a', 'b'], [1]],
    [
      ['/usr/bin/awk', '{print $(NF)}', '/f'],
      [1, 2],
    ],
    [['sed', 's/a/`b`/', '~/x', '>'], [1]],
    [['grep', '$HOME/x', '${HOME}'], []],
    [
      ['ssh', 'host', 'a | b', '>x'],
      [1, 2, 3],
    ],
    [
      ['/usr/bin/env', '-S', 'a b', '--split-string=c'],
      [2, 3],
    ],
    [['/usr/bin/env', 'A=b', 'python3', '-c', 'a'], [4]],
    [[], []],
  ])('%j', (args, indexes) => expect([...textIndexes(args)].sort()).toEqual(indexes));
  it.each(INHERITED)('a program named %s has none', (name) => {
    expect([...textIndexes([`/bin/${name}`, '-e', '$(x)'])]).toEqual([]);
  });
});

describe('shell syntax', () => {
  it.each([
    ['&&', '&&'],
    ['||', '||'],
    ['|', '|'],
    [';', ';'],
    ['&', '&'],
    ['>', '>'],
    ['>>', '>>'],
    ['<', '<'],
    ['2>&1', '2>&1'],
    ['>/tmp/x', '>'],
    ['>>log', '>>'],
    ['2>/dev/null', '2>'],
    ['&>x', '&>'],
    ['</dev/null', '<'],
    ['1>&2', '1>&2'],
    ['$(date)', '$(…)'],
    ['a-$(id -u).log', '$(…)'],
    ['`date`', '`…`'],
  ])('%s', (arg, found) => expect(shellSyntaxIn(arg)).toBe(found));

  it.each([
    '',
    'a',
    'a&b',
    'https://x/?a=1&b=2',
    'a;b',
    'a|b',
    '$HOME',
    '$1',
    '$(',
    '`',
    '``',
    '=>',
    '->',
    '>=1.0',
    '> 5',
    'a > b',
    '!',
    '*',
  ])('none in %j', (arg) => expect(shellSyntaxIn(arg)).toBeUndefined());

  it('is found in time that grows with the length of the argument', () => {
    expect(leastTime(() => shellSyntaxIn('$('.repeat(20_000)), 300)).toBeLessThan(300);
  });
});

describe('a command line in one text', () => {
  it.each([
    '/bin/x -v',
    '/bin/x /etc/y',
    'node server.js',
    'bash run.sh',
    '/usr/bin/python3 app.py',
    'env FOO=1 /bin/x',
    '/bin/x\t-v',
  ])('%j is one', (text) => expect(isCommandLine(text)).toBe(true));
  it.each([
    '',
    '/bin/x',
    '/Applications/My App.app/Contents/MacOS/x',
    '/Users/user/My Folder/run.sh',
    'tool run',
    ' /bin/x',
    '/bin/x ',
  ])('%j is none', (text) => expect(isCommandLine(text)).toBe(false));
});

describe('the files that a process runs', () => {
  const LAUNCHER = '/Users/user/.local/state/svc/org.example/bin/a';
  it.each([
    [undefined, ['/usr/local/bin/server', '/var/db/x.db'], ['/usr/local/bin/server']],
    ['/usr/local/bin/server', ['server', '-v'], ['/usr/local/bin/server']],
    [
      undefined,
      ['/opt/homebrew/bin/node', '--trace', '/x/server.js', '/x/y'],
      ['/opt/homebrew/bin/node', '/x/server.js'],
    ],
    [undefined, [LAUNCHER, '/x/.env', '/usr/local/bin/server', '/var/db/x.db'], ['/usr/local/bin/server']],
    [undefined, [LAUNCHER, '/x/.env', '/bin/sh', '/x/run.sh'], ['/bin/sh', '/x/run.sh']],
    [undefined, ['server', '/x'], []],
    [undefined, [], []],
  ])('of %j and %j', (program, args, files) => {
    expect(executedFiles(program, args)).toEqual(files);
  });
});
