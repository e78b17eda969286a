import { describe, expect, it } from 'vitest';
import { type PrintedService, parsePrintedService } from '../../src/launchd/printed-service.ts';
import { sample, samples } from '../support/launchctl-samples.ts';

describe('print <service>', () => {
  it('a running job: only its own lines count, no value of a variable is kept', () => {
    const service = parsePrintedService(sample('print-service-running'));
    expect(service).toEqual({
      target: 'gui/501/com.example.gateway',
      path: '/Users/user/Library/LaunchAgents/com.example.gateway.plist',
      type: 'LaunchAgent',
      state: 'running',
      jobState: 'running',
      pid: 16090,
      runs: 2,
      forks: 0,
      execs: 1,
      lastExit: { kind: 'never' },
      immediateReason: 'speculative',
      program: '/usr/local/bin/node',
      arguments: ['/usr/local/bin/node', '/opt/x/server.js'],
      areArgumentsExact: true,
      workingDirectory: '/opt/x',
      stdoutPath: '/Users/user/Library/Logs/x.log',
      stderrPath: '/Users/user/Library/Logs/x.err',
      domain: 'gui/501',
      session: 100002,
      minimumRuntime: 10,
      exitTimeout: 5,
      runInterval: 43200,
      spawnType: 'daemon (3)',
      environmentNames: ['OSLogRateLimit', 'API_TOKEN', 'XPC_SERVICE_NAME'],
      triggers: [],
      properties: ['keepalive', 'runatload', 'inferred program', 'managed LWCR', 'has LWCR'],
      pended: false,
      isComplete: true,
    } satisfies PrintedService);
    expect(JSON.stringify(service)).not.toContain('not-a-real-one');
  });

  it('values of variables only when asked for', () => {
    const { environment } = parsePrintedService(sample('print-service-running'), { environmentValues: true });
    expect(environment?.get('API_TOKEN')).toBe('not-a-real-one');
    expect(environment?.has('PATH')).toBe(false);
  });

  it('a calendar job: triggers, an empty argument, 78', () => {
    const service = parsePrintedService(sample('print-service-calendar'));
    expect(service.arguments).toEqual(['/bin/bash', '/opt/backup/run.sh', '']);
    expect(service).toMatchObject({ areArgumentsExact: true, state: 'not running', isComplete: true });
    expect(service.lastExit).toEqual({ kind: 'exit', code: 78, name: 'EX_CONFIG' });
    expect(service.triggers.map(({ name, stream }) => [name, stream])).toEqual([
      ['com.example.backup.268435470', 'com.apple.launchd.calendarinterval'],
      ['com.example.backup.268435471', 'com.apple.launchd.calendarinterval'],
    ]);
    expect(service.triggers.map(({ descriptor }) => Object.fromEntries(descriptor))).toEqual([
      expect.objectContaining({ Minute: '0', Hour: '2' }),
      expect.objectContaining({ Minute: '30', Hour: '18', Weekday: '5' }),
    ]);
    expect(service.properties).toContain('partial import');
  });

  it('a daemon that was killed: the signal wins, job state is not state', () => {
    expect(parsePrintedService(sample('print-service-signal'))).toMatchObject({
      state: 'spawn scheduled',
      jobState: 'exited',
      lastExit: { kind: 'signal', number: 15, signal: 'SIGTERM' },
      pended: true,
      pendedReason: 'inefficient',
      nice: -5,
      domain: 'system',
      stdinPath: '/dev/null',
      username: '_www',
      group: '_www',
      minimumRuntime: 60,
      exitTimeout: 30,
    });
  });

  it('a submitted job: no path, a reason in place of a code', () => {
    const service = parsePrintedService(sample('print-service-submitted'));
    expect('path' in service || 'program' in service).toBe(false);
    expect(service).toMatchObject({
      type: 'Submitted',
      state: 'spawn scheduled',
      lastExit: { kind: 'unknown' },
      lastExitReason: 'OS_REASON_CODESIGNING',
      properties: [],
      isComplete: true,
    });
  });

  const within = (...lines: string[]) => parsePrintedService(`gui/501/x = {\n${lines.join('\n')}\n}\n`);

  it('a signal that can not be read does not fall back to the code it contradicts', () => {
    expect(within('\tlast exit code = 0', '\tlast terminating signal = ?').lastExit).toEqual({ kind: 'unknown' });
  });
  it('of two lines with one name the first counts', () => {
    expect(
      within('\tpid = 1', '\tpid = 2', '\targuments = {', '\t\ta', '\t}', '\targuments = {', '\t\tb', '\t}'),
    ).toMatchObject({
      pid: 1,
      arguments: ['a'],
    });
  });
  it('deeper and shallower lines are not the job’s', () => {
    expect(
      within('\t\tpid = 7', 'pid = 8', '    pid = 9', '\tx = {', '\t\tpid = 1', '\tpid = 2', '\t}').pid,
    ).toBeUndefined();
  });
  it('a script with line breaks stays one argument, and is said to be a guess', () => {
    const lines = ['\targuments = {', '\t\tbash', '\t\t-c', '\t\tf() {', '\tpid = 66', '}', 'f', '\t}', '\tpid = 5'];
    expect(within(...lines)).toMatchObject({
      arguments: ['bash', '-c', 'f() {\n\tpid = 66\n}\nf'],
      areArgumentsExact: false,
      pid: 5,
      isComplete: true,
    });
  });
  it('a value of a variable with line breaks does not leak into the names', () => {
    const lines = [
      '\tenvironment = {',
      '\t\tKEY => -----BEGIN',
      '\t\tQUJD abc => x',
      'REVG => y',
      '\t\t\tZ => 1',
      '\t}',
    ];
    expect(within(...lines).environmentNames).toEqual(['KEY']);
  });
  it('names of prototypes are names like others', () => {
    const lines = ['\t__proto__ = 1', '\tconstructor = 2', '\tenvironment = {', '\t\t__proto__ => 1', '\t}'];
    const service = within(
      ...lines,
      '\tevent triggers = {',
      '\t\t__proto__ => {',
      '\t\t\tdescriptor = {',
      '\t\t\t\t"__proto__" => 1',
    );
    expect(service.environmentNames).toEqual(['__proto__']);
    expect(service.triggers[0]?.descriptor.get('__proto__')).toBe('1');
    expect(Object.getPrototypeOf(service)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['colours', (text: string) => text.replace(/^\t(\w+)/gm, '\t\u001b[1;32m$1\u001b[0m')],
    ['NUL', (text: string) => text.replaceAll(' = ', ' =\0 ')],
    ['no line feed at the end', (text: string) => text.trimEnd()],
    [
      'fields that we do not know',
      (text: string) => text.replace(/^\tstate/m, '\tbrand new = {\n\t\tstate = x\n\t}\n\tnewer = y\n\tstate'),
    ],
  ])('%s change nothing', (_, change) => {
    for (const text of samples) expect(parsePrintedService(change(text))).toEqual(parsePrintedService(text));
  });
});
