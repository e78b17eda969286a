/** A service to the dict of its property list, keys in canonical order, each with the field it comes from. */
import { compareKeys, type FieldForm, fieldRows } from '../launchd/keys.ts';
import { LAUNCHER_ARGUMENTS } from '../launchd/launcher-place.ts';
import type { FieldValue, KeepAliveConditions, Limit, Origin, Service } from '../manifest/types.ts';
import { newDict, type PlistDict, type PlistValue } from '../plist/value.ts';

export interface CompiledService {
  readonly service: Service;
  readonly label: string;
  readonly dict: PlistDict;
  /** Where the value at a key path of `dict` was said in services.yaml or a template. */
  origin(keyPath: readonly string[]): Origin;
}

/** Compiles a service. The same service gives the same dict, key order included, on every machine. */
export function compileService(service: Service): CompiledService {
  const unordered = newDict();
  unordered.Label = service.label;
  for (const row of fieldRows()) {
    const value = service.fields[row.field!.name];
    if (value === undefined || row.key === 'Label') continue;
    const key = row.path[0]!;
    for (const [name, compiled] of COMPILERS[row.field!.form](key, value)) unordered[name] = compiled;
  }
  const { fields, launcher } = service;
  const { command, environmentFile } = fields;
  if (launcher !== undefined && environmentFile !== undefined && command) {
    unordered.ProgramArguments = [launcher, environmentFile, ...command];
  }
  for (const [key, value] of Object.entries(service.plist)) unordered[key] = value;
  const dict = newDict();
  for (const key of Object.keys(unordered).sort(compareKeys)) dict[key] = unordered[key]!;
  return { service, label: service.label, dict, origin: (keyPath) => originOf(service, keyPath) };
}

/** From the value of a field to the keys it becomes: usually one, none for an empty value. */
type Compile = (key: string, value: FieldValue) => readonly (readonly [string, PlistValue])[];

const asIs: Compile = (key, value) => [[key, value as PlistValue]];

const COMPILERS: Record<FieldForm, Compile> = {
  boolean: asIs,
  integer: asIs,
  nice: asIs,
  string: asIs,
  name: asIs,
  path: asIs,
  paths: asIs,
  strings: asIs,
  duration: asIs,
  command: asIs,
  umask: asIs,
  environment: asIs,
  sockets: asIs,
  'mach-services': asIs,
  'launch-events': asIs,
  hardware: asIs,
  'keep-alive': (key, value) => [[key, keepAlive(value as boolean | KeepAliveConditions)]],
  // One entry is a dict, several are an array: both say the same to launchd, and people read the dict more easily.
  schedule: (key, value) => [[key, single(value as readonly PlistDict[])]],
  sessions: (key, value) => [[key, single(value as readonly string[])]],
  'process-type': (key, value) => [[key, capitalised(value as string)]],
  limits: (_key, value) => limits(value as Readonly<Record<string, Limit>>),
  'log-path': (_key, value) => logs(value as { stdout?: string; stderr?: string }),
};

function single<T extends PlistValue>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? values[0]! : values;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function keepAlive(value: boolean | KeepAliveConditions): PlistValue {
  if (typeof value === 'boolean') return value;
  const dict = newDict();
  for (const [condition, state] of Object.entries(value)) dict[capitalised(condition)] = state;
  return dict;
}

/** Members of a resource limit in launchd's spelling; every other one is its name with a capital. */
const limitName = (name: string) => (name === 'cpu' ? 'CPU' : capitalised(name));

function limits(value: Readonly<Record<string, Limit>>): [string, PlistValue][] {
  const soft = newDict();
  const hard = newDict();
  for (const [name, limit] of Object.entries(value)) {
    if (limit.soft !== undefined) soft[limitName(name)] = limit.soft;
    if (limit.hard !== undefined) hard[limitName(name)] = limit.hard;
  }
  const both: [string, PlistDict][] = [
    ['SoftResourceLimits', soft],
    ['HardResourceLimits', hard],
  ];
  return both.filter(([, dict]) => Object.keys(dict).length > 0);
}

function logs(value: { stdout?: string; stderr?: string }): [string, PlistValue][] {
  const keys: [string, string | undefined][] = [
    ['StandardOutPath', value.stdout],
    ['StandardErrorPath', value.stderr],
  ];
  return keys.filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** Keys whose field is found otherwise than by the row of the same name. */
const FIELD_OF_KEY: ReadonlyMap<string, string> = new Map([
  ...fieldRows().map((row): [string, string] => [row.path[0]!, row.field!.name]),
  ['HardResourceLimits', 'limits'],
  ['StandardErrorPath', 'logs'],
]);

function originOf(service: Service, keyPath: readonly string[]): Origin {
  const [key, ...rest] = keyPath;
  if (key === undefined) return service.origin();
  if (key in service.plist) return service.origin('plist', key, ...rest);
  if (key === 'ProgramArguments' && service.launcher !== undefined && rest.length > 0) {
    const index = Number(rest[0]) - LAUNCHER_ARGUMENTS;
    return index < 0 ? service.origin('environmentFile') : service.origin('command', index);
  }
  const field = FIELD_OF_KEY.get(key);
  if (field === undefined) return service.origin();
  if (key === 'StandardOutPath') return service.origin(field, 'stdout');
  if (key === 'StandardErrorPath') return service.origin(field, 'stderr');
  const limit = key === 'SoftResourceLimits' ? ['soft'] : key === 'HardResourceLimits' ? ['hard'] : [];
  const below = rest.map((name, depth) => (isOurSpelling(field, depth) ? lowerFirst(name) : name));
  return service.origin(field, ...below, ...(below.length > 0 ? limit : []));
}

/** Is the name at this depth below a field launchd's own, which services.yaml spells with a small letter? */
function isOurSpelling(field: string, depth: number): boolean {
  if (field === 'limits' || field === 'keepAlive') return depth === 0;
  return field === 'sockets' && depth > 0;
}

function lowerFirst(name: string): string {
  return /^[A-Z]+$/.test(name) ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1);
}
