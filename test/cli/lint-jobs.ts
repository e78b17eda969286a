/** Property lists for the tests of `svc lint`, and what its answers look like to a program. */
import { expect } from 'vitest';
import { nodeOf } from '../../src/lint/node-of.ts';
import { newDict } from '../../src/plist/value.ts';
import { writeBinary } from '../plist/binary-plist-writer.ts';
import { type Result, type RunOptions, svc } from '../support/svc.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

/** A job in which no rule finds anything, in a file named `<label>.plist`. `more` are lines of its dict. */
export function jobPlist(label: string, more = ''): string {
  return `${HEAD}<dict>
\t<key>Label</key>
\t<string>${label}</string>
\t<key>ProgramArguments</key>
\t<array>
\t\t<string>/usr/bin/true</string>
\t</array>
\t<key>RunAtLoad</key>
\t<true/>
${more}</dict>
</plist>
`;
}

/** A job with one error (`exit-timeout-zero`) at 14:2. */
export const errorPlist = (label: string) => jobPlist(label, '\t<key>ExitTimeOut</key>\n\t<integer>0</integer>\n');

/** A job with one warning at 6:2 (`label-filename-mismatch`), in a file of any name but its label's. */
export const warningPlist = () => jobPlist('org.example.other');

/** A property list with one info at 4:1 (`not-a-job`). */
export const INFO_PLIST = `${HEAD}<dict>\n\t<key>CFBundleName</key>\n\t<string>Example</string>\n</dict>\n</plist>\n`;

/** A file of each level. */
export const THREE_LEVELS = { 'a.plist': errorPlist('a'), 'b.plist': warningPlist(), 'c.plist': INFO_PLIST };

/** The job of {@link errorPlist} with its error silenced. */
export function silencedPlist(label: string): string {
  const silencer = '<!-- svc-disable-next-line exit-timeout-zero: a batch job, watched by hand -->';
  return errorPlist(label).replace('\t<integer>0', `\t${silencer}\n\t<integer>0`);
}

/** The job of {@link errorPlist}, labelled x, as a binary property list. */
export function binaryErrorPlist(): Uint8Array {
  const job = { Label: 'x', ProgramArguments: ['/usr/bin/true'], RunAtLoad: true, ExitTimeOut: 0 };
  return writeBinary(nodeOf(Object.assign(newDict(), job)));
}

export interface Answer {
  readonly version: number;
  readonly files: number;
  readonly diagnostics: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly suppressed?: boolean;
    readonly fixable: boolean;
  }[];
  readonly summary: Record<'errors' | 'warnings' | 'infos' | 'fixed' | 'suppressed', number>;
}

/**
 * Runs `svc lint --json` with `args`, in the root folder unless told otherwise, so that no services.yaml is near; the answer
 * parsed, and each finding as `file:line:column severity rule`.
 */
export function lintJson(args: readonly string[], options: RunOptions = {}): Result & Answer & { found: string[] } {
  const result = svc(['lint', '--json', ...args], { cwd: '/', ...options });
  const answer = JSON.parse(result.stdout) as Answer;
  return { ...result, ...answer, found: foundIn(answer) };
}

export function foundIn({ diagnostics }: Answer): string[] {
  return diagnostics.map(({ file, line, column, severity, rule }) => `${file}:${line}:${column} ${severity} ${rule}`);
}

/** No stack trace, no word of a bug, no control character but line feeds on either stream. */
export function expectPlainText({ stdout, stderr }: Result): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/^ {4,}at /m);
    expect(text).not.toContain('a bug in svc');
    expect(text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
  }
}
