/** What proves that a service is its job: its own differences, and those that were meant. */
import { compileService } from '../compile/compile-service.ts';
import { readEnvironmentFile } from '../launchd/environment-file.ts';
import { LAUNCHER_ARGUMENTS } from '../launchd/launcher-place.ts';
import type { Service } from '../manifest/types.ts';
import { isDict, newDict, type PlistDict } from '../plist/value.ts';
import { type Difference, differencesOf } from './differences.ts';
import type { Moved } from './secret-file.ts';
import type { Settled } from './settle.ts';

/** Does a service come to its job, but for the label that svc had to give? */
export function isProven(settled: Settled, service: Service): boolean {
  return unplannedDifferences(settled, service).every(({ key }) => key === 'Label' && !('Label' in settled.job.dict));
}

/** Where a service differs from its job otherwise than by the variables that moved and the launcher that reads them. */
export function unplannedDifferences({ job, moved }: Settled, service: Service): readonly Difference[] {
  const { dict } = compileService(service);
  return moved ? differencesOf(moved.original.dict, asStarted(service, dict, moved)) : differencesOf(job.dict, dict);
}

/** What the launcher makes of a job: its arguments gone, and the variables of the very text of the file put in. */
function asStarted({ launcher }: Service, dict: PlistDict, { path, text, names }: Moved): PlistDict {
  const { ProgramArguments: args, EnvironmentVariables: inPlist = newDict() } = dict;
  if (!Array.isArray(args) || args[0] !== launcher || args[1] !== path || !isDict(inPlist)) return dict;
  // A variable in both places would stand in the property list, too.
  if (names.some((name) => Object.hasOwn(inPlist, name))) return dict;
  const [started, variables] = [newDict(), newDict()];
  Object.assign(started, dict);
  Object.assign(variables, inPlist);
  const { variables: inFile, problems } = readEnvironmentFile(new TextEncoder().encode(text));
  if (problems.length > 0) return dict;
  for (const [name, bytes] of inFile) variables[name] = utf8(bytes);
  started.ProgramArguments = args.slice(LAUNCHER_ARGUMENTS);
  started.EnvironmentVariables = variables;
  return started;
}

/** Text of bytes, each a character. */
export function utf8(bytes: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** What was meant to change, as differences are told. */
export function plannedDifferences({ path, names }: Moved): readonly Difference[] {
  return [
    { key: 'ProgramArguments', why: 'The launcher and the path of the file stand before the command.' },
    { key: 'EnvironmentVariables', why: `${names.join(', ')} moved to ${path}.` },
  ];
}
