/** Domains, labels, overrides, and what launchd asks of the file: rows of docs/launchd-semantics.md. */
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Domain } from '../../src/testing/types.ts';
import { GUI, LABEL, SLEEPER, SYSTEM, sh, USER, World } from './world.ts';

const EVERYWHERE = { LimitLoadToSessionType: ['Aqua', 'Background'] };

describe('bootstrap', () => {
  it('bootstrap-loaded-same-path: 37', () => {
    const w = new World();
    expect([w.load({ ...SLEEPER }), w.load({ ...SLEEPER })]).toEqual([0, 37]);
  });

  it('bootstrap-loaded-other-path: 17', () => {
    const w = new World();
    w.load({ ...SLEEPER });
    expect(w.engine.bootstrap(GUI, w.plist({ ...SLEEPER }, 'other'))).toBe(17);
  });

  it('bootstrap-no-domain: 112 for a user who is not logged in', () => {
    const w = new World();
    expect(w.engine.bootstrap({ kind: 'gui', uid: 777 }, w.plist({ ...SLEEPER }))).toBe(112);
  });

  it('bootstrap-no-file: 108, for a folder and for an impossible name too', () => {
    const w = new World();
    const paths = [w.at('none.plist'), w.folder, '/dev/null', `/${'x'.repeat(5000)}`, '/tmp/\0', ''];
    expect(paths.map((path) => w.engine.bootstrap(GUI, path))).toEqual(paths.map(() => 108));
  });

  it('plist-writable-by-others: 122', () => {
    const w = new World();
    for (const mode of [0o664, 0o646, 0o666]) {
      chmodSync(w.plist({ ...SLEEPER }), mode);
      expect(w.engine.bootstrap(GUI, w.at(`${LABEL}.plist`)), mode.toString(8)).toBe(122);
    }
  });

  it('plist-mode-0600: refused on macOS 26, accepted before', () => {
    const codes = (['refused', 'accepted'] as const).map((ownerOnlyPlist) => {
      const w = new World({ semantics: { ownerOnlyPlist } });
      chmodSync(w.plist({ ...SLEEPER }), 0o600);
      return w.engine.bootstrap(GUI, w.at(`${LABEL}.plist`));
    });
    expect(codes).toEqual([122, 0]);
  });

  it('plist-mode-0444: is fine', () => {
    const w = new World();
    chmodSync(w.plist({ ...SLEEPER }), 0o444);
    expect(w.engine.bootstrap(GUI, w.at(`${LABEL}.plist`))).toBe(0);
  });

  it('plist-symlink: refused or followed', () => {
    const codes = (['refused', 'accepted'] as const).map((symlinkedPlist) => {
      const w = new World({ semantics: { symlinkedPlist } });
      symlinkSync(w.plist({ ...SLEEPER }), w.at('link.plist'));
      symlinkSync('/nonexistent', w.at('dangling.plist'));
      return [w.at('link.plist'), w.at('dangling.plist')].map((path) => w.engine.bootstrap(GUI, path));
    });
    expect(codes).toEqual([
      [122, 108],
      [0, 108],
    ]);
  });

  it.skipIf(process.getuid?.() !== 0)('plist-owner: another than the loading user is refused with 122', () => {
    const w = new World();
    chownSync(w.plist({ ...SLEEPER }), 12_345, 0);
    expect(w.engine.bootstrap(GUI, w.at(`${LABEL}.plist`))).toBe(122);
  });

  it('session-type: a job loads where its session is named, else 134', () => {
    const table: [unknown, Domain, number][] = [
      [undefined, GUI, 0],
      [undefined, USER, 134],
      [undefined, SYSTEM, 0],
      ['Aqua', GUI, 0],
      ['Background', GUI, 134],
      ['Background', USER, 0],
      [['Aqua', 'Background'], USER, 0],
      ['Aqua', SYSTEM, 134],
      ['System', SYSTEM, 0],
      [[], GUI, 134],
      [7, GUI, 134],
    ];
    for (const [type, domain, code] of table) {
      const w = new World();
      const keys = { ...SLEEPER, ...(type !== undefined && { LimitLoadToSessionType: type as string }) };
      expect(w.load(keys, domain), JSON.stringify([type, domain])).toBe(code);
    }
  });

  it('domains-apart: gui, user and system each have their jobs', async () => {
    const w = new World();
    const codes = [GUI, USER].map((domain) => w.load({ ...EVERYWHERE, RunAtLoad: true, ...SLEEPER }, domain));
    expect([...codes, w.load({ RunAtLoad: true, ...SLEEPER }, SYSTEM)]).toEqual([0, 0, 0]);
    expect(new Set([GUI, USER, SYSTEM].map((domain) => w.job(LABEL, domain)!.pid)).size).toBe(3);
    w.engine.bootout(GUI, LABEL);
    await w.engine.whenRemoved(GUI, LABEL);
    expect([GUI, USER, SYSTEM].map((domain) => w.engine.jobs(domain).length)).toEqual([0, 1, 1]);
  });
});

