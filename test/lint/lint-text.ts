/** Lints texts, for tests that care about a line or two of a file. */
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { type LintedFile, lintPlist } from '../../src/lint/engine.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { lintManifest } from '../../src/lint/lint-manifest.ts';
import { DEFAULT_SETTINGS, type LintSettings } from '../../src/lint/settings.ts';
import { type ReadOptions, read } from '../support/manifest.ts';

export interface LintOptions {
  /** `server.plist`, the label of the job, when not given. */
  readonly path?: string;
  readonly settings?: Partial<LintSettings>;
  readonly labels?: LabelIndex;
}

/** A job without any finding, with `lines` in its dict; they begin at line 6. */
export function jobWith(...lines: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    '  <key>Label</key> <string>server</string>',
    ...lines,
    '  <key>ProgramArguments</key> <array> <string>/usr/local/bin/server</string> </array>',
    '  <key>RunAtLoad</key> <true/>',
    '  <key>StandardOutPath</key> <string>/usr/local/var/log/server.log</string>',
    '  <key>StandardErrorPath</key> <string>/usr/local/var/log/server.err.log</string>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

/** Lints the bytes of one property list. */
export function lint(file: string | Uint8Array, options: LintOptions = {}): LintedFile {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  return lintPlist(options.path ?? 'server.plist', bytes, settings, options.labels ?? new LabelIndex());
}

/** Lints a services.yaml with the templates of the repository; `lines` follow version, namespace and home (1 to 3). */
export function lintYaml(
  lines: readonly string[],
  settings: Partial<LintSettings> = {},
  options: ReadOptions = {},
): LintedFile {
  const text = ['version: 1', 'namespace: org.example', 'home: /Users/user', ...lines, ''].join('\n');
  return lintManifest(read(text, options), 'services.yaml', { ...DEFAULT_SETTINGS, ...settings });
}

/** Findings in short: `6 error exit-timeout-zero`, with `(suppressed)` behind those that are. */
export function found(linted: LintedFile): string[] {
  return linted.diagnostics.map(inShort);
}

function inShort({ line, severity, rule, suppressed }: Diagnostic): string {
  return `${line} ${severity} ${rule}${suppressed ? ' (suppressed)' : ''}`;
}
