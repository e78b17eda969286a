/** Nothing is installed that the linter calls an error. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lintManifest } from '../lint/lint-manifest.ts';
import { formatJson, withUrl } from '../report/json.ts';
import { formatPretty } from '../report/pretty.ts';
import { readHost } from '../system/host.ts';
import { proseColumns, STDERR } from '../system/streams.ts';
import { ExitCode } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import type { OpenedMachine } from './open-machine.ts';

/** A secret in a plist is a leak, not a reason to leave a service down: shown, and installed all the same. */
const SHOWN_ONLY = 'secret-in-plist';

/** Said of the one service that it concerns: the others are installed. */
const SAID_BY_PLAN = 'host-environment-file';

/** The exit code when errors stand in the way, all said; undefined: go on. Levels of `lint.rules` count. */
export function lintBeforeInstall({ manifest, reading, target }: OpenedMachine, options: GlobalOptions, io: Io) {
  const isSystem = target.domain.kind === 'system';
  const settings = { levels: new Map(), domain: target.domain.kind, ...(isSystem && { host: readHost() }) };
  const { diagnostics, sources } = lintManifest(reading, manifest.file, settings);
  const errors = diagnostics.filter((one) => isError(one) && one.rule !== SAID_BY_PLAN);
  const stopping = errors.filter(({ rule }) => rule !== SHOWN_ONLY);
  if (stopping.length > 0 && options.json) io.out(formatJson({ diagnostics: errors.map(withUrl) }));
  const unsaid = options.quiet ? errors : errors.filter((one) => !isToldOf(one, reading.diagnostics));
  io.err(formatPretty(unsaid, { color: io.color.err, width: proseColumns(STDERR), sources }));
  if (stopping.length === 0) return undefined;
  io.err(`svc: lint finds ${stopping.length === 1 ? 'an error' : `${stopping.length} errors`}; nothing was changed.\n`);
  return ExitCode.found;
}

/** Was the secret shown when services.yaml was read? There it is a warning, and twice is once too often. */
function isToldOf({ rule, file, line, column }: Diagnostic, told: readonly Diagnostic[]): boolean {
  return (
    rule === SHOWN_ONLY &&
    told.some((one) => one.rule === rule && one.file === file && one.line === line && one.column === column)
  );
}

function isError({ severity, suppressed }: Diagnostic): boolean {
  return severity === 'error' && !suppressed;
}
