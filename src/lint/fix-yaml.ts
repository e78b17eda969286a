/** Intents of rules as edits of services.yaml, and as changes of the dicts that its services become. */
import type { Service, Written } from '../manifest/types.ts';
import { isDict, newDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { type Change, type Fix, fixBy, type Intent, madeValue, type Refusal, spelling } from './fix.ts';
import type { Spot } from './job.ts';

/**
 * Makes an intent at a key path of the dict of `service`, where it is written below `plist:` of `file`. A value reached
 * by an alias is changed at its anchor; whether all who share it may have the new one, the change tells.
 * Refused where it stands in a template, and where more is written than the name or value, bare or in quotes.
 */
export function mendYaml(service: Service, file: string, { path }: Spot, intent: Intent): Fix | Refusal {
  const refuse = (refused: string): Refusal => ({ refused, service: service.name });
  const written = service.written(path);
  if (!written) return refuse('it does not stand below plist:');
  if (written.source.file !== file) return refuse(`it stands in the template ${written.template}`);
  const span = intent.to === 'name' ? written.key : written.value;
  if (!span || (intent.to !== 'name' && isTagged(written))) return refuse('a tag says of which kind it is');
  const { start, end } = span;
  const edit = scalarFor(intent, written.source.text.slice(start, end), path.at(-1)!);
  if (edit === undefined) return refuse('it is a block of text, or has escapes or other digits');
  return { ...fixBy(intent, { start, end, text: edit }), change: { service: service.name, path, intent } };
}

/** What to write for a scalar; undefined where it is a block of text, has escapes, or other digits. */
function scalarFor(intent: Intent, written: string, name: string): string | undefined {
  if (intent.to === 'name') {
    const quote = quoteAround(written, name);
    return quote === undefined ? undefined : quote + intent.name + quote;
  }
  const before = spelling(intent);
  const isPlain = quoteAround(intent.to === 'boolean' ? written.toLowerCase() : written, before) !== undefined;
  if (!isPlain) return undefined;
  return intent.to === 'string' ? JSON.stringify(before) : before;
}

/** The quote that stands on both sides of a text, '' for none; undefined where something else is written. */
function quoteAround(written: string, text: string): string | undefined {
  return ['', '"', "'"].find((quote) => written === quote + text + quote);
}

/** Longest tag and anchor that are looked for before a value. */
const LONGEST_TAG = 256;

function isTagged({ source, value }: Written): boolean {
  const before = source.text.slice(Math.max(0, value.start - LONGEST_TAG), value.start);
  return /(?:^|[\s,:[{])![^\s,[\]{}]*\s+(?:&[^\s,[\]{}]+\s+)?$/.test(before);
}

/** A dict after changes, those of one service. Deep ones come first: their paths have the names of before. */
export function withChanges(dict: PlistDict, changes: readonly Change[]): PlistDict {
  const deepFirst = [...changes].sort((a, b) => b.path.length - a.path.length);
  return deepFirst.reduce((value, { path, intent }) => changed(value, path, intent) as PlistDict, dict);
}

function changed(value: PlistValue, [step, ...rest]: readonly string[], intent: Intent): PlistValue {
  if (step === undefined) return intent.to === 'name' ? value : madeValue(intent);
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === step ? changed(item, rest, intent) : item));
  if (!isDict(value)) return value;
  const dict = newDict();
  for (const [key, member] of Object.entries(value)) {
    const isRenamed = key === step && rest.length === 0 && intent.to === 'name';
    dict[isRenamed ? intent.name : key] = key === step ? changed(member, rest, intent) : member;
  }
  return dict;
}
