/** `svc lint --format github`, read as the runner of GitHub Actions does, and the matcher for the compact format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, REPO, type RunOptions, svc } from '../support/svc.ts';
import {
  binaryErrorPlist,
  expectPlainText,
  INFO_PLIST,
  jobPlist,
  lintJson,
  silencedPlist,
  THREE_LEVELS,
} from './lint-jobs.ts';

/** A workflow command as the runner reads it: split at `::`, `,` and `=`, then decoded. */
function readCommand(line: string): { level: string; properties: Record<string, string>; message: string } {
  const [, level, said, data] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const decodeData = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const decode = (text: string) => decodeData(text.replaceAll('%3A', ':').replaceAll('%2C', ',')).trim();
  const properties = said!
    .split(',')
    .map((each) => [each.slice(0, each.indexOf('=')), decode(each.slice(each.indexOf('=') + 1))]);
  return { level: level!, properties: Object.fromEntries(properties), message: decodeData(data!) };
}

function githubOf(args: readonly string[], options: RunOptions) {
  const told = svc(['lint', '-q', '--format', 'github', ...args], options);
  return { ...told, commands: told.stdout.split('\n').slice(0, -1).map(readCommand) };
}

describe('github', () => {
  it('is a workflow command a finding, with place, rule, message and help', () => {
    const cwd = folderWith(THREE_LEVELS);
    const { stdout, code, commands } = githubOf(['.'], { cwd });
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^::error file=a\.plist,line=14,endLine=14,col=2,endColumn=22,title=svc exit-timeout-zero::ExitTimeOut 0 .*\.%0AWrite .*\.$/,
      ),
      expect.stringMatching(/^::warning file=b\.plist,line=6,endLine=6,col=2,.*,title=svc label-filename-mismatch::/),
      expect.stringMatching(/^::notice file=c\.plist,line=4,.*,title=svc not-a-job::/),
      '',
    ]);
    const { diagnostics } = lintJson(['.'], { cwd });
    expect(commands.map(({ message }) => message)).toEqual(
      diagnostics.map((diagnostic) => `${diagnostic.message}\n${(diagnostic as { help?: string }).help}`),
    );
  });

  it.each(['a%b.plist', 'a%0Ab.plist', 'a,b=c.plist', 'a:b::c.plist', 'a\nb.plist', 'a\rb.plist', '::error::.plist'])(
    'the path %j comes through, as seen from the working folder',
    (name) => {
      const cwd = folderWith({ [`sub/${name}`]: INFO_PLIST });
      for (const given of ['.', `./sub/${name}`, join(cwd, 'sub')]) {
        const { stdout, commands } = githubOf([given], { cwd });
        expect(stdout.trimEnd()).not.toMatch(/[\r\n]/);
        expect(commands).toMatchObject([{ level: 'notice', properties: { file: `sub/${name}`, line: '4' } }]);
      }
    },
  );

  it('messages come through with percent signs, commas, colons and line breaks', () => {
    const label = '50%25, a: b';
    const cwd = folderWith({ 'x.plist': jobPlist(label), 'y%,z.plist': jobPlist('y') });
    const { diagnostics } = lintJson(['.'], { cwd });
    const { commands, stdout } = githubOf(['.'], { cwd });
    expect(stdout).toContain('50%2525, a: b');
    expect(commands.map(({ message }) => message.split('\n')[0])).toEqual(diagnostics.map(({ message }) => message));
  });

  it('can not be made to say more than its commands, nor steer a terminal', () => {
    const plist = jobPlist('a&#10;::set-output name=x::y&#13;::error::z\u202e\u0085');
    const cwd = folderWith({ 'x.plist': plist, '\u001b[2J\n::stop-commands::x/c.plist': INFO_PLIST });
    const told = svc(['lint', '.', '--format', 'github'], { cwd });
    expectPlainText(told);
    for (const line of told.stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(?:error|warning|notice) file=/);
  });

  it('names a file elsewhere as it was given, and gives no lines where there are none', () => {
    const elsewhere = join(folderWith({ 'c.plist': INFO_PLIST }), 'c.plist');
    expect(githubOf([elsewhere], { cwd: folderWith() }).commands[0]!.properties.file).toBe(elsewhere);
    const { commands } = githubOf(['x.plist'], { cwd: folderWith({ 'x.plist': binaryErrorPlist() }) });
    expect(commands.map(({ properties }) => properties)).toEqual([{ file: 'x.plist', title: 'svc exit-timeout-zero' }]);
  });

  it('gives no columns for a finding over several lines', () => {
    const plist = jobPlist('x').replace('<string>x</string>', '<string>a\n  b</string>');
    const { commands } = githubOf(['x.plist'], { cwd: folderWith({ 'x.plist': plist }) });
    const { properties } = commands.find(({ properties }) => properties.title === 'svc label-invalid')!;
    expect(properties).toEqual({ file: 'x.plist', line: '6', endLine: '7', title: 'svc label-invalid' });
  });

  it('leaves out what is silenced, and is empty with nothing found', () => {
    const cwd = folderWith({ 'x.plist': silencedPlist('x'), 'y.plist': jobPlist('y') });
    expect(githubOf(['.'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});

describe('docs/problem-matcher.json', () => {
  const { problemMatcher } = JSON.parse(readFileSync(join(REPO, 'docs/problem-matcher.json'), 'utf8'));

  it('reads every line of the compact format, each with one matcher', () => {
    const { stdout } = svc(['lint', '.', '--format', 'compact'], { cwd: folderWith(THREE_LEVELS) });
    const read = stdout
      .trimEnd()
      .split('\n')
      .map((line) =>
        problemMatcher.flatMap(
          ({ severity, pattern: [pattern] }: { severity?: string; pattern: Record<string, string>[] }) => {
            const groups = new RegExp(pattern!.regexp!).exec(line);
            const group = (name: string) => groups?.[Number(pattern![name])];
            return groups
              ? [[group('file'), group('line'), group('column'), severity ?? group('severity'), group('code')]]
              : [];
          },
        ),
      );
    expect(read).toEqual([
      [['./a.plist', '14', '2', 'error', 'exit-timeout-zero']],
      [['./b.plist', '6', '2', 'warning', 'label-filename-mismatch']],
      [['./c.plist', '4', '1', 'notice', 'not-a-job']],
    ]);
  });
});
