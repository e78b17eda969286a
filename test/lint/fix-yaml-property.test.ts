/** services.yaml in many styles, mended: the text and the dicts are as before but for the keys that were spoilt. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { fixManifest } from '../../src/lint/fix-manifest.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { listed, read } from '../support/manifest.ts';

type Style = 'bare' | 'double' | 'single';

/** A key below `plist:` as it is spoilt and as it is meant; both alike where nothing is wrong, or nothing sure. */
interface Entry {
  readonly keys: readonly [before: string, after: string];
  /** As written. */
  readonly values: readonly [before: string, after: string];
  /** As the dict has it. */
  readonly meant: readonly [before: PlistValue, after: PlistValue];
}

const MARKS: Record<Style, string> = { bare: '', double: '"', single: "'" };
const inStyle = (text: string, style: Style) => MARKS[style] + text + MARKS[style];
const style = fc.constantFrom<Style>('bare', 'double', 'single');
const quotes = fc.constantFrom<Style>('double', 'single');

const kept = (key: string, written: string, meant: PlistValue): Entry => ({
  keys: [key, key],
  values: [written, written],
  meant: [meant, meant],
});

/** An integer in quotes, under a name that may be misspelt. */
const quotedInteger = (key: string, names: readonly string[], min: number, max: number) =>
  fc.record({ name: fc.constantFrom(...names), value: fc.integer({ min, max }), quote: quotes }).map(
    ({ name, value, quote }): Entry => ({
      keys: [name, key],
      values: [inStyle(String(value), quote), String(value)],
      meant: [String(value), value],
    }),
  );

const quotedBoolean = (key: string, names: readonly string[]) =>
  fc
    .record({ name: fc.constantFrom(...names), text: fc.constantFrom('true', 'True', 'FALSE', 'false'), quote: quotes })
    .map(
      ({ name, text, quote }): Entry => ({
        keys: [name, key],
        values: [inStyle(text, quote), text.toLowerCase()],
        meant: [text, text.toLowerCase() === 'true'],
      }),
    );

const misspelt = (key: string, names: readonly string[], value: string) =>
  fc.record({ name: fc.constantFrom(...names), style }).map(
    ({ name, style: quote }): Entry => ({
      keys: [name, key],
      values: [inStyle(value, quote), inStyle(value, quote)],
      meant: [value, value],
    }),
  );

const environment = fc
  .record({ port: fc.integer({ min: -9, max: 65_535 }), other: fc.constantFrom('x', '"8 # 8"', "'it''s'") })
  .map(({ port, other }): Entry => {
    const text = other.startsWith("'") ? "it's" : other.replaceAll('"', '');
    return {
      keys: ['EnvironmentVariables', 'EnvironmentVariables'],
      values: [`{ PORT: ${port}, OTHER: ${other} }`, `{ PORT: "${port}", OTHER: ${other} }`],
      meant: [
        { PORT: port, OTHER: text },
        { PORT: String(port), OTHER: text },
      ],
    };
  });

/** Entries in any number and order, each key at most once. */
const entries = fc
  .tuple(
    quotedInteger('ExitTimeOut', ['ExitTimeOut', 'ExitTimeout', 'exitTimeOut'], 10, 99),
    quotedInteger('Nice', ['Nice', 'nice', 'NICE'], -20, 19),
    quotedBoolean('LowPriorityIO', ['LowPriorityIO', 'lowPriorityIO', 'LowPriorityIo']),
    misspelt('WorkingDirectory', ['WorkingDirectory', 'WorkDirectory', 'workingdirectory'], '/usr/local'),
    environment,
    fc.constantFrom(
      kept('Umask', '"022"', '022'),
      kept('Umask', '18', 18),
      kept('ThrottleInterval', '!!str 30', '30'),
      kept('ThrottleInterval', '0x1e', 30),
      kept('SessionCreate', '"yes"', 'yes'),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: 1 }));

