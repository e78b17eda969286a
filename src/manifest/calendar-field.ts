/** The five members of a calendar entry as services.yaml and cron write them: their ranges and names. */

export type MemberName = 'minute' | 'hour' | 'day' | 'weekday' | 'month';

export interface CalendarField {
  readonly name: MemberName;
  /** For the sentence "<plural> go from 0 to 23". */
  readonly plural: string;
  /** The range launchd.plist(5) gives; weekday 0 and 7 are both Sunday. */
  readonly min: number;
  readonly max: number;
  /** How many different values there are. */
  readonly size: number;
  /** Full English names in lower case, and the value of the first. */
  readonly names: readonly string[];
  readonly firstNamed: number;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

export const CALENDAR_FIELDS: Readonly<Record<MemberName, CalendarField>> = {
  minute: { name: 'minute', plural: 'minutes', min: 0, max: 59, size: 60, names: [], firstNamed: 0 },
  hour: { name: 'hour', plural: 'hours', min: 0, max: 23, size: 24, names: [], firstNamed: 0 },
  day: { name: 'day', plural: 'days', min: 1, max: 31, size: 31, names: [], firstNamed: 0 },
  weekday: { name: 'weekday', plural: 'weekdays', min: 0, max: 7, size: 7, names: WEEKDAYS, firstNamed: 0 },
  month: { name: 'month', plural: 'months', min: 1, max: 12, size: 12, names: MONTHS, firstNamed: 1 },
};

/** The value of a full or three-letter English name, in any letter case, or undefined. */
export function valueNamed(field: CalendarField, word: string): number | undefined {
  if (word.length > 'september'.length) return undefined;
  const lower = word.toLowerCase();
  const index = field.names.findIndex((name) => name === lower || name.slice(0, 3) === lower);
  return index < 0 ? undefined : index + field.firstNamed;
}

/** The three-letter name a wrong one begins with (`tues`, `sept`), or undefined. */
export function nearName(field: CalendarField, word: string): string | undefined {
  const start = word.slice(0, 3).toLowerCase();
  return field.names.some((name) => name.startsWith(start) && start.length === 3) ? start : undefined;
}

/** The members that have names for their values and know `word`. */
export function fieldNaming(word: string): CalendarField | undefined {
  return [CALENDAR_FIELDS.weekday, CALENDAR_FIELDS.month].find((field) => valueNamed(field, word) !== undefined);
}

/** "hours go from 0 to 23" */
export function rangeOf(field: CalendarField): string {
  const sunday = field.name === 'weekday' ? ' (0 and 7 are both Sunday)' : '';
  return `${field.plural} go from ${field.min} to ${field.max}${sunday}`;
}

export function isInRange(field: CalendarField, value: number): boolean {
  return value >= field.min && value <= field.max;
}

/** Sunday is 0 however it was written: launchd.plist(5) takes 0 and 7 alike. */
export function canonicalValue(field: CalendarField, value: number): number {
  return field.name === 'weekday' ? value % 7 : value + 0; // -0 becomes 0
}

/** The different values, ascending. */
export function ascending(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Different values, ascending; undefined where they are all there are, which launchd says by leaving the member out. */
export function restriction(field: CalendarField, values: Iterable<number>): readonly number[] | undefined {
  const different = ascending(values);
  return different.length === field.size ? undefined : different;
}
