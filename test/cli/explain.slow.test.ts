/** `svc explain`: from any name somebody may type to the page that is meant. */
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/guide/explain.ts';
import { KEYLESS_FIELDS } from '../../src/guide/fields.ts';
import { fieldRows, launchdKeys } from '../../src/launchd/keys.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { fieldNames } from '../../src/manifest/schema.ts';
import { formatPage } from '../../src/report/guide-page.ts';
import { hasPython } from '../support/plistlib.ts';
import { folderWith, MAIN, shell, svc } from '../support/svc.ts';

/** What `--json` answers, from a folder without any services.yaml. */
function explained(name: string) {
  const { code, stdout, stderr } = svc(['explain', name, '--json'], { cwd: '/' });
  expect({ code, stderr }, name).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** The page in this process, for tables too long for a process each. */
function pageOf(name: string) {
  const answer = explain(name);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.page;
}

describe('svc explain <rule>', () => {
  it('tells what it finds, why, bad and good, how to fix it, when and how to silence it', () => {
    const { code, stdout, stderr } = svc(['explain', 'throttle-below-ten']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^throttle-below-ten\nThrottleInterval under 10 seconds\.\n\nLevel {2}warning, error in preset/,
    );
    const headings = stdout.split('\n').filter((line) => /^[A-Z]/.test(line));
    expect(headings.slice(-5)).toEqual(['Why', 'Bad', 'Good', 'How to fix it', 'When to silence it']);
    expect(stdout).toContain('Group  life cycle\n');
    expect(stdout).toContain('Source: launchd-842');
    expect(stdout).toContain('Bad\n    <key>KeepAlive</key>\n    <true/>\n    <key>ThrottleInterval</key>\n');
    expect(stdout).toContain('    <!-- svc-disable-next-line throttle-below-ten: reason -->\n');
    expect(stdout).toContain('    # svc-disable-next-line throttle-below-ten: reason\n');
  });

  it('answers --json with the same as data', () => {
    const { docs, summary } = rules.find(({ id }) => id === 'exit-timeout-zero')!;
    expect(explained('exit-timeout-zero')).toEqual({
      version: 1,
      kind: 'rule',
      id: 'exit-timeout-zero',
      level: 'error',
      strict: false,
      strictLevel: 'error',
      group: 'life cycle',
      summary,
      ...docs,
      language: 'xml',
      silencers: [
        { language: 'xml', text: '<!-- svc-disable-next-line exit-timeout-zero: reason -->' },
        { language: 'yaml', text: '# svc-disable-next-line exit-timeout-zero: reason' },
      ],
      url: 'docs/rules/exit-timeout-zero.md',
    });
  });

  it('shows a silencer for services.yaml alone where only that can hold the finding', () => {
    expect(explained('schema').silencers).toEqual([
      { language: 'yaml', text: '# svc-disable-next-line schema: reason' },
    ]);
  });

  it('prints a silencer that works', () => {
    const { silencers } = explained('exit-timeout-zero');
    const job = (line: string) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n<key>Label</key><string>a</string>\n<key>Program</key><string>/usr/bin/true</string>\n<key>RunAtLoad</key><true/>\n${line}\n<key>ExitTimeOut</key><integer>0</integer>\n</dict>\n</plist>\n`;
    const cwd = folderWith({ 'bad/a.plist': job(''), 'silenced/a.plist': job(silencers[0].text) });
    expect(svc(['lint', 'bad'], { cwd }).code).toBe(1);
    expect(svc(['lint', 'silenced'], { cwd }).code).toBe(0);
  });

  it.each(rules.map(({ id }) => id))('has a page for %s, in any letter case', (id) => {
    expect(pageOf(id)).toMatchObject({ kind: 'rule', id, url: `docs/rules/${id}.md` });
    expect(pageOf(id.toUpperCase())).toEqual(pageOf(id));
  });
});

describe('svc explain <key>', () => {
  it('tells its facts and spells out where they come from', () => {
    const { code, stdout, stderr } = svc(['explain', 'ExitTimeOut']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ExitTimeOut\nSeconds from SIGTERM to SIGKILL/);
    for (const line of [
      'Type           integer',
      'services.yaml  exitTimeout: a duration such as 30s, 5m or 1h30m',
      'Range          0 to 2147483647',
      'Unit           seconds',
      'Default        5',
      'In             agents and daemons',
      'Status         current',
    ])
      expect(stdout).toContain(`\n${line}\n`);
    expect(stdout).toMatch(/\nSources\n {2}MAN26: launchd\.plist\(5\), dated 30 July 2019/);
    expect(stdout).toMatch(/\n {2}TT4393: github /);
  });

  it.each([
    ['LimitLoadToSessionType', /Values +Aqua, Background, LoginWindow, StandardIO, System\n(.*\n)*In +agents only\n/],
    ['InitGroups', /In +daemons only\n(.*\n)*Requires +UserName\n/],
    ['LaunchOnlyOnce', /Conflicts with +KeepAlive, StartInterval, StartCalendarInterval\n/],
    ['OnDemand', /Status +deprecated: .*\nUse instead +KeepAlive\n/],
    ['LimitLoadToHosts', /Status +no-op: .*\nSince +macOS 10\.4\nUntil +gone in macOS 10\.10\n/],
    ['ProcessType', /Values +Background, Standard, Adaptive, Interactive \(in any letter case\)\nApple’s values +\S/],
    ['EnableGlobbing', /Confidence +low: unverified\n/],
    ['StartCalendarInterval.Hour', /services\.yaml +all of StartCalendarInterval is the field schedule: a time/],
    ['StandardErrorPath', /services\.yaml +logs: a folder/],
    ['Label', /Wrong type +launchd refuses the whole job\nLetter case +exactly these letters\n/],
    [
      'BundleProgram',
      /services\.yaml +no field; plist: takes any key as written\nIn .*\nStatus .*\nSince +macOS 13\.0\n/,
    ],
    ['KeepAlive', /Members +KeepAlive\.SuccessfulExit, KeepAlive\.Crashed,/],
  ])('%s', (key, told) => {
    expect(svc(['explain', key]).stdout).toMatch(told);
  });

  it('answers --json with the same as data', () => {
    const answer = explained('KeepAlive.SuccessfulExit');
    expect(answer).toMatchObject({
      version: 1,
      kind: 'key',
      key: 'KeepAlive.SuccessfulExit',
      types: ['boolean'],
      scope: 'both',
      status: 'current',
      confidence: 'high',
      field: { name: 'keepAlive', key: 'KeepAlive' },
      members: [],
    });
    expect(answer.sources[0]).toEqual({ id: 'MAN26', text: expect.stringMatching(/^launchd\.plist\(5\)/) });
    expect(answer).not.toHaveProperty('note');
    expect(answer).not.toHaveProperty('path');
  });

  it.each(launchdKeys().map(({ key }) => key))('finds %s, in any letter case too', (key) => {
    expect(pageOf(key)).toMatchObject({ kind: 'key', key });
    expect(pageOf(key)).not.toHaveProperty('note');
    expect(pageOf(key.toUpperCase())).toMatchObject({ kind: 'key', key });
  });

  it.each([
    ['exittimeout', 'ExitTimeOut', 'In a property list it is spelt ExitTimeOut.'],
    [
      'keepAlive.successfulExit',
      'KeepAlive.SuccessfulExit',
      'In a property list it is spelt KeepAlive.SuccessfulExit.',
    ],
    [
      'StartCalendarInterval.0.hour',
      'StartCalendarInterval.Hour',
      'In a property list it is spelt StartCalendarInterval.Hour.',
    ],
    ['ProgramArguments.0', 'ProgramArguments', undefined],
    ['EnvironmentVariables.PATH', 'EnvironmentVariables.*', undefined],
    ['Sockets.Listeners.0.SockType', 'Sockets.*.SockType', undefined],
    ['sockets.Listeners.socktype', 'Sockets.*.SockType', 'In a property list it is spelt Sockets.Listeners.SockType.'],
    [
      'LaunchEvents.com.apple.iokit.matching.usb.IOMatchLaunchStream',
      'LaunchEvents.com.apple.iokit.matching.*.IOMatchLaunchStream',
      undefined,
    ],
    ['ThrotleInterval', 'ThrottleInterval', '"ThrotleInterval" is a misspelling of ThrottleInterval.'],
    ['KeepAlive.Crash', 'KeepAlive.Crashed', '"KeepAlive.Crash" is a misspelling of KeepAlive.Crashed.'],
    ['RestartSec', 'ThrottleInterval', 'launchd has no key "RestartSec"; ThrottleInterval is probably meant.'],
    ['restartsec', 'ThrottleInterval', 'launchd has no key "restartsec"; ThrottleInterval is probably meant.'],
  ])('%s leads to %s', (name, key, note) => {
    const page = explained(name);
    expect({ key: page.key, note: page.note }).toEqual({ key, note });
    if (note) expect(svc(['explain', name]).stdout.split('\n')[1]).toBe(note);
  });
});

describe('svc explain <field>', () => {
  it.each([
    ['exitTimeout', 'ExitTimeOut', 'The field exitTimeout of services.yaml becomes ExitTimeOut.'],
    ['EXITTIMEOUT', 'ExitTimeOut', 'In a property list it is spelt ExitTimeOut.'],
    ['every', 'StartInterval', 'The field every of services.yaml becomes StartInterval.'],
    ['Sessions', 'LimitLoadToSessionType', 'The field sessions of services.yaml becomes LimitLoadToSessionType.'],
    [
      'limits',
      'SoftResourceLimits',
      'The field limits of services.yaml becomes SoftResourceLimits and HardResourceLimits.',
    ],
    ['logs', 'StandardOutPath', 'The field logs of services.yaml becomes StandardOutPath and StandardErrorPath.'],
  ])('%s leads to %s', (name, key, note) => {
    expect(pageOf(name)).toMatchObject({ key, note });
  });

  it('knows every field there is', () => {
    const withKey = fieldRows().map(({ field }) => field!.name);
    for (const name of withKey) expect(pageOf(name), name).toMatchObject({ kind: 'key', field: { name } });
    expect([...withKey, ...KEYLESS_FIELDS].sort()).toEqual([...fieldNames()].sort());
  });
});

describe('a name that nothing has', () => {
  it.each([
    ['exit-timout-zero', 'svc: there is no rule, key or field "exit-timout-zero"; did you mean exit-timeout-zero?'],
    ['TimeoutSeconds', 'svc: there is no rule, key or field "TimeoutSeconds"; did you mean ExitTimeOut?'],
    ['LSUIElement', 'svc: launchd has no key "LSUIElement": such keys belong in the Info.plist of an app.'],
    ['ThrottleIntervul', 'svc: there is no rule, key or field "ThrottleIntervul"; did you mean ThrottleInterval?'],
    ['procesType', 'svc: there is no rule, key or field "procesType"; did you mean processType?'],
    ['SuccesfulExit', 'svc: there is no rule, key or field "SuccesfulExit"; did you mean KeepAlive.SuccessfulExit?'],
    [
      'NumberOfFiles',
      'svc: there is no rule, key or field "NumberOfFiles"; did you mean SoftResourceLimits.NumberOfFiles or HardResourceLimits.NumberOfFiles?',
    ],
    ['Description', 'svc: launchd has no key "Description": write an XML comment.'],
    [
      'drain',
      'svc: drain is a field of services.yaml that becomes no key of launchd; docs/services-yaml.md tells of it.',
    ],
    ['', 'svc: there is no rule, key or field "".'],
    ['__proto__', 'svc: there is no rule, key or field "__proto__".'],
    ['.', 'svc: .: it is a folder, not a file.'],
    ['\u001b[31mred', 'svc: there is no rule, key or field "\\u001b[31mred".'],
  ])('%j exits 2', (name, told) => {
    for (const args of [
      ['explain', name],
      ['explain', name, '--json'],
    ])
      expect(svc(args)).toEqual({ code: 2, stdout: '', stderr: `${told}\n` });
  });

  it('a long one is no trouble', () => {
    expect(svc(['explain', 'a.'.repeat(20_000)]).code).toBe(2);
  });

  it('no name, or two, is wrong usage', () => {
    expect(svc(['explain'])).toMatchObject({ code: 2, stdout: '' });
    expect(svc(['explain', 'Label', 'Program'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('the layout', () => {
  const isCode = (line: string) => line.startsWith('    ');

  it('keeps to 80 columns where there is no terminal', () => {
    for (const name of ['throttle-below-ten', 'KeepAlive', 'StartCalendarInterval']) {
      const lines = svc(['explain', name])
        .stdout.split('\n')
        .filter((line) => !isCode(line));
      const widest = Math.max(...lines.map((line) => line.length));
      expect(widest).toBeLessThanOrEqual(80);
      expect(widest).toBeGreaterThan(70);
    }
  });

  it.skipIf(!hasPython)(`keeps to the width of a terminal${hasPython ? '' : ' (skipped: no python3)'}`, () => {
    const script =
      'import fcntl,os,pty,struct,sys,termios\npid,fd=pty.fork()\nif pid==0:\n  fcntl.ioctl(1,termios.TIOCSWINSZ,struct.pack("HHHH",24,50,0,0))\n  os.execvp(sys.argv[1],sys.argv[1:])\nwhile True:\n  try: data=os.read(fd,4096)\n  except OSError: break\n  if not data: break\n  sys.stdout.write(data.decode("utf-8","replace"))\n';
    const cwd = folderWith({ 'terminal.py': script });
    const line = `python3 terminal.py "${process.execPath}" "${MAIN}" explain KeepAlive --no-color`;
    const lines = shell(line, { cwd, env: { TERM: 'xterm' } }).stdout.split(/\r?\n/);
    expect(lines[0]).toBe('KeepAlive');
    const widest = Math.max(...lines.map((each) => each.length));
    expect(widest).toBeLessThanOrEqual(50);
    expect(widest).toBeGreaterThan(40);
  });

  it.each([30, 40, 132])('loses no word at %i columns', (width) => {
    for (const name of ['throttle-below-ten', 'KeepAlive', 'ExitTimeout']) {
      const words = (columns: number) => formatPage(pageOf(name), { color: false, width: columns }).split(/\s+/);
      expect(words(width)).toEqual(words(100_000));
    }
  });

  it('is coloured only when asked, and then says the same', () => {
    const plain = svc(['explain', 'ExitTimeout']).stdout;
    const coloured = svc(['explain', 'ExitTimeout'], { env: { FORCE_COLOR: '1' } }).stdout;
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[1mExitTimeOut');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
