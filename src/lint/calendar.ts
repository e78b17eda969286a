/** StartCalendarInterval as rules see it: entry by entry, what is clear and what is not. */
import type { CalendarMember, CalendarTime } from '../launchd/calendar.ts';
import { readCalendarEntry } from '../launchd/calendar-import.ts';
import type { DictEntry, DictNode } from '../plist/node.ts';
import { perJob, type Spot, spotOfKey, spotOfValue } from './job.ts';

export interface CalendarEntry {
  readonly dict: DictNode;
  readonly path: readonly string[];
  /** The members launchd takes as they are written. */
  readonly time: CalendarTime;
  /** Members that are there but misspelt, of a wrong kind or out of range: `calendar-value` speaks of them. */
  readonly unclear: ReadonlySet<CalendarMember>;
  /** Every member that counts, by its name as written; of a repeated one the last. */
  readonly members: ReadonlyMap<string, DictEntry>;
}

/** The entries of a job's calendar that are dicts, in the order of the file. */
export const calendarEntries = perJob((job): readonly CalendarEntry[] =>
  job.calendar.map(({ dict, path }) => {
    const members = new Map(dict.entries.map((entry) => [entry.key, entry]));
    const { time, faults } = readCalendarEntry(dict);
    const unclear = new Set(faults.flatMap(({ meant }) => meant ?? []));
    return { dict, path, time, unclear, members };
  }),
);

const DICT_TAG = '<dict>';

/** The entry as a whole: its start tag; an empty one in full. */
export function atEntry({ dict, path }: CalendarEntry): Spot {
  const { start, end } = dict;
  return { path, start, end: start < 0 || dict.entries.length === 0 ? end : start + DICT_TAG.length };
}

/** The value of a member that is there. */
export function atMember({ members, path }: CalendarEntry, name: string): Spot {
  return spotOfValue(members.get(name)!, [...path, name]);
}

/** The name of a member that is there. */
export function atMemberName({ members, path }: CalendarEntry, name: string): Spot {
  return spotOfKey(members.get(name)!, [...path, name]);
}
