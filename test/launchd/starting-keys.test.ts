/** What starts a job is one list, and all who ask of it agree: lint, services.yaml, and what status says of a job. */
import { describe, expect, it } from 'vitest';
import { topLevelKey } from '../../src/launchd/keys.ts';
import { EVENT_KEYS, SCHEDULE_KEYS, START_SWITCHES } from '../../src/launchd/starting-keys.ts';
import { readPlist } from '../../src/plist/read.ts';
import { eventsOf } from '../../src/status/starters.ts';
import { found, jobWith, lint } from '../lint/lint-text.ts';
import { read } from '../support/manifest.ts';

const CRASHED_ONLY = '<key>KeepAlive</key><dict><key>Crashed</key><true/></dict>';
const rulesOf = (job: string) => found(lint(job)).map((line) => line.split(' ')[2]);

describe.each(EVENT_KEYS)('%s starts a job', (key) => {
  const line = `<key>${key}</key><dict/>`;

  it('for the rules of lint', () => {
    const idle = jobWith().replace(/.*RunAtLoad.*\n/, '');
    expect(rulesOf(idle)).toContain('no-trigger');
    expect(rulesOf(idle.replace('<dict>\n', `<dict>\n${line}\n`))).not.toContain('no-trigger');
    expect(rulesOf(jobWith(CRASHED_ONLY))).toContain('keepalive-crashed-only');
    expect(rulesOf(jobWith(CRASHED_ONLY, line))).not.toContain('keepalive-crashed-only');
  });

  it('for services.yaml, and for the sentences on a job', () => {
    const service = 'version: 1\nnamespace: org.example\nservices:\n  a:\n    command: [/bin/x]\n';
    expect(read(service).manifest).toBeUndefined();
    expect(read(`${service}    plist: {${key}: {}}\n`).manifest).toBeDefined();
    const { root } = readPlist(new TextEncoder().encode(jobWith(line)));
    expect(root?.kind === 'dict' && eventsOf(root).map(([name]) => name)).toEqual([key]);
  });
});

it('they are keys of launchd, each in one list', () => {
  const all = [...SCHEDULE_KEYS, ...EVENT_KEYS, ...START_SWITCHES];
  expect(all.filter((key) => topLevelKey(key) === undefined)).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});
