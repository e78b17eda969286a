/** The schedule of a service: every form services.yaml takes, as the entries of StartCalendarInterval. */
import { type CalendarEntry, countEntries, describeEntry, expandProduct, MAX_ENTRIES } from './calendar-entries.ts';
import { readMap } from './schedule-map.ts';
import {
  describeValue,
  isPlainMap,
  problemOf,
  refused,
  type ScheduleProblem,
  type ScheduleReading,
} from './schedule-problem.ts';
import { FORMS, readText } from './schedule-text.ts';

export type { CalendarEntry } from './calendar-entries.ts';
export type { ScheduleProblem, ScheduleRule } from './schedule-problem.ts';

/** How many entries are looked at for doubles when there are too many anyway: bounded work on hostile lists. */
const MAX_COMPARED = 10 * MAX_ENTRIES;

export interface ScheduleResult {
  /** In the order of the list; within an item by month, day or weekday, hour, minute. Empty when there are problems. */
  readonly entries: readonly CalendarEntry[];
  /** Set when every minute was asked for by a `*`, so that an entry without Minute is no slip. */
  readonly onPurpose?: boolean;
  /** All of them at once, in the order of the value, then those of the whole. */
  readonly problems: readonly ScheduleProblem[];
}

/**
 * Reads a schedule. Never throws.
 * @param value what YAML gave: a text, a map, or a list of those
 * @returns entries, or the problems of all items; there is always one or the other
 */
export function parseSchedule(value: unknown): ScheduleResult {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const readings = items.map(readItem);
  const problems = readings.flatMap((reading, index) =>
    Array.isArray(value)
      ? reading.problems.map((problem) => ({ ...problem, path: [index, ...problem.path] }))
      : reading.problems,
  );
  if (items.length === 0) problems.push(problemOf('The schedule is empty: the job would never run.', { help: FORMS }));
  const count = readings.reduce((sum, reading) => sum + countOf(reading), 0);
  if (count > MAX_ENTRIES) problems.push(tooMany(count));
  for (const duplicate of duplicates(readings)) problems.push(duplicate);
  if (problems.length > 0) return { entries: [], problems };
  return {
    entries: readings.flatMap(entriesOf),
    ...(readings.some((reading) => reading.everyMinute) && { onPurpose: true }),
    problems,
  };
}

function readItem(item: unknown): ScheduleReading {
  if (typeof item === 'string') return readText(item);
  if (Array.isArray(item)) {
    return refused(
      problemOf('A list of schedules cannot hold a list.', { help: 'Put its items into the outer list.' }),
    );
  }
  if (isPlainMap(item)) return readMap(item);
  const seconds = typeof item === 'number' && Number.isInteger(item) && item > 0;
  const help = seconds ? `${FORMS} For an interval in seconds write \`every: ${item}\`.` : FORMS;
  return refused(problemOf(`A schedule cannot be ${describeValue(item)}.`, { help }));
}

function countOf({ products }: ScheduleReading): number {
  return products.reduce((sum, product) => sum + countEntries(product), 0);
}

function entriesOf({ products }: ScheduleReading): CalendarEntry[] {
  return products.flatMap(expandProduct);
}

function tooMany(count: number): ScheduleProblem {
  const help =
    'For even intervals write `every:` with a duration; otherwise start the job more seldom and let it decide itself.';
  return problemOf(`The schedule comes to ${count} entries; more than ${MAX_ENTRIES} are refused.`, { help });
}

/** Items that give an entry an earlier item gives as well: one problem for each pair of items. */
function duplicates(readings: readonly ScheduleReading[]): ScheduleProblem[] {
  const givenBy = new Map<string, number>();
  const pairs = new Map<string, { item: number; before: number; entry: string; more: number }>();
  let compared = 0;
  for (const [item, reading] of readings.entries()) {
    compared += countOf(reading);
    if (compared > MAX_COMPARED) break;
    for (const entry of entriesOf(reading).map(describeEntry)) {
      const before = givenBy.get(entry);
      const pair = pairs.get(`${item} ${before}`);
      if (before === undefined) givenBy.set(entry, item);
      else if (pair) pair.more += 1;
      else pairs.set(`${item} ${before}`, { item, before, entry, more: 0 });
    }
  }
  return [...pairs.values()].map(({ item, before, entry, more }) => {
    const rest = more > 0 ? `, and ${more} more` : '';
    const message = `In this list entry ${item + 1} equals entry ${before + 1}: both give ${entry}${rest}.`;
    return problemOf(message, { help: 'Remove one of them.', rule: 'calendar-duplicate', path: [item] });
  });
}
