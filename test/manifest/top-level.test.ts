import { describe, expect, it } from 'vitest';
import { decodeYaml } from '../../src/manifest/decode.ts';
import { expectFindings, read } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
const GOOD = manifestOf(BASE);

describe('the whole file', () => {
  it('as other rooms see it', () => {
    const text = manifestOf(BASE, 'domain: user\noutput: ~/out\nlint: {preset: strict, rules: {no-trigger: off}}\n');
    const { manifest, diagnostics, sources } = read(text, { file: 'dir/services.yaml' });
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      file: 'dir/services.yaml',
      namespace: 'org.example',
      domain: 'user',
      output: '/Users/user/out',
    });
    expect(manifest?.lint).toEqual({ preset: 'strict', rules: { 'no-trigger': 'off' } });
    expect(manifest?.services.map(({ name, declaredIn }) => [name, declaredIn])).toEqual([['a', 'services.yaml']]);
    expect([...sources.keys()]).toEqual(['dir/services.yaml']);
  });
  it.each([
    ['output: ~', 'Write "~" in quotes.'],
    // A home can not be said by itself: the quotes would only lead to the next error.
    ['home: ~', 'Write home: /Users/name, for example'],
    ['domain: ~', 'Write one of these'],
  ])('%s, which is nothing in YAML, is told what to write', (line, help) => {
    const text = `version: 1\nnamespace: a\n${line}\nservices: {a: {command: [/bin/x], runAtLoad: true}}\n`;
    expectFindings(text, [[`3:${line.length}`, `not nothing (in YAML a bare ~ means that). ${help}`]]);
  });
  it('has defaults', () => {
    expect(read(GOOD).manifest).toMatchObject({ domain: 'gui', output: 'plists', lint: {} });
  });
  it('keeps the order of services', () => {
    const one = '{command: [/bin/x], runAtLoad: true}';
    const { manifest } = read(
      `version: 1\nnamespace: n\nservices: {b: ${one}, a: ${one}, "10": ${one}, "9": ${one}}\n`,
    );
    expect(manifest?.services.map(({ name }) => name)).toEqual(['b', 'a', '10', '9']);
  });

  it.each<[string, string, string]>([
    ['', '1:1', 'The file is empty.'],
    ['# nothing\n', '1:1', 'The file is empty.'],
    ['- a\n', '1:1', 'The file must be a map, not a list.'],
    ['x\n', '1:1', 'The file must be a map, not a single value.'],
  ])('%j is no manifest', (text, place, words) =>
    expectFindings(text, [[place, 'error schema', words, 'Begin with version: 1']]),
  );

  it('lists all that is missing', () => {
    expectFindings('{}', [
      ['1:1', '`version` is missing: it must be 1.'],
      ['1:1', '`namespace` is missing: it must be a name of letters'],
      ['1:1', '`services` is missing: it must be a map of services.'],
    ]);
  });

  it.each<[string, string, string, string]>([
    ['version: 1', 'version: 2', '1:10', '`version` must be 1, not the number 2'],
    ['version: 1', 'version: "1"', '1:10', 'not the text "1"'],
    ['org.example', '5', '2:12', '`namespace` must be a name of letters, digits'],
    ['home: /Users/user', 'domain: agent', '3:9', '`domain` must be one of gui, user, system'],
    ['home: /Users/user', 'homes: /Users/user', '3:1', 'Did you mean `home`?'],
    ['home: /Users/user', 'env: {}', '3:1', 'Unknown field `env`'],
    ['home: /Users/user', 'constructor: 1', '3:1', 'Unknown field `constructor`'],
    ['home: /Users/user', '__proto__: 1', '3:1', 'The key "__proto__" can not be used'],
    ['home: /Users/user', 'lint: {rules: {a: on}}', '3:19', '`a` must be one of off, info, warning, error'],
    ['home: /Users/user', 'lint: {preset: all}', '3:16', 'recommended or strict'],
    ['home: /Users/user', 'output: [x]', '3:9', '`output` must be a path, not a list'],
    ['home: /Users/user', 'output: ${nosuch}', '3:9', 'Unknown variable'],
    ['home: /Users/user', 'templates: ${nosuch}', '3:12', 'Unknown variable'],
    ['home: /Users/user', 'variables: [a]', '3:12', 'a map from a name to a text'],
    ['home: /Users/user', 'defaults: 5', '3:11', '`defaults` must be a map of fields, not the number 5'],
  ])('%s → %s', (from, to, place, words) => expectFindings(GOOD.replace(from, to), [[place, 'error schema', words]]));

  it.each<[string, string, string]>([
    ['services: {}\n', '3:11', '`services` is empty.'],
    ['services:\n', '3:1', '`services` must be a map of services, not nothing.'],
    ['services: [a]\n', '3:11', 'not a list'],
    ['services:\n  a:\n', '4:3', '`a` must be a map of fields, not nothing.'],
    ['services: {a: /bin/x}\n', '3:15', '`a` must be a map of fields, not the text "/bin/x"'],
    ['services: {__proto__: {command: 5}}\n', '3:12', 'can not be used'],
  ])('%j', (services, place, words) => expectFindings(`version: 1\nnamespace: n\n${services}`, [[place, words]]));

  it('reports everything at once, in the order of the file', () => {
    const text =
      'version: 2\nnamespace: n\nvariables: {home: x}\nservices:\n  a: {command: [x], runAtLoad: true, nice: q}\n  b: {}\n';
    expectFindings(text, [
      ['1:10', 'version'],
      ['3:13', 'home'],
      ['5:17', 'program-not-absolute'],
      ['5:44', 'nice'],
      ['6:3', 'no-trigger'],
      ['6:3', 'no command'],
    ]);
  });
});

describe('bytes', () => {
  const of = (...parts: (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
  const decoded = (bytes: Uint8Array) => {
    const result = decodeYaml('f', bytes);
    return 'source' in result
      ? result.source.text
      : `${result.diagnostic.line}:${result.diagnostic.column} ${result.diagnostic.message}`;
  };
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', of('é😀'), 'é😀'],
    ['a byte-order mark', of(0xef, 0xbb, 0xbf, 'a: b'), 'a: b'],
    ['nothing', of(), ''],
    ['a genuine U+FFFD', of('\ufffd'), '\ufffd'],
    ['Latin-1', of('a\nb', 0xe9, 'c'), '2:2 Byte 0xe9 at offset 3 is not UTF-8.'],
    ['a genuine U+FFFD before', of('\ufffd\n\ufffd', 0xff), '2:2 Byte 0xff at offset 7 is not UTF-8.'],
    ['a text cut short', of('ab', 0xc3), '1:3 Byte 0xc3 at offset 2 is not UTF-8.'],
    [
      'a wrong byte after a byte-order mark',
      of(0xef, 0xbb, 0xbf, 'a', 0xff),
      '1:2 Byte 0xff at offset 4 is not UTF-8.',
    ],
    ['UTF-16, little end first', of(0xff, 0xfe, 'a', 0), '1:1 The file is UTF-16, and services.yaml must be UTF-8.'],
    ['UTF-16, big end first', of(0xfe, 0xff, 0, 'a'), '1:1 The file is UTF-16, and services.yaml must be UTF-8.'],
    ['UTF-16 without a mark', of('a', 0, 'b', 0), '1:1 The file is UTF-16, and services.yaml must be UTF-8.'],
  ])('%s', (_, bytes, text) => expect(decoded(bytes)).toBe(text));
});