describe('overrides', () => {
  it('disabled-refused: a disabled label can not be loaded, 119', () => {
    const w = new World();
    w.engine.setDisabled(GUI, LABEL, true);
    expect(w.load({ ...SLEEPER })).toBe(119);
    w.engine.setDisabled(GUI, LABEL, false);
    expect(w.load({ ...SLEEPER })).toBe(0);
  });

  it('disabled-key: counts as long as there is no override, which wins either way', () => {
    const w = new World();
    expect(w.load({ Disabled: true, ...SLEEPER })).toBe(119);
    w.engine.setDisabled(GUI, LABEL, false);
    expect(w.load({ Disabled: true, ...SLEEPER })).toBe(0);
  });

  it('disable-leaves-running: it stops nothing, enable loads nothing', async () => {
    const w = new World();
    w.load({ RunAtLoad: true, ...SLEEPER });
    await w.started(1);
    w.engine.setDisabled(GUI, LABEL, true);
    expect(w.job()!.state).toBe('running');
    w.engine.setDisabled(GUI, 'com.example.other', false);
    expect(w.job('com.example.other')).toBeUndefined();
  });

  it('overrides-persist: they outlive the job, its file and launchd itself', async () => {
    const w = new World();
    w.load({ ...SLEEPER });
    w.engine.setDisabled(GUI, LABEL, true);
    w.engine.setDisabled(SYSTEM, '__proto__', true);
    w.engine.bootout(GUI, LABEL);
    rmSync(w.at(`${LABEL}.plist`));
    await w.engine.stop();
    const next = w.another();
    expect([...next.overrides(GUI)]).toEqual([[LABEL, true]]);
    expect([...next.overrides(SYSTEM)]).toEqual([['__proto__', true]]);
    expect(next.bootstrap(GUI, w.plist({ ...SLEEPER }))).toBe(119);
    await next.stop();
  });

  it('overrides-damaged: a table that can not be read counts as empty', async () => {
    const w = new World();
    w.engine.setDisabled(GUI, LABEL, true);
    const whole = readFileSync(w.at('overrides.json'), 'utf8');
    for (const text of ['', 'null', '[]', '{"uid/501": null}', '{"uid/501": {"x": "yes"}}', whole.slice(0, 20)]) {
      writeFileSync(w.at('overrides.json'), text);
      const next = w.another();
      expect([...next.overrides(GUI)], text).toEqual([]);
      await next.stop();
    }
  });

  it('overrides-shared: gui and user of one uid have one table, or each its own', () => {
    const seen = [true, false].map((sharedOverrides) => {
      const w = new World({ semantics: { sharedOverrides } });
      w.engine.setDisabled(GUI, LABEL, true);
      return [w.engine.overrides(USER).has(LABEL), w.engine.overrides(SYSTEM).has(LABEL)];
    });
    expect(seen).toEqual([
      [true, false],
      [false, false],
    ]);
  });
});

describe('faults', () => {
  it('fault-pended: a start is registered and not made until somebody kickstarts it', async () => {
    const w = new World({ timeScale: 0.05 });
    w.engine.pend(LABEL, true);
    w.load({ RunAtLoad: true, KeepAlive: true, ...SLEEPER });
    expect(w.job()).toMatchObject({ runs: 0, pended: 'speculative', state: 'not running' });
    expect((await w.engine.kickstart(GUI, LABEL, { kill: false })).pid).toBeGreaterThan(0);
    expect(w.job()!.pended).toBeUndefined();
  });

  it('fault-slow-drain: a label stays after its process is gone', async () => {
    const w = new World({ timeScale: 0.05 });
    w.engine.slowDrain(LABEL, 20_000);
    w.load({ RunAtLoad: true, ...SLEEPER });
    await w.started(1);
    w.engine.bootout(GUI, LABEL);
    await w.engine.whenRemoved(GUI, LABEL);
    expect(w.log('remove')[0]!.at - w.log('exit')[0]!.at).toBeGreaterThanOrEqual(20_000);
  });

  it('fault-forget: a label and its process are gone at once, and the label can be loaded again', async () => {
    const w = new World({ timeScale: 0.05 });
    w.load({ KeepAlive: true, ...SLEEPER });
    await w.started(1);
    w.engine.forget(GUI, LABEL);
    expect(w.job()).toBeUndefined();
    expect(w.load({ ...SLEEPER })).toBe(0);
    await w.exited(1);
    await w.engine.clock.sleep(15_000);
    expect(w.job()).toMatchObject({ runs: 0, state: 'not running' });
  });

  it('reboot: everything is unloaded at once, overrides stay', async () => {
    const w = new World();
    w.load({ KeepAlive: true, ...SLEEPER });
    w.engine.setDisabled(GUI, 'com.example.off', true);
    w.engine.unloadAll();
    expect(w.engine.jobs(GUI)).toEqual([]);
    expect(w.engine.overrides(GUI).get('com.example.off')).toBe(true);
    await w.exited(1);
  });

  it('engine-stopped: loads nothing any more', async () => {
    const w = new World();
    const path = w.plist({ RunAtLoad: true, ...sh('exit 0') });
    await w.engine.stop();
    await w.engine.stop();
    expect(w.engine.bootstrap(GUI, path)).toBe(124);
    mkdirSync(w.at('still-usable'));
  });
});
