import fc from 'fast-check';
import { parse } from 'plist';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type CompiledService, compileService } from '../../src/compile/compile-service.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readManifest } from '../../src/manifest/load.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { ownershipOf, renderPlist } from '../../src/render/render-plist.ts';
import { builtInTemplates, listed, read } from '../support/manifest.ts';
import { hasPython, plistlibRead } from '../support/plistlib.ts';
import { printYaml, Tagged } from './plist-arbitrary.ts';
import { comparable, comparableOfPython, elementsOf, outlineOf } from './plist-structure.ts';
import { type RandomService, randomService } from './service-arbitrary.ts';

/** Samples of each property. */
const RUNS = 90;

function yamlOf({ domain, fields }: RandomService, quoted: boolean): string {
  const variables = { root: '~/.app', deep: '${root}/deep' };
  return printYaml(
    { version: 1, namespace: 'org.example', domain, home: '/Users/user', variables, services: { a: fields } },
    quoted,
  );
}

/** A service through the whole way from text to dict. */
function compiledFrom(text: string): CompiledService {
  const { manifest, diagnostics } = read(text);
  if (!manifest) throw new Error(`refused:\n${listed(diagnostics)}\n${text}`);
  return compileService(manifest.services[0]!);
}

const sample = fc.tuple(randomService, fc.boolean());
const rendered = (service: RandomService, quoted: boolean) => {
  const compiled = compiledFrom(yamlOf(service, quoted));
  return { compiled, xml: renderPlist(compiled) };
};

