/** What editors check by and what svc checks by are one grammar: every field with many values, judged by both. */
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemaText } from '../../src/manifest/json-schema.ts';
import { fieldNames } from '../../src/manifest/schema.ts';
import { read } from '../support/manifest.ts';

const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(jsonSchemaText()));

const VALUES = [
  ...['', '~', 'true', '0', '-1', '5', '19', '1.5', '1e3', '0o077', '99999999999999999999', '2001-01-01'],
  ...['""', 'x', '/a/b', '"077"', '30s', '"1h30m"', 'on-failure', 'background', 'daemon', 'sunday 03:00', '"07:55"'],
  ...['[]', '[x]', '[/bin/x]', '[""]', '[1]', '[~]', '[[x]]', '[Aqua]', '["07:55", "08:00"]', '[{minute: 1}]'],
  ...['{}', '{a: 1}', '{a: x}', '{a: true}', '{a: ~}', '{a: [x]}', '{a: {}}', '{a: {b: {c: d}}}', '{1: 2}'],
  ...['{minute: 0}', '{minute: []}', '{minute: {}}', '{minute: 0, weekday: [monday, 2]}', '{successfulExit: false}'],
  ...['{pathState: {/a: true}}', '{numberOfFiles: 8192}', '{numberOfFiles: {}}', '{cpu: {soft: 1}}', '{cpu: -1}'],
  ...['{Web: {sockServiceName: 8080}}', '{Web: [{sockServiceName: http, sockType: stream}]}', '{Web: []}'],
  ...['{Web: {bonjour: [a], sockServiceName: 1}}', '{com.example.a: {ResetAtClose: true}}', '{model: [Mac14]}'],
  // What YAML takes for a number and JSON has none of, and numbers written in other ways.
  ...['.inf', '-.inf', '.NaN', '1e400', '-0', '1.0', '0x10', '[.inf]', '[/bin/x, .nan]', '{a: .inf}', '{a: 1e400}'],
  ...['{minute: .inf}', '{a: 1.5}', '{numberOfFiles: .inf}', '{model: [.nan]}', '{Web: {sockServiceName: .inf}}'],
  ...['{stdout: /a, stderr: /b}', '{stdout: ""}', '{LowPriorityIO: true}', '{preset: strict}', '{rules: {x: off}}'],
];

const TOP = ['version', 'namespace', 'domain', 'home', 'output', 'templates', 'lint', 'variables', 'defaults'];

const texts = VALUES.flatMap((value) => [
  ...fieldNames().flatMap((field) => {
    const service = `command: [/bin/x]\n    runAtLoad: true\n    ${field}: ${value}\n`;
    const begin = 'version: 1\nnamespace: com.example\nhome: /Users/user\n';
    return [
      `${begin}services:\n  a:\n    ${service.replace(new RegExp(`^ *${field}: .*\\n *(?=[^]*^ *${field}:)`, 'm'), '')}`,
      `${begin}domain: system\ndefaults:\n  ${field}: ${value}\nservices:\n  a:\n    command: [/bin/x]\n    runAtLoad: true\n`,
      `${begin}services:\n  a b:\n    ${field}: ${value}\n`,
    ];
  }),
  ...[...TOP, 'services'].map((field) => {
    const good = 'version: 1\nnamespace: com.example\nservices: {a: {command: [/bin/x], runAtLoad: true}}\n';
    return `${good.replace(new RegExp(`^${field}:.*\\n`, 'm'), '')}${field}: ${value}\n`;
  }),
]);

/** What svc says of a value whose form is right and whose meaning is not; the editor's schema leaves that to it. */
const OF_FORM =
  /must be (?!a quoted octal|an absolute path)|Unknown field|is empty|is an empty|says neither|is missing/;

it('svc refuses what the schema refuses, and the schema what svc refuses for its form', () => {
  let taken = 0;
  for (const text of texts) {
    const { diagnostics } = read(text);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (!isValid(parse(text))) {
      expect(errors, text).not.toEqual([]);
    } else {
      taken++;
      const ofForm = errors.filter(({ rule, message }) => rule === 'schema' && OF_FORM.test(message));
      expect(ofForm, text).toEqual([]);
    }
  }
  expect(taken).toBeGreaterThan(500);
});
