/** What a services.yaml and property lists from strangers say never leads out of the folders that svc was given. */
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget, serviceTarget } from '../../src/launchd/domains.ts';
import { NAME_PATTERN } from '../../src/manifest/schema.ts';
import { readTemplate, templateNames } from '../../src/system/template-folder.ts';
import { read } from '../support/manifest.ts';
import { standInMachine } from '../support/stand-in-machine.ts';
import { contentsOf, folderWith, manifestOf, svc } from '../support/svc.ts';

const ESCAPES = ['../../x', '/etc/x', '..', 'a/../../x', './x', 'a\\u0000b', '-x', '.x', 'a/b'];

describe('names', () => {
  it('of services and namespaces that lead elsewhere are refused, and nothing is written', () => {
    const good = manifestOf('template: daemon\ncommand: [/usr/bin/true]');
    expect(read(good).manifest).toBeDefined();
    for (const name of ESCAPES) {
      expect([name, read(good.replace('  a:', `  "${name}":`)).manifest]).toEqual([name, undefined]);
      expect([name, read(good.replace('org.example', `"${name}"`)).manifest]).toEqual([name, undefined]);
    }
    const folder = folderWith({ 'inner/services.yaml': good.replace('  a:', '  "../../x":') });
    const before = contentsOf(folder);
    expect(svc(['render'], { cwd: join(folder, 'inner') }).code).toBe(2);
    expect(contentsOf(folder)).toEqual(before);
  });

  it('are letters, digits and five signs, whatever they are tried with', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[./\\\n\0a-]{1,8}$/)), (name) => {
        if (NAME_PATTERN.test(name)) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$(?![\n])/);
      }),
    );
  });
});

describe('labels', () => {
  const withLabel = (label: string, how: 'label' | 'plist') =>
    manifestOf(
      how === 'label'
        ? `template: daemon\ncommand: [/usr/bin/true]\nlabel: "${label}"`
        : `template: daemon\ncommand: [/usr/bin/true]\nplist: {Label: "${label}"}`,
    );

  it('that lead elsewhere are refused, and under plist: they name no file', () => {
    for (const label of ESCAPES.filter((text) => /[/\\]/.test(text)))
      expect([label, read(withLabel(label, 'label')).manifest]).toEqual([label, undefined]);
    const folder = folderWith({ 'inner/services.yaml': withLabel('../../x', 'plist') });
    svc(['render', '-o', 'out'], { cwd: join(folder, 'inner') });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.plist'));
    expect(files.filter((name) => name !== 'inner/out/org.example.a.plist')).toEqual([]);
  });

  it('that lead elsewhere are not installed', async () => {
    for (const [label, how] of [
      ['../../../escaped', 'label'],
      ['../../../escaped', 'plist'],
      ['../escaped', 'plist'],
    ] as const) {
      const machine = await standInMachine(withLabel(label, how).replace('home: /Users/user\n', ''));
      const { code } = await machine.svc(['install']);
      const files = readdirSync(machine.standIn.folder, { recursive: true, encoding: 'utf8' });
      expect([code === 0, files.filter((name) => name.includes('escaped'))]).toEqual([false, []]);
      const changes = /^(?:bootstrap|enable|kickstart|bootout)$/;
      expect(machine.standIn.log().filter(({ text }) => changes.test(text.split(' ')[0]!))).toEqual([]);
    }
  });
});

describe('templates', () => {
  it('are read from their folder alone, whatever their name', () => {
    const folder = folderWith({ 'secret.yaml': 'nice: 1\n', 'templates/good.yaml': 'nice: 2\n' });
    expect(readTemplate(join(folder, 'templates'), 'good')).toBeInstanceOf(Uint8Array);
    for (const name of ['../secret', './good', '/etc/passwd', 'x/../good', '..', '', '.good', 'good\0'])
      expect(readTemplate(join(folder, 'templates'), name)).toBeUndefined();
    symlinkSync('nowhere', join(folder, 'templates/gone.yaml'));
    expect(templateNames(join(folder, 'templates'))).toEqual(['good']);
    const text = manifestOf('template: "../secret"\ncommand: [/usr/bin/true]', 'templates: templates\n');
    const cwd = folderWith({ 'services.yaml': text, 'secret.yaml': 'nice: 1\n', 'templates/good.yaml': 'nice: 2\n' });
    const { code, stdout, stderr } = svc(['render'], { cwd });
    expect(code).toBe(2);
    expect(stdout + stderr).toContain('Unknown template');
  });
});

describe('targets of launchctl', () => {
  it('name the very label they were made of, or are refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (label) => {
        const read = parseTarget(serviceTarget({ kind: 'gui', uid: 501 }, label));
        if (!('problem' in read)) expect(read).toEqual({ domain: { kind: 'gui', uid: 501 }, label });
      }),
    );
  });
});
