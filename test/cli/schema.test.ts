/** `svc schema`: the grammar for editors. Held against what svc itself accepts and refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldNames } from '../../src/manifest/schema.ts';
import { folderWith, manifestOf, REPO, svc, TWO_SERVICES } from '../support/svc.ts';

const { code, stdout, stderr } = svc(['schema'], { cwd: '/' });
const schema = JSON.parse(stdout);
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

describe('svc schema', () => {
  it('prints JSON Schema on stdout and needs no services.yaml', () => {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(schema.$schema).toMatch(/json-schema\.org\/draft-07/);
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(svc(['schema', '--json']).stdout).toBe(stdout);
  });

  it('describes every field of a service', () => {
    const service = schema.properties.services.additionalProperties;
    expect(Object.keys(service.properties).sort()).toEqual(fieldNames().sort());
    for (const [name, field] of Object.entries<{ description?: string }>(service.properties)) {
      expect(field.description, name).toMatch(/\w/);
    }
  });

  it('accepts the services.yaml of the repository and two plain services', () => {
    expect(validate(parse(readFileSync(join(REPO, 'services.yaml'), 'utf8'))), JSON.stringify(validate.errors)).toBe(
      true,
    );
    expect(validate(parse(TWO_SERVICES))).toBe(true);
  });

  it.each([
    ['an unknown field', manifestOf('template: daemon\ncommand: [/usr/bin/true]\nkeepalive: true')],
    ['a command in one text', manifestOf('template: daemon\ncommand: /usr/bin/true')],
    ['no services', 'version: 1\nnamespace: org.example\n'],
    ['another version', TWO_SERVICES.replace('version: 1', 'version: 2')],
    ['a domain that is none', `domain: guy\n${TWO_SERVICES}`],
    ['null in the environment', manifestOf('template: daemon\ncommand: [/usr/bin/true]\nenvironment: { A: }')],
    ['a name with a slash', TWO_SERVICES.replace('  a:', '  a/b:')],
  ])('refuses %s, as svc does', (_what, manifest) => {
    expect(validate(parse(manifest))).toBe(false);
    expect(svc(['render', '--stdout'], { cwd: folderWith({ 'services.yaml': manifest }) }).code).toBe(2);
  });
});
