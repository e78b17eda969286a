/** `svc lint --fix` of services.yaml, through the program: every file of the table in one run, and then again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, folderWith, manifestOf, type Result, svc } from '../support/svc.ts';
import { type Answer, lintJson } from './lint-jobs.ts';

/** A good service with these lines below its `plist:`. */
const inPlist = (...lines: string[]) =>
  manifestOf(
    [
      'command: [/usr/bin/true]',
      'runAtLoad: true',
      'logs: /Library/Logs/a',
      'plist:',
      ...lines.map((line) => `  ${line}`),
    ].join('\n'),
  );

interface Case {
  readonly before: string;
  readonly after: string;
  /** How many findings are fixed. */
  readonly fixed: number;
}

const one = (before: string, after: string, fixed = 1): Case => ({
  before: inPlist(...before.split('\n')),
  after: inPlist(...after.split('\n')),
  fixed,
});

const TOP = 'version: 1\nnamespace: org.example\nhome: /Users/user\n';
const TWO = `services:
  a: { command: [/usr/bin/true], runAtLoad: true }
  b:
    command: [/usr/bin/true, b] # both
    runAtLoad: true
`;
const both = (before: string, after: string, fixed = 1): Case => ({ before: TOP + before, after: TOP + after, fixed });
const marked = ({ before, after, fixed }: Case, mark: (text: string) => string): Case => ({
  before: mark(before),
  after: mark(after),
  fixed,
});

const PLAIN = one('ExitTimeout: 30 # é 日', 'ExitTimeOut: 30 # é 日');

