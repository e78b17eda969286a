import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalName, signalNumber, signalWords, sysexitName } from '../../src/launchd/signals.ts';
import {
  decodeLastExitCode,
  decodeListStatus,
  decodeTerminatingSignal,
  decodeWaitStatus,
  encodeListStatus,
  encodePrintLine,
  encodeWaitStatus,
  exited,
  type KnownExit,
  killed,
  lastExitText,
} from '../../src/launchd/wait-status.ts';

const UNKNOWN = { kind: 'unknown' };
const sigterm = { kind: 'signal', number: 15, signal: 'SIGTERM' };
const config = { kind: 'exit', code: 78, name: 'EX_CONFIG' };

describe('signals are those of macOS', () => {
  it.each([
    [6, 'SIGABRT', 'Abort trap: 6'],
    [7, 'SIGEMT', 'EMT trap: 7'],
    [9, 'SIGKILL', 'Killed: 9'],
    [10, 'SIGBUS', 'Bus error: 10'],
    [11, 'SIGSEGV', 'Segmentation fault: 11'],
    [12, 'SIGSYS', 'Bad system call: 12'],
    [15, 'SIGTERM', 'Terminated: 15'],
    [20, 'SIGCHLD', 'Child exited: 20'],
    [30, 'SIGUSR1', 'User defined signal 1: 30'],
    [31, 'SIGUSR2', 'User defined signal 2: 31'],
  ] as const)('%i %s', (number, name, words) => {
    expect(signalName(number)).toBe(name);
    expect(signalNumber(name)).toBe(number);
    expect(signalNumber(name.slice(3).toLowerCase())).toBe(number);
    expect(signalNumber(String(number))).toBe(number);
    expect(signalWords(number)).toBe(words);
  });

  it('has one name for each number from 1 to 31, and a Mac has no other', () => {
    const names = Array.from({ length: 31 }, (_, index) => signalName(index + 1));
    expect(new Set(names).size).toBe(31);
    for (const number of [0, 32, -1, 1.5, Number.NaN]) expect(signalName(number)).toBeUndefined();
    expect(signalNumber('SIGSTKFLT')).toBeUndefined();
    expect(signalNumber('__proto__')).toBeUndefined();
    expect(signalNumber('99')).toBeUndefined();
  });

  // Where POSIX fixed a number long ago, every system agrees; the list above is checked against this one there.
  it.each([
    'SIGHUP',
    'SIGINT',
    'SIGQUIT',
    'SIGABRT',
    'SIGFPE',
    'SIGKILL',
    'SIGSEGV',
    'SIGPIPE',
    'SIGALRM',
    'SIGTERM',
  ] as const)('%s is what this machine says', (name) => expect(signalNumber(name)).toBe(constants.signals[name]));

  it('sysexits', () => {
    expect([63, 64, 75, 78, 79].map(sysexitName)).toEqual([
      undefined,
      'EX_USAGE',
      'EX_TEMPFAIL',
      'EX_CONFIG',
      undefined,
    ]);
  });
});

