/** Random jobs with hostile texts in every place, and what must hold of their adoption. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { fieldRows } from '../../src/launchd/keys.ts';
import { isSameValue } from '../../src/plist/same-value.ts';
import type { PlistValue } from '../../src/plist/value.ts';
import { plistValue } from '../render/plist-arbitrary.ts';
import { hostileText, oddName } from '../render/text-arbitrary.ts';
import { adoptDicts, adoptFiles, renderedBy } from '../support/adopt.ts';
import { listed, read } from '../support/manifest.ts';

const anything = plistValue.map(({ meant }) => meant);
const path = fc
  .tuple(
    fc.constantFrom(
      '/Users/user/',
      '/opt/homebrew/bin/',
      '/Users/user/.app/logs/',
      '/Users/user/we${ird}$$ #: dir/common-folder-of-all/',
      '/srv/',
      '~/',
      '',
    ),
    hostileText,
  )
  .map(([head, tail]) => head + tail);
const text = fc.oneof(hostileText, path);
const seconds = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 5, 10, 30, 90, 5400, 86_400, -1));
const member = fc.integer({ min: -1, max: 61 });
const calendarEntry = fc
  .record({ Minute: member, Hour: member, Day: member, Weekday: member, Month: member }, { requiredKeys: [] })
  .map((entry): PlistValue => ({ ...entry }));
/** Runs such as Monday to Friday, and every quarter of an hour. */
const product = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([days, hours, sorted]): PlistValue => {
    const order = sorted ? [...days].sort() : days;
    return order.flatMap((Weekday) => hours.map((Hour) => ({ Weekday, Hour, Minute: 0 })));
  });
const flags = fc.dictionary(oddName, fc.boolean(), { maxKeys: 3 }).map((map): PlistValue => ({ ...map }));

/** Values that a key may well have; every other kind comes from `anything`. */
const LIKELY: Readonly<Record<string, fc.Arbitrary<PlistValue>>> = {
  ProgramArguments: fc.array(text, { maxLength: 4 }),
  Program: path,
  EnvironmentVariables: fc.dictionary(oddName, text, { maxKeys: 4 }).map((map): PlistValue => ({ ...map })),
  KeepAlive: fc.oneof(
    fc.boolean(),
    fc
      .record(
        { SuccessfulExit: fc.boolean(), Crashed: fc.boolean(), PathState: flags, NetworkState: fc.boolean() },
        { requiredKeys: [] },
      )
      .map((map): PlistValue => ({ ...map })),
  ),
  StartCalendarInterval: fc.oneof(calendarEntry, fc.array(calendarEntry, { maxLength: 4 }), product),
  StandardOutPath: path,
  StandardErrorPath: path,
  ProcessType: fc.constantFrom('Background', 'background', 'Standard', 'Adaptive', 'Interactive', 'Other'),
  Umask: fc.oneof(fc.integer({ min: -1, max: 600 }), fc.constant('077')),
  LimitLoadToSessionType: fc.oneof(
    fc.constantFrom('Aqua', 'Background'),
    fc.array(fc.constantFrom('Aqua', 'Background', 'System', 'x'), { maxLength: 3 }),
  ),
  SoftResourceLimits: fc
    .record({ NumberOfFiles: fc.nat(), CPU: fc.nat(), numberoffiles: fc.nat() }, { requiredKeys: [] })
    .map((map): PlistValue => ({ ...map })),
  Sockets: fc
    .dictionary(oddName, fc.record({ SockServiceName: fc.oneof(text, fc.nat()), SockNodeName: text }), { maxKeys: 2 })
    .map((map): PlistValue => ({ ...map })),
  MachServices: flags,
};
const keys = [...fieldRows().map((row) => row.path[0]!), 'StandardErrorPath', 'HardResourceLimits', 'UnknownKey'];
const valueFor = (key: string): fc.Arbitrary<PlistValue> => {
  const row = fieldRows().find(({ path: [name] }) => name === key);
  const usual =
    LIKELY[key] ??
    (row?.field?.form === 'duration'
      ? seconds
      : row?.field?.form === 'boolean'
        ? fc.boolean()
        : fc.oneof(path, anything));
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: anything });
};
const label = fc.oneof(
  fc.constantFrom('com.example.a', 'com.example.app.b', 'org.example.c', 'pm2.user', 'a', 'com.example'),
  hostileText,
);
const jobDict = fc
  .tuple(
    fc.record({ Label: label, ProgramArguments: valueFor('ProgramArguments') }),
    fc.record(Object.fromEntries(keys.filter((key) => key !== 'Label').map((key) => [key, valueFor(key)])), {
      requiredKeys: [],
    }),
    fc.dictionary(oddName, anything, { maxKeys: 2 }),
  )
  .map(([base, known, odd]) => ({ ...odd, ...known, ...base }) as Record<string, PlistValue>);

/** What is adopted renders to the same dict; the rest is refused alone, with a reason. */
export function checkDicts(numRuns: number): void {
  fc.assert(
    fc.property(fc.array(jobDict, { minLength: 1, maxLength: 4 }), (dicts) => {
      const adoption = adoptDicts(dicts);
      const rendered = new Map<string, ReturnType<typeof renderedBy>>();
      for (const [at, { domain }] of adoption.manifests.entries()) rendered.set(domain, renderedBy(adoption, at));
      for (const [i, file] of adoption.files.entries()) {
        if (file.result === 'refused' || file.result === 'copy') {
          expect(file.reason).toMatch(
            /has this label too|says the same as|label has \d+ characters|<data\/> is refused/,
          );
          continue;
        }
        expect(file.result, JSON.stringify(file.differences)).toBe('imported');
        expect(isSameValue(rendered.get(file.domain!)!.get(file.label!)!, dicts[i]!)).toBe(true);
      }
      for (const { text: yaml } of adoption.manifests)
        expect(listed(read(yaml).diagnostics.filter(({ severity }) => severity === 'error'))).toBe('');
    }),
    { numRuns },
  );
}

/** No text of a comment becomes anything else. */
export function checkComments(numRuns: number): void {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(hostileText, fc.constantFrom('\nservices: {}', '\r\nx: y', '\u0085a: b', '\u2028a: b', '# svc')),
        { maxLength: 4 },
      ),
      (parts) => {
        const comment = parts.join('').replaceAll('--', '');
        fc.pre(!comment.endsWith('-') && !comment.startsWith('>') && !comment.startsWith('-'));
        const plist = `<plist><!--${comment}--><dict><!--${comment}--><key>Label</key><string>com.example.a</string><!--${comment}--><key>Program</key><string>/bin/x</string><key>RunAtLoad</key><true/></dict></plist>`;
        const adoption = textFor(plist);
        const bare = textFor(plist.replace(/<!--[\s\S]*?-->/g, ''));
        const code = (yaml: string) =>
          yaml
            .split('\n')
            .filter((line) => !/^\s*(?:#|$)/.test(line))
            .join('\n');
        expect(code(adoption)).toBe(code(bare));
      },
    ),
    { numRuns },
  );
}

function textFor(plist: string): string {
  return adoptFiles({ 'LaunchAgents/a.plist': plist }).manifests[0]!.text;
}
