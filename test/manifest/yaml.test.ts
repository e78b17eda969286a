import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readYaml } from '../../src/manifest/yaml-reader.ts';
import { expectFindings, listed, read, serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';

describe('anchors and aliases', () => {
  it('work for maps, lists and scalars', () => {
    const { fields } = serviceOf(
      manifestOf(
        'command: [/bin/x, *s]\nrunAtLoad: true\nenvironment: *e\nworkingDirectory: *s\nwatchPaths: [*s, *s]',
        'variables: {a: &s ~/x}\ndefaults: {environment: &e {A: b}}\n',
      ),
    );
    expect(fields).toMatchObject({
      command: ['/bin/x', '/Users/user/x'],
      environment: { A: 'b' },
      workingDirectory: '/Users/user/x',
      watchPaths: ['/Users/user/x', '/Users/user/x'],
    });
  });
  it('a problem stands at the anchor, once', () => {
    expectFindings(manifestOf(`${BASE}watchPaths: [&p x, *p, *p]`), [['8:21', 'The path "x" is not absolute']]);
  });
  it('the last anchor of a name counts', () => {
    expect(serviceOf(manifestOf(`${BASE}environment: {A: &x 1, B: *x, C: &x 2, D: *x}`)).fields.environment).toEqual({
      A: '1',
      B: '1',
      C: '2',
      D: '2',
    });
  });
  it('an anchor may stand on a key', () => {
    expect(serviceOf(manifestOf(`${BASE}environment: {&k A: b, C: *k}`)).fields.environment).toEqual({
      A: 'b',
      C: 'A',
    });
  });
  it.each<[string, string, string]>([
    ['nice: *nosuch', '8:11', 'The alias "*nosuch" has no anchor.'],
    ['environment: &e {A: *e}', '8:25', 'stands inside its own anchor'],
  ])('%s is refused', (field, place, words) => expectFindings(manifestOf(BASE + field), [[place, words]]));
  it('unfold to a bound', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`);
    const { diagnostics } = read(manifestOf(`${BASE}plist:\n  a0: &a0 [x, x]\n${levels.join('\n')}`));
    expect(listed(diagnostics)).toContain('unfold to more than 200000 values');
    expect(diagnostics).toHaveLength(1);
  });
});

// Found by trying: of a variable without quotes it was said that a comma was missing.
describe('a variable in brackets needs quotes, and that is said once a line', () => {
  it.each<[string, string, string]>([
    ['command: [${a}]', '7:15', '"${a}"'],
    ['command: [${a}, ${b}/x]', '7:15', '"${a}"'],
    ['command: [/bin/x, --dir=${b}/y, z]', '7:29', '"${b}"'],
    ['environment: {A: ${b}/x}', '7:22', '"${b}"'],
    ['environment: { A: "1", B: ${b} }', '7:31', '"${b}"'],
  ])('%s', (field, place, shown) => {
    expectFindings(manifestOf(`runAtLoad: true\n${field}`), [[place, 'must stand in quotes', shown]]);
  });
  it('each line has its own, and other faults are told beside', () => {
    const body = 'runAtLoad: true\ncommand: [${a}]\nwatchPaths: [${b}]\nenvironment: {A: @x}';
    expectFindings(manifestOf(body), [
      ['7:15', 'must stand in quotes'],
      ['8:18', 'must stand in quotes'],
      ['9:22', 'can not begin with this character'],
    ]);
  });
});

describe('merge keys are refused with a hint', () => {
  it.each<[string, string]>([
    [`${BASE}<<: {nice: 5}`, '8:5'],
    [`${BASE}environment: {<<: {A: b}}`, '8:19'],
    [`${BASE}limits: {<<: {core: 1}}`, '8:14'],
    [`${BASE}sockets: {<<: {sockServiceName: 80}}`, '8:15'],
    [`${BASE}plist: {<<: {A: b}}`, '8:13'],
  ])('%j', (body, place) => {
    const { diagnostics } = read(manifestOf(body));
    const [line, column] = place.split(':').map(Number);
    expect(diagnostics.map((one) => one.line)).toEqual([line]);
    expect(listed(diagnostics)).toMatch(/merge/);
    expect([column, column! + 4]).toContain(diagnostics[0]?.column);
  });
  it('in the top of the file and among the services', () => {
    expectFindings(manifestOf(BASE, '<<: {a: b}\n'), [['4:1', 'no merge keys', 'defaults']]);
    expect(
      listed(read('version: 1\nnamespace: n\nservices: {<<: {a: {command: [/bin/x], runAtLoad: true}}}\n').diagnostics),
    ).toContain('merge');
  });
});

describe('duplicate keys', () => {
  it.each<[string, string, string]>([
    ['nice: 1\nnice: 2', '9:5', 'It stands in line 8 already'],
    ['environment: {A: 1, B: 2, "A": 3}', '8:31', 'The key "A" occurs twice in one map.'],
    ['plist: {K: {a: 1, a: 1}}', '8:23', 'The key "a" occurs twice'],
  ])('%j', (field, place, words) => expectFindings(manifestOf(BASE + field), [[place, 'error schema', words]]));
  it('are told by their text, not their value', () => {
    expect(serviceOf(manifestOf(`${BASE}environment: {1.0: a, 1.00: b, 0x1: c, 1: d}`)).fields.environment).toEqual({
      '1.0': 'a',
      '1.00': 'b',
      '0x1': 'c',
      1: 'd',
    });
  });
  it('of three, the second and the third', () => {
    expectFindings(manifestOf(`${BASE}nice: 1\nnice: 2\nnice: 3`), [
      ['9:5', 'line 8'],
      ['10:5', 'line 8'],
    ]);
  });
});

it('the key __proto__ is refused wherever it stands', () => {
  const words = 'The key "__proto__" can not be used.';
  expectFindings(manifestOf(`${BASE}__proto__: 1\nenvironment: {__proto__: x}\nplist: {A: {__proto__: 1}}`), [
    ['8:5', words],
    ['9:19', words],
    ['10:17', words],
  ]);
});

describe('syntax', () => {
  it.each<[string, string, ...string[]]>([
    ['a: 1\n\tb: 2\n', '2:1', 'Tab'],
    ['a: b: c\n', '1:4', 'A second `key:` on one line', 'quotes'],
    ['a: 1\n---\nb: 2\n', '2:1', 'A second YAML document', '`---`'],
    ['a: [1\n', '1:6', 'closed'],
    ['a: "x\n', '1:6', 'quote'],
    ['a: !foo x\n', '1:4', 'The tag "!foo" has no meaning here.'],
    ['a: !!nosuch x\n', '1:4', 'The tag "!!nosuch"'],
    ['? [a]\n: b\n', '1:3', 'A key must be a plain text here.'],
    ['~: b\n', '1:1', 'A key must be a plain text here.'],
  ])('%j', (text, place, ...words) => {
    const { root, diagnostics } = readYaml(new SourceText('f', text));
    expect(root).toBeUndefined();
    const [first] = diagnostics;
    expect(`${first?.line}:${first?.column}`).toBe(place);
    for (const word of words) expect(`${first?.message} ${first?.help}`.toLowerCase()).toContain(word.toLowerCase());
  });
  it('a document of YAML 1.1 is refused: it reads yes, 077 and << otherwise', () => {
    const { diagnostics } = read(`%YAML 1.1\n---\n${manifestOf(`${BASE}plist: {A: yes, B: 077}`)}`);
    expect(diagnostics[0]).toMatchObject({ line: 1, severity: 'error' });
  });
  it('a directive of YAML 1.2 is fine', () => {
    expect(read(`%YAML 1.2\n---\n${manifestOf(BASE)}`).diagnostics).toEqual([]);
  });
  it('lines may end in CRLF', () => {
    expectFindings(manifestOf(`${BASE}nice: x`).replaceAll('\n', '\r\n'), [['8:11', '`nice`']]);
    expect(serviceOf(manifestOf(`${BASE}nice: 5`).replaceAll('\n', '\r\n')).fields.nice).toBe(5);
  });
  it('nesting ends at 100 levels', () => {
    const { diagnostics } = readYaml(new SourceText('f', `a: ${'['.repeat(150)}${']'.repeat(150)}`));
    expect(listed(diagnostics)).toContain('This is nested more than 100 levels deep.');
    expect(diagnostics).toHaveLength(1);
  });
  it.each([
    ['hyphens', `- ${'-'.repeat(3000)}`],
    ['hyphens in a block of text', `|\n  ${'-'.repeat(3000)}\n`],
    ['spaces in a block of text', `|\n  a\n${' '.repeat(3000)}b\n`],
    ['brackets in quotes', `"${'[{'.repeat(1000)}"`],
    ['brackets in a comment', `x # ${'[{'.repeat(1000)}`],
    ['question marks', `- ${'?'.repeat(3000)}`],
  ])('%s are no nesting', (_, written) => {
    const text = written.startsWith('- ') ? `a:\n  ${written}\n` : `a: ${written}\n`;
    expect(listed(readYaml(new SourceText('f', text)).diagnostics)).toBe('');
  });
  it('bottomless nesting says so', () => {
    const { root, diagnostics } = readYaml(new SourceText('f', '['.repeat(20_000)));
    expect(root).toBeUndefined();
    expect(listed(diagnostics)).not.toContain('call stack');
    expect(listed(diagnostics)).toContain('nested more than');
  });
  it('problems come in the order of the file', () => {
    const { diagnostics } = readYaml(new SourceText('f', 'a: !foo x\nb: [\n'));
    const lines = diagnostics.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });
  it('at most twenty and a word on the rest', () => {
    const { diagnostics } = readYaml(new SourceText('f', Array.from({ length: 30 }, (_, i) => `k${i}: *x`).join('\n')));
    expect(diagnostics).toHaveLength(21);
    expect(diagnostics.at(-1)).toMatchObject({
      line: 30,
      message: '10 more problems of this kind follow.',
    });
  });
});
