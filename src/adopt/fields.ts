/** The dict of a job as fields of services.yaml; what no field can say exactly goes under `plist:`. */
import { childKeys, type FieldForm, fieldRows, type KeyRow } from '../launchd/keys.ts';
import { inUnits } from '../manifest/duration.ts';
import { lowerCamel, NAME_PATTERN } from '../manifest/schema.ts';
import { isDict, newDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { AsWritten, type Said, SaidMap, Text, textOf } from './said.ts';
import { scheduleOf } from './schedules.ts';

/** A job as services.yaml is going to say it. */
export interface Draft {
  /** By name, in the order of the registry; without `label`. */
  readonly fields: Map<string, Said>;
  /** The keys that go under `plist:`, Label included where it can be no label of ours. */
  readonly plist: PlistDict;
}

/** Fields that stand for several keys. */
const SEVERAL: Readonly<Record<string, readonly string[]>> = {
  limits: ['SoftResourceLimits', 'HardResourceLimits'],
  logs: ['StandardOutPath', 'StandardErrorPath'],
};

/** The keys of a property list that a field becomes. */
export function keysOf(field: string): readonly string[] {
  return SEVERAL[field] ?? [fieldRows().find((row) => row.field!.name === field)?.path[0] ?? field];
}

/**
 * @param service name of the service, by which svc names log files in a folder
 * @param refused fields that the grammar does not take with this job's value
 */
export function draftOf(dict: PlistDict, service: string, refused: ReadonlySet<string>): Draft {
  const fields = new Map<string, Said>();
  const plist = newDict();
  for (const [key, value] of Object.entries(dict)) plist[key] = value;
  for (const { field } of fieldRows()) {
    const { name, form } = field!;
    if (name === 'label' || refused.has(name)) continue;
    const values = keysOf(name).map((key) => (Object.hasOwn(dict, key) ? dict[key] : undefined));
    if (values.every((value) => value === undefined)) continue;
    const said = CONVERTERS[form](values[0], values[1], service);
    if (said === undefined) continue;
    fields.set(name, said.said);
    for (const [i, key] of keysOf(name).entries()) if (said.leaves?.[i] !== true) delete plist[key];
  }
  if (isLabel(plist.Label)) delete plist.Label;
  return { fields, plist };
}

/** Can this be a label in services.yaml? */
export function isLabel(value: PlistValue | undefined): value is string {
  return typeof value === 'string' && NAME_PATTERN.test(value);
}

interface Converted {
  readonly said: Said;
  /** Of a field for two keys: which of them it could not take. */
  readonly leaves?: readonly boolean[];
}
type Convert = (
  value: PlistValue | undefined,
  second: PlistValue | undefined,
  service: string,
) => Converted | undefined;

const of =
  (convert: (value: PlistValue) => Said | undefined): Convert =>
  (value) => {
    const said = value === undefined ? undefined : convert(value);
    return said === undefined ? undefined : { said };
  };

const boolean = of((value) => (typeof value === 'boolean' ? value : undefined));
const integer = of((value) => (typeof value === 'number' ? value : undefined));
const text = of((value) => (value === '' ? undefined : textOf(value)));
const path = of((value) => (typeof value === 'string' && value.startsWith('/') ? textOf(value) : undefined));
const texts = of(textList);
const asWritten = of((value) => (isDict(value) ? new AsWritten(value) : undefined));

/** How each form of field is said. A new form does not compile until it is here. */
const CONVERTERS: Record<FieldForm, Convert> = {
  boolean,
  integer,
  nice: integer,
  string: text,
  name: text,
  path,
  paths: texts,
  strings: texts,
  command: texts,
  duration: of((value) => (typeof value === 'number' && value >= 0 ? inUnits(value) : undefined)),
  environment: of(environmentOf),
  'keep-alive': of(keepAliveOf),
  schedule: of(scheduleOf),
  'process-type': of((value) =>
    typeof value === 'string' && /^(?:Background|Standard|Adaptive|Interactive)$/.test(value)
      ? value.toLowerCase()
      : undefined,
  ),
  umask: of((value) =>
    typeof value === 'number' && value >= 0 && value <= 0o777 ? value.toString(8).padStart(3, '0') : undefined,
  ),
  limits: limitsOf,
  sockets: of(socketsOf),
  'mach-services': asWritten,
  'launch-events': asWritten,
  hardware: asWritten,
  // One session is written as a text in the property list; an array of one is something else.
  sessions: of((value) => {
    if (Array.isArray(value)) return value.length > 1 ? sessionList(value as readonly PlistValue[]) : undefined;
    return sessionList([value]);
  }),
  'log-path': logsOf,
};

function textList(value: PlistValue): Said | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items = value.map((item: PlistValue) => textOf(item));
  return items.includes(undefined) ? undefined : (items as Text[]);
}

function sessionList(values: readonly PlistValue[]): Said | undefined {
  return values.every((value) => typeof value === 'string') ? (values as readonly string[]) : undefined;
}

