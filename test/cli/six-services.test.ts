/** The six services of the repository, rendered: what production needs of them, seen by other programs than ours. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasPython, plistlibRead } from '../support/plistlib.ts';
import { folderWith, REPO, svc } from '../support/svc.ts';

const DAEMONS = ['gateway', 'embedding-server', 'file-watcher', 'emit-server'];
const TASKS = ['daily-tasks', 'weekly-tasks'];
const NAMES = [...DAEMONS, ...TASKS];
const file = (service: string) => join(REPO, 'plists', `ai.openclaw.${service}.plist`);
const text = (service: string) => readFileSync(file(service), 'utf8');

describe('the folder /plists', () => {
  it('holds the six services and nothing else', () => {
    expect(readdirSync(join(REPO, 'plists')).sort()).toEqual(NAMES.map((name) => `ai.openclaw.${name}.plist`).sort());
  });

  it('is what services.yaml says: `svc render --check` is clean', () => {
    const { code, stdout, stderr } = svc(['render', '--check']);
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual(NAMES.map((name) => `unchanged plists/ai.openclaw.${name}.plist`));
    expect(code).toBe(0);
  });

  it.each(NAMES)('%s is rendered byte for byte as the snapshot', async (name) => {
    const folder = folderWith();
    expect(svc(['render', name, '-o', folder]).code).toBe(0);
    const rendered = readFileSync(join(folder, `ai.openclaw.${name}.plist`), 'utf8');
    expect(rendered).toBe(text(name));
    await expect(rendered).toMatchFileSnapshot(`snapshots/ai.openclaw.${name}.plist.txt`);
  });
});

describe.skipIf(!hasPython)(`seen by plistlib${hasPython ? '' : ' (skipped: no python3)'}`, () => {
  let all: ReturnType<typeof plistlibRead>;
  beforeAll(() => {
    all = plistlibRead(NAMES.map(text));
  });
  const read = (names: readonly string[]) => names.map((name) => all[NAMES.indexOf(name)]);

  it.each(NAMES)('%s: label, absolute program, both logs', (name) => {
    const [plist] = read([name]);
    expect(plist.Label).toBe(`ai.openclaw.${name}`);
    expect(plist.ProgramArguments[0]).toMatch(/^\//);
    for (const argument of plist.ProgramArguments) expect(argument).toBeTypeOf('string');
    expect(plist.StandardOutPath).toBe(`/Users/user/.openclaw/logs/${name}-stdout.log`);
    expect(plist.StandardErrorPath).toBe(`/Users/user/.openclaw/logs/${name}-stderr.log`);
    expect(plist.EnvironmentVariables.PATH).toBe('/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin');
    expect(JSON.stringify(plist)).not.toMatch(/~|\$\{/);
  });

  it.each(DAEMONS)('%s: runs at load, is kept alive, never in a tight loop, and has time to end', (name) => {
    const [plist] = read([name]);
    expect(plist.RunAtLoad).toBe(true);
    expect(plist.KeepAlive).toBeDefined();
    expect(plist.ThrottleInterval).toBeGreaterThanOrEqual(10);
    expect(plist.ExitTimeOut).toBeGreaterThanOrEqual(30);
    // launchd ignores the spelling that everybody tries first.
    expect(plist).not.toHaveProperty('ExitTimeout');
    expect(plist).not.toHaveProperty('StartCalendarInterval');
    expect(plist.ProcessType).toBe('Background');
  });

  it('the gateway comes back after a failure only, and its drain of 25 s fits', () => {
    const [plist] = read(['gateway']);
    expect(plist.KeepAlive).toEqual({ SuccessfulExit: false });
    expect(plist.ExitTimeOut).toBe(30);
    expect(plist.ProgramArguments).toEqual([
      '/opt/homebrew/bin/node',
      '/Users/user/openclaw/dist/cli.js',
      'gateway',
      'start',
    ]);
    expect(plist.EnvironmentVariables.NODE_ENV).toBe('production');
  });

  it('the embedding server, which leaves with exit 0 on purpose, always comes back', () => {
    const [plist] = read(['embedding-server']);
    expect(plist.KeepAlive).toBe(true);
    expect(plist.ExitTimeOut).toBe(60);
    expect(plist.EnvironmentVariables.PYTHONUNBUFFERED).toBe('1');
  });

  it.each(['file-watcher', 'emit-server'])('%s comes back after a failure', (name) => {
    expect(read([name])[0].KeepAlive).toEqual({ SuccessfulExit: false });
  });

  it.each([
    [
      'daily-tasks',
      [
        { Hour: 7, Minute: 55 },
        { Hour: 22, Minute: 0 },
      ],
    ],
    ['weekly-tasks', { Weekday: 0, Hour: 3, Minute: 0 }],
  ])('%s: starts by the calendar, is not kept alive and not run at load', (name, calendar) => {
    const [plist] = read([name]);
    expect(plist.StartCalendarInterval).toEqual(calendar);
    expect(plist).not.toHaveProperty('KeepAlive');
    expect(plist).not.toHaveProperty('StartInterval');
    expect(plist.RunAtLoad).toBe(false);
    expect(plist.ExitTimeOut).toBe(30);
  });
});

/** Folder of Apple's DTD and a catalog that leads to it, so that nothing is fetched. */
const bench = process.env.SVC_SHARED === undefined ? undefined : join(process.env.SVC_SHARED, 'bench');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
const whyNot =
  bench === undefined || !existsSync(join(bench, 'plist10.dtd'))
    ? ' (skipped: SVC_SHARED names no folder with the DTD)'
    : hasXmllint
      ? ''
      : ' (skipped: no xmllint)';

describe.skipIf(whyNot !== '')(`held against Apple's DTD${whyNot}`, () => {
  it.each(NAMES)('%s is valid', (name) => {
    const { status, stderr } = spawnSync(
      'xmllint',
      ['--nonet', '--noout', '--dtdvalid', join(bench!, 'plist10.dtd'), file(name)],
      { encoding: 'utf8', env: { PATH: process.env.PATH, XML_CATALOG_FILES: join(bench!, 'catalog.xml') } },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('the text of a rendered plist', () => {
  it.each(NAMES)('%s names its source and its owner, is UTF-8 with LF and a final newline', (name) => {
    const lines = text(name).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
      '<!--',
      `  svc: ai.openclaw/${name}`,
    ]);
    expect(text(name)).toContain('Do not edit this file: edit services.yaml and render again.');
    expect(lines.slice(-2)).toEqual(['</plist>', '']);
    expect(text(name)).not.toContain('\r');
  });
});
