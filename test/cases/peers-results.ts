/** Checks by hand, a function a case: the prose of `result`, and the words in which a file is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type CaseRun, runCase } from '../support/peers-adapter.ts';
import { calendarOf, standsIn } from '../support/peers-expectations.ts';
import { folderWith, svc } from '../support/svc.ts';

type Check = (run: CaseRun) => void;

/** The one property list of a case. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into the values by name
function only(run: CaseRun): any {
  expect(run.files).toHaveLength(1);
  return run.files[0]!.dict;
}

/** An error whose message or help matches `words` stands at `field` of the service (or at `path` of the file). */
function refused(run: CaseRun, at: string | readonly string[], words: RegExp): void {
  const path = typeof at === 'string' ? ['services', 'case', at] : at;
  const errors = run.diagnostics.filter(({ severity }) => severity === 'error');
  const there = errors
    .filter(({ line }) => standsIn(run.text, path, line))
    .map((one) => `${one.message} ${one.help ?? ''}`);
  expect(
    there.some((text) => words.test(text)),
    `${words} in:\n${there.join('\n')}`,
  ).toBe(true);
}

const numbers = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

/** What a result says that belongs to another part of svc than render. */
export const LATER: Readonly<Record<string, string>> = {
  'hm-04-user-domain': 'the targets of launchctl are a matter of install',
  'sc-12-single-form': 'that both forms diff as equal is tested in test/cli/diff.test.ts',
};

export const RESULTS: Readonly<Record<string, Check>> = {
  // The second entry keeps its Month: that is what launchd.plist(5) documents, and what a launchd that looks at it
  // needs; that the one of OS X 10.9 does not is told as a warning.
  'hb-26-cron-five-fields': (run) => {
    expect(calendarOf(only(run))).toEqual([
      { Month: 5, Day: 5, Hour: 5, Minute: 5 },
      { Month: 5, Weekday: 5, Hour: 5, Minute: 5 },
    ]);
    const [note, ...more] = run.diagnostics;
    expect(more).toEqual([]);
    expect(note).toMatchObject({ rule: 'calendar-month-with-weekday', severity: 'warning' });
    expect(note!.message).toMatch(/month beside a weekday can not be trusted/);
  },
  'hb-29-tilde': (run) => {
    expect(run.files.map(({ xml }) => xml).join('')).not.toMatch(/[~$]/);
  },
  'hm-04-user-domain': (run) => {
    expect(run.manifest?.domain).toBe('user');
    expect(run.manifest?.services.map(({ domain }) => domain)).toEqual(['user']);
  },
  'hm-14-hourly-window': (run) => {
    expect(calendarOf(only(run))).toEqual(numbers(1, 23).map((Hour) => ({ Hour, Minute: 53 })));
  },
  // Logs are a template's business, and svc has a folder for each namespace with two files for each service in it.
  'hm-17-logs': (run) => {
    const dict = only(runCase({ ...run.given, kind: 'daemon' }));
    expect(dict.StandardOutPath).toBe('/Users/x/Library/Logs/org.example/borg-stdout.log');
    expect(dict.StandardErrorPath).toBe('/Users/x/Library/Logs/org.example/borg-stderr.log');
  },
  'nd-02-ampersand': (run) => {
    expect(run.files[0]!.xml).toContain('<string>/bin/wait4path /v &amp;&amp; exec /v/bin/x</string>');
    expect(only(run).ProgramArguments).toEqual(run.given.command);
  },
  'nd-03-prefix': (run) => {
    expect(run.files.map(({ dict }) => dict.Label)).toEqual(['org.acme.gateway', 'org.acme.file-watcher']);
    const folder = folderWith({ 'services.yaml': run.text });
    expect(svc(['render'], { cwd: folder })).toMatchObject({ code: 0 });
    const written = join(folder, 'plists');
    expect(readdirSync(written).sort()).toEqual(['org.acme.file-watcher.plist', 'org.acme.gateway.plist']);
    for (const { label, xml } of run.files) {
      expect(readFileSync(join(written, `${label}.plist`), 'utf8')).toBe(xml);
    }
  },
  'oc-01-gateway-policy': (run) => {
    const dict = only(run);
    expect(dict.KeepAlive).toEqual({ SuccessfulExit: false });
    expect(dict.ExitTimeOut).toBe(30);
    expect(dict.ThrottleInterval).toBeGreaterThanOrEqual(10);
    expect(dict.ProcessType).toBe('Background');
    const other = only(runCase({ ...run.given, keep_alive: true, process_type: 'Interactive', umask: '077' }));
    expect(other).toMatchObject({ KeepAlive: true, ProcessType: 'Interactive', Umask: 63, ExitTimeOut: 30 });
  },
  'oc-02-umask': (run) => {
    const masks: Record<string, number> = { '077': 63, '0o027': 23, '022': 18 };
    const wanted = masks[String(run.given.umask)];
    expect(wanted).toBeTypeOf('number');
    expect(only(run).Umask).toBe(wanted);
    expect(run.files[0]!.xml).toContain(`<integer>${wanted}</integer>`);
    refused(runCase({ ...run.given, umask: 77 }), 'umask', /"077"/);
  },
  'sc-02-step': (run) => {
    expect(calendarOf(only(run))).toEqual(numbers(0, 55, 5).map((Minute) => ({ Minute })));
  },
  'sc-10-weekdays-half': (run) => {
    const entries = calendarOf(only(run));
    expect(new Set(entries.map((entry) => Object.keys(entry).sort().join()))).toEqual(new Set(['Minute,Weekday']));
    const pairs = entries.map(({ Weekday, Minute }) => `${Weekday} ${Minute}`).sort();
    expect(pairs).toEqual(numbers(1, 5).flatMap((day) => [`${day} 0`, `${day} 30`]));
  },
  // Launchd's own keys stay in the form they were written in; of a schedule, one entry is always a dict.
  'sc-12-single-form': (run) => {
    const { StartCalendarInterval: written } = run.given.plist as Record<string, unknown>;
    expect(only(run).StartCalendarInterval).toEqual(written);
    const [entry] = calendarOf({ StartCalendarInterval: written });
    const moment = { hour: entry.Hour, minute: entry.Minute };
    for (const calendar of [moment, [moment]]) {
      expect(only(runCase({ schedule: { calendar } })).StartCalendarInterval).toEqual(entry);
    }
    const twice = { calendar: [moment, { ...moment, hour: 4 }] };
    expect(only(runCase({ schedule: twice })).StartCalendarInterval).toEqual([entry, { ...entry, Hour: 4 }]);
  },
};