/** Variables by name, values expanded; undefined where one of them is no text. */
function environmentOf(value: PlistValue): Said | undefined {
  if (!isDict(value)) return undefined;
  const entries = Object.keys(value).map((name) => [name, textOf(value[name])] as const);
  // An empty dict is none to launchd, and a field without entries would leave the key out.
  if (entries.length === 0 || entries.some(([, said]) => said === undefined)) return undefined;
  return new SaidMap(entries as [string, Text][]);
}

const CONDITIONS: ReadonlyMap<string, string> = new Map([
  ['SuccessfulExit', 'successfulExit'],
  ['Crashed', 'crashed'],
  ['PathState', 'pathState'],
  ['OtherJobEnabled', 'otherJobEnabled'],
  ['AfterInitialDemand', 'afterInitialDemand'],
]);

function keepAliveOf(value: PlistValue): Said | undefined {
  if (typeof value === 'boolean') return value;
  if (!isDict(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 1 && value.SuccessfulExit === false) return 'on-failure';
  const entries = names.map((name) => [CONDITIONS.get(name), conditionOf(value[name]!)] as const);
  if (entries.length === 0 || entries.some(([name, said]) => name === undefined || said === undefined))
    return undefined;
  return new SaidMap(entries as [string, Said][]);
}

function conditionOf(value: PlistValue): Said | undefined {
  if (typeof value === 'boolean') return value;
  if (!isDict(value)) return undefined;
  const states = Object.entries(value).map(([name, state]) => [textOf(name), state] as const);
  if (states.some(([name, state]) => name === undefined || typeof state !== 'boolean')) return undefined;
  return new SaidMap(states as [Text, boolean][]);
}

const LIMITS: ReadonlyMap<string, string> = new Map(
  childKeys(['SoftResourceLimits']).map((row) => [row.path.at(-1)!, lowerCamel(row.path.at(-1)!)]),
);

function limitsOf(soft: PlistValue | undefined, hard: PlistValue | undefined): Converted | undefined {
  const isUsable = (value: PlistValue | undefined): value is PlistDict | undefined =>
    value === undefined ||
    (isDict(value) &&
      Object.keys(value).length > 0 &&
      Object.entries(value).every(([name, limit]) => LIMITS.has(name) && typeof limit === 'number' && limit >= 0));
  if (!isUsable(soft) || !isUsable(hard)) return undefined;
  const names = [...new Set([soft ?? {}, hard ?? {}].flatMap((dict) => Object.keys(dict)))];
  const entries = names.map((name): [string, Said] => {
    const [lower, upper] = [soft?.[name] as number | undefined, hard?.[name] as number | undefined];
    if (lower !== undefined && lower === upper) return [LIMITS.get(name)!, lower];
    const said: [string, Said][] = [];
    if (lower !== undefined) said.push(['soft', lower]);
    if (upper !== undefined) said.push(['hard', upper]);
    return [LIMITS.get(name)!, new SaidMap(said)];
  });
  return { said: new SaidMap(entries) };
}

const SOCKET_MEMBERS: ReadonlyMap<string, KeyRow> = new Map(
  childKeys(['Sockets', '*']).map((row) => [row.path.at(-1)!, row]),
);

function socketsOf(value: PlistValue): Said | undefined {
  if (!isDict(value) || Object.keys(value).length === 0) return undefined;
  const entries = Object.entries(value).map(([name, socket]) => {
    const said = Array.isArray(socket) ? socketList(socket as readonly PlistValue[]) : socketOf(socket);
    return [name, said] as const;
  });
  return entries.some(([, said]) => said === undefined) ? undefined : new SaidMap(entries as [string, Said][]);
}

function socketList(sockets: readonly PlistValue[]): Said | undefined {
  const said = sockets.map(socketOf);
  return said.length === 0 || said.includes(undefined) ? undefined : (said as Said[]);
}

function socketOf(value: PlistValue): Said | undefined {
  if (!isDict(value)) return undefined;
  const entries = Object.entries(value).map(([name, member]) => {
    const said = SOCKET_MEMBERS.has(name) ? memberOf(member) : undefined;
    return [lowerCamel(name), said] as const;
  });
  return entries.some(([, said]) => said === undefined) ? undefined : new SaidMap(entries as [string, Said][]);
}

function memberOf(value: PlistValue): Said | undefined {
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  return Array.isArray(value) ? textList(value) : textOf(value);
}

function logsOf(
  stdout: PlistValue | undefined,
  stderr: PlistValue | undefined,
  service: string,
): Converted | undefined {
  const folder = typeof stdout === 'string' ? /^(\/.*[^/])\/[^/]*$/s.exec(stdout)?.[1] : undefined;
  if (stdout === `${folder}/${service}-stdout.log` && stderr === `${folder}/${service}-stderr.log`)
    return { said: new Text(folder!) };
  const said = [stdout, stderr].map((value) => path(value, undefined, service)?.said);
  const entries = ['stdout', 'stderr'].flatMap((name, i): [string, Said][] =>
    said[i] === undefined ? [] : [[name, said[i]]],
  );
  if (entries.length === 0) return undefined;
  return { said: new SaidMap(entries), leaves: said.map((one) => one === undefined) };
}
