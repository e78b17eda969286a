/** StartCalendarInterval as rules see it: entry by entry, what is clear and what is not. */
import type { CalendarMember, CalendarTime } from '../launchd/calendar.ts';
import { readCalendarEntry } from '../launchd/calendar-import.ts';
import type { DictEntry, DictNode } from '../plist/node.ts';
import { countingEntries, perJob, type Spot, spotOfKey, spotOfValue } from './job.ts';

export interface CalendarEntry {
  readonly dict: DictNode;
  readonly path: readonly string[];
  /** The members launchd takes as they are written. */
  readonly time: CalendarTime;
  /** Members that are there but misspelt, of a wrong kind or out of range: `calendar-value` speaks of them. */
  readonly unclear: ReadonlySet<CalendarMember>;
  /** Every member that counts, in the order of the file. */
  readonly members: readonly DictEntry[];
}

const NONE: ReadonlySet<CalendarMember> = new Set();

/** The entries of a job's calendar that are dicts, in the order of the file. */
export const calendarEntries = perJob((job): readonly CalendarEntry[] =>
  job.calendar.map(({ dict, path }) => {
    const { time, faults } = readCalendarEntry(dict);
    const unclear = faults.length === 0 ? NONE : new Set(faults.flatMap(({ meant }) => meant ?? []));
    return { dict, path, time, unclear, members: countingEntries(dict) };
  }),
);

const DICT_TAG = '<dict>';

/** The entry as a whole: its start tag; an empty one in full. */
export function atEntry({ dict, path }: CalendarEntry): Spot {
  const { start, end } = dict;
  return { path, start, end: start < 0 || dict.entries.length === 0 ? end : start + DICT_TAG.length };
}

/** The value of a member that is there. */
export function atMember(entry: CalendarEntry, name: string): Spot {
  return spotOfValue(memberNamed(entry, name), [...entry.path, name]);
}

/** The name of a member that is there. */
export function atMemberName(entry: CalendarEntry, name: string): Spot {
  return spotOfKey(memberNamed(entry, name), [...entry.path, name]);
}

function memberNamed({ members }: CalendarEntry, name: string): DictEntry {
  return members.find(({ key }) => key === name)!;
}