/** What is mended, to the byte. */
const FIXED: Record<string, Case> = {
  'key-case': PLAIN,
  'key-case in double quotes': one('"ExitTimeout" : 30', '"ExitTimeOut" : 30'),
  'key-case in single quotes': one("'ExitTimeout':   30", "'ExitTimeOut':   30"),
  'key-case of an explicit key': one('? ExitTimeout\n: 30', '? ExitTimeOut\n: 30'),
  'key-case with a value below': one(
    'Keepalive:   # why\n  SuccessfulExit: false\nExitTimeOut: 30',
    'KeepAlive:   # why\n  SuccessfulExit: false\nExitTimeOut: 30',
  ),
  'key-case in a dict': one('KeepAlive: {Successfulexit: false}', 'KeepAlive: {SuccessfulExit: false}'),
  'key-case of a dict and in it': one(
    'Keepalive:\n  Successfulexit: "false"\nExitTimeOut: 30',
    'KeepAlive:\n  SuccessfulExit: false\nExitTimeOut: 30',
    3,
  ),
  'unknown-key': one('WorkDirectory: "/usr/local"', 'WorkingDirectory: "/usr/local"'),
  'wrong-type: a boolean': one('LowPriorityIO: "true" # x', 'LowPriorityIO: true # x'),
  'wrong-type: False': one("LowPriorityIO: 'False'", 'LowPriorityIO: false'),
  'wrong-type: an integer': one("Nice:\t'3'", 'Nice:\t3'),
  'wrong-type: a negative integer': one('Nice: "-3"', 'Nice: -3'),
  'wrong-type: on the line below': one('Nice:\n  # as the others\n  "3"', 'Nice:\n  # as the others\n  3'),
  'wrong-type: in a dict': one(
    'SoftResourceLimits:\n  NumberOfFiles: "1024"\n  Core: 0',
    'SoftResourceLimits:\n  NumberOfFiles: 1024\n  Core: 0',
  ),
  'wrong-type: in a list': one(
    'Sockets:\n  Listeners:\n    - SockServiceName: "80"\n      SockPassive: "true"',
    'Sockets:\n  Listeners:\n    - SockServiceName: "80"\n      SockPassive: true',
  ),
  'env-value-not-string': one(
    'EnvironmentVariables:\n  PORT:  3000   # open\n  B: x',
    'EnvironmentVariables:\n  PORT:  "3000"   # open\n  B: x',
  ),
  'a flow map': one(
    'EnvironmentVariables: { PORT: 3000, "B": 4, C : "x" }',
    'EnvironmentVariables: { PORT: "3000", "B": "4", C : "x" }',
    2,
  ),
  'a flow map as JSON writes it': {
    before: manifestOf('{"command":["/usr/bin/true"],"runAtLoad":true,"plist":{"Exittimeout":"30","Nice":"3"}}'),
    after: manifestOf('{"command":["/usr/bin/true"],"runAtLoad":true,"plist":{"ExitTimeOut":30,"Nice":3}}'),
    fixed: 3,
  },
  'an anchor': one('Nice: &n "3"', 'Nice: &n 3'),
  'an alias whose users all gain': one('Nice: &n "12"\nThrottleInterval: *n', 'Nice: &n 12\nThrottleInterval: *n', 2),
  'an anchored map': both(
    'defaults:\n  plist: &p\n    ExitTimeout: "30" # s\nservices:\n  a:\n    command: [/usr/bin/true]\n    runAtLoad: true\n    plist: *p\n',
    'defaults:\n  plist: &p\n    ExitTimeOut: 30 # s\nservices:\n  a:\n    command: [/usr/bin/true]\n    runAtLoad: true\n    plist: *p\n',
    2,
  ),
  'defaults of two services': both(
    `defaults:\n  plist: {ExitTimeout: 30}\n${TWO}`,
    `defaults:\n  plist: {ExitTimeOut: 30}\n${TWO}`,
  ),
  'defaults and a service that has the key too': both(
    `defaults:\n  plist:\n    ExitTimeout: 30\n${TWO}    plist: {ExitTimeout: 40}\n`,
    `defaults:\n  plist:\n    ExitTimeOut: 30\n${TWO}    plist: {ExitTimeOut: 40}\n`,
    2,
  ),
  'CRLF and a byte-order mark': marked(PLAIN, (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`),
  'no line feed at the end': marked(PLAIN, (text) => text.trimEnd()),
};

/** What keeps its bytes, and the reason that is given; none where no rule knows a sure fix. */
const KEPT: Record<string, readonly [text: string, reason?: string]> = {
  'a block of text': [
    inPlist('Nice: |-', '  3'),
    'wrong-type at Nice of service a is not fixed: it is a block of text',
  ],
  'escapes in a key': [inPlist('"\\x45xitTimeout": 30'), 'key-case at ExitTimeout of service a is not fixed: it is'],
  escapes: [inPlist('Nice: "\\x33"'), 'or has escapes'],
  'a tag': [inPlist('Nice: !!str 3'), 'a tag says of which kind it is'],
  'a tag before an anchor': [inPlist('Nice: !!str &n 3'), 'a tag says of which kind it is'],
  'hexadecimal digits': [inPlist('EnvironmentVariables: { PORT: 0x10 }'), 'or other digits'],
  'leading zeros': [inPlist('EnvironmentVariables: { PORT: 007 }'), 'or other digits'],
  'an alias that another key shares': [
    inPlist('Nice: &n "12"', 'EnvironmentVariables: { N: *n }'),
    'there would be a finding env-value-not-string at EnvironmentVariables.N',
  ],
  'an anchor that a field shares': [
    manifestOf('command: [/usr/bin/true, *n]\nrunAtLoad: true', 'defaults:\n  plist: { Nice: &n "12" }\n'),
    'there would be a finding schema',
  ],
  'an anchored key that is a value elsewhere': [
    inPlist('&k ExitTimeout: 30', 'EnvironmentVariables: { K: *k }'),
    'would change what the file means',
  ],
  'defaults that another service completes': [
    `${TOP}defaults:\n  plist: {ExitTimeout: 30}\n${TWO}    plist: {ExitTimeOut: 40}\n`,
    'would change what the file means',
  ],
  'a key that would bring a finding': [inPlist('ThrottleInterval: "5"'), 'throttle-below-ten'],
  'the right key beside it': [inPlist('ExitTimeout: 30', 'ExitTimeOut: 40')],
  'the right field beside it': [manifestOf('command: [/usr/bin/true]\nexitTimeout: 30s\nplist: {ExitTimeout: 30}')],
  'a boolean of the environment': [inPlist('EnvironmentVariables: { A: true }')],
  'yes for a boolean': [inPlist('LowPriorityIO: "yes"')],
  'a mask': [inPlist('Umask: "22"')],
  'a silenced finding': [inPlist('# svc-disable-next-line wrong-type: tried out', 'Nice: "3"')],
  'a merge key': [inPlist('<<: { Nice: "3" }')],
  'a file that can not be used': [inPlist('Nice: "3"').replace('runAtLoad', 'runAtLoed')],
};

const fileOf = (name: string) => `${name.replace(/\W+/g, '-')}.yaml`;
const texts = [
  ...Object.entries(FIXED).map(([name, { before }]) => [fileOf(name), before] as const),
  ...Object.entries(KEPT).map(([name, [text]]) => [fileOf(name), text] as const),
];
const names = texts.map(([name]) => name);

interface Ran {
  readonly before: Answer;
  readonly first: Result;
  readonly second: Result;
  readonly mended: Record<string, string>;
  readonly isSame: Record<string, boolean>;
  readonly isStill: boolean;
}

let memo: Ran | undefined;
/** Runs the program in the test that asks first; its folder goes with that test. */
const ran = () => (memo ??= runAll());

function runAll(): Ran {
  const cwd = folderWith(Object.fromEntries(texts));
  const untouched = contentsOf(cwd);
  const before = lintJson(names, { cwd });
  const first = svc(['lint', '--fix', '--json', ...names], { cwd });
  const after = contentsOf(cwd);
  const second = svc(['lint', '--fix', '--json', ...names], { cwd });
  return {
    before,
    first,
    second,
    mended: Object.fromEntries(names.map((name) => [name, readFileSync(join(cwd, name), 'utf8')])),
    isSame: Object.fromEntries(names.map((name) => [name, untouched[name] === after[name]])),
    isStill: JSON.stringify(contentsOf(cwd)) === JSON.stringify(after),
  };
}

const fixableIn = (name: string) =>
  ran().before.diagnostics.filter(({ file, fixable }) => file === fileOf(name) && fixable).length;
const told = (name: string) =>
  ran()
    .first.stderr.split('\n')
    .filter((line) => line.startsWith(`svc: ${fileOf(name)}: `));

describe('--fix of services.yaml', () => {
  it('takes every file of the table', () => {
    expect(new Set(names).size).toBe(texts.length);
    expect(ran().before.files).toBe(texts.length);
  });

  it.each(Object.keys(FIXED))('mends %s, and not a byte besides', (name) => {
    expect(ran().mended[fileOf(name)]).toBe(FIXED[name]!.after);
    expect(fixableIn(name)).toBeGreaterThan(0);
    expect(told(name).filter((line) => line.includes('is not fixed'))).toEqual([]);
    expect(told(name).some((line) => line.includes('counts from now on'))).toBe(true);
  });

  it('counts what it fixed, each finding once', () => {
    const fixed = Object.values(FIXED).reduce((sum, each) => sum + each.fixed, 0);
    expect(JSON.parse(ran().first.stdout).summary.fixed).toBe(fixed);
  });

  it.each(Object.entries(KEPT))('keeps bytes and time of %s', (name, [, reason]) => {
    expect(ran().isSame[fileOf(name)]).toBe(true);
    if (reason === undefined) expect(told(name)).toEqual([]);
    else expect(told(name)).toEqual([expect.stringContaining(reason)]);
  });

  it('says that a finding is not fixable where its text is not plain', () => {
    for (const name of ['a block of text', 'escapes', 'a tag', 'hexadecimal digits']) expect(fixableIn(name)).toBe(0);
  });

  it('finds nothing to do in a second run', () => {
    expect(ran().isStill).toBe(true);
    expect(JSON.parse(ran().second.stdout).summary.fixed).toBe(0);
    expect(ran().second.stderr).not.toContain('counts from now on');
  });

  it('leaves what stands in a template, and names it', () => {
    const template = 'command: [/usr/bin/true]\nrunAtLoad: true\nplist:\n  ExitTimeout: 30\n';
    const files = {
      'services.yaml': `${TOP}templates: own\nservices:\n  a:\n    template: mine\n`,
      'own/mine.yaml': template,
    };
    const cwd = folderWith(files);
    const before = contentsOf(cwd);
    expect(lintJson(['services.yaml'], { cwd }).diagnostics).toMatchObject([
      { rule: 'key-case', file: 'services.yaml', line: 7, fixable: false },
    ]);
    const { stderr, code } = svc(['lint', '--fix'], { cwd });
    expect(stderr).toContain('key-case at ExitTimeout of service a is not fixed: it stands in the template mine.');
    expect(code).toBe(1);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('shows the changed lines alone with --fix-dry-run, secrets as dots', () => {
    const secret = 'correct-horse-7-battery';
    const text = inPlist(`EnvironmentVariables: { DB_PASSWORD: ${secret}, PORT: 1 }`, 'Umask: 18');
    const cwd = folderWith({ 'services.yaml': text });
    const { stdout, stderr } = svc(['lint', '--fix-dry-run'], { cwd });
    expect(stdout).toContain('PORT: "1"');
    expect(stdout).not.toContain('Umask');
    expect(stdout + stderr).not.toContain(secret);
    expect(readFileSync(join(cwd, 'services.yaml'), 'utf8')).toBe(text);
  });
});