describe('how a job ended', () => {
  it.each([
    [0, { kind: 'exit', code: 0 }],
    [256, { kind: 'exit', code: 1 }],
    [19968, config],
    [15, sigterm],
    [9, { kind: 'signal', number: 9, signal: 'SIGKILL' }],
    [139, { kind: 'signal', number: 11, signal: 'SIGSEGV' }],
    [127, UNKNOWN],
    [0x137f, UNKNOWN],
    [-1, UNKNOWN],
    [70000, UNKNOWN],
    [Number.NaN, UNKNOWN],
  ])('LastExitStatus %d', (status, exit) => expect(decodeWaitStatus(status)).toEqual(exit));

  it('reads what wait(2) of this machine gives', () => {
    const script = 'import os, sys\npid = os.fork()\nif pid == 0: exec(sys.argv[1])\nprint(os.waitpid(pid, 0)[1])';
    const status = (code: string) => Number(spawnSync('python3', ['-c', script, code], { encoding: 'utf8' }).stdout);
    expect(decodeWaitStatus(status('os._exit(78)'))).toEqual(config);
    expect(decodeWaitStatus(status('os.kill(os.getpid(), 15)'))).toEqual(sigterm);
  });

  it.each([
    ['0', { kind: 'exit', code: 0 }],
    ['78', config],
    ['-15', sigterm],
    ['-', UNKNOWN],
    ['???', UNKNOWN],
    ['-0', UNKNOWN],
    ['256', UNKNOWN],
    ['', UNKNOWN],
  ])('the column %j of list', (status, exit) => expect(decodeListStatus(status)).toEqual(exit));

  it.each([
    ['1', { kind: 'exit', code: 1 }],
    ['78: EX_CONFIG', config],
    ['(never exited)', { kind: 'never' }],
    ['1x', UNKNOWN],
    ['', UNKNOWN],
    ['-9', UNKNOWN],
  ])('last exit code = %s', (value, exit) => expect(decodeLastExitCode(value)).toEqual(exit));

  it.each([
    ['Terminated: 15', sigterm],
    ['Unknown signal: 99', { kind: 'signal', number: 99 }],
    ['Terminated', UNKNOWN],
    ['x: 0', UNKNOWN],
  ])('last terminating signal = %s', (value, exit) => expect(decodeTerminatingSignal(value)).toEqual(exit));

  it.each([
    [exited(0), 'exit 0'],
    [exited(1), 'exit 1'],
    [exited(75), 'exit 75 EX_TEMPFAIL'],
    [exited(78), 'exit 78 EX_CONFIG: the program never ran, or returned 78 itself'],
    [exited(126), 'exit 126: a shell found the command but could not execute it'],
    [exited(127), 'exit 127: a shell did not find the command'],
    [exited(138), "exit 138: a shell's word for SIGBUS"],
    [exited(255), 'exit 255'],
    [killed(9), 'killed by SIGKILL'],
    [killed(99), 'killed by signal 99'],
    [{ kind: 'never' }, 'never exited'],
    [{ kind: 'unknown' }, 'unknown'],
  ] as const)('%j is "%s"', (exit, text) => expect(lastExitText(exit)).toBe(text));

  it.each([
    [{ runs: 3, execs: 3 }, 'the program returned 78 itself'],
    [{ runs: 3, execs: 0 }, 'the program never ran'],
    [{ runs: 3, execs: 2 }, 'the program never ran, or returned 78 itself'],
    [{ runs: 3 }, 'the program never ran, or returned 78 itself'],
  ])('78 with %j: %s', (counts, whose) => {
    expect(lastExitText(exited(78), counts)).toBe(`exit 78 EX_CONFIG: ${whose}`);
  });

  it('prints the lines of launchctl', () => {
    expect(encodePrintLine(exited(1) as KnownExit)).toBe('last exit code = 1');
    expect(encodePrintLine(exited(78) as KnownExit)).toBe('last exit code = 78: EX_CONFIG');
    expect(encodePrintLine({ kind: 'never' })).toBe('last exit code = (never exited)');
    expect(encodePrintLine(killed(15) as KnownExit)).toBe('last terminating signal = Terminated: 15');
    expect(encodeListStatus({ kind: 'never' })).toBe('0');
    expect(encodeWaitStatus({ kind: 'never' })).toBe(0);
  });

  it('comes back from each form as it went in', () => {
    const ends = [
      ...Array.from({ length: 256 }, (_, code) => exited(code)),
      ...Array.from({ length: 126 }, (_, index) => killed(index + 1)),
    ] as KnownExit[];
    for (const exit of ends) {
      expect(decodeWaitStatus(encodeWaitStatus(exit))).toEqual(exit);
      expect(decodeListStatus(encodeListStatus(exit))).toEqual(exit);
      const value = encodePrintLine(exit).split(' = ')[1]!;
      expect(exit.kind === 'signal' ? decodeTerminatingSignal(value) : decodeLastExitCode(value)).toEqual(exit);
    }
  });

  it('takes any number and any text', () => {
    fc.assert(
      fc.property(fc.double(), fc.string(), (number, text) => {
        const ends = [
          decodeWaitStatus(number),
          decodeListStatus(text),
          decodeLastExitCode(text),
          decodeTerminatingSignal(text),
        ];
        for (const exit of [...ends, exited(number), killed(number)]) expect(lastExitText(exit)).not.toBe('');
      }),
    );
  });
});
