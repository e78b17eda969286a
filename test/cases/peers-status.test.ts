/** What others promise about the state of jobs, held against `svc status`: test/cases/peers-status.yaml. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { desiredJobs } from '../../src/deploy/desired.ts';
import { decodeListStatus, decodeWaitStatus, lastExitText } from '../../src/launchd/wait-status.ts';
import { loadManifest } from '../../src/project/load-manifest.ts';
import { type Given, readCases, variantsOf } from '../support/peers-cases.ts';
import { write } from '../support/stand-in-machine.ts';
import { folderWith, svc } from '../support/svc.ts';

const cases = readCases(readFileSync(join(import.meta.dirname, 'peers-status.yaml'), 'utf8'));
const uid = process.getuid!();
const LABEL = 'org.example.case';

interface Shown {
  readonly code: number | null;
  readonly verdict: string;
  readonly pid: number | null;
  readonly runs: number | null;
  readonly nextRun: string | null;
  readonly lastExit: { readonly code?: number; readonly text: string } | null;
  readonly drift: readonly { readonly key?: string; readonly text: string }[];
  readonly reason: string;
}

const SCHEDULES: Readonly<Record<string, string>> = { '@daily': '"daily 00:00"' };
const ABSENT = 113;

/** What launchctl prints of the job: the text of the case within the frame of print, from the file where it is. */
function printText(given: Given, path: string): string {
  const known = given.launchctl as { pid: number | null; last_exit: number } | undefined;
  const text = (given.print ?? `state = not running\n\truns = 1\n\tlast exit code = ${known!.last_exit}\n`) as string;
  const framed = text.startsWith('gui/') ? text : `gui/501/local.x = {\n\t${text}}\n`;
  return framed.replace(/^gui\/\S+/, `gui/${uid}/${LABEL}`).replace(/path = .*/, `path = ${path}`);
}

/** Runs `svc status` where launchctl is a script that answers as the case says. */
function statusOf(given: Given, body = 'command: [/usr/bin/true]'): Shown {
  const folder = folderWith();
  const schedule = (given.schedule as { cron?: string } | undefined)?.cron;
  const trigger = schedule === undefined ? 'keepAlive: true' : `schedule: ${SCHEDULES[schedule]}`;
  const file = join(folder, 'services.yaml');
  write(file, `version: 1\nnamespace: org.example\nservices:\n  case: {${body}, ${trigger}}\n`);
  const { manifest } = loadManifest(file, { userHome: folder });
  const [job] = desiredJobs(manifest!, { folder: join(folder, 'Library/LaunchAgents') });
  write(job!.path, job!.text);
  const absent = (given.launchctl as { print?: number } | undefined)?.print === ABSENT;
  if (!absent) write(join(folder, 'print.txt'), printText(given, job!.path));
  const script = `#!/bin/sh
case "$1 $2" in
  "print gui/${uid}/${LABEL}") ${absent ? `exit ${ABSENT}` : `cat '${folder}/print.txt'`} ;;
  "print gui/${uid}") printf 'gui/${uid} = {\\n\\tservices = {\\n\\t}\\n}\\n' ;;
  "print-disabled gui/${uid}") printf 'disabled services = {\\n}\\n' ;;
  *) exit ${ABSENT} ;;
esac
`;
  write(join(folder, 'launchctl'), script);
  chmodSync(join(folder, 'launchctl'), 0o755);
  const env = { SVC_LAUNCHCTL: join(folder, 'launchctl'), SVC_HOME: folder };
  const { code, stdout } = svc(['-f', file, 'status', '--json'], { cwd: folder, env });
  const { services } = JSON.parse(stdout) as { services: Omit<Shown, 'code'>[] };
  return { code, ...services[0]! };
}

/** What each Status of a case means, in the words of svc. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  '0': 'exit 0',
  '-15': 'killed by SIGTERM',
  '-9': 'killed by SIGKILL',
  '256': 'exit 1',
  '78': 'exit 78 EX_CONFIG: the program never ran, or returned 78 itself',
  '127': 'exit 127: a shell did not find the command',
};

const CHECKS: Readonly<Record<string, (given: Given) => void>> = {
  // svc says `idle` for what the peer calls scheduled; the next run is beside it.
  'hb-37-timed': (given) => {
    const { code, verdict, pid, nextRun } = statusOf(given);
    expect({ code, verdict, pid }).toEqual({ code: 0, verdict: 'idle', pid: null });
    expect(nextRun).toMatch(/T00:00:00/);
  },
  'oc-20-status-ok': (given) => {
    expect(statusOf(given)).toMatchObject({
      ...{ code: 0, verdict: 'running', pid: 4242 },
      lastExit: { code: 1, text: 'exit 1' },
    });
  },
  'oc-21-split': (given) => {
    const { code, verdict, reason } = statusOf(given);
    expect({ code, verdict }).toEqual({ code: 1, verdict: 'not-loaded' });
    expect(reason).toContain('svc start case');
  },
  'an-10-exit-codes': ({ list_status: status }) => {
    const text = String(status);
    // 256 stands in LastExitStatus of `list <label>`, never in the column.
    const exit = Number(text) > 255 ? decodeWaitStatus(Number(text)) : decodeListStatus(text);
    expect(lastExitText(exit)).toBe(STATUS_WORDS[text]);
  },
  'rp-01-print': (given) => {
    expect(statusOf(given)).toMatchObject({ runs: 3, lastExit: { code: 0 }, drift: [] });
    // Throttle and exit timeout are effective values: others are drift.
    const { drift } = statusOf(given, 'command: [/usr/bin/true], throttleInterval: 20, exitTimeout: 7');
    expect(drift.map(({ key, text }) => [key, text])).toEqual([
      ['ThrottleInterval', 'ThrottleInterval: declared 20, loaded 10'],
      ['ExitTimeOut', 'ExitTimeOut: declared 7, loaded 5'],
    ]);
  },
};

describe('peers: status', () => {
  for (const { id, intent, given } of cases) {
    for (const { given: one, value } of variantsOf(given)) {
      it(`${id}: ${intent}${value === undefined ? '' : ` (${value})`}`, () => {
        expect(CHECKS, 'prose needs a check by hand').toHaveProperty(id);
        CHECKS[id]!(one);
      });
    }
  }

  it('has a check for each case, and no other', () => {
    expect(Object.keys(CHECKS).sort()).toEqual(cases.map(({ id }) => id).sort());
  });

  const folder = process.env.SVC_SHARED;
  it.skipIf(!folder)(`are all there, unchanged${folder ? '' : ' (skipped: SVC_SHARED is not set)'}`, () => {
    const shared = readCases(readFileSync(join(folder!, 'cases/peers.yaml'), 'utf8'));
    expect(cases).toEqual(shared.filter(({ area }) => area === 'status'));
  });
});
