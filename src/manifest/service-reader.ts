/** One service: its layers merged, every field read, its label and origins settled. */
import type { Findings, Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { fieldRows } from '../launchd/keys.ts';
import { launcherFolder } from '../launchd/launcher-place.ts';
import { quoted } from '../launchd/quoted.ts';
import { illegalXmlCharacter } from '../plist/text.ts';
import { newDict, type PlistDict } from '../plist/value.ts';
import type { Scope } from './expand.ts';
import { CONVERTERS, FieldReader } from './field-reader.ts';
import { type FieldSource, type Layer, type MergedFields, mergeLayers, originOf } from './layers.ts';
import { plistValueOf, REMOVE_CHARACTER, type RefuseValue } from './plist-value.ts';
import { USER_DOMAIN_SESSIONS } from './policy.ts';
import { NAME_PATTERN } from './schema.ts';
import type { TemplateChain, Templates } from './templates.ts';
import type { Domain, FieldValue, Origin, Service, Written } from './types.ts';
import { entryOf, nodeAt, type PathStep, type YamlEntry, type YamlNode, type YamlScalar } from './yaml-node.ts';

export interface ServiceContext {
  readonly source: SourceText;
  readonly namespace: string;
  readonly domain: Domain;
  /** What `~` means; undefined where nobody said. */
  readonly home?: string;
  readonly declaredIn: string;
  /** Undefined where the file has none, or none that can be read. */
  readonly defaults: Layer | undefined;
  /** Are the defaults there, and no map? */
  readonly hasBadDefaults: boolean;
  readonly templates: Templates;
  readonly findings: Findings;
  scopeOf(service: string): Scope;
}

/** A service as far as it could be read; `broken` names fields that were said but are unusable. */
export interface ServiceReading {
  readonly service: Service;
  readonly broken: ReadonlySet<string>;
  readonly chain: TemplateChain | undefined;
  /** Could all layers be read? Else one that could not may say any field that is missing. */
  readonly isWhole: boolean;
  /** The key of the service in the file. */
  readonly place: Place;
}

/** Reads the service that `entry` declares. Problems go to the context's findings. */
export function readService(entry: YamlEntry, own: Layer, context: ServiceContext): ServiceReading {
  const above = context.defaults ? [own, context.defaults] : [own];
  const named = templateName(mergeLayers(above), context);
  const chain = named && context.templates.chain(named.name, named.source, named.place);
  const merged = mergeLayers([...above, ...(chain?.layers ?? [])]);
  const scope = context.scopeOf(entry.key);
  const broken = new Set(merged.broken);
  const fields = readFields(merged, scope, context.findings, broken);
  const plist = readPlist(merged, context.findings);
  applyPolicy(fields, context.domain);
  const place = { start: entry.keyStart, end: entry.keyEnd };
  const description = readDescription(merged, context);
  const service: Service = {
    name: entry.key,
    label: settleLabel(entry, fields, plist, merged, context),
    namespace: context.namespace,
    domain: context.domain,
    ...(description !== undefined && { description }),
    ...(named && { template: named.name }),
    fields,
    plist,
    declaredIn: context.declaredIn,
    ...(typeof fields.environmentFile === 'string' && launcherOf(entry.key, context)),
    origin: (...path) => originAt(path, merged, own, place),
    written: (keyPath) => writtenAt(keyPath, merged),
  };
  const isWhole = !context.hasBadDefaults && (chain?.isWhole ?? !broken.has('template'));
  return { service, broken, chain, isWhole, place };
}

/** Nothing for an agent without a home: a check between fields says so. */
function launcherOf(service: string, { domain, home, namespace }: ServiceContext): Pick<Service, 'launcher'> {
  if (domain !== 'system' && home === undefined) return {};
  return { launcher: `${launcherFolder(namespace, domain === 'system' ? undefined : home)}/${service}` };
}

function templateName(merged: MergedFields, context: ServiceContext) {
  const said = merged.fields.get('template');
  if (said?.entry.value.kind !== 'scalar') return undefined;
  const { layer, entry } = said;
  return {
    name: String((entry.value as YamlScalar).value),
    source: layer.source ?? context.source,
    place: entry.value,
  };
}

function readFields(
  merged: MergedFields,
  scope: Scope,
  findings: Findings,
  broken: Set<string>,
): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  const read = (name: string, said: FieldSource, convert: (typeof CONVERTERS)['boolean']) => {
    const value = convert(said.entry.value, new FieldReader(said.layer.source, scope, findings));
    if (value === undefined) broken.add(name);
    else fields[name] = value;
  };
  for (const row of fieldRows()) {
    const { name, form } = row.field!;
    const said = merged.fields.get(name);
    if (said && form !== 'environment') read(name, said, CONVERTERS[form]);
  }
  const drain = merged.fields.get('drain');
  if (drain) read('drain', drain, CONVERTERS.duration);
  const recycles = merged.fields.get('recycles');
  if (recycles) read('recycles', recycles, CONVERTERS.boolean);
  const environmentFile = merged.fields.get('environmentFile');
  if (environmentFile) read('environmentFile', environmentFile, CONVERTERS.path);
  if (merged.environment.size > 0) fields.environment = readEnvironment(merged, scope, findings);
  return fields;
}

