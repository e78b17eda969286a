/** What the stand-in prints, read by patterns that were written from the samples of launchctl.md §4 alone. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseListedService } from '../../src/launchd/listed.ts';
import { parseMessages } from '../../src/launchd/output.ts';
import { isDisabled, parseDisabledServices, parsePrintedDomain } from '../../src/launchd/printed-domain.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import type { StandIn } from '../../src/testing/index.ts';
import { agent, standIn, until } from '../support/stand-in.ts';

const LABEL = 'ai.example.gateway';
const TARGET = `gui/501/${LABEL}`;

async function output(machine: StandIn, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await machine.call(argv);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

/** A job of every kind of field; `script` is what it does. */
async function job(machine: StandIn, script: string, keys = {}): Promise<void> {
  const path = agent(machine, LABEL, { ProgramArguments: ['/bin/sh', '-c', script], ...keys });
  await output(machine, 'bootstrap', 'gui/501', path);
}

/** Fields with exactly one tab before them, as §4.3 says to read them. */
function fieldsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\t(\S[^=\n{]*?) = ([^{\n]+)$/gm)].map(([, name, value]) => [name!, value!]));
}

describe('print <service>', () => {
  it('has the frame, the nesting and the fields of the sample', async () => {
    const machine = await standIn();
    await job(machine, 'sleep 600', {
      KeepAlive: true,
      StartInterval: 43_200,
      WorkingDirectory: machine.home,
      StandardOutPath: join(machine.home, 'Library/Logs/x.log'),
      EnvironmentVariables: { A: 'b' },
    });
    const text = await output(machine, 'print', TARGET);
    expect(text).toMatch(/^gui\/501\/ai\.example\.gateway = \{\n\t[\s\S]*\n\}\n$/);
    const fields = fieldsOf(text);
    expect(Object.fromEntries(fields)).toMatchObject({
      'active count': '1',
      path: join(machine.home, `Library/LaunchAgents/${LABEL}.plist`),
      type: 'LaunchAgent',
      state: 'running',
      program: '/bin/sh',
      'working directory': machine.home,
      'stdout path': join(machine.home, 'Library/Logs/x.log'),
      'minimum runtime': '10',
      'exit timeout': '5',
      runs: '1',
      'immediate reason': 'speculative',
      forks: '0',
      execs: '1',
      'last exit code': '(never exited)',
      'spawn type': 'daemon (3)',
      'run interval': '43200 seconds',
      'job state': 'running',
      properties: 'keepalive | runatload | inferred program',
    });
    expect(fields.get('pid')).toMatch(/^\d+$/);
    expect(fields.get('domain')).toMatch(/^gui\/501 \[\d+\]$/);
    expect(text).toContain('\n\targuments = {\n\t\t/bin/sh\n\t\t-c\n\t\tsleep 600\n\t}\n');
    expect(text).toContain('\n\tdefault environment = {\n\t\tPATH => /usr/bin:/bin:/usr/sbin:/sbin\n\t}\n');
    expect(text).toContain(`\n\tenvironment = {\n\t\tA => b\n\t\tXPC_SERVICE_NAME => ${LABEL}\n\t}\n`);
    // The trap of §4.3: blocks repeat the names of fields.
    expect(text).toMatch(/^\tresource coalition = \{\n(?:\t\t.*\n)*\t\tstate = active\n/m);
  });

  it.each([
    ['exit 0', { 'last exit code': '0', 'job state': 'exited' }],
    ['exit 1', { 'last exit code': '1', 'job state': 'exited' }],
    ['exit 78', { 'last exit code': '78: EX_CONFIG', 'job state': 'exited' }],
    ['kill -15 $$', { 'last terminating signal': 'Terminated: 15' }],
    ['kill -9 $$', { 'last terminating signal': 'Killed: 9' }],
    ['kill -1 $$', { 'last terminating signal': 'Hangup: 1' }],
  ])('says how "%s" ended', async (script, expected) => {
    const machine = await standIn();
    await job(machine, script, { RunAtLoad: true });
    await until(() => machine.job(TARGET)?.lastExit !== undefined);
    const fields = Object.fromEntries(fieldsOf(await output(machine, 'print', TARGET)));
    expect(fields).toMatchObject({ state: 'not running', runs: '1', 'active count': '0', ...expected });
    expect(fields.pid).toBeUndefined();
    if ('last terminating signal' in expected) expect(fields['last exit code']).toBeUndefined();
  });

  it('shows a program that is not there as 78 and "spawn failed", execs 0', async () => {
    const machine = await standIn();
    await job(machine, '', { Program: '/nowhere/program', RunAtLoad: true });
    await until(() => machine.job(TARGET)?.lastExit !== undefined);
    expect(Object.fromEntries(fieldsOf(await output(machine, 'print', TARGET)))).toMatchObject({
      'last exit code': '78: EX_CONFIG',
      'job state': 'spawn failed',
      execs: '0',
      runs: '1',
    });
  });

  it('shows calendars as event triggers, what it did not understand as partial import, and throttling', async () => {
    const machine = await standIn();
    await job(machine, 'exit 0', {
      StartCalendarInterval: [{ Hour: 3, Minute: 30 }, { Weekday: 1 }],
      KeepAlive: true,
      Nonsense: true,
      Nice: 5,
    });
    await until(() => machine.job(TARGET)?.state === 'spawn scheduled');
    const text = await output(machine, 'print', TARGET);
    expect(text).toMatch(
      /^\tevent triggers = \{\n\t\tai\.example\.gateway\.0 => \{\n(?:\t{3}.*\n)+?\t{3}descriptor = \{\n/m,
    );
    const descriptors = [...text.matchAll(/\t{3}descriptor = \{\n((?:\t{4}.*\n)+)\t{3}\}/g)].map(([, rows]) =>
      Object.fromEntries([...rows!.matchAll(/"(\w+)" => (\d+)/g)].map(([, name, value]) => [name, Number(value)])),
    );
    expect(descriptors).toEqual([{ Minute: 30, Hour: 3 }, { Weekday: 1 }]);
    const fields = fieldsOf(text);
    expect(fields.get('state')).toBe('spawn scheduled');
    expect(fields.get('nice')).toBe('5');
    expect(fields.get('properties')?.split(' | ')).toContain('partial import');
  });

  it('shows a start that was registered and not made', async () => {
    const machine = await standIn({ faults: [{ kind: 'pend', label: LABEL }] });
    await job(machine, 'sleep 600', { RunAtLoad: true });
    expect(Object.fromEntries(fieldsOf(await output(machine, 'print', TARGET)))).toMatchObject({
      state: 'not running',
      runs: '0',
      'pended nondemand spawn': 'speculative',
    });
    await output(machine, 'kickstart', TARGET);
    expect(machine.job(TARGET)?.state).toBe('running');
  });
});

describe('print <domain>', () => {
  it('lists jobs with pid and status, and overrides', async () => {
    const machine = await standIn();
    await job(machine, 'sleep 600', { RunAtLoad: true });
    await output(machine, 'bootstrap', 'gui/501', agent(machine, 'com.example.idle'));
    await output(machine, 'disable', 'gui/501/com.example.off');
    const text = await output(machine, 'print', 'gui/501');
    expect(fieldsOf(text).get('service count')).toBe('2');
    const rows = [...text.matchAll(/^\t\t +(\d+) +(\S+) \t(\S+)$/gm)].map(([, ...row]) => row);
    expect(rows).toEqual([
      [`${machine.job(TARGET)?.pid}`, '-', LABEL],
      ['0', '-', 'com.example.idle'],
    ]);
    expect(text).toContain('\tdisabled services = {\n\t\t"com.example.off" => disabled\n\t}\n');
  });
});

describe('list', () => {
  it('prints tab-separated rows: pid or -, exit code or minus the signal', async () => {
    const machine = await standIn();
    await job(machine, 'sleep 600', { RunAtLoad: true });
    for (const [label, script] of [
      ['b', 'exit 3'],
      ['c', 'kill -9 $$'],
    ] as const) {
      const keys = { RunAtLoad: true, ProgramArguments: ['/bin/sh', '-c', script] };
      await output(machine, 'bootstrap', 'gui/501', agent(machine, label, keys));
      await until(() => machine.job(`gui/501/${label}`)?.lastExit !== undefined);
    }
    const [header, ...rows] = (await output(machine, 'list')).trimEnd().split('\n');
    expect(header).toBe('PID\tStatus\tLabel');
    expect(rows.map((row) => row.split('\t'))).toEqual([
      [`${machine.job(TARGET)?.pid}`, '0', LABEL],
      ['-', '3', 'b'],
      ['-', '-9', 'c'],
    ]);
  });

  it.each([
    ['sleep 600', 0],
    ['exit 1', 256],
    ['kill -15 $$', 15],
    ['kill -9 $$', 9],
    ['exit 78', 19_968],
  ])('prints the dict of a label; after "%s" its wait status is %i', async (script, status) => {
    const machine = await standIn();
    await job(machine, script, { RunAtLoad: true, StandardErrorPath: join(machine.home, 'x.err') });
    const runs = status === 0;
    await until(() => runs || machine.job(TARGET)?.lastExit !== undefined);
    const text = await output(machine, 'list', LABEL);
    expect(text).toMatch(/^\{\n(?:\t(?:"\w+" = .*;|"ProgramArguments" = \(|\t".*";|\);)\n)+\};\n$/);
    const scalars = Object.fromEntries(
      [...text.matchAll(/^\t"(\w+)" = (?:"(.*)"|(\w+));$/gm)].map(([, name, string, word]) => [name, string ?? word]),
    );
    expect(scalars).toEqual({
      StandardErrorPath: join(machine.home, 'x.err'),
      LimitLoadToSessionType: 'Aqua',
      Label: LABEL,
      OnDemand: 'true',
      LastExitStatus: `${status}`,
      Program: '/bin/sh',
      ...(runs && { PID: `${machine.job(TARGET)?.pid}` }),
    });
  });
});

describe("svc's own parsers", () => {
  it('read all of it, whole', async () => {
    const machine = await standIn();
    await job(machine, 'sleep 600', {
      KeepAlive: true,
      StartInterval: 60,
      StartCalendarInterval: { Hour: 3, Minute: 30 },
      EnvironmentVariables: { A: 'b' },
    });
    await output(machine, 'disable', 'gui/501/com.example.off');
    const { pid } = machine.job(TARGET)!;
    const service = parsePrintedService(await output(machine, 'print', TARGET));
    expect(service).toMatchObject({
      target: TARGET,
      state: 'running',
      pid,
      runs: 1,
      minimumRuntime: 10,
      exitTimeout: 5,
    });
    expect(service).toMatchObject({
      domain: 'gui/501',
      lastExit: { kind: 'never' },
      runInterval: 60,
      isComplete: true,
    });
    expect(service.arguments).toEqual(['/bin/sh', '-c', 'sleep 600']);
    expect(service.environmentNames).toEqual(['A', 'XPC_SERVICE_NAME']);
    expect(service.triggers.map(({ descriptor }) => Object.fromEntries(descriptor))).toEqual([
      { Minute: '30', Hour: '3' },
    ]);
    expect(await output(machine, 'list')).toMatch(new RegExp(`^PID\tStatus\tLabel\n${pid}\t0\t${LABEL}\n$`));
    expect(parseListedService(await output(machine, 'list', LABEL))).toMatchObject({ label: LABEL, pid });
    const disabled = parseDisabledServices(await output(machine, 'print-disabled', 'gui/501'));
    expect([isDisabled(disabled, 'com.example.off'), isDisabled(disabled, LABEL)]).toEqual([true, false]);
    expect(parsePrintedDomain(await output(machine, 'print', 'gui/501')).services).toHaveLength(1);
  });

  it('read what it says when it fails', async () => {
    const machine = await standIn({ richErrors: true });
    await job(machine, 'sleep 600');
    const messagesOf = async (...argv: readonly string[]) => parseMessages((await machine.call(argv)).stderr);
    expect(await messagesOf('bootstrap', 'gui/501', machine.job(TARGET)!.path)).toEqual([
      { kind: 'failed', action: 'bootstrap', code: 37, text: 'Operation already in progress' },
    ]);
    expect(await messagesOf('print', 'gui/501/com.example.none')).toEqual([
      { kind: 'bad-request' },
      { kind: 'service-not-found', label: 'com.example.none', domain: { kind: 'gui', uid: 501 } },
    ]);
    expect(await messagesOf('print', 'gui/9')).toContainEqual({
      kind: 'domain-not-found',
      domain: { kind: 'gui', uid: 9 },
    });
    expect(await messagesOf('bootout', '--wait', TARGET)).toContainEqual({ kind: 'bad-target' });
  });
});

describe('blame', () => {
  it('names the reason of a start', async () => {
    const machine = await standIn();
    await job(machine, 'sleep 600');
    expect(await output(machine, 'blame', TARGET)).toBe('(not running)\n');
    await output(machine, 'kickstart', TARGET);
    expect(await output(machine, 'blame', TARGET)).toBe('non-ipc demand\n');
  });
});
