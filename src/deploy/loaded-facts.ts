/**
 * What `launchctl print` shows of a loaded job against its property list. Only what surely differs is told: print is
 * not API, and a fact that is missing or can not be read decides nothing. A job that was wrongly found to differ would
 * be reloaded by every install.
 */
import type { PrintedService } from '../launchd/printed-service.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { shownValue } from './shown-value.ts';
import { AS_ON_DISK } from './types.ts';

/** A key whose value launchd holds otherwise. */
export interface LoadedFact {
  readonly key: readonly string[];
  /** What is loaded, as a person writes it; a clause where the value is not to be shown. */
  readonly loaded: string;
}

/** The facts that differ, in the order in which they are looked at. */
export function differingFacts(dict: PlistDict, printed: PrintedService): readonly LoadedFact[] {
  return [
    ...programFacts(dict, printed),
    ...argumentFacts(dict, printed),
    ...environmentFacts(dict, printed),
    ...countFacts(dict, printed),
    ...pathFacts(dict, printed),
  ];
}

/**
 * As {@link differingFacts} of what is wanted, saying "(as on disk)" of a variable whose loaded value is the one on disk.
 * @param disk absent where there is no property list on disk
 */
export function factsBeside(
  dict: PlistDict,
  disk: PlistDict | undefined,
  printed: PrintedService,
): readonly LoadedFact[] {
  const variables = disk?.EnvironmentVariables;
  const isAsOnDisk = ([group, name = '']: readonly string[]): boolean => {
    if (group !== 'EnvironmentVariables' || !isDict(variables) || !Object.hasOwn(variables, name)) return false;
    const value = variables[name];
    return isText(value) && printed.environment?.get(name) === value;
  };
  return differingFacts(dict, printed).map((fact) => (isAsOnDisk(fact.key) ? { ...fact, loaded: AS_ON_DISK } : fact));
}

/** print takes control characters out, cuts long values and trims: such a text can not be held against another. */
function isComparable(text: string): boolean {
  return text === text.trim() && text.length <= 4096 && !/[\u0000-\u001f\u007f-\u009f]/.test(text);
}

function isText(value: PlistValue | undefined): value is string {
  return typeof value === 'string' && isComparable(value);
}

/** `program` is Program, else the first argument (`inferred program`). A relative one is looked up by launchd. */
function programFacts(dict: PlistDict, { program }: PrintedService): LoadedFact[] {
  const args = dict.ProgramArguments;
  const key = dict.Program === undefined ? 'ProgramArguments' : 'Program';
  const desired = dict.Program ?? (Array.isArray(args) ? (args as readonly PlistValue[])[0] : undefined);
  if (program === undefined || !isText(desired) || !desired.startsWith('/') || dict.BundleProgram !== undefined) {
    return [];
  }
  // The first argument is shown with the others.
  if (program === desired || key === 'ProgramArguments') return [];
  return [{ key: [key], loaded: shownValue([key], program) }];
}

function argumentFacts(dict: PlistDict, printed: PrintedService): LoadedFact[] {
  const desired = dict.ProgramArguments;
  const loaded = printed.arguments;
  // Globbing replaces arguments by what they match.
  if (!Array.isArray(desired) || !loaded || !printed.areArgumentsExact || dict.EnableGlobbing === true) return [];
  const texts = desired as readonly PlistValue[];
  if (!texts.every(isText) || (texts.length === loaded.length && texts.every((text, i) => text === loaded[i]))) {
    return [];
  }
  return [{ key: ['ProgramArguments'], loaded: shownValue(['ProgramArguments'], loaded) }];
}

/**
 * Values of loaded variables are compared and never shown. A variable that only launchd has may be one of its own.
 * Without XPC_SERVICE_NAME, which launchd gives every job, the block was not read whole (PRINT).
 */
function environmentFacts(dict: PlistDict, printed: PrintedService): LoadedFact[] {
  const desired = dict.EnvironmentVariables;
  const { environment } = printed;
  if (!isDict(desired) || !environment) return [];
  const isWhole = printed.isComplete && environment.has('XPC_SERVICE_NAME');
  return Object.entries(desired).flatMap(([name, value]) => {
    if (!isText(value) || name === '' || /[\s=]/.test(name)) return [];
    const loaded = environment.get(name);
    if (loaded === value || (loaded === undefined && (!isWhole || value === ''))) return [];
    return [{ key: ['EnvironmentVariables', name], loaded: loaded === undefined ? '(not set)' : '(another value)' }];
  });
}

/** Key, the field of print, and whether the field stands there only when the key does. */
const COUNTS = [
  ['ThrottleInterval', 'minimumRuntime', false],
  ['ExitTimeOut', 'exitTimeout', false],
  ['StartInterval', 'runInterval', true],
] as const;

/** What launchd makes of 0 and of negative values is not sure; they decide nothing. */
function countFacts(dict: PlistDict, printed: PrintedService): LoadedFact[] {
  return COUNTS.flatMap(([key, field, isOwn]) => {
    const desired = dict[key];
    const loaded = printed[field];
    if (loaded === undefined || loaded === desired) return [];
    if (desired === undefined ? !isOwn : typeof desired !== 'number' || desired <= 0) return [];
    return [{ key: [key], loaded: String(loaded) }];
  });
}

const PATHS = [
  ['WorkingDirectory', 'workingDirectory', '/'],
  ['StandardInPath', 'stdinPath', '/dev/null'],
  ['StandardOutPath', 'stdoutPath', '/dev/null'],
  ['StandardErrorPath', 'stderrPath', '/dev/null'],
] as const;

function pathFacts(dict: PlistDict, printed: PrintedService): LoadedFact[] {
  return PATHS.flatMap(([key, field, without]) => {
    const desired = dict[key];
    const loaded = printed[field];
    if (loaded === undefined || loaded === (desired ?? without)) return [];
    if (desired !== undefined && !isText(desired)) return [];
    return [{ key: [key], loaded: shownValue([key], loaded) }];
  });
}
