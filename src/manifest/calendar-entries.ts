/** From sets of minutes, hours, days, weekdays and months to the dicts of StartCalendarInterval. */
import { dateName, isPossibleDate, overflowName } from '../launchd/calendar.ts';

/**
 * One dict of StartCalendarInterval, with launchd's own member names; an absent member means every
 * (launchd.plist(5)). Members stand in this order.
 */
export interface CalendarEntry {
  readonly Month?: number;
  readonly Day?: number;
  readonly Weekday?: number;
  readonly Hour?: number;
  readonly Minute?: number;
}

/**
 * A product of values, each list ascending and without repeats; an absent list means every. Days and weekdays
 * never stand together: launchd ORs them in one dict.
 */
export interface EntryProduct {
  readonly months?: readonly number[] | undefined;
  readonly days?: readonly number[] | undefined;
  readonly weekdays?: readonly number[] | undefined;
  readonly hours?: readonly number[] | undefined;
  readonly minutes?: readonly number[] | undefined;
}

/** A day of every year each: nothing that people schedule by the calendar needs more. */
export const MAX_ENTRIES = 366;

/** What to know of a date that never comes. */
export function impossibleDate(month: number, day: number): string {
  const date = { month, day };
  return `${dateName(date)} never comes; launchd (10.9 source) would run the job on ${overflowName(date)} instead.`;
}

/** The dates of a product that no calendar has, as [month, day]. */
export function impossibleDates(product: EntryProduct): [month: number, day: number][] {
  const { months = [], days = [] } = product;
  return months.flatMap((month) =>
    days.filter((day) => !isPossibleDate({ month, day })).map((day): [number, number] => [month, day]),
  );
}

/** How many entries {@link expandProduct} makes of a product. */
export function countEntries(product: EntryProduct): number {
  return datesOf(product).length * (product.hours?.length ?? 1) * (product.minutes?.length ?? 1);
}

/** The entries of a product: by month, then day or weekday, then hour, then minute. Impossible dates are left out. */
export function expandProduct(product: EntryProduct): CalendarEntry[] {
  const times = orEvery(product.hours).flatMap((hour) =>
    orEvery(product.minutes).map((minute) => ({ ...member('Hour', hour), ...member('Minute', minute) })),
  );
  return datesOf(product).flatMap((date) => times.map((time) => ({ ...date, ...time })));
}

/** An entry as a person reads it, `{Hour: 3, Minute: 0}`; equal entries read equally. */
export function describeEntry(entry: CalendarEntry): string {
  const members = Object.entries(entry).map(([name, value]) => `${name}: ${value}`);
  return `{${members.join(', ')}}`;
}

function datesOf({ months, days, weekdays }: EntryProduct): CalendarEntry[] {
  return orEvery(months).flatMap((month) => {
    const inMonth = (day: number | undefined) =>
      month === undefined || day === undefined || isPossibleDate({ month, day });
    const rest = weekdays
      ? weekdays.map((weekday) => member('Weekday', weekday))
      : orEvery(days)
          .filter(inMonth)
          .map((day) => member('Day', day));
    return rest.map((date) => ({ ...member('Month', month), ...date }));
  });
}

function orEvery(values: readonly number[] | undefined): readonly (number | undefined)[] {
  return values ?? [undefined];
}

function member(name: keyof CalendarEntry, value: number | undefined): CalendarEntry {
  return value === undefined ? {} : { [name]: value };
}
