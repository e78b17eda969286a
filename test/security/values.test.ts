/** Keys and words from files stay data: no prototype is reached by them, and launchctl takes none for an option. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { parsePrintedDomain } from '../../src/launchd/printed-domain.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { fixPlist } from '../../src/lint/fix-file.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { plainValueOf } from '../../src/plist/node.ts';
import { readPlist } from '../../src/plist/read.ts';
import { writePlist } from '../../src/plist/write.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { jobWith, lint } from '../lint/lint-text.ts';
import { adoptFiles } from '../support/adopt.ts';
import { read } from '../support/manifest.ts';
import { standInMachine } from '../support/stand-in-machine.ts';
import { manifestOf, REPO } from '../support/svc.ts';

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'];

/** Is Object.prototype as it was, and do empty objects have nothing? */
function expectClean(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect({}.constructor).toBe(Object);
}

describe('keys named like parts of a prototype', () => {
  it('of property lists are keys like any other', () => {
    for (const name of NAMES) {
      const text = jobWith(
        `<key>${name}</key><dict><key>polluted</key><string>x</string><key>${name}</key><true/></dict>`,
        `<key>EnvironmentVariables</key><dict><key>${name}</key><string>x</string></dict>`,
      );
      const { root, errors } = readPlist(Buffer.from(text));
      expect(errors).toEqual([]);
      const dict = plainValueOf(root!) as Record<string, unknown>;
      expect(Object.hasOwn(dict, name)).toBe(true);
      expect(Object.getPrototypeOf(dict)).toBeNull();
      const again = readPlist(Buffer.from(writePlist(dict as never)));
      expect(plainValueOf(again.root!)).toEqual(dict);
      expect(lint(text, { settings: { preset: 'strict' } }).diagnostics.length).toBeGreaterThan(0);
      fixPlist('server.plist', Buffer.from(text), DEFAULT_SETTINGS);
      expect(adoptFiles({ 'server.plist': text }).files).toHaveLength(1);
      expectClean();
    }
  });

  it('of services.yaml are refused or keys like any other, wherever they stand', () => {
    for (const name of NAMES)
      for (const place of [
        (key: string) => `${key}: {polluted: x}`,
        (key: string) => `environment: {${key}: polluted}`,
        (key: string) => `plist: {${key}: {polluted: x}}`,
        (key: string) => `keepAlive: {pathState: {/x: true, ${key}: true}}`,
        (key: string) => `sockets: {${key}: {port: 80}}`,
        (key: string) => `template: ${key}`,
      ]) {
        const { manifest, diagnostics } = read(manifestOf(`command: [/bin/x]\nrunAtLoad: true\n${place(name)}`));
        if (manifest)
          for (const service of manifest.services) expect(renderPlist(compileService(service))).toContain(name);
        else expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
        expectClean();
      }
    for (const top of [
      'variables: {NAME: x}\n',
      'defaults: {NAME: {polluted: x}}\n',
      'lint: {rules: {NAME: off}}\n',
      'NAME: {polluted: x}\n',
    ])
      for (const name of NAMES) {
        read(manifestOf('template: daemon\ncommand: [/bin/x, "${toString}"]', top.replace('NAME', name)));
        expectClean();
      }
  });

  it('of what launchctl prints are names like any other', () => {
    for (const name of NAMES) {
      parsePrintedService(
        `gui/501/${name} = {\n\tstate = running\n\tenvironment = {\n\t\t${name} => polluted\n\t}\n\t${name} = x\n}\n`,
      );
      parsePrintedDomain(
        `gui/501 = {\n\tservices = {\n\t\t0 - ${name}\n\t}\n\t${name} = {\n\t\tpolluted = x\n\t}\n}\n`,
      );
      expectClean();
    }
  });
});

describe('arguments of launchctl', () => {
  it('stay words: no label begins like an option, and every target begins with its domain', async () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-[-a-zA-Z=]{0,6}$/), (label) => {
        expect(read(manifestOf(`template: daemon\ncommand: [/bin/x]\nlabel: "${label}"`)).manifest).toBeUndefined();
        expect(
          read(manifestOf('template: daemon\ncommand: [/bin/x]').replace('org.example', label)).manifest,
        ).toBeUndefined();
      }),
      { numRuns: 30 },
    );
    // Under plist: a label may be anything that launchd takes; it is never the first of an argument.
    const text =
      'version: 1\nnamespace: org.example\nservices:\n  a: {command: [/bin/sleep, "600"], keepAlive: true, plist: {Label: "-w"}}\n';
    const machine = await standInMachine(text);
    for (const args of [['install'], ['status'], ['restart', 'a'], ['stop', 'a'], ['start', 'a'], ['uninstall', 'a']])
      await machine.svc(args);
    const calls = machine.standIn.log().flatMap((event) => ('argv' in event ? [event.argv as readonly string[]] : []));
    expect(calls.length).toBeGreaterThan(3);
    const options = calls.flatMap(([, ...words]) => words.filter((word) => word.startsWith('-')));
    expect([...new Set(options)].filter((word) => !['-k', '-p', '-kp', '--wait'].includes(word))).toEqual([]);
  });

  it('never meet a shell', () => {
    for (const file of ['launchctl.ts', 'processes.ts', 'foreground.ts', 'job-account.ts'])
      expect(readFileSync(join(REPO, 'src/system', file), 'utf8')).not.toMatch(
        /shell:\s*true|(?<![.\w])exec\(|(?<!\w)execSync\(/,
      );
  });
});
