/** The engine on bytes and values that nobody would write. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launchdKeys } from '../../src/launchd/keys.ts';
import type { LintedFile } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { ascii } from '../plist/binary-plist-writer.ts';
import { jobWith, lint } from './lint-text.ts';

const ZERO = '  <key>ExitTimeOut</key> <integer>0</integer>';

describe('any bytes', () => {
  const sound = ({ diagnostics, path }: LintedFile) => {
    for (const { rule, message, line, column, endLine, endColumn, file } of diagnostics) {
      expect(rules.map(({ id }) => id)).toContain(rule);
      expect(message).not.toBe('');
      expect(file).toBe(path);
      expect(line > endLine || (line === endLine && column > endColumn), 'ends after it starts').toBe(false);
    }
  };

  it('give findings, never an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => sound(lint(bytes))));
    const binary = fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from([...ascii('bplist00'), ...bytes]));
    fc.assert(fc.property(binary, (bytes) => sound(lint(bytes))));
  });

  it('put for bytes of a job give findings, never an exception', () => {
    const job = new TextEncoder().encode(jobWith('<!-- svc-disable-next-line exit-timeout-zero: why -->', ZERO));
    const change = fc.tuple(fc.nat(job.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(...ascii('<>&/!-'))));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = job.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        sound(lint(bytes, { path: 'LaunchAgents/server.plist', settings: { preset: 'strict' } }));
      }),
    );
  });

  it('of any value under any key give findings, never an exception', () => {
    const names = launchdKeys()
      .filter((row) => row.path.length === 1)
      .map((row) => row.key);
    const scalar = fc.constantFrom(
      '<true/>',
      '<false/>',
      '<integer>-1</integer>',
      '<integer>18446744073709551615</integer>',
      '<real>1.5</real>',
      '<real>nan</real>',
      '<string></string>',
      '<string>@X@/a b $HOME ~</string>',
      '<data></data>',
      '<date>2025-01-31T09:30:00Z</date>',
      '<array/>',
      '<dict/>',
    );
    const member = fc.constantFrom(
      'SuccessfulExit',
      'Crashed',
      'Minute',
      'Weekday',
      'PathState',
      'Label',
      'Listeners',
      '',
    );
    const value = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `<array>${items.join('')}</array>`),
        fc
          .array(fc.tuple(member, tie('value')), { maxLength: 3 })
          .map((entries) => `<dict>${entries.map(([key, below]) => `<key>${key}</key>${below}`).join('')}</dict>`),
      ),
    })).value;
    const entries = fc.array(fc.tuple(fc.constantFrom(...names), value), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(entries, (all) => {
        const lines = all.map(([key, below]) => `<key>${key}</key>${below}`);
        sound(lint(jobWith(...lines)));
        sound(lint(`<dict>${lines.join('')}</dict>`, { path: 'LaunchDaemons/server.plist' }));
      }),
      { numRuns: 300 },
    );
  });
});