interface Layout {
  readonly indent: number;
  readonly isFlow: boolean;
  readonly keyStyle: Style;
  readonly gap: string;
  readonly comment: string;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  indent: fc.integer({ min: 1, max: 7 }),
  isFlow: fc.boolean(),
  keyStyle: style,
  gap: fc.constantFrom(' ', '   ', '\t'),
  comment: fc.constantFrom('', ' # "30" ExitTimeout', '  #', ' # é日🚀 {'),
});

/** `plist:` and what stands below it, indented by `base`. @param which 0 before, 1 after */
function plistLines(all: readonly Entry[], which: 0 | 1, base: string, how: Layout): string {
  const pairs = all.map(({ keys, values }) => `${inStyle(keys[which], how.keyStyle)}:${how.gap}${values[which]}`);
  if (how.isFlow) return `${base}plist: {${pairs.join(', ')} }${how.comment}\n`;
  const below = base + ' '.repeat(how.indent);
  return `${base}plist:${how.comment}\n${pairs.map((pair) => `${below}${pair}${how.comment}\n`).join('')}`;
}

interface Sample {
  readonly own: readonly Entry[];
  readonly shared: readonly Entry[];
  readonly how: Layout;
  readonly breaks: '\n' | '\r\n';
  readonly mark: '' | '\uFEFF';
}

function textOf({ own, shared, how, breaks, mark }: Sample, which: 0 | 1): string {
  const text = `version: 1 # one
namespace: org.example
home: /Users/user
defaults:
${plistLines(shared, which, '  ', how)}services:
  a:
    command: [/usr/bin/true]   # "3"
    runAtLoad: true
    logs: /Library/Logs/a
${own.length > 0 ? plistLines(own, which, '    ', how) : ''}  b: { command: [/usr/bin/true, b], runAtLoad: true, logs: /Library/Logs/b }
`;
  return mark + text.replaceAll('\n', breaks);
}

/** Own entries have other keys than the shared ones, so that none hides another's misspelling. */
const sample: fc.Arbitrary<Sample> = fc
  .record({
    all: entries,
    cut: fc.nat(6),
    how: layout,
    breaks: fc.constantFrom('\n' as const, '\r\n' as const),
    mark: fc.constantFrom('' as const, '\uFEFF' as const),
  })
  .map(({ all, cut, ...rest }) => {
    const at = Math.min(cut, all.length - 1);
    return { ...rest, own: all.slice(0, at), shared: all.slice(at) };
  });

const readBytes = (bytes: Uint8Array) => read(new TextDecoder().decode(bytes));
const fix = (bytes: Uint8Array) => fixManifest('services.yaml', bytes, DEFAULT_SETTINGS, readBytes);

/** The dicts by service, with the keys of `all` taken out and checked to be what is meant. */
function restOf(bytes: Uint8Array, { own, shared }: Sample, which: 0 | 1): object {
  const { manifest, diagnostics } = readBytes(bytes);
  expect(manifest, listed(diagnostics)).toBeDefined();
  return manifest!.services.map((service) => {
    const rest = { ...compileService(service).dict };
    for (const { keys, meant } of [...(service.name === 'a' ? own : []), ...shared]) {
      const key = keys[which];
      expect({ ...(rest[key] as object) }, key).toEqual({ ...(meant[which] as object) });
      expect(typeof rest[key]).toBe(typeof meant[which]);
      if (typeof meant[which] !== 'object') expect(rest[key]).toBe(meant[which]);
      delete rest[key];
    }
    return rest;
  });
}

describe('services.yaml in any style', () => {
  it('is mended to the byte, and its dicts change in the spoilt keys alone', () => {
    let changed = 0;
    fc.assert(
      fc.property(sample, (given) => {
        const [before, after] = ([0, 1] as const).map((which) => new TextEncoder().encode(textOf(given, which)));
        const once = fix(before!);
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(once.bytes)).toBe(textOf(given, 1));
        expect(restOf(once.bytes, given, 1)).toEqual(restOf(before!, given, 0));
        expect(fix(once.bytes).bytes).toBe(once.bytes);
        if (once.fixed === 0) expect(once.bytes).toBe(before);
        else changed++;
        expect(after!.length).toBe(once.bytes.length);
      }),
      { numRuns: 50 },
    );
    expect(changed).toBeGreaterThan(30);
  });
});
