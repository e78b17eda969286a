/** Templates and defaults that take lines off services without changing what they come to. */
import { compileService } from '../compile/compile-service.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { SCHEDULE_KEYS } from '../launchd/starting-keys.ts';
import { readManifest } from '../manifest/load.ts';
import type { TemplateFolder } from '../manifest/types.ts';
import { isSameValue } from '../plist/same-value.ts';
import { isDict, type PlistDict } from '../plist/value.ts';
import { keysOf } from './fields.ts';
import { identityOf, NAMESPACE_MARK, type Said, SaidMap, SERVICE_MARK, Text } from './said.ts';
import type { Settled } from './settle.ts';
import type { AdoptedDomain } from './source-job.ts';

/** A service with the layers under it. */
export interface Layered extends Settled {
  readonly template?: string;
}

export interface Layers {
  readonly services: readonly Layered[];
  readonly defaults: { readonly template?: string; readonly fields: ReadonlyMap<string, Said> };
}

export interface TemplateSetting {
  readonly namespace: string;
  readonly domain: AdoptedDomain;
  readonly home?: string;
  readonly templates: TemplateFolder;
}

/** What a template says, as keys of a property list. */
interface TemplateFacts {
  readonly name: string;
  /** Field → its keys; texts of the service that reads it have {@link STAND_IN} for its name. */
  readonly fields: ReadonlyMap<string, PlistDict>;
  readonly needsTimer: boolean;
}

/** Name of the service that templates are tried with. */
const STAND_IN = 'svc--stand--in';
/** Fields that a template must say for a service to be worth it: its own line counts. */
const LEAST_FIELDS = 2;

/** Lays templates, then defaults, under services. */
export function layersFor(services: readonly Settled[], setting: TemplateSetting): Layers {
  const facts = setting.templates.names().flatMap((name) => factsOf(name, setting) ?? []);
  return withDefaults(services.map((service) => withTemplate(service, facts)));
}

function factsOf(name: string, setting: TemplateSetting): TemplateFacts | undefined {
  const { namespace, domain, home, templates } = setting;
  const tryWith = (starter: string) => {
    const text = `version: 1\nnamespace: ${namespace}\ndomain: ${domain}\nservices:\n  ${STAND_IN}:\n    template: ${name}\n    command: [/x]\n    ${starter}\n`;
    return readManifest(new SourceText('services.yaml', text), { templates, ...(home !== undefined && { home }) });
  };
  const untimed = tryWith('startOnMount: true').manifest;
  const service = (untimed ?? tryWith('every: 60').manifest)?.services[0];
  if (!service) return undefined;
  const { dict } = compileService(service);
  const fields = new Map<string, PlistDict>();
  for (const field of Object.keys(service.fields)) {
    if (service.origin(field).layer !== 'template') continue;
    const keys = keysOf(field).filter((key) => Object.hasOwn(dict, key));
    fields.set(field, Object.fromEntries(keys.map((key) => [key, dict[key]!])));
  }
  return { name, fields, needsTimer: untimed === undefined };
}

function withTemplate(service: Settled, all: readonly TemplateFacts[]): Layered {
  let best: { readonly name: string; readonly said: readonly string[] } | undefined;
  for (const facts of all) {
    const said = saidByTemplate(service, facts);
    if (said && said.length >= LEAST_FIELDS && said.length > (best?.said.length ?? 0))
      best = { name: facts.name, said };
  }
  if (!best) return service;
  const fields = new Map(service.fields);
  for (const field of best.said) {
    const [name, member] = field.split('\0') as [string, string?];
    if (member === undefined) fields.delete(name);
    else withoutMember(fields, name, member);
  }
  return { ...service, fields, template: best.name };
}

/**
 * The fields (`environment` with a NUL and the variable) that the template says as the service has them; undefined
 * where it says one that the service has not, which could not be taken back.
 */
function saidByTemplate({ job: { dict }, name, fields }: Settled, facts: TemplateFacts): string[] | undefined {
  if (facts.needsTimer && !SCHEDULE_KEYS.some((key) => key in dict)) return undefined;
  const said: string[] = [];
  for (const [field, keys] of facts.fields) {
    if (!fields.has(field)) return undefined;
    if (field === 'environment') {
      const own = dict.EnvironmentVariables;
      const variables = Object.entries((keys.EnvironmentVariables ?? {}) as PlistDict);
      if (!isDict(own) || variables.some(([variable]) => !Object.hasOwn(own, variable))) return undefined;
      for (const [variable, value] of variables)
        if (isSameValue(own[variable]!, value)) said.push(`${field}\0${variable}`);
      continue;
    }
    const isSame = keysOf(field).every((key) => {
      const [own, theirs] = [dict[key], keys[key]];
      if (own === undefined || theirs === undefined) return own === theirs;
      return isSameValue(own, typeof theirs === 'string' ? theirs.replaceAll(STAND_IN, name) : theirs);
    });
    if (isSame) said.push(field);
  }
  return said;
}