describe('random valid services', () => {
  it('become the dict that their fields say', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(sample, ([service, quoted]) => {
        const { compiled } = rendered(service, quoted);
        const { Label: _, ...rest } = compiled.dict;
        const { Label: __, ...meant } = service.meant;
        expect(comparable(rest)).toEqual(comparable(meant));
        expect(compiled.dict.Label).toBe(service.fields.label ?? service.meant.Label);
      }),
      { numRuns: RUNS },
    );
  });

  it.skipIf(!hasPython)(
    'are read by plistlib exactly as compiled (skipped without python3)',
    { timeout: 120_000 },
    () => {
      const all = fc.sample(sample, { numRuns: RUNS }).map(([service, quoted]) => rendered(service, quoted));
      const values = plistlibRead(all.map(({ xml }) => xml));
      expect(values).toHaveLength(RUNS);
      for (const [index, { compiled }] of all.entries()) {
        expect(comparableOfPython(values[index])).toEqual(comparable(compiled.dict));
      }
    },
  );

  it('are read by the plist library as compiled', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(sample, ([service, quoted]) => {
        const { compiled, xml } = rendered(service, quoted);
        // Its reader follows XML 1.1 in taking these two for line ends; plistlib above reads them as they are.
        fc.pre(!/\u0085|\u2028/.test(xml));
        expect(comparable(parse(xml) as PlistValue, false)).toEqual(comparable(compiled.dict, false));
      }),
      { numRuns: RUNS },
    );
  });

  it('render to the same bytes each time', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(sample, ([service, quoted]) => {
        const { compiled, xml } = rendered(service, quoted);
        expect(renderPlist(compiled)).toBe(xml);
        expect(rendered(service, quoted).xml).toBe(xml);
      }),
      { numRuns: RUNS / 3 },
    );
  });

  it('keep the text of users inside its strings and the one comment', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(sample, ([service, quoted]) => {
        const { compiled, xml } = rendered(service, quoted);
        const { elements, comments, beforeComment, oddities } = outlineOf(xml);
        expect(elements).toEqual(['plist', ...elementsOf(compiled.dict)]);
        expect(comments).toHaveLength(1);
        expect(beforeComment).toBe(0);
        expect(oddities).toEqual([]);
        expect(comments[0]).not.toMatch(/--|-$/);
        expect(ownershipOf(xml)).toEqual({ namespace: 'org.example', service: 'a' });
        expect(xml.endsWith('</plist>\n')).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('leave no ~ and no ${ in a typed path', { timeout: 120_000 }, () => {
    const PATH_KEYS = [
      'Program',
      'WorkingDirectory',
      'RootDirectory',
      'StandardInPath',
      'StandardOutPath',
      'StandardErrorPath',
      'WatchPaths',
      'QueueDirectories',
    ];
    fc.assert(
      fc.property(sample, ([service, quoted]) => {
        const { compiled } = rendered(service, quoted);
        const typed = PATH_KEYS.filter((key) => !(key in compiled.service.plist));
        for (const path of typed.flatMap((key) => compiled.dict[key] ?? []) as string[]) {
          expect(path).toMatch(/^\//);
          expect(path).not.toContain('${');
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the test itself', () => {
  it('prints YAML that says what was meant', () => {
    const value = { a: new Tagged('float', '1'), b: 2n ** 64n - 1n, 'é\u0085': 'x\r\n\u2028' };
    expect(printYaml(value, true)).toContain('!!float 1');
    expect(parseYaml(printYaml({ ...value, a: 1 }, false), { intAsBigInt: true })).toEqual({ ...value, a: 1n });
  });
});

/** Does each diagnostic lie within the text it names? */
function expectWithin(text: string): void {
  const source = new SourceText('services.yaml', text);
  const { diagnostics, sources, manifest } = readManifest(source, {
    templates: builtInTemplates,
    userHome: '/Users/user',
  });
  for (const { file, line, column, endLine, endColumn, message } of diagnostics) {
    const place = sources.get(file)!;
    expect(place, file).toBeDefined();
    const from = place.lineText(line);
    const to = place.lineText(endLine);
    expect(from, message).toBeDefined();
    expect(to, message).toBeDefined();
    expect(line).toBeLessThanOrEqual(endLine);
    // A span may take in the line's ending (two characters at most).
    expect(column).toBeLessThanOrEqual(from!.length + 3);
    expect(endColumn).toBeLessThanOrEqual(to!.length + 3);
    expect(message).not.toBe('');
  }
  expect(manifest === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
}

describe('random garbage', () => {
  const pieces = [
    'version: 1\n',
    'namespace: a\n',
    'services:\n',
    '  a:\n',
    '    command: [/bin/x]\n',
    '    ',
    '\t',
    '- ',
    '? ',
    ': ',
    '&a ',
    '*a',
    '<<: ',
    '!!float ',
    '!x ',
    '|\n',
    '>\n',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    '#',
    '\n',
    '\r\n',
    '\r',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '${',
    '~',
    '\u0000',
    '😀',
    '\ud800',
    '__proto__',
    'constructor',
    'null',
    'x',
  ];
  it('never makes the reader throw, and every diagnostic lies within the file', { timeout: 120_000 }, () => {
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 80 }),
    );
    fc.assert(fc.property(text, expectWithin), { numRuns: 1500 });
  });

  const name = fc.constantFrom(
    'version',
    'namespace',
    'services',
    'variables',
    'defaults',
    'domain',
    'home',
    'a',
    'b',
    'command',
    'keepAlive',
    'schedule',
    'environment',
    'limits',
    'sockets',
    'plist',
    'template',
    'logs',
    '__proto__',
    'constructor',
    'toString',
    '<<',
    '1',
    '',
  );
  const leaf = fc.constantFrom<unknown>(
    null,
    true,
    1,
    -1,
    1.5,
    '',
    '~',
    '~/x',
    '${a}',
    '${',
    '$$',
    'daemon',
    '/bin/x',
    '/bin/constructor',
    '07:55',
    'on-failure',
    '2 * * * *',
    [],
    {},
  );
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc
        .uniqueArray(fc.tuple(name, tie('node')), { maxLength: 4, selector: ([key]) => key })
        .map((entries) => Object.fromEntries(entries)),
    ),
  })).node;
  it('as a tree of fields: the same', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(tree, (value) => expectWithin(printYaml(value, false))),
      { numRuns: 800 },
    );
  });

  const fieldName = fc.constantFrom(
    'command',
    'program',
    'keepAlive',
    'schedule',
    'every',
    'environment',
    'limits',
    'sockets',
    'machServices',
    'launchEvents',
    'plist',
    'template',
    'logs',
    'umask',
    'nice',
    'sessions',
    'label',
    'description',
    'drain',
    'exitTimeout',
    'recycles',
    'limitLoadToHardware',
    'watchPaths',
    'processType',
    'environmentFile',
  );
  const service = fc
    .uniqueArray(fc.tuple(fieldName, tree), { maxLength: 6, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));
  it('as fields of a service: the same', { timeout: 120_000 }, () => {
    const file = fc.record({
      version: fc.constant(1),
      namespace: fc.constant('org.example'),
      domain: fc.constantFrom('gui', 'user', 'system'),
      defaults: fc.option(service, { nil: undefined }),
      variables: fc.dictionary(name, leaf),
      services: fc.record({ a: service, b: service }),
    });
    fc.assert(
      fc.property(file, (value) => expectWithin(printYaml(value, false))),
      { numRuns: 800 },
    );
  });
});
