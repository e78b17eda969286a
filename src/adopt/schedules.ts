/** StartCalendarInterval in the readable forms of services.yaml, as long as they give exactly the same entries. */

import { CALENDAR_FIELDS, type MemberName } from '../manifest/calendar-field.ts';
import { type CalendarEntry, parseSchedule } from '../manifest/schedule.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { type Said, SaidMap } from './said.ts';

/** More entries than the grammar takes are not looked at. */
const MOST_ENTRIES = 366;
const MEMBERS = ['Month', 'Day', 'Weekday', 'Hour', 'Minute'] as const;
type Member = (typeof MEMBERS)[number];

/**
 * The schedule that compiles to exactly this value: a dict for one entry, an array for several, members in their
 * exact numbers. Undefined where no schedule does (an array of one, a Sunday written 7, a day beside a weekday).
 */
export function scheduleOf(value: PlistValue): Said | undefined {
  const entries = entriesOf(value);
  if (entries === undefined) return undefined;
  const items: unknown[] = [];
  for (let at = 0; at < entries.length; ) {
    const found = longestItem(entries, at);
    if (!found) return undefined;
    items.push(found.item);
    at += found.length;
  }
  const whole = items.length === 1 ? items[0] : items;
  return gives(whole, entries) ? saidOf(whole) : undefined;
}

function entriesOf(value: PlistValue): CalendarEntry[] | undefined {
  const dicts = isDict(value) ? [value] : Array.isArray(value) && value.length > 1 ? (value as PlistValue[]) : [];
  if (dicts.length === 0 || dicts.length > MOST_ENTRIES) return undefined;
  const isEntry = (dict: PlistValue): dict is PlistDict =>
    isDict(dict) &&
    Object.entries(dict).every(
      ([name, number]) => (MEMBERS as readonly string[]).includes(name) && typeof number === 'number',
    );
  return dicts.every(isEntry) ? (dicts as CalendarEntry[]) : undefined;
}

/** The longest run of entries from `at` on that one phrase or map says. */
function longestItem(entries: readonly CalendarEntry[], at: number): { item: unknown; length: number } | undefined {
  for (const end of productEnds(entries, at).reverse()) {
    const run = entries.slice(at, end);
    const item = candidatesFor(run).find((candidate) => gives(candidate, run));
    if (item !== undefined) return { item, length: run.length };
  }
  return undefined;
}

/** Where runs from `at` on end whose values, member by member, multiply to their length: the others are no product. */
function productEnds(entries: readonly CalendarEntry[], at: number): number[] {
  const names = membersOf(entries[at]!);
  const values = new Map(names.map((name) => [name, new Set<number>()]));
  const ends: number[] = [];
  for (let end = at + 1; end <= entries.length; end++) {
    const entry = entries[end - 1]!;
    if (membersOf(entry).join() !== names.join()) break;
    for (const name of names) values.get(name)!.add(entry[name]!);
    const product = names.reduce((size, name) => size * values.get(name)!.size, 1);
    if (product === end - at) ends.push(end);
  }
  return ends;
}

function membersOf(entry: CalendarEntry): Member[] {
  return MEMBERS.filter((name) => entry[name] !== undefined);
}

/** Ways to say a run, the most readable one first. */
function candidatesFor(run: readonly CalendarEntry[]): unknown[] {
  const phrase = phraseFor(run);
  return phrase === undefined ? [mapFor(run)] : [phrase, mapFor(run)];
}

function phraseFor(run: readonly CalendarEntry[]): string | undefined {
  const { Month, Day, Weekday, Hour, Minute } = run[0]!;
  if (Minute === undefined) return undefined;
  if (Hour === undefined) return run.length === 1 ? `hourly :${twoDigits(Minute)}` : undefined;
  const time = `${twoDigits(Hour)}:${twoDigits(Minute)}`;
  if (Weekday !== undefined) return Month === undefined ? `${weekdays(run)} ${time}` : undefined;
  if (run.length > 1) return undefined;
  if (Month !== undefined) return Day === undefined ? undefined : `yearly ${monthName(Month)} ${Day} ${time}`;
  return Day === undefined ? `daily ${time}` : `monthly ${Day} ${time}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const nameIn = (member: MemberName, value: number) => {
  const { names, firstNamed } = CALENDAR_FIELDS[member];
  return names[value - firstNamed]?.slice(0, 3) ?? String(value);
};
const monthName = (value: number) => nameIn('month', value);

/** `mon-fri`, `mon,thu`, `sunday` */
function weekdays(run: readonly CalendarEntry[]): string {
  const days = run.map(({ Weekday }) => Weekday!);
  if (days.length === 1) return CALENDAR_FIELDS.weekday.names[days[0]!] ?? String(days[0]);
  const isRange = days.length > 2 && days.every((day, i) => day === days[0]! + i);
  const names = days.map((day) => nameIn('weekday', day));
  return isRange ? `${names[0]}-${names.at(-1)}` : names.join(',');
}

function mapFor(run: readonly CalendarEntry[]): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const name of MEMBERS) {
    const values = [...new Set(run.map((entry) => entry[name]))];
    if (values[0] === undefined) continue;
    const member = name.toLowerCase() as MemberName;
    const shown = values.map((value) => (member === 'weekday' || member === 'month' ? nameIn(member, value!) : value));
    map[member] = shown.length === 1 ? shown[0] : shown;
  }
  if (map.minute === undefined) map.minute = '*';
  return map;
}

/** Does a schedule come to exactly these entries? */
function gives(schedule: unknown, entries: readonly CalendarEntry[]): boolean {
  const { entries: given, problems } = parseSchedule(schedule);
  if (problems.length > 0 || given.length !== entries.length) return false;
  return given.every((entry, i) => MEMBERS.every((name) => entry[name] === entries[i]![name]));
}

function saidOf(value: unknown): Said {
  if (Array.isArray(value)) return value.map(saidOf);
  if (typeof value !== 'object' || value === null) return value as Said;
  return new SaidMap(Object.entries(value).map(([key, member]) => [key, saidOf(member)]));
}