/** Sockets are refused one by one, each for its own reason. */
const SOCKET_REASONS: Readonly<Record<string, RegExp>> = {
  '127.0.0.1:80': /must be a map such as/,
  'tcp://:80': /sockNodeName/,
  'tcp://127.0.0.1': /sockServiceName|port/,
  'tcp://300.0.0.1:80': /no IPv4 address/,
};

export const REFUSALS: Readonly<Record<string, Check>> = {
  'hb-05-throttle-zero': (run) => refused(run, 'throttleInterval', /throttleInterval 0 is below 10/),
  'hb-08-exit-timeout-negative': (run) => refused(run, 'exitTimeout', /exitTimeout/),
  'hb-11-nice-range': (run) => refused(run, 'nice', /from -20 to 19, not .*(-21|20)/),
  'hb-12-nice-negative-user': (run) => refused(run, 'nice', /only in domain system/),
  'hb-15-keepalive-unknown': (run) => refused(run, 'keepAlive', /Unknown field `test`/),
  'hb-21-run-type': (run) => refused(run, 'template', /"sometimes".* daemon, heartbeat, python-server, watcher/),
  'hb-32-socket-bad': (run) => refused(run, 'sockets', SOCKET_REASONS[String(run.given.sockets)]!),
  'hm-11-weekly': (run) => refused(run, 'schedule', /`weekly` without a day is ambiguous/),
  'hm-13-free-time-refused': (run) => refused(run, 'schedule', /minute resolution.*00:02/),
  'li-16-clamp': (run) => {
    refused(run, 'nice', /from -20 to 19/);
    refused(run, 'schedule', /`hour` 30 is out of range/);
  },
  'mi-02-name': (run) => {
    refused(run, ['services', 'A b'], /can not be a name/);
    refused(run, ['services', 'x/y'], /can not be a name/);
    expect(run.diagnostics.some(({ line }) => standsIn(run.text, ['services', 'a.b'], line))).toBe(false);
  },
  'nd-08-calendar-dup': (run) => refused(run, 'schedule', /entry 2 equals entry 1/),
  'nd-09-calendar-empty': (run) => refused(run, 'schedule', /schedule is empty/),
  'oc-04-control-char': (run) => refused(run, ['services', 'case', 'environment', 'V'], /control character U\+0001/),
  'sc-04-all-stars': (run) => refused(run, 'schedule', /every minute.*every: 60/),
  'sc-11-first-sunday': (run) =>
    refused(run, 'schedule', /`day` and `weekday` together mean either.*test the date in the job/),
};
