/** What files, their names, logs and launchctl say never steers the terminal that svc writes to. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { explainService } from '../../src/render/explain.ts';
import { formatCompact } from '../../src/report/compact.ts';
import { formatExplanation } from '../../src/report/explanation.ts';
import { importLines } from '../../src/report/import.ts';
import { formatJson } from '../../src/report/json.ts';
import { terminalLine } from '../../src/report/log-lines.ts';
import { formatPretty } from '../../src/report/pretty.ts';
import { formatStatus } from '../../src/report/status.ts';
import { unifiedDiff } from '../../src/report/unified-diff.ts';
import { jobWith, lint } from '../lint/lint-text.ts';
import { NOW, zoneOf } from '../status/evidence.ts';
import { adoptFiles } from '../support/adopt.ts';
import { servicesOf } from '../support/manifest.ts';
import { standInMachine } from '../support/stand-in-machine.ts';
import { folderWith, manifestOf, svc } from '../support/svc.ts';

/** All that moves a cursor, turns text round or hides it; only line feed and tab are harmless. */
const STEERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Sets the title, clears the screen, by ESC and by C1; turns text round; overwrites the line. */
const EVIL = '\u001b]0;x\u0007\u001b[2J\u009b31m\u202eabc\rdone';
const evil = fc
  .array(fc.constantFrom(...EVIL, '\u001b[2J', '\u2028', 'a', ' ', '<', '&', '"', ':', '\ufeff', '\u0000', '\n'), {
    maxLength: 20,
  })
  .map((parts) => parts.join(''));

const harmless = (text: string) => expect(text).not.toMatch(STEERS);

describe('reports', () => {
  it('of lint show no control character of a property list or of its name', () => {
    fc.assert(
      fc.property(evil, evil, (inside, name) => {
        const key = `<key>${inside}</key><string>${inside}</string>`;
        const linted = lint(jobWith(key, `<!-- svc-disable-next-line ${inside} -->`), { path: `${name}.plist` });
        expect(linted.diagnostics.length).toBeGreaterThan(0);
        harmless(formatPretty(linted.diagnostics, { color: false, width: 80, sources: linted.sources }));
        harmless(formatCompact(linted.diagnostics));
      }),
    );
  });

  it('of import, status and logs, and diffs show none either', () => {
    fc.assert(
      fc.property(evil, evil, (inside, name) => {
        harmless(importLines(adoptFiles({ [`${name}.plist`]: jobWith(`<key>${inside}</key><true/>`) }).files, false));
        const job = { service: name, label: inside, kind: 'daemon', verdict: 'failing', reason: inside } as const;
        const drift = [{ kind: 'loaded', key: name, text: inside }] as const;
        const logs = [{ stream: 'both', path: `/${inside}`, isShared: false, bytes: 1, writtenAt: NOW }] as const;
        const reading = { now: NOW, notes: [inside], jobs: [{ ...job, drift, logs }] };
        harmless(formatStatus(reading, { color: false, width: 80, zone: zoneOf('UTC'), quiet: false, verbose: true }));
        harmless(terminalLine(Buffer.from(inside.replaceAll('\n', ''))));
        harmless(unifiedDiff(name, inside, `${inside}x`, false));
      }),
    );
  });

  it('of render --explain show none of a services.yaml', () => {
    const [service] = servicesOf(manifestOf('template: daemon\ncommand: [/bin/x, "\\u009b2J\\u202e\\u2028"]'));
    harmless(formatExplanation(explainService(compileService(service!)), false));
  });

  it('in JSON spell out what a terminal heeds', () => {
    fc.assert(
      fc.property(evil, (text) => {
        const json = formatJson({ text });
        harmless(json);
        expect(JSON.parse(json).text).toBe(text);
      }),
    );
  });
});

describe('the built program', () => {
  const run = (args: readonly string[], cwd: string) => {
    const { stdout, stderr } = svc(args, { cwd });
    expect(stdout + stderr).not.toBe('');
    harmless(stdout + stderr);
  };

  it('lets nothing of evil files and names through', () => {
    const yaml = `version: 1\nnamespace: org.example\nhome: /Users/user\nservices:\n  "${EVIL.replace('\r', '')}": {command: [${EVIL.replace('\r', '')}]}\n`;
    const good = manifestOf('template: daemon\ncommand: [/usr/bin/true, "\\u009b31m\\u202e"]\nlogs: "/tmp/\\u202e"');
    const plist = jobWith(`<key>\u009b2J\u202e</key><string>${EVIL}</string>`);
    const cwd = folderWith({
      'bad/services.yaml': yaml,
      'good/services.yaml': good,
      'x/a\u001b[2J\u202e.plist': plist,
    });
    for (const args of [
      ['lint', 'x', 'bad'],
      ['lint', '--json', 'x'],
      ['lint', '--fix', 'x'],
      ['import', 'x', '-o', 'y'],
    ])
      run(args, cwd);
    for (const args of [['render'], ['next'], ['logs']]) run(args, join(cwd, 'bad'));
    for (const args of [
      ['render', '-o', `x${EVIL}`],
      ['render', '--explain', 'a'],
      ['next'],
      ['logs'],
      ['why', EVIL],
      ['explain', EVIL],
      ['lint', EVIL],
      [EVIL],
      [`--${EVIL}`],
      ['render', EVIL],
    ])
      run(args, join(cwd, 'good'));
    writeFileSync(join(cwd, 'good/plists'), '');
    run(['render', '--check'], join(cwd, 'good'));
  });

  it('lets nothing of what launchctl answers through', async () => {
    const machine = await standInMachine(
      'version: 1\nnamespace: org.example\nservices:\n  a: {command: [/bin/sleep, "600"], keepAlive: true}\n',
    );
    machine.standIn.faults.add({ kind: 'garbage', text: EVIL, code: 5, times: 'always' });
    for (const args of [['status'], ['diff'], ['doctor'], ['install'], ['install', '-v'], ['why', '78', 'a']]) {
      const { stdout, stderr } = await machine.svc(args);
      expect(stdout + stderr).not.toBe('');
      harmless(stdout + stderr);
    }
  });
});
