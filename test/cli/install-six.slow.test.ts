/** The six services of the services.yaml of this repository, installed as a person would, against the stand-in. */
import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/testing/types.ts';
import { change, sleepers } from '../support/changes.ts';
import { type StandInMachine, standInMachine, write } from '../support/stand-in-machine.ts';
import { contentsOf, REPO } from '../support/svc.ts';

const NAMES = ['gateway', 'embedding-server', 'file-watcher', 'emit-server', 'daily-tasks', 'weekly-tasks'];
const RESIDENT = NAMES.slice(0, 4);

/** The file itself, for this home and with a program that the machine has. */
function sixServices(home: string): string {
  return readFileSync(join(REPO, 'services.yaml'), 'utf8')
    .replace('home: /Users/user', `home: ${home}`)
    .replace('/opt/homebrew/bin/node', '~/bin/node');
}

function script(path: string, text: string): void {
  write(path, `#!/bin/sh\n${text}\n`, 0o755);
}

async function machineWithSix(): Promise<StandInMachine> {
  // Slow enough that the calls of launchctl do not eat up the exit time.
  const machine = await standInMachine(sleepers(['a']), { timeScale: 0.2 });
  const { home } = machine.standIn;
  cpSync(join(REPO, 'templates'), join(machine.file, '../templates'), { recursive: true });
  script(join(home, 'bin/node'), 'exec sleep 1000');
  const projects = join(home, '.openclaw/projects');
  script(join(projects, 'knowledge-base/.venv/bin/python'), 'exec sleep 1000');
  script(join(projects, 'file-watcher/watcher.sh'), 'exec sleep 1000');
  for (const task of ['daily', 'weekly']) script(join(projects, `heartbeat-tasks/${task}-tasks.sh`), 'exit 0');
  machine.declare(sixServices(home));
  return machine;
}

const label = (name: string) => `ai.openclaw.${name}`;

/** Engine seconds from the TERM of the old process to the start of the new one. */
function downtime(log: readonly LogEntry[], name: string): number {
  const of = log.filter((entry) => entry.label === label(name));
  const stopped = of.find(({ kind }) => kind === 'signal');
  const started = of.filter(({ kind }) => kind === 'start').at(-1);
  expect(started!.at).toBeGreaterThan(stopped!.at);
  return (started!.at - stopped!.at) / 1000;
}

describe('svc install of the six services', () => {
  it('brings all up, then finds nothing to do, then reloads the one that changed', { timeout: 120_000 }, async () => {
    const machine = await machineWithSix();
    const { standIn, domain } = machine;
    const first = await change(machine, ['install']);
    expect([first.code, first.results], first.stderr).toEqual([0, NAMES.map((name) => `${name} installed`)]);
    const pids = new Map(NAMES.map((name) => [name, standIn.job(`${domain}/${label(name)}`)?.pid]));
    for (const name of NAMES) {
      expect(standIn.job(`${domain}/${label(name)}`)?.state).toBe(RESIDENT.includes(name) ? 'running' : 'not running');
      expect(statSync(join(machine.agents, `${label(name)}.plist`)).mode & 0o777).toBe(0o644);
    }

    const disk = contentsOf(standIn.folder);
    const second = await change(machine, ['install']);
    expect([second.code, second.results]).toEqual([0, NAMES.map((name) => `${name} unchanged`)]);
    expect(second.changing).toEqual([]);
    expect(second.calls.length, second.calls.join('\n')).toBeLessThanOrEqual(9);
    console.log(`second install of six: ${second.calls.length} calls of launchctl`);
    // The lock came and went; no other file was touched.
    expect(contentsOf(standIn.folder)).toEqual(disk);
    for (const name of RESIDENT) expect(standIn.job(`${domain}/${label(name)}`)?.pid).toBe(pids.get(name));

    machine.declare(
      sixServices(standIn.home).replace('projects/emit-server/server.js"]', 'projects/emit-server/server.js", v2]'),
    );
    const logged = standIn.log().length;
    const third = await change(machine, ['install']);
    expect([third.code, third.results], third.stderr).toEqual([
      0,
      NAMES.map((name) => `${name} ${name === 'emit-server' ? 'updated' : 'unchanged'}`),
    ]);
    const target = `${domain}/${label('emit-server')}`;
    expect(third.changing).toEqual([
      `bootout ${target}`,
      `enable ${target}`,
      `bootstrap ${domain} ${join(machine.agents, `${label('emit-server')}.plist`)}`,
    ]);
    expect(standIn.job(target)?.definition.arguments.at(-1)).toBe('v2');
    expect(downtime(standIn.log().slice(logged), 'emit-server')).toBeLessThanOrEqual(30);
    for (const name of RESIDENT.filter((one) => one !== 'emit-server'))
      expect(standIn.job(`${domain}/${label(name)}`)?.pid).toBe(pids.get(name));
  });
});
