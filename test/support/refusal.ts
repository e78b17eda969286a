/** What every refused services.yaml has in common, asserted once. */
import { expect } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { SEED, WHOLE } from './sample.ts';
import { contentsOf, folderWith, type Measured, type Result, svc, svcMeasured } from './svc.ts';

/** Longest a refusal may take, and the most memory it may hold. */
export const MAX_SECONDS = 2;
export const MAX_MEGABYTES = 300;

export interface Refusal {
  readonly stderr: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Each diagnostic as `file:line:column message`. */
  readonly lines: readonly string[];
}

/**
 * Runs `svc render` on a bad services.yaml twice, for people and with --json, and asserts exit 2, no stack trace,
 * nothing written, the limits of time and memory, and that both runs tell the same places.
 */
export function refusalOf(
  manifest: string | Uint8Array,
  more: Record<string, string | Uint8Array> = {},
  args: readonly string[] = [],
): Refusal {
  const folder = folderWith({ ...more, 'services.yaml': manifest });
  const before = contentsOf(folder);
  const told = measured(['render', ...args], folder, manifest);
  expectPlain(told);
  expect(told.stdout).toBe('');
  expect(told.processor ?? told.seconds).toBeLessThan(MAX_SECONDS);
  if (told.megabytes !== undefined) expect(told.megabytes).toBeLessThan(MAX_MEGABYTES);
  const answered = svc(['render', '--json', ...args], { cwd: folder });
  expectPlain(answered);
  expect(contentsOf(folder), 'something was written').toEqual(before);
  const { version, diagnostics } = JSON.parse(answered.stdout) as { version: number; diagnostics: Diagnostic[] };
  expect(version).toBe(1);
  for (const { file, line, column, message, rule, severity } of diagnostics) {
    if (severity === 'error') expect(told.stderr).toContain(`${file}:${line}:${column} error `);
    expect(message, `${rule} speaks of the library, not of the file`).not.toMatch(
      /Invalid input|call stack|regular expression|undefined|\[object|NaN/,
    );
  }
  const lines = diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return { stderr: told.stderr, diagnostics, lines };
}

/** Shorter files hold little memory, whatever is wrong with them: of those every so many-th is measured, from one on. */
const SHORT = 10_000;
const MEASURED = 8;
let short = SEED;

/** Runs svc with its seconds; the memory, which takes a process of its own, of long files and of some of the others. */
function measured(args: readonly string[], cwd: string, manifest: string | Uint8Array): Result & Measured {
  if (WHOLE || manifest.length > SHORT || short++ % MEASURED === 0) return svcMeasured(args, { cwd });
  const start = performance.now();
  return { ...svc(args, { cwd }), seconds: (performance.now() - start) / 1000 };
}

/** A refusal by exit 2 in plain words: no stack trace, no control character but line feeds. */
export function expectPlain({ code, stderr }: Result): void {
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr).not.toContain('a bug in svc');
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
  expect(code, stderr).toBe(2);
}

/** The 1-based line of services.yaml that holds `text` first. */
export function lineOf(manifest: string, text: string): number {
  const at = manifest.indexOf(text);
  if (at < 0) throw new Error(`${JSON.stringify(text)} is not in the file`);
  return manifest.slice(0, at).split('\n').length;
}
