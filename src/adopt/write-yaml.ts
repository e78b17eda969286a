/** Drafts to the text of a services.yaml, through the `yaml` library: no text of a property list is ever pasted. */
import { Document, Pair, Scalar, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { fieldRows } from '../launchd/keys.ts';
import { isDict, PlistReal, type PlistValue } from '../plist/value.ts';
import { base64, realText } from '../plist/write.ts';
import { keysOf } from './fields.ts';
import { commentLines, type Remark } from './remarks.ts';
import { AsWritten, type Said, SaidMap, Text } from './said.ts';
import type { AdoptedDomain } from './source-job.ts';
import { type Wording, worded } from './wording.ts';

/** A service that is to be written. */
export interface Declared {
  readonly name: string;
  /** Where it is not `<namespace>.<name>`. */
  readonly label?: string;
  readonly template?: string;
  readonly fields: ReadonlyMap<string, Said>;
  readonly plist: Readonly<Record<string, PlistValue>>;
  readonly remarks: readonly Remark[];
}

export interface Declaration {
  readonly namespace: string;
  readonly domain: AdoptedDomain;
  readonly home?: string;
  /** Lines at the top of the file. */
  readonly head?: string;
  readonly wording: Wording;
  readonly defaults?: { readonly template?: string; readonly fields: ReadonlyMap<string, Said> };
  readonly services: readonly Declared[];
}

/** The text of a services.yaml. The same declaration gives the same text. */
export function writeServices(declaration: Declaration): string {
  const { namespace, domain, home, head, wording, defaults, services } = declaration;
  const root = new YAMLMap();
  root.items.push(new Pair(new Scalar('version'), new Scalar(1)));
  root.items.push(new Pair(new Scalar('namespace'), text(namespace)));
  root.items.push(new Pair(new Scalar('domain'), text(domain)));
  if (home !== undefined) root.items.push(new Pair(new Scalar('home'), text(home)));
  if (wording.variables.length > 0) {
    const variables = new YAMLMap();
    const withoutVariables = { ...wording, variables: [] };
    for (const { name, meant } of [...wording.variables].sort((one, other) => (one.name < other.name ? -1 : 1)))
      variables.items.push(new Pair(text(name), text(worded(new Text(meant), withoutVariables))));
    root.items.push(new Pair(spaced('variables'), variables));
  }
  if (defaults && (defaults.fields.size > 0 || defaults.template !== undefined)) {
    const map = serviceMap({ name: '', plist: {}, remarks: [], ...defaults }, wording);
    root.items.push(new Pair(spaced('defaults'), map));
  }
  const all = new YAMLMap();
  for (const service of services) {
    const key = text(service.name);
    key.spaceBefore = all.items.length > 0;
    comment(
      key,
      service.remarks.filter((remark) => isOfService(remark, service)),
    );
    all.items.push(new Pair(key, serviceMap(service, wording)));
  }
  root.items.push(new Pair(spaced('services'), all));
  const document = new Document(root, { version: '1.2', customTags: (tags) => [...TAGS, ...tags] });
  if (head !== undefined) document.commentBefore = indented(commentLines(head));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Does it stand at the service, since what it is about stands nowhere below it? */
function isOfService({ key }: Remark, { fields, plist, label }: Declared): boolean {
  if (key === undefined) return true;
  if (Object.hasOwn(plist, key)) return false;
  return key === 'Label' ? label === undefined : ![...fields.keys()].some((field) => keysOf(field).includes(key));
}

/** In the order of the registry; the file of variables, which is no key of launchd, stands behind the variables. */
const FIELDS = fieldRows().flatMap(({ field }) =>
  field!.name === 'environment' ? [field!.name, 'environmentFile'] : [field!.name],
);

function serviceMap(service: Declared, wording: Wording): YAMLMap {
  const map = new YAMLMap();
  const { template, label, fields, plist, remarks } = service;
  const add = (key: Scalar, value: YAMLMap | YAMLSeq | Scalar, about: readonly Remark[]) => {
    comment(key, about);
    map.items.push(new Pair(key, value));
  };
  if (template !== undefined) add(new Scalar('template'), text(template), []);
  if (label !== undefined)
    add(
      new Scalar('label'),
      text(label),
      remarks.filter(({ key }) => key === 'Label'),
    );
  for (const name of FIELDS) {
    const said = fields.get(name);
    if (said === undefined) continue;
    const about = remarks.filter(({ key }) => key !== undefined && keysOf(name).includes(key));
    if (name === 'environment') {
      const { node, rest } = environmentNode(said as SaidMap, about, wording);
      add(new Scalar(name), node, rest);
    } else {
      add(
        new Scalar(name),
        nodeOf(said, wording),
        about.filter(({ key }) => !Object.hasOwn(plist, key!)),
      );
    }
  }
  const keys = Object.keys(plist);
  if (keys.length > 0) {
    const kept = new YAMLMap();
    for (const key of keys) {
      const name = keyNode(key);
      comment(
        name,
        remarks.filter((remark) => remark.key === key),
      );
      kept.items.push(new Pair(name, plistNode(plist[key]!)));
    }
    add(new Scalar('plist'), kept, []);
  }
  return map;
}

/** The environment, each remark at its variable. The only place where values of variables are written. */
function environmentNode(said: SaidMap, remarks: readonly Remark[], wording: Wording) {
  const node = new YAMLMap();
  const names = new Set(said.entries.map(([name]) => name));
  for (const [name, value] of said.entries) {
    const key = keyNode(name as string);
    comment(
      key,
      remarks.filter(({ member }) => member === name),
    );
    node.items.push(new Pair(key, nodeOf(value, wording)));
  }
  return { node, rest: remarks.filter(({ member }) => member === undefined || !names.has(member)) };
}

function nodeOf(said: Said, wording: Wording): YAMLMap | YAMLSeq | Scalar {
  if (said instanceof AsWritten) return plistNode(said.value);
  if (said instanceof Text) return text(worded(said, wording));
  if (said instanceof SaidMap) {
    const map = new YAMLMap();
    for (const [key, value] of said.entries)
      map.items.push(new Pair(keyNode(key instanceof Text ? worded(key, wording) : key), nodeOf(value, wording)));
    return inFlow(map);
  }
  if (Array.isArray(said)) {
    const list = new YAMLSeq();
    for (const item of said as readonly Said[]) list.add(nodeOf(item, wording));
    return inFlow(list);
  }
  return typeof said === 'string' ? text(said) : new Scalar(said);
}

/** A value under `plist:`, its kind kept by a tag where YAML would lose it. */
function plistNode(value: PlistValue): YAMLMap | YAMLSeq | Scalar {
  if (typeof value === 'string') return text(value);
  if (value instanceof PlistReal) return new Scalar(new Tagged('float', realText(value)));
  if (value instanceof Date) return new Scalar(new Tagged('timestamp', value.toISOString().replace('.000', '')));
  if (value instanceof Uint8Array) return new Scalar(new Tagged('binary', `"${base64(value)}"`));
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    for (const item of value as readonly PlistValue[]) list.add(plistNode(item));
    return inFlow(list);
  }
  if (!isDict(value)) return new Scalar(value);
  const map = new YAMLMap();
  for (const [key, member] of Object.entries(value)) map.items.push(new Pair(keyNode(key), plistNode(member)));
  return inFlow(map);
}

/** Longest list or map that is put on one line, its brackets included. */
const LONGEST_FLOW = 96;

/** Puts a short list or map of plain values on one line. */
function inFlow<T extends YAMLMap | YAMLSeq>(node: T): T {
  const parts = (node.items as unknown[]).flatMap((item) => (item instanceof Pair ? [item.key, item.value] : [item]));
  const isFlat = parts.every((part) => {
    if (part instanceof YAMLSeq && node instanceof YAMLMap) return part.flow === true;
    return part instanceof Scalar && !/\n/.test(String(part.value));
  });
  const length = parts.reduce<number>((sum, part) => sum + 4 + lengthOf(part), 0);
  if (isFlat && length <= LONGEST_FLOW) node.flow = true;
  return node;
}

function lengthOf(part: unknown): number {
  if (part instanceof YAMLSeq) return part.items.reduce<number>((sum, item) => sum + 2 + lengthOf(item), 0);
  const { value } = part as Scalar;
  return value instanceof Tagged || value instanceof Escaped ? value.text.length : String(value).length;
}

function spaced(name: string): Scalar {
  const key = new Scalar(name);
  key.spaceBefore = true;
  return key;
}

const SILENCER = /svc-disable-next-line/;

/** Puts remarks in front of a key, one below the other. */
function comment(key: Scalar, remarks: readonly Remark[]): void {
  if (remarks.length === 0) return;
  const texts = remarks.map((remark) => commentLines(remark.text));
  // A silencer counts for the line below it, which must be that of the key.
  const ordered = [...texts.filter((one) => !SILENCER.test(one)), ...texts.filter((one) => SILENCER.test(one))];
  key.commentBefore = indented(ordered.join('\n'));
}

/** A space behind each `#`. */
function indented(lines: string): string {
  return lines.replace(/^/gm, ' ');
}

/** A scalar behind an explicit tag. */
class Tagged {
  readonly tag: string;
  readonly text: string;
  constructor(tag: string, value: string) {
    this.tag = tag;
    this.text = value;
  }
}

/** A text in double quotes in which every character that could trip a reader or an editor is spelt out. */
class Escaped {
  readonly text: string;
  constructor(value: string) {
    this.text = value;
  }
}

// All but LF that is no plain character: YAML 1.1 ended lines at NEL, LS and PS, and editors hide the others.
const ODD =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/;

function text(value: string): Scalar {
  return new Scalar(ODD.test(value) || BLANK_LINES.test(value) ? new Escaped(value) : value);
}

/** Lines of nothing but spaces: as a block the library writes them with no sign of how far they are indented. */
export const BLANK_LINES = /^ *\n[ \n]*$/;

/** A text as a key: on one line, whatever is in it. */
function keyNode(value: string): Scalar {
  return value.includes('\n') ? new Scalar(new Escaped(value)) : text(value);
}

const tagOf = (name: string): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  identify: (value) => value instanceof Tagged && value.tag === name,
  resolve: (source) => source,
  stringify: ({ value }) => (value as Tagged).text,
});

const TAGS: ScalarTag[] = [
  tagOf('float'),
  tagOf('timestamp'),
  tagOf('binary'),
  {
    tag: 'tag:yaml.org,2002:str',
    default: true,
    identify: (value) => value instanceof Escaped,
    resolve: (source) => source,
    stringify: ({ value }) => escapedText((value as Escaped).text),
  },
];

function escapedText(value: string): string {
  const odd = new RegExp(ODD.source, 'g');
  return JSON.stringify(value).replace(odd, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