function readEnvironment(merged: MergedFields, scope: Scope, findings: Findings): Record<string, string> {
  const environment: Record<string, string> = Object.create(null);
  for (const name of [...merged.environment.keys()].sort()) {
    const { layer, entry } = merged.environment.get(name)!;
    const reader = new FieldReader(layer.source, scope, findings);
    if (name === '' || name.includes('=') || illegalXmlCharacter(name)) {
      reader.error(
        { start: entry.keyStart, end: entry.keyEnd },
        `${quoted(name)} can not be the name of a variable.`,
        'Write a name without = and control characters, best of capital letters, digits and _.',
      );
      continue;
    }
    const value = reader.text(entry.value);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function readPlist(merged: MergedFields, findings: Findings): PlistDict {
  const dict = newDict();
  for (const [key, { layer, entry }] of merged.plist) {
    const refuse: RefuseValue = (place, message, help) => {
      findings.add(layer.source, place, { rule: 'schema', severity: 'error', message, help });
    };
    const bad = illegalXmlCharacter(key);
    if (bad)
      refuse(
        { start: entry.keyStart, end: entry.keyEnd },
        `This key holds ${bad}, which XML can not.`,
        REMOVE_CHARACTER,
      );
    const value = bad ? undefined : plistValueOf(entry.value, refuse);
    if (value !== undefined) dict[key] = value;
  }
  return dict;
}

function readDescription(merged: MergedFields, context: ServiceContext): string | undefined {
  const said = merged.fields.get('description');
  if (said?.entry.value.kind !== 'scalar') return undefined;
  const bad = illegalXmlCharacter(said.entry.value.source);
  if (bad === undefined) return said.entry.value.source.trim();
  const message = `This text holds ${bad}, which XML can not.`;
  context.findings.add(said.layer.source, said.entry.value, {
    rule: 'schema',
    severity: 'error',
    message,
    help: REMOVE_CHARACTER,
  });
  return undefined;
}

/** What svc decides where the file says nothing. */
function applyPolicy(fields: Record<string, FieldValue>, domain: Domain): void {
  if (domain === 'user' && fields.sessions === undefined) fields.sessions = USER_DOMAIN_SESSIONS.value;
}

/** The label: of `plist:`, else of `label:`, else `<namespace>.<name>`. */
function settleLabel(
  entry: YamlEntry,
  fields: Record<string, FieldValue>,
  plist: PlistDict,
  merged: MergedFields,
  context: ServiceContext,
): string {
  const usual = `${context.namespace}.${entry.key}`;
  const raw = plist.Label;
  // A Label under `plist:` is never judged here, but one that is no file name can not name a file.
  if (typeof raw === 'string' && NAME_PATTERN.test(raw)) return raw;
  if (typeof fields.label !== 'string') return usual;
  if (NAME_PATTERN.test(fields.label)) return fields.label;
  const said = merged.fields.get('label')!;
  const message = `${quoted(fields.label)} can not be a label: letters, digits and . _ @ + - only, beginning with a letter or digit.`;
  const help = `Write a name such as ${usual}, or remove \`label\` to get just that.`;
  context.findings.add(said.layer.source, said.entry.value, { rule: 'schema', severity: 'error', message, help });
  return usual;
}

/** Where the value at `path` was said, as exactly as the file allows; the service's own key where nothing was. */
function originAt(path: readonly PathStep[], merged: MergedFields, own: Layer, place: Place): Origin {
  const [field, ...rest] = path;
  const byKey = field === 'environment' || field === 'plist' ? merged[field].get(String(rest[0])) : undefined;
  // A key that no layer has is nowhere, although the map it would stand in may be somewhere.
  if ((field === 'environment' || field === 'plist') && rest.length > 0 && !byKey)
    return { layer: 'policy', source: own.source, ...place };
  const said = byKey ?? (field === undefined ? undefined : merged.fields.get(String(field)));
  if (!said)
    return field === undefined
      ? originOf(own, place.start, place.end)
      : { layer: 'policy', source: own.source, ...place };
  const below = byKey ? rest.slice(1) : rest;
  const node = nodeAt(said.entry.value, below);
  if (node.start !== node.end) return originOf(said.layer, node.start, node.end);
  return originOf(said.layer, said.entry.keyStart, said.entry.keyEnd);
}

/** The entry or item at a key path of the merged `plist:`, as it is written. */
function writtenAt([key, ...rest]: readonly string[], merged: MergedFields): Written | undefined {
  const said = key === undefined ? undefined : merged.plist.get(key);
  if (!said) return undefined;
  let entry: YamlEntry | undefined = said.entry;
  let value: YamlNode | undefined = said.entry.value;
  for (const step of rest) {
    entry = entryOf(value, step);
    value = value.kind === 'list' ? value.items[Number(step)] : entry?.value;
    if (!value) return undefined;
  }
  const { source, template } = said.layer;
  return {
    source,
    ...(template !== undefined && { template }),
    ...(entry && { key: { start: entry.keyStart, end: entry.keyEnd } }),
    value: { start: value.start, end: value.end },
  };
}
