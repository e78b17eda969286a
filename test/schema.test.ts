/** The committed JSON Schema is current, and an independent validator agrees with it on every example. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderWith, manifestOf, REPO, svc } from './support/svc.ts';

const committed = readFileSync(join(REPO, 'schema/services.schema.json'), 'utf8');
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(committed));

/** Fenced YAML blocks of the docs that are whole services.yaml files. */
function examplesOfDocs(): [string, string][] {
  return ['README.md', 'docs/services-yaml.md'].flatMap((file) => {
    const text = readFileSync(join(REPO, file), 'utf8');
    const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block!);
    return blocks
      .filter((block) => /^version: 1$/m.test(block))
      .map((block, i): [string, string] => [`${file} block ${i + 1}`, block]);
  });
}

describe('schema/services.schema.json', () => {
  it('is what `svc schema` prints; `npm run generate` renews it', () => {
    expect(svc(['schema']).stdout).toBe(committed);
  });

  it('takes the services.yaml of this repository', () => {
    expect(validate(parse(readFileSync(join(REPO, 'services.yaml'), 'utf8'))), JSON.stringify(validate.errors)).toBe(
      true,
    );
  });

  it.each(examplesOfDocs())('takes %s, and svc renders it', (_name, text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const folder = folderWith({ 'services.yaml': text.replace(/^templates:.*$/m, '') });
    const { code, stderr } = svc(['render', '--stdout'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each([
    ['an unknown field', 'comand: [/bin/x]'],
    ['a command that is one text', 'command: /bin/x'],
    ['a nice out of range', 'command: [/bin/x]\nnice: 20'],
    ['a keepAlive of another word', 'command: [/bin/x]\nkeepAlive: always'],
    ['an unknown limit', 'command: [/bin/x]\nlimits: { files: 1 }'],
    ['an unknown process type', 'command: [/bin/x]\nprocessType: Background'],
  ])('refuses %s, as svc does', (_name, body) => {
    const text = manifestOf(`runAtLoad: true\n${body}`);
    expect(validate(parse(text))).toBe(false);
    expect(svc(['render', '--stdout'], { cwd: folderWith({ 'services.yaml': text }) }).code).toBe(2);
  });
});
