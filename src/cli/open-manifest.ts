/** From the -f option to a manifest, its problems told. */
import { isAbsolute } from 'node:path';
import { countBySeverity, diagnosticForFile } from '../diagnostics/diagnostic.ts';
import { printable } from '../launchd/printable.ts';
import type { Manifest } from '../manifest/types.ts';
import { type Loaded, loadManifest } from '../project/load-manifest.ts';
import { formatJson, withUrl } from '../report/json.ts';
import { countsText, formatPretty } from '../report/pretty.ts';
import type { FileProblem } from '../system/files.ts';
import { proseColumns, STDERR } from '../system/streams.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { nearestManifest } from './nearest-manifest.ts';
import { sizeProblem } from './size-option.ts';

export interface OpenOptions extends GlobalOptions {
  readonly home?: string;
  readonly maxSize?: string;
}

/** A manifest, and the files that decided what it says. */
export interface OpenedManifest {
  readonly manifest: Manifest;
  readonly files: readonly string[];
  /** What the manifest was read from, for the linter. */
  readonly reading: Loaded;
}

/** The manifest, or the exit code to leave with; everything has been said by then. */
export function openManifest(options: OpenOptions, io: Io): Manifest | number {
  const opened = openManifestFiles(options, io);
  return typeof opened === 'number' ? opened : opened.manifest;
}

/**
 * As {@link openManifest}, with the files.
 * @param userHome of the target user, for a file without `home:`
 */
export function openManifestFiles(options: OpenOptions, io: Io, userHome?: string): OpenedManifest | number {
  const refuse = (message: string) => {
    io.err(`svc: ${message}\n`);
    return ExitCode.usage;
  };
  const { home, maxSize } = options;
  if (home !== undefined && !isAbsolute(home)) {
    return refuse(`--home must be an absolute path, not ${printable(JSON.stringify(home))}.`);
  }
  const badSize = sizeProblem(maxSize);
  if (badSize !== undefined) return refuse(badSize);
  const file = options.file ?? nearestManifest();
  if (file === undefined)
    return refuse(
      'there is no services.yaml here or in a folder above; name one with -f, or let svc init write a first one.',
    );
  const loaded = loadManifest(file, {
    ...(home !== undefined && { home }),
    ...(userHome !== undefined && { userHome }),
    ...(maxSize !== undefined && { maxSize: Number(maxSize) }),
  });
  io.detail(`svc: reading ${printable(file)}${home === undefined ? '' : `, with the home ${printable(home)}`}\n`);
  for (const warning of loaded.warnings) io.err(`svc: ${warning}\n`);
  if (loaded.problem) return tellProblem(file, loaded.problem, options, io);
  const manifest = tell(loaded, options, io);
  return typeof manifest === 'number' ? manifest : { manifest, files: loaded.files, reading: loaded };
}

/** Tells why the file can not be read at all. */
function tellProblem(file: string, { kind, message }: FileProblem, options: OpenOptions, io: Io): number {
  const help = kind === 'too-large' ? '--max-size raises the limit.' : undefined;
  const said = `The file can not be used: ${message}.`;
  const diagnostic = diagnosticForFile(file, {
    rule: 'schema',
    severity: 'error',
    message: said,
    help: help ?? 'Mend that, or name another services.yaml with -f.',
  });
  if (options.json) io.out(formatJson({ diagnostics: [withUrl(diagnostic)] }));
  io.err(`svc: ${printable(file)} can not be used: ${message}${help ? `; ${help}` : '.'}\n`);
  return kind === 'refused' ? ExitCode.refused : ExitCode.usage;
}

/** Tells what was found: in JSON on stdout when the file can not be used, else on stderr. */
function tell({ manifest, diagnostics, sources }: Loaded, options: OpenOptions, io: Io): Manifest | number {
  if (!manifest && options.json) {
    io.out(formatJson({ diagnostics: diagnostics.map(withUrl) }));
    return ExitCode.usage;
  }
  const shown = options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  io.err(formatPretty(shown, { color: io.color.err, width: proseColumns(STDERR), sources }));
  if (manifest) return manifest;
  io.err(`svc: ${countsText(countBySeverity(diagnostics))}; nothing was done.\n`);
  return ExitCode.usage;
}
