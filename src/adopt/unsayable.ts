/** What a property list may hold and services.yaml can not say, under `plist:` either. */
import { illegalXmlCharacter } from '../plist/text.ts';
import { kindOf, type PlistDict, PlistReal, type PlistValue } from '../plist/value.ts';

/** Fewer than the reader of services.yaml takes, since the job stands some levels deep in it. */
const MAX_DEPTH = 90;
/** Values of one job; services.yaml as a whole takes 200,000. */
const MAX_VALUES = 20_000;
/** Characters of one job: what is more would fill a services.yaml alone. */
const MAX_TEXT = 2 * 1024 * 1024;
/** Of all jobs of one services.yaml, with room for what their fields add. */
export const MAX_VALUES_IN_ALL = 150_000;

/** How many values a property list holds, those in others included. */
export function countValues(value: PlistValue): number {
  if (Array.isArray(value))
    return (value as readonly PlistValue[]).reduce<number>((sum, item) => sum + countValues(item), 1);
  if (kindOf(value) !== 'dict') return 1;
  return Object.values(value as PlistDict).reduce<number>((sum, member) => sum + countValues(member), 1);
}

/** Keys that the reader of services.yaml refuses: one is no property of JavaScript's, the other was a merge in YAML 1.1. */
const REFUSED_KEYS = new Set(['__proto__', '<<']);

/** Why no services.yaml can hold this job, a sentence; undefined when one can. */
export function unsayable(dict: PlistDict): string | undefined {
  let [values, characters] = [0, 0];
  const visit = (value: PlistValue, depth: number): string | undefined => {
    values++;
    if (depth > MAX_DEPTH) return `It is nested more than ${MAX_DEPTH} levels deep.`;
    if (values > MAX_VALUES) return `It holds more than ${MAX_VALUES} values.`;
    characters += typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
    if (characters > MAX_TEXT) return `It holds more than ${MAX_TEXT} characters.`;
    if (typeof value === 'string') return badText(value);
    if (value instanceof PlistReal) {
      return Number.isFinite(value.value) ? undefined : 'It holds a real that is no finite number.';
    }
    if (value instanceof Date) return badDate(value);
    if (Array.isArray(value)) return first(value as readonly PlistValue[], (item) => visit(item, depth + 1));
    if (kindOf(value) !== 'dict') return undefined;
    return first(Object.entries(value as PlistDict), ([key, member]) => badKey(key) ?? visit(member, depth + 1));
  };
  return visit(dict, 0);
}

function first<T>(items: readonly T[], judge: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = judge(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function badKey(key: string): string | undefined {
  return REFUSED_KEYS.has(key) ? `It has the key ${JSON.stringify(key)}, which services.yaml can not.` : badText(key);
}

function badText(text: string): string | undefined {
  const bad = illegalXmlCharacter(text);
  return bad && `It holds ${bad}, which no XML property list can.`;
}

function badDate(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  const isWhole = date.getTime() % 1000 === 0;
  return isWhole && year >= 1 && year <= 9999 ? undefined : 'It holds a date that services.yaml can not say.';
}
