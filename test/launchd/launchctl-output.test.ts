import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseListedService } from '../../src/launchd/listed.ts';
import { parseMessages } from '../../src/launchd/output.ts';
import {
  isDisabled,
  parseDisabledServices,
  parsePrintedDomain,
  sessionType,
} from '../../src/launchd/printed-domain.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { parsers, sample, samples } from '../support/launchctl-samples.ts';

/** Is every field of a cut text missing, the same as in the whole text, or the beginning of its list? */
function contradictions(part: object, whole: object): string[] {
  const all = new Map(Object.entries(whole));
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'isComplete' || key === 'areArgumentsExact' || key === 'pended')
      return value && !all.get(key) ? [key] : [];
    const expected: unknown = all.get(key);
    if (key === 'triggers' || key === 'disabled') return [];
    const same = Array.isArray(value) && Array.isArray(expected) ? expected.slice(0, value.length) : expected;
    return JSON.stringify(value) === JSON.stringify(same) ? [] : [key];
  });
}

describe('cut at every byte', () => {
  const texts = { parsePrintedService, parsePrintedDomain, parseListedService };
  it.each(Object.entries(texts))(
    '%s says less, never something else',
    (_, parse: (text: string) => { isComplete: boolean }) => {
      for (const text of samples) {
        const whole = parse(text);
        for (let end = 0; end < text.length; end++) {
          const part = parse(text.slice(0, end));
          const wrong = contradictions(part, whole);
          // A signal line comes after the code that it overrides.
          expect(wrong.filter((key) => key !== 'lastExit' || !text.includes('last terminating signal'))).toEqual([]);
          // The output of print-disabled has two ends.
          if (text.includes('login item associations')) continue;
          if (end < text.trimEnd().length) expect(part.isComplete).toBe(false);
        }
      }
    },
  );
  it('print-disabled is sure of no label before its block has ended', () => {
    const text = sample('print-disabled-new');
    const ended = text.indexOf('}');
    for (let end = 0; end < text.length; end++) {
      const part = parseDisabledServices(text.slice(0, end));
      expect(isDisabled(part, 'com.example.absent')).toBe(end > ended ? false : undefined);
      expect([true, undefined]).toContain(isDisabled(part, 'com.example.gateway') ?? undefined);
    }
  });
});

describe('list', () => {
  it('of a label: the raw status is decoded, strings hold quotes and line breaks', () => {
    expect(parseListedService(sample('list-label'))).toEqual({
      label: 'com.example.gateway',
      pid: 85615,
      lastExit: { kind: 'exit', code: 1 },
      onDemand: false,
      program: '/usr/local/bin/node',
      arguments: ['/usr/local/bin/node', '-e', 'say "hello" twice\nif (x) {\n};\ndone'],
      stdoutPath: '/Users/user/Library/Logs/x.log',
      stderrPath: '/Users/user/Library/Logs/x.err',
      sessionType: 'Aqua',
      isComplete: true,
    });
  });
  it('of a label that is not running', () => {
    expect(parseListedService('{\n\t"Label" = "x";\n\t"OnDemand" = true;\n\t"LastExitStatus" = 9;\n};\n')).toEqual({
      label: 'x',
      onDemand: true,
      lastExit: { kind: 'signal', number: 9, signal: 'SIGKILL' },
      isComplete: true,
    });
    expect(parseListedService('Could not find service "x" in domain for port\n')).toEqual({ isComplete: false });
  });
});

describe('print-disabled', () => {
  it.each([
    ['print-disabled-new', 'com.example.gateway', true],
    ['print-disabled-new', 'com.example.on', false],
    ['print-disabled-new', 'com.example.helper', false],
    ['print-disabled-new', '_dirty', false],
    ['print-disabled-new', '__proto__', false],
    ['print-disabled-old', 'com.apple.ftpd', true],
    ['print-disabled-old', 'com.example.gateway', false],
    ['print-disabled-indented', 'com.apple.ftpd', true],
    ['print-disabled-indented', 'com.example.helper', false],
  ])('%s: %s', (name, label, expected) => {
    const services = parseDisabledServices(sample(name));
    expect(services.isComplete).toBe(true);
    expect(isDisabled(services, label)).toBe(expected);
  });
  it.each([
    '',
    'Could not find domain for user gui: 501\n',
    'disabled services = {\n\t"a" => perhaps\n}\n',
    'disabled services = {\n',
  ])('%j is sure of nothing', (text) => expect(isDisabled(parseDisabledServices(text), 'a')).toBeUndefined());
});

