/** What a services.yaml is going to say, before it is decided how it is put. */
import { MAX_EXPANDED } from '../manifest/expand.ts';
import type { PlistValue } from '../plist/value.ts';

/** Stands in a {@link Text.pattern} for the name of the service; no text of a property list holds it. */
export const SERVICE_MARK = '\0service\0';
/** The same for the namespace. */
export const NAMESPACE_MARK = '\0namespace\0';

/** A text that is expanded when services.yaml is read, by what it must come to. */
export class Text {
  readonly meant: string;
  /** The same with marks for the names of service and namespace, where it is put so. */
  readonly pattern: string;
  constructor(meant: string, pattern = meant) {
    this.meant = meant;
    this.pattern = pattern;
  }
}

/** A value that is taken as written: nothing expanded, every kind of a property list kept. */
export class AsWritten {
  readonly value: PlistValue;
  constructor(value: PlistValue) {
    this.value = value;
  }
}

/** A map; keys that are expanded are {@link Text}s. */
export class SaidMap {
  readonly entries: readonly (readonly [key: string | Text, value: Said])[];
  constructor(entries: readonly (readonly [key: string | Text, value: Said])[]) {
    this.entries = entries;
  }
}

/** The value of a field. A plain string is a word of the grammar and holds nothing to expand. */
export type Said = Text | AsWritten | SaidMap | string | number | boolean | readonly Said[];

/** A text as a value that is expanded; undefined where expansion makes something else of it, or refuses it. */
export function textOf(value: PlistValue | undefined): Text | undefined {
  if (typeof value !== 'string' || value === '~' || value.startsWith('~/')) return undefined;
  if (value.length > MAX_EXPANDED) return undefined;
  return new Text(value);
}

/** Every {@link Text} in a value. */
export function* textsIn(said: Said): Generator<Text> {
  if (said instanceof Text) yield said;
  else if (Array.isArray(said)) for (const item of said) yield* textsIn(item);
  else if (said instanceof SaidMap) {
    for (const [key, value] of said.entries) {
      if (key instanceof Text) yield key;
      yield* textsIn(value);
    }
  }
}

/** Equal values give equal keys. `AsWritten` values are never equal to anything: they are not worth comparing. */
export function identityOf(said: Said): string | undefined {
  if (said instanceof AsWritten) return undefined;
  if (said instanceof Text) return `t${JSON.stringify(said.pattern)}`;
  if (said instanceof SaidMap) {
    const parts = said.entries.map(([key, value]) => {
      const inside = identityOf(value);
      const name = key instanceof Text ? identityOf(key) : JSON.stringify(key);
      return inside === undefined ? undefined : `${name}:${inside}`;
    });
    return parts.includes(undefined) ? undefined : `{${parts.join(',')}}`;
  }
  if (Array.isArray(said)) {
    const parts = said.map(identityOf);
    return parts.includes(undefined) ? undefined : `[${parts.join(',')}]`;
  }
  return JSON.stringify(said);
}
