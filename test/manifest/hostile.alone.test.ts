import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { listed, read } from '../support/manifest.ts';
import { leastTime } from '../support/processor-time.ts';
import { manifestOf } from '../support/svc.ts';

const BASE = 'command: [/bin/x]\nrunAtLoad: true\n';
const times = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => of(index));
const LONG = 20_000;

/** Reads, and renders where there is a manifest. */
function readAll(text: string): void {
  const { manifest } = read(text);
  for (const service of manifest?.services ?? []) renderPlist(compileService(service));
}

describe('time grows with the file', () => {
  // Each of these takes a few dozen milliseconds when the work is linear, and seconds when it is not.
  it.each<[string, string, number]>([
    ['slashes in a folder of logs', manifestOf(`${BASE}logs: "/${'/'.repeat(LONG)}x"`), 300],
    ['slashes in the home', manifestOf(BASE).replace('/Users/user', `/${'/'.repeat(LONG)}x`), 300],
    ['spaces in a description', manifestOf(`${BASE}description: "a${' '.repeat(LONG)}b"`), 300],
    ['$( in an argument', manifestOf(`runAtLoad: true\ncommand: [/bin/x, "${'$('.repeat(LONG)}"]`), 300],
    ['${ in a variable', manifestOf(BASE, `variables: {a: "${'${'.repeat(LONG)}"}\n`), 300],
    ['digits in the name of a program', manifestOf(`runAtLoad: true\ncommand: ["/bin/x${'1.'.repeat(LONG)}x"]`), 300],
    ['words in the name of a program', manifestOf(`runAtLoad: true\ncommand: ["/bin/x${' x'.repeat(LONG)}"]`), 300],
    [
      'unknown variables',
      manifestOf(
        `${BASE}environment:\n${times(1500, (i) => `  E${i}: \${longname${i}x}`).join('\n')}`,
        `variables:\n${times(1500, (i) => `  longname${i}: x`).join('\n')}\n`,
      ),
      1500,
    ],
    [
      'unknown fields',
      `version: 1\nnamespace: n\nservices:\n${times(5000, (i) => `  s${i}: {foo: 1}`).join('\n')}\n`,
      2500,
    ],
    [
      'services that are all wrong',
      `version: 1\nnamespace: n\nservices:\n${times(24_000, (i) => `  s${i}: {command: 5}`).join('\n')}\n`,
      5000,
    ],
    ['unknown members of one map', manifestOf(`${BASE}limits: {${times(30_000, (i) => `l${i}: 1`).join()}}`), 4000],
    ['unknown aliases', times(4000, (i) => `a${i}: &y${i} b\nc${i}: *x${i}`).join('\n'), 500],
    [
      'many services',
      `version: 1\nnamespace: n\nservices:\n${times(2000, (i) => `  s${i}: {template: daemon, command: [/bin/x]}`).join('\n')}\n`,
      3000,
    ],
  ])('%s', { timeout: 60_000 }, (_, text, limit) => {
    readAll(manifestOf(BASE));
    expect(leastTime(() => readAll(text), limit)).toBeLessThan(limit);
  });
});

describe('nothing is thrown', () => {
  const chain = (order: (i: number) => number) => times(5000, (i) => `  v${order(i)}: \${v${order(i) + 1}}`);
  it.each<[string, string]>([
    [
      'a long chain of variables, later ones first',
      manifestOf(BASE, `variables:\n${chain((i) => i).join('\n')}\n  v5000: x\n`),
    ],
    [
      'the same, used',
      manifestOf(`${BASE}stdin: /\${v0}`, `variables:\n  v5000: x\n${chain((i) => 4999 - i).join('\n')}\n`),
    ],
    [
      'variables that double forty times',
      manifestOf(
        `${BASE}stdin: /\${v40}`,
        `variables:\n  v0: xxxxxxxxxx\n${times(40, (i) => `  v${i + 1}: \${v${i}}\${v${i}}`).join('\n')}\n`,
      ),
    ],
    ['a program called constructor', manifestOf('command: [/bin/constructor, x]\nrunAtLoad: true')],
    ['deep brackets', `a: ${'['.repeat(5000)}`],
    ['deep maps', `a: ${'{a: '.repeat(3000)}`],
    ['deep lists', '- '.repeat(5000)],
    ['deep keys', '? '.repeat(5000)],
    ['NUL and lone surrogates', 'a\u0000: \ud800'],
  ])('%s', { timeout: 60_000 }, (_, text) => expect(() => read(text)).not.toThrow());

  it('variables that double come to an end soon, with a word on it', () => {
    const text = manifestOf(
      `${BASE}stdin: /\${v22}`,
      `variables:\n  v0: xxxxxxxxxx\n${times(22, (i) => `  v${i + 1}: \${v${i}}\${v${i}}`).join('\n')}\n`,
    );
    const { manifest, diagnostics } = read(text);
    expect(manifest, 'a file of a few hundred bytes made a path of 40 MB').toBeUndefined();
    expect(listed(diagnostics)).toMatch(/long|large/);
  });
});
