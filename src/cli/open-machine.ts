/** From the options of a command to the machine it is about: services.yaml, where its services go, launchctl. */
import { stateFolderRefusal } from '../deploy/guards.ts';
import { readRecords } from '../deploy/records.ts';
import { statePlaceOf, targetHome, targetOf, type Use } from '../deploy/target.ts';
import type { Refusal, Target, WriteRecord } from '../deploy/types.ts';
import type { Launchctl } from '../launchd/port.ts';
import { printable } from '../launchd/printable.ts';
import type { Manifest } from '../manifest/types.ts';
import { readCaller } from '../system/account.ts';
import { type Environment, readEnvironment } from '../system/environment.ts';
import { isProblem } from '../system/files.ts';
import { launchctlLine, openLaunchctl } from '../system/launchctl.ts';
import { findStateFolder } from '../system/state-folder.ts';
import { worstOf } from './exit-code.ts';
import type { GlobalOptions, Io } from './io.ts';
import { namedManifest } from './nearest-manifest.ts';
import { type OpenedManifest, openManifestFiles } from './open-manifest.ts';
import { remarkText } from './remark.ts';

export interface OpenedMachine {
  readonly manifest: Manifest;
  readonly target: Target;
  readonly environment: Environment;
  /** What svc wrote last, by label. */
  readonly records: ReadonlyMap<string, WriteRecord>;
  /** What of them counts as none and why, as was said. */
  readonly recordProblems: readonly string[];
  readonly launchctl: Launchctl;
  /** What the manifest was read from, for the linter. */
  readonly reading: OpenedManifest['reading'];
}

/**
 * Opens everything, or gives the exit code to leave with; everything has been said by then. Nothing is changed.
 * @param stop once aborted, calls of launchctl are given up
 */
export function openMachine(
  options: GlobalOptions,
  use: Use,
  force: boolean,
  io: Io,
  stop?: AbortSignal,
): OpenedMachine | number {
  const opened = openTarget(options, use, force, io, stop);
  if (typeof opened === 'number') return opened;
  const records = recordsOf(opened.target, io);
  return isRefusal(records) ? tellRefusals([records], io) : { ...opened, ...records };
}

/** As {@link openMachine} to look, also where the state folder can not be used: that is something to report then. */
export function openToExamine(
  options: GlobalOptions,
  io: Io,
): (OpenedMachine & { readonly stateProblem?: Refusal }) | number {
  const opened = openTarget(options, 'look', false, io);
  if (typeof opened === 'number') return opened;
  const records = recordsOf(opened.target, io);
  if (!isRefusal(records)) return { ...opened, ...records };
  return { ...opened, records: new Map(), recordProblems: [], stateProblem: records };
}

function openTarget(
  options: GlobalOptions,
  use: Use,
  force: boolean,
  io: Io,
  stop?: AbortSignal,
): Omit<OpenedMachine, keyof ReadRecords> | number {
  const environment = readEnvironment();
  const caller = readCaller();
  const situation = { environment, caller, platform: process.platform };
  const opened = openManifestFiles(options, io, targetHome(situation));
  if (typeof opened === 'number') return opened;
  const named = namedManifest(options);
  const answer = targetOf({ ...situation, ...opened, use, force, ...(named !== undefined && { named }) });
  if ('refusals' in answer) return tellRefusals(answer.refusals, io);
  for (const warning of answer.warnings) io.err(remarkText([warning]));
  const { target } = answer;
  const launchctl = openLaunchctl({
    ...(environment.launchctl !== undefined && { program: environment.launchctl }),
    timeScale: environment.timeScale,
    ...(stop && { stop }),
    observe: ({ argv, answer: { code, failure }, ms }) =>
      io.detail(`svc: ${printable(launchctlLine(argv))} (${code ?? failure}, ${Math.round(ms)} ms)\n`),
  });
  return { manifest: opened.manifest, reading: opened.reading, target, environment, launchctl };
}

/** Says why nothing is begun. */
export function tellRefusals(refusals: readonly Refusal[], io: Io): number {
  for (const { cause, remedy } of refusals) io.err(remarkText([cause, remedy]));
  return worstOf(refusals.map(({ exit }) => exit));
}

type ReadRecords = Pick<OpenedMachine, 'records' | 'recordProblems'>;

function recordsOf(target: Target, io: Io): ReadRecords | Refusal {
  const folder = findStateFolder(statePlaceOf(target), target.uid);
  if (folder === undefined) return { records: new Map(), recordProblems: [] };
  if (isProblem(folder)) return stateFolderRefusal(folder);
  const { records, problems } = readRecords(folder);
  for (const problem of problems) io.err(remarkText([problem]));
  return { records, recordProblems: problems };
}

function isRefusal(value: ReadRecords | Refusal): value is Refusal {
  return 'exit' in value;
}