describe('print <domain>', () => {
  it('services, session and overrides', () => {
    const domain = parsePrintedDomain(sample('print-domain'));
    expect(domain).toMatchObject({ target: 'gui/501', type: 'login', session: 'Aqua', isComplete: true });
    expect(domain.services).toEqual([
      { label: 'com.example.gateway', pid: 887, lastExit: { kind: 'unknown' } },
      { label: 'com.example.broken', lastExit: { kind: 'exit', code: 78, name: 'EX_CONFIG' } },
      { label: 'com.example.stopped', lastExit: { kind: 'signal', number: 15, signal: 'SIGTERM' } },
      { label: 'com.example.with space', lastExit: { kind: 'unknown' } },
    ]);
    expect(isDisabled(domain.disabled!, 'com.apple.rcd')).toBe(true);
    expect(domain.properties).toEqual(['gui', 'gui login']);
  });
  it('managername', () => {
    expect(sessionType('Aqua\n')).toBe('Aqua');
    expect(sessionType('__proto__')).toBeUndefined();
  });
});

describe('messages on stderr', () => {
  const plist = '/Users/user/Library/LaunchAgents/com.example.x.plist';
  it.each([
    [
      'Bootstrap failed: 5: Input/output error',
      { kind: 'failed', action: 'bootstrap', code: 5, text: 'Input/output error' },
    ],
    ['BOOT-OUT FAILED: 3: No such process', { kind: 'failed', action: 'bootout', code: 3, text: 'No such process' }],
    ['Load failed: 5: Input/output error', { kind: 'failed', action: 'load', code: 5, text: 'Input/output error' }],
    ['Unload failed: 113:', { kind: 'failed', action: 'unload', code: 113, text: '' }],
    [
      'Could not kickstart service "com.example.x": 37: Operation already in progress',
      { kind: 'failed', action: 'kickstart', code: 37, text: 'Operation already in progress', label: 'com.example.x' },
    ],
    ['Could not kickstart service: 1: no', { kind: 'failed', action: 'kickstart', code: 1, text: 'no' }],
    [
      'Could not find service "com.example.x" in domain for user gui: 501',
      { kind: 'service-not-found', label: 'com.example.x', domain: { kind: 'gui', uid: 501 } },
    ],
    ['Could not find service "__proto__" in domain for port', { kind: 'service-not-found', label: '__proto__' }],
    ['Could not find domain for user gui: 501', { kind: 'domain-not-found', domain: { kind: 'gui', uid: 501 } }],
    ['Could not find domain for uid: 501', { kind: 'domain-not-found', domain: { kind: 'user', uid: 501 } }],
    [`${plist}: service already bootstrapped`, { kind: 'already-loaded', path: plist }],
    [`${plist}: already loaded`, { kind: 'already-loaded', path: plist }],
    [`${plist}: service already booted out`, { kind: 'already-booted-out', path: plist }],
    [
      `${plist}: Path had bad ownership/permissions`,
      { kind: 'path-failed', path: plist, text: 'Path had bad ownership/permissions', code: 122 },
    ],
    [`${plist}: what?`, { kind: 'path-failed', path: plist, text: 'what?' }],
    ['Unrecognized target specifier. <service-target> takes a form of …', { kind: 'bad-target' }],
    ['Bad request.', { kind: 'bad-request' }],
    [
      'Warning: Expecting a LaunchDaemons path since the command was ran as root. Got LaunchAgents instead.',
      { kind: 'daemon-folder-expected' },
    ],
    ['\u001b[31mSomething new\u001b[0m', { kind: 'other', text: 'Something new' }],
  ])('%s', (line, message) => expect(parseMessages(`${line}\r\n`)).toEqual([message]));

  it('one message a line, the last one without its line feed', () => {
    const kinds = parseMessages('Bad request.\n\nCould not find service "x" in domain for system').map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['bad-request', 'service-not-found']);
  });
});

describe('any text', () => {
  it('is answered, and a text without a beginning is never complete', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        for (const parse of parsers) parse(text);
        expect(parsePrintedService(text.replaceAll('{', '(')).isComplete).toBe(false);
      }),
    );
  });

  it('made from pieces of the samples is answered', () => {
    const lines = samples.flatMap((text) => text.split('\n'));
    const pieces = fc.oneof(
      fc.constantFrom(...lines),
      fc.string(),
      fc.constantFrom('\t}', '}', '\t__proto__ = {', '\0', '\u001b['),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('\n');
        for (const parse of parsers) parse(text);
        const { pid, runs, minimumRuntime } = parsePrintedService(text);
        for (const number of [pid, runs, minimumRuntime]) expect(number ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('beyond every bound is cut and said to be incomplete', () => {
    for (const [line, times] of [
      [`\tx = ${'y'.repeat(1000)}\n`, 5000],
      ['\tx = y\n', 300_000],
    ] as const) {
      const long = parsePrintedService(`gui/501/x = {\n\tpid = 1\n${line.repeat(times)}}\n`);
      expect(long).toMatchObject({ pid: 1, isComplete: false });
    }
    expect(parsePrintedService(`x = {\n\tprogram = ${'p'.repeat(100_000)}\n}\n`).program?.length).toBe(65_536);
  });
});
