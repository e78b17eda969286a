/** The launcher in real shells: what it hands on, what it refuses, and that it reads what the parser reads. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FILE_PROBLEMS,
  readEnvironmentFile,
  SHELL_PREFIXES,
  SHELL_VARIABLES,
} from '../../src/launchd/environment-file.ts';
import { LAUNCHER_TEXT } from '../../src/render/launcher.ts';
import { sample, sampled, tries } from '../support/sample.ts';

const SHELLS: readonly (readonly [name: string, argv: readonly string[], env?: Readonly<Record<string, string>>])[] = [
  ['dash', ['/usr/bin/dash']],
  ['bash --posix', ['/bin/bash', '--posix'], { LC_ALL: 'C.UTF-8' }],
  ['busybox sh', ['/usr/bin/busybox', 'sh']],
];
const isThere = (argv: readonly string[]) => existsSync(argv[0]!);
const isRoot = process.getuid!() === 0;

/** Prints its environment as the kernel has it. */
const CHILD = ['/bin/cat', '/proc/self/environ'];

function variablesOf(environ: string): Record<string, string> {
  const parts = environ.split('\0').filter((part) => part.includes('='));
  return Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
}

let folder: string;
let launcher: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'svc-launcher-'));
  launcher = join(folder, 'server');
  file = join(folder, 'server.env');
  writeFileSync(launcher, LAUNCHER_TEXT, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(shell: (typeof SHELLS)[number], path = file, command = CHILD): Promise<Ran> {
  const [program, ...args] = [...shell[1], launcher, path, ...command];
  return new Promise((resolve) => {
    execFile(
      program!,
      args,
      { env: { KEPT: 'x', ...shell[2] }, maxBuffer: 2 ** 26, encoding: 'latin1' },
      (error, stdout, stderr) => {
        const { code, signal } = (error ?? { code: 0, signal: null }) as { code: number | null; signal: string | null };
        resolve({ code, signal, stdout, stderr });
      },
    );
  });
}

function write(content: string | Buffer, mode = 0o600): void {
  rmSync(file, { force: true, recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');

const REFUSED_NAMES = [...SHELL_VARIABLES, ...SHELL_PREFIXES.map((prefix) => `${prefix}_x`)].map((name) => [name]);
const LONG: readonly (readonly [name: string, value: string])[] = [
  ['plain', 'x y$`"\\'.repeat(17_000)],
  ['with quotes and backslashes', '\\"'.repeat(50_000)],
  ['with lines', `${'"\'\\\n世'}`.repeat(15_000)],
  ['with number signs', 'ab#'.repeat(33_000)],
];
const REFUSED: readonly (readonly [written: string, words: string])[] = [
  ['A=1\nplanted\n', `line 2: ${FILE_PROBLEMS.noEquals}`],
  ['A=1\nA=planted\n', `line 2: ${FILE_PROBLEMS.twice}`],
  ['A="\n\n"\nexport B=planted', `line 4: ${FILE_PROBLEMS.name}`],
  ['Ä=planted', `line 1: ${FILE_PROBLEMS.name}`],
  ['1A=planted', `line 1: ${FILE_PROBLEMS.name}`],
  ['=planted', `line 1: ${FILE_PROBLEMS.name}`],
  ['A =planted', `line 1: ${FILE_PROBLEMS.name}`],
  ['DYLD_INSERT_LIBRARIES=planted', `line 1: ${FILE_PROBLEMS.dyld}`],
  ['A="one" planted', `line 1: ${FILE_PROBLEMS.afterQuote}`],
  ["A='one\n'planted", `line 2: ${FILE_PROBLEMS.afterQuote}`],
  ['A="one"#planted', `line 1: ${FILE_PROBLEMS.afterQuote}`],
  ['A="one" "', `line 1: ${FILE_PROBLEMS.afterQuote}`],
  ['A="one"\\', `line 1: ${FILE_PROBLEMS.afterQuote}`],
  ['A=1\nB="planted\\"\nC=2\n', `line 2: ${FILE_PROBLEMS.open}`],
  ["A='planted", `line 1: ${FILE_PROBLEMS.open}`],
  ['A=plan\0ted', FILE_PROBLEMS.control],
  ['A=plan\x1bted', FILE_PROBLEMS.control],
];

/** The rows of a table that a shell is to be tried with: each row meets some shell that is there, each shell some row. */
function ownRows<T extends readonly string[]>(rows: readonly T[], shell: (typeof SHELLS)[number]): readonly T[] {
  const usable = SHELLS.filter(([, argv]) => isThere(argv));
  const cells = usable.flatMap((one) => rows.map((row) => ({ one, row })));
  const taken = sample(cells, ({ one, row }) => [`shell ${one[0]}`, `row ${row[0]}`]);
  return isThere(shell[1]) ? taken.filter(({ one }) => one === shell).map(({ row }) => row) : rows;
}

const SHELL_ROWS = SHELLS.map((shell) => ({ name: `${shell[0]} (${sampled})`, shell }));
describe.each(SHELL_ROWS)('the launcher in $name', ({ shell }) => {
  const usable = isThere(shell[1]);
  const test = it.skipIf(!usable);

  test.each<readonly [name: string, written: string, value: string]>([
    ['plain', 'A=one', 'one'],
    ['empty', 'A=', ''],
    ['blanks around', ' \tA=  one two \t', 'one two'],
    ['a comment', 'A=one#two #three', 'one#two'],
    ['only a comment', 'A= # none', ''],
    ['quotes within', `A=it's "so"`, `it's "so"`],
    ['shell syntax', 'A=$HOME `id` $(id) ${x} \\n \\ & ; | > * ? ~ !', '$HOME `id` $(id) ${x} \\n \\ & ; | > * ? ~ !'],
    ['single quotes', `A=' one " \\ $x  '  # said`, ' one " \\ $x  '],
    ['double quotes', 'A="one \\" \\\\ \\n \\$x `id` \'two\' "', "one \" \\ \\n \\$x `id` 'two' "],
    ['backslashes before the end', 'A="one\\\\\\\\"', 'one\\\\'],
    ['an escaped quote after escaped backslashes', 'A="\\\\\\"\\\\"', '\\"\\'],
    ['lines', 'A="one\n\n # two\n\tthree\\\n"\nB=2', 'one\n\n # two\n\tthree\\\n'],
    ['lines in single quotes', "A='\n\"\n'", '\n"\n'],
    ['equals signs', 'A==one==', '=one=='],
    ['carriage returns', 'A=one\r\nB="two"\r\n', 'one'],
    ['unicode', 'A=Grüße, 世界 🌍 ā\u0301', 'Grüße, 世界 🌍 ā\u0301'],
    ['quoted unicode', 'A="\\"世\\\\界ā\\"ẞ"', '"世\\界ā"ẞ'],
  ])('hands on: %s', async (_name, written, value) => {
    write(written);
    const { code, stdout, stderr } = await launch(shell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(variablesOf(stdout)).toMatchObject({ A: bytesOf(value), KEPT: 'x' });
    expect(readEnvironmentFile(Buffer.from(written))).toMatchObject({ problems: [] });
    expect(readEnvironmentFile(Buffer.from(written)).variables.get('A')).toBe(bytesOf(value));
  });

  test.each(ownRows(LONG, shell))('hands on 100 KB %s, in seconds', { timeout: 60_000 }, async (_name, value) => {
    const quoted = `"${value.replace(/[\\"]/g, '\\$&')}"`;
    write(`A=${quoted}\nB=x\n`);
    const { stdout, stderr } = await launch(shell);
    expect(stderr).toBe('');
    const { A, B } = variablesOf(stdout);
    expect(A === bytesOf(value)).toBe(true);
    expect(B).toBe('x');
  });

  test('hands on names that it uses itself, and those of the shell', async () => {
    const names =
      'PATH HOME LC_ALL LANG ENV PS1 PS4 TERM name value line file A1 _a MAIL HISTSIZE OPTERR TZ POSIXLY_CORRECT'.split(
        ' ',
      );
    write(names.map((name) => `${name}=v-${name}\n`).join(''));
    const { stdout, stderr } = await launch(shell);
    expect(stderr).toBe('');
    expect(variablesOf(stdout)).toMatchObject(Object.fromEntries(names.map((name) => [name, `v-${name}`])));
  });

  test.each(ownRows(REFUSED_NAMES, shell))('refuses the name %s', async (name) => {
    write(`A=1\n${name}=planted\n`);
    expect(await launch(shell)).toMatchObject({
      code: 78,
      stdout: '',
      stderr: `svc: server: ${file}: line 2: ${FILE_PROBLEMS.reserved}\n`,
    });
  });

  test.each(ownRows(REFUSED, shell))('refuses %j', async (written, words) => {
    write(written);
    expect(await launch(shell)).toEqual({
      code: 78,
      signal: null,
      stdout: '',
      stderr: `svc: server: ${file}: ${words}\n`,
    });
    const [problem] = readEnvironmentFile(Buffer.from(written)).problems;
    expect(words).toContain(problem?.message);
  });

  test('reads any file as the parser does', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(environmentFile, async (written) => {
        const bytes = Buffer.from(written, 'latin1');
        write(bytes);
        const { variables, problems } = readEnvironmentFile(bytes);
        const { code, stdout, stderr } = await launch(shell);
        const [first] = problems;
        if (first) {
          const place = first.message === FILE_PROBLEMS.control ? '' : `line ${first.line}: `;
          expect({ code, stdout, stderr }).toEqual({
            code: 78,
            stdout: '',
            stderr: `svc: server: ${file}: ${place}${first.message}\n`,
          });
          return;
        }
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(variablesOf(stdout)).toMatchObject(Object.fromEntries(variables));
      }),
      { numRuns: tries(25, 120) },
    );
  });

  test('has the program answer signals and give the exit code', async () => {
    write('A=1');
    const trap =
      'process.on("SIGTERM", () => process.exit(Number(process.env.A) + 6)); setInterval(() => {}, 1000); console.log(process.pid)';
    const [program, ...args] = [...shell[1], launcher, file, process.execPath, '-e', trap];
    for (const [signal, expected] of [
      ['SIGTERM', { code: 7, signal: null }],
      ['SIGKILL', { code: null, signal: 'SIGKILL' }],
      ['SIGUSR2', { code: null, signal: 'SIGUSR2' }],
    ] as const) {
      const child = spawn(program!, args, { env: {} });
      const said = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
      expect(Number(said)).toBe(child.pid);
      child.kill(signal);
      const ended = await new Promise((resolve) => child.once('exit', (code, by) => resolve({ code, signal: by })));
      expect(ended).toEqual(expected);
    }
    expect(await launch(shell, file, ['/bin/sh', '-c', 'exit 42'])).toMatchObject({ code: 42 });
  });

  test('refuses a file that others may read, or that is none', async () => {
    const refuses = async (words: string, path = file) =>
      expect(await launch(shell, path)).toEqual({
        code: 78,
        signal: null,
        stdout: '',
        stderr: `svc: server: ${path}: ${words}\n`,
      });
    for (const mode of [0o644, 0o640, 0o604, 0o700, 0o200, 0o660]) {
      write('A=planted', mode);
      await refuses('its mode is neither 0600 nor 0400');
    }
    write('A=planted', 0o400);
    expect(await launch(shell)).toMatchObject({ code: 0 });
    const link = join(folder, 'link.env');
    symlinkSync(file, link);
    await refuses('it is a symbolic link', link);
    rmSync(link);
    await refuses('there is no such file', join(folder, 'none.env'));
    await refuses('its folder is not there, or not to be opened', join(folder, 'none/none.env'));
    await refuses('it is no regular file', '/dev/null');
  });

  test('refuses folders that others may write, also behind a link', async () => {
    const open = join(folder, 'open');
    const inner = join(open, 'inner');
    mkdirSync(inner, { recursive: true });
    const path = join(inner, 'x.env');
    writeFileSync(path, 'A=planted', { mode: 0o600 });
    const link = join(folder, 'way');
    symlinkSync(inner, link);
    for (const [mode, answer] of [
      [0o777, 78],
      [0o775, 78],
      [0o757, 78],
      [0o1777, 0],
      [0o755, 0],
    ] as const) {
      chmodSync(open, mode);
      for (const way of [path, join(link, 'x.env')]) {
        const { code, stderr } = await launch(shell, way);
        expect({ code, stderr }).toEqual({
          code: answer,
          stderr: answer === 0 ? '' : `svc: server: ${way}: others may write the folder ${open}\n`,
        });
      }
    }
    rmSync(link);
    rmSync(open, { recursive: true });
  });

  it.skipIf(!usable || !isRoot)('refuses a file and a folder of somebody else', async () => {
    write('A=planted');
    execFileSync('chown', ['4711', file]);
    expect(await launch(shell)).toMatchObject({
      code: 78,
      stderr: `svc: server: ${file}: it belongs to uid 4711, and the job runs as uid 0\n`,
    });
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'x.env'), 'A=planted', { mode: 0o600 });
    execFileSync('chown', ['4711', foreign]);
    const path = join(foreign, 'x.env');
    expect(await launch(shell, path)).toMatchObject({
      code: 78,
      stderr: `svc: server: ${path}: the folder ${foreign} belongs to uid 4711\n`,
    });
    rmSync(foreign, { recursive: true });
  });
});

/** Files near the grammar: lines of pieces that mean something in it. */
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...['"', "'", '\\', '\\"', '\\\\', '#', ' #', ' ', '\t', '\r', '\n', '=', '$x', '`']),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('abc', '.', '..', '*', '?', '[a]', '~', '--', '-n', 'DYLD_X', 'PPID', 'é', '\\\n'),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) },
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom('A', 'B', 'C', 'D', 'E1', '_F', 'g_'), fc.array(piece, { maxLength: 12 }))
      .map(([name, value]) => `${name}=${value.join('')}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('H', 'I', 'J', 'K'), fc.constantFrom('"', "'"), fc.array(piece, { maxLength: 12 }))
      .map(([name, quote, value]) => `${name}=${quote}${value.join('').replaceAll(quote, '')}${quote}`),
  },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', '# one', '   ', 'export L=1', 'L') },
);
const environmentFile = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''));
