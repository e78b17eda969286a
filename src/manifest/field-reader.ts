/** Turns the YAML of one field into its value: expansion, units, paths. One converter per form of field. */

import type { Findings, Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { inFolder } from '../launchd/in-folder.ts';
import { childKeys, type FieldForm, type KeyRow } from '../launchd/keys.ts';
import { quoted } from '../launchd/quoted.ts';
import { illegalXmlCharacter } from '../plist/text.ts';
import { newDict, type PlistValue } from '../plist/value.ts';
import { parseDuration } from './duration.ts';
import { expand, type Scope } from './expand.ts';
import { plistValueOf, REMOVE_CHARACTER } from './plist-value.ts';
import { parseSchedule } from './schedule.ts';
import { lowerCamel } from './schema.ts';
import type { FieldValue, Limit } from './types.ts';
import { describe, keySpanAt, nodeAt, plainOf, type YamlMap, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** What a converter may use. */
export class FieldReader {
  readonly source: SourceText;
  readonly scope: Scope;
  readonly #findings: Findings;

  constructor(source: SourceText, scope: Scope, findings: Findings) {
    this.source = source;
    this.scope = scope;
    this.#findings = findings;
  }

  error(place: Place, message: string, help: string, rule = 'schema'): undefined {
    this.#findings.add(this.source, place, { rule, severity: 'error', message, help });
    return undefined;
  }

  /** A text with `~` and variables worked out; undefined (and reported) where that fails. */
  text(node: YamlNode): string | undefined {
    return node.kind === 'scalar' ? this.expanded(node.source, node) : undefined;
  }

  expanded(text: string, place: Place): string | undefined {
    const expansion = expand(text, this.scope);
    if ('problems' in expansion) {
      for (const { message, help, inVariables } of expansion.problems)
        if (!inVariables) this.error(place, message, help);
      return undefined;
    }
    const bad = illegalXmlCharacter(expansion.text);
    if (bad) return this.error(place, `This text holds ${bad}, which XML can not.`, REMOVE_CHARACTER);
    return expansion.text;
  }

  /** An absolute path. */
  path(node: YamlNode): string | undefined {
    const text = this.text(node);
    return text === undefined ? undefined : this.absolute(text, node);
  }

  absolute(path: string, place: Place): string | undefined {
    if (path.startsWith('/')) return path;
    const help = path.startsWith('~')
      ? 'Write the home folder of the other user out, as in /Users/name.'
      : 'Begin it with /, ~/ or a variable that does.';
    return this.error(place, `The path ${quoted(path)} is not absolute; launchd would look for it from /.`, help);
  }

  duration(node: YamlNode): number | undefined {
    const parsed = parseDuration((node as YamlScalar).value as string | number);
    return 'seconds' in parsed ? parsed.seconds : this.error(node, parsed.error, parsed.help);
  }
}

type Convert = (node: YamlNode, reader: FieldReader) => FieldValue | undefined;

const scalar: Convert = (node) => (node as YamlScalar).value as FieldValue;
const items =
  (convert: Convert): Convert =>
  (node, reader) => {
    const values = (node.kind === 'list' ? node.items : []).map((item) => convert(item, reader));
    return values.includes(undefined) ? undefined : (values as string[]);
  };
const text: Convert = (node, reader) => reader.text(node);
const raw: Convert = (node, reader) => plistValueOf(node, (place, message, help) => reader.error(place, message, help));

/** How each form of field is read. A new form does not compile until it is here. */
export const CONVERTERS: Record<FieldForm, Convert> = {
  boolean: scalar,
  integer: scalar,
  nice: scalar,
  string: text,
  name: text,
  path: (node, reader) => reader.path(node),
  paths: items((node, reader) => reader.path(node)),
  strings: items(text),
  sessions: items(text),
  duration: (node, reader) => reader.duration(node),
  command: items(text),
  environment: () => undefined, // merged key by key: see service-reader.ts
  'keep-alive': keepAlive,
  schedule,
  'process-type': scalar,
  umask,
  limits,
  sockets,
  'mach-services': raw,
  'launch-events': raw,
  hardware: raw,
  'log-path': (node, reader) => logPaths(node, reader),
};

/** Entries of a map as an object, members converted; undefined when one of them fails. */
function mapOf<T>(node: YamlMap, convert: (value: YamlNode, key: string, keyPlace: Place) => [string, T] | undefined) {
  const result: Record<string, T> = Object.create(null);
  let failed = false;
  for (const { key, keyStart, keyEnd, value } of node.entries) {
    const member = convert(value, key, { start: keyStart, end: keyEnd });
    if (member) result[member[0]] = member[1];
    else failed = true;
  }
  return failed ? undefined : result;
}

function keepAlive(node: YamlNode, reader: FieldReader): FieldValue | undefined {
  if (node.kind !== 'map')
    return node.kind === 'scalar' && node.value === 'on-failure' ? { successfulExit: false } : scalar(node, reader);
  if (node.entries.length === 0)
    return reader.error(
      node,
      '`keepAlive` is an empty map.',
      'Write a condition such as {successfulExit: false}, or true, false or on-failure.',
    );
  return mapOf<boolean | Record<string, boolean>>(node, (value, key) => {
    if (value.kind !== 'map') return [key, (value as YamlScalar).value as boolean];
    const states = mapOf<boolean>(value, (state, name, place) => {
      const expanded = reader.expanded(name, place);
      const known = expanded !== undefined && key === 'pathState' ? reader.absolute(expanded, place) : expanded;
      return known === undefined ? undefined : [known, (state as YamlScalar).value as boolean];
    });
    return states && [key, states];
  }) as FieldValue | undefined;
}

const CALENDAR_MEMBERS = new Set(['minute', 'hour', 'day', 'weekday', 'month']);

function schedule(node: YamlNode, reader: FieldReader): FieldValue | undefined {
  const { entries, problems } = parseSchedule(plainOf(node));
  for (const { path, message, help, rule } of problems) {
    const at = nodeAt(node, path);
    const isKey =
      at.start === at.end || (typeof path.at(-1) === 'string' && !CALENDAR_MEMBERS.has(String(path.at(-1))));
    reader.error(isKey ? keySpanAt(node, path) : at, message, help, rule);
  }
  return problems.length > 0 ? undefined : entries;
}

function umask(node: YamlNode, reader: FieldReader): number | undefined {
  const { source, value } = node as YamlScalar;
  const written =
    typeof value === 'number'
      ? /^0o([0-7]{1,3})$/.exec(source)?.[1]
      : /^(?:0o)?(0[0-7]{1,3}|[0-7]{3})$/.exec(source)?.[1];
  if (written !== undefined && Number.parseInt(written, 8) <= 0o777) return Number.parseInt(written, 8);
  const digits = source.replace(/^0o/, '');
  const octal = /^0?[0-7]{1,3}$/.test(digits) ? digits.padStart(3, '0') : undefined;
  if (typeof value === 'number' || source === '') {
    const message = `\`umask\` must be a quoted octal text such as "077", not ${describe(node)}.`;
    return reader.error(
      node,
      message,
      `YAML does not read ${source || 'this'} as an octal mask: write umask: "${octal ?? '077'}" in quotes.`,
    );
  }
  const help = octal ? `Write umask: "${octal}".` : 'Write it as umask: "077".';
  return reader.error(node, `\`umask\` must be a quoted octal text: ${quoted(source)} is no octal mask.`, help);
}

function limits(node: YamlNode, reader: FieldReader): FieldValue | undefined {
  if (node.kind !== 'map') return undefined;
  return mapOf<Limit>(node, (value, key, place) => {
    if (value.kind !== 'map') {
      const both = (value as YamlScalar).value as number;
      return [key, { soft: both, hard: both }];
    }
    const limit = plainOf(value) as Limit;
    if (limit.soft === undefined && limit.hard === undefined) {
      return reader.error(
        place,
        `The limit \`${key}\` says neither soft nor hard.`,
        'Write one of them, for example {soft: 1024}.',
      );
    }
    if (limit.soft !== undefined && limit.hard !== undefined && limit.soft > limit.hard) {
      return reader.error(
        place,
        `The soft limit of \`${key}\` is above its hard limit; setrlimit(2) refuses that.`,
        'Write a soft limit that is not above the hard one.',
      );
    }
    return [key, { ...limit }];
  });
}

const SOCKET_MEMBERS: ReadonlyMap<string, KeyRow> = new Map(
  childKeys(['Sockets', '*']).map((row) => [lowerCamel(row.path.at(-1)!), row]),
);

function sockets(node: YamlNode, reader: FieldReader): FieldValue | undefined {
  if (node.kind !== 'map') return undefined;
  return mapOf<PlistValue>(node, (value, key, place) => {
    if (value.kind !== 'list') {
      const single = socket(value, place, reader);
      return single === undefined ? undefined : [key, single];
    }
    const several = value.items.map((item) => socket(item, item, reader));
    return several.includes(undefined) ? undefined : [key, several as PlistValue[]];
  }) as FieldValue | undefined;
}

function socket(node: YamlNode, place: Place, reader: FieldReader): PlistValue | undefined {
  if (node.kind !== 'map') return undefined;
  const dict = newDict();
  for (const { key, value } of node.entries) {
    const isPath = key === 'sockPathName';
    const member = isPath ? reader.path(value) : textOrRaw(value, reader);
    if (member === undefined) return undefined;
    dict[SOCKET_MEMBERS.get(key)!.path.at(-1)!] = member as PlistValue;
    if (key === 'sockNodeName' && /^[\d.]+$/.test(String(member)) && !isIpv4(String(member))) {
      return reader.error(
        value,
        `${quoted(String(member))} is no IPv4 address.`,
        'Write four numbers from 0 to 255, or a host name.',
      );
    }
    if (
      key === 'sockServiceName' &&
      /^-?\d+$/.test(String(member)) &&
      !(Number(member) >= 1 && Number(member) <= 65_535)
    ) {
      return reader.error(
        value,
        `${member} is no port: ports go from 1 to 65535.`,
        'Write a port from 1 to 65535, or the name of a service such as http.',
      );
    }
  }
  if (!('SockServiceName' in dict || 'SockPathName' in dict || 'SecureSocketWithKey' in dict)) {
    return reader.error(
      place,
      'This socket has no port.',
      'Give sockServiceName (a port or a service name), or sockPathName for a Unix socket.',
    );
  }
  return dict;
}

/** A text expanded, also within a list; anything else as it is. */
const textOrRaw: Convert = (node, reader) => {
  if (node.kind === 'list') return items(textOrRaw)(node, reader);
  return node.kind === 'scalar' && typeof node.value === 'string' ? reader.text(node) : raw(node, reader);
};

function isIpv4(address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** A path without slashes at its end. */
export function withoutSlashes<T extends string | undefined>(path: T): T {
  let end = path?.length ?? 0;
  while (end > 1 && path![end - 1] === '/') end--;
  return path?.slice(0, end) as T;
}

/** `logs`: a folder in which svc names the files, or the files themselves. */
function logPaths(node: YamlNode, reader: FieldReader): { stdout?: string; stderr?: string } | undefined {
  if (node.kind !== 'map') {
    const folder = withoutSlashes(reader.path(node));
    const service = reader.scope.lookup('service');
    if (folder === undefined || !('value' in service)) return undefined;
    const file = (stream: string) => inFolder(folder, `${service.value}-${stream}.log`);
    return { stdout: file('stdout'), stderr: file('stderr') };
  }
  return mapOf<string>(node, (value, key) => {
    const path = reader.path(value);
    return path === undefined ? undefined : [key, path];
  });
}
