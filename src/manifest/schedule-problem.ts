/** What the readers of the schedule forms give back. */

import { quoted } from '../launchd/quoted.ts';
import type { EntryProduct } from './calendar-entries.ts';

/** The lint rule that says the same of a plist. */
export type ScheduleRule =
  | 'calendar-impossible-date'
  | 'calendar-duplicate'
  | 'calendar-every-minute'
  | 'calendar-day-and-weekday'
  | 'calendar-value';

export interface ScheduleProblem {
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /**
   * Path below the schedule value: [] the value itself, [1] its second item, [0, 'hour'] a member,
   * [0, 'hour', 2] an item of its list.
   */
  readonly path: readonly (string | number)[];
  readonly rule?: ScheduleRule;
}

/** One string or map, read. Paths of problems start at that string or map. */
export interface ScheduleReading {
  readonly products: readonly EntryProduct[];
  /** Every minute was asked for with a `*`. */
  readonly everyMinute: boolean;
  readonly problems: readonly ScheduleProblem[];
}

export interface ProblemParts {
  readonly help: string;
  readonly rule?: ScheduleRule | undefined;
  readonly path?: readonly (string | number)[];
}

/** A problem without the members that are not given. */
export function problemOf(message: string, { help, rule, path = [] }: ProblemParts): ScheduleProblem {
  return { message, help, path, ...(rule && { rule }) };
}

/** A reading of nothing but problems. */
export function refused(...problems: ScheduleProblem[]): ScheduleReading {
  return { products: [], everyMinute: false, problems };
}

/** A plain value in the words of a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${quoted(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (Array.isArray(value)) return 'a list';
  return isPlainMap(value) ? 'a map' : `a value of type ${typeof value}`;
}

/** YAML's maps have no class; a date or binary data is no map. */
export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