function withoutMember(fields: Map<string, Said>, field: string, member: string): void {
  const map = fields.get(field) as SaidMap;
  const rest = map.entries.filter(([key]) => key !== member);
  if (rest.length === 0) fields.delete(field);
  else fields.set(field, new SaidMap(rest));
}

/** Fields that say what a service is: a default of them would hide it. */
const NEVER_DEFAULT = new Set(['command', 'program', 'schedule', 'every']);

function withDefaults(services: readonly Layered[]): Layers {
  const defaults = new Map<string, Said>();
  if (services.length < 2) return { services, defaults: { fields: defaults } };
  const patterned = services.map((service) => ({ ...service, fields: withPatterns(service) }));
  const template = commonTemplate(patterned);
  const first = patterned[0]!;
  for (const field of first.fields.keys()) {
    if (NEVER_DEFAULT.has(field) || field === 'environment') continue;
    const common = mostCommon(patterned.map(({ fields }) => fields.get(field)));
    if (common === undefined) continue;
    defaults.set(field, common);
    for (const { fields } of patterned) if (identityOf(fields.get(field)!) === identityOf(common)) fields.delete(field);
  }
  const environment = commonEnvironment(patterned);
  if (environment.entries.length > 0) defaults.set('environment', environment);
  for (const [i, { fields }] of patterned.entries()) {
    // A pattern that is no default only makes a path harder to read.
    const logs = services[i]!.fields.get('logs');
    if (fields.has('logs') && logs !== undefined) fields.set('logs', logs);
  }
  return {
    services: patterned.map(({ template: own, ...service }) => ({
      ...service,
      ...(own !== undefined && own !== template && { template: own }),
    })),
    defaults: { fields: defaults, ...(template !== undefined && { template }) },
  };
}

function commonTemplate(services: readonly Layered[]): string | undefined {
  const template = services[0]?.template;
  return services.every((service) => service.template === template) ? template : undefined;
}

/** The value that at least half of the services have, and two; undefined where one of them has none. */
function mostCommon(values: readonly (Said | undefined)[]): Said | undefined {
  const counts = new Map<string, { value: Said; count: number }>();
  for (const value of values) {
    const identity = value === undefined ? undefined : identityOf(value);
    // A value that can not be compared is still one of its own, which wins over a default.
    if (value === undefined) return undefined;
    if (identity === undefined) continue;
    const before = counts.get(identity);
    counts.set(identity, { value, count: (before?.count ?? 0) + 1 });
  }
  const [best] = [...counts.values()].sort((one, other) => other.count - one.count);
  return best && best.count >= 2 && best.count * 2 >= values.length ? best.value : undefined;
}

/** Variables that every service has; taken off those that have the common value. */
function commonEnvironment(services: readonly { readonly fields: Map<string, Said> }[]): SaidMap {
  const maps = services.map(({ fields }) => fields.get('environment'));
  const first = maps[0];
  if (!(first instanceof SaidMap)) return new SaidMap([]);
  const valueIn = (said: Said | undefined, name: string) =>
    said instanceof SaidMap ? said.entries.find(([key]) => key === name)?.[1] : undefined;
  const common: [string, Said][] = [];
  for (const [key] of first.entries) {
    const name = key as string;
    const values = maps.map((map) => valueIn(map, name));
    const value = mostCommon(values);
    if (value === undefined) continue;
    common.push([name, value]);
    for (const [i, { fields }] of services.entries())
      if (identityOf(values[i]!) === identityOf(value)) withoutMember(fields, 'environment', name);
  }
  return new SaidMap(common);
}

/** Log files with marks for what they have of the names of the service, so that those of several are found alike. */
function withPatterns({ fields, name, job, label }: Layered): Map<string, Said> {
  const copy = new Map(fields);
  const logs = fields.get('logs');
  if (!(logs instanceof SaidMap)) return copy; // a folder is the same for all
  const { Label } = job.dict;
  const usual = label === undefined && typeof Label === 'string' ? Label : undefined;
  const entries = logs.entries.map(([key, value]): [string | Text, Said] => {
    if (!(value instanceof Text)) return [key, value];
    const whole =
      usual === undefined ? value.meant : value.meant.replaceAll(usual, `${NAMESPACE_MARK}.${SERVICE_MARK}`);
    return [key, new Text(value.meant, whole.replace(bounded(name), SERVICE_MARK))];
  });
  copy.set('logs', new SaidMap(entries));
  return copy;
}

/** The name where it is a word of its own. */
function bounded(name: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9\\0])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9\\0])`, 'g');
}
