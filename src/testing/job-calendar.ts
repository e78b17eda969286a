/** StartCalendarInterval as launchd imports it. Source: launchd-842 core.c; see docs/launchd-semantics.md. */
import { CALENDAR_MEMBERS, type CalendarMember, type CalendarTime, judgeCalendarValue } from '../launchd/calendar.ts';
import { isDict, type PlistDict, type PlistValue } from '../plist/value.ts';

export interface ImportedCalendar {
  readonly entries: readonly CalendarTime[];
  /** A line for each entry that was dropped. */
  readonly remarks: readonly string[];
}

/** The entries launchd takes: a bad value drops its entry or counts as absent, an unknown name is passed over. */
export function importCalendar(value: PlistValue | undefined): ImportedCalendar {
  const remarks: string[] = [];
  const given = Array.isArray(value) ? value : isDict(value) ? [value] : [];
  const entries = given.flatMap((entry: PlistValue, index) => {
    const time = isDict(entry) ? importEntry(entry) : undefined;
    if (!time) remarks.push(`Entry ${index} of StartCalendarInterval is dropped.`);
    return time ?? [];
  });
  return { entries, remarks };
}

function importEntry(dict: PlistDict): CalendarTime | undefined {
  const time: Partial<Record<CalendarMember, number>> = {};
  for (const [name, value] of Object.entries(dict)) {
    // A value that is no integer drops the entry whatever its name.
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
    const member = CALENDAR_MEMBERS.find((each) => each === name);
    if (!member) continue;
    const verdict = judgeCalendarValue(member, value);
    if (verdict === 'dropped') return undefined;
    if (verdict === 'fits') time[member] = Number(value);
  }
  return time;
}
export function nextCalendarFire(_e: readonly CalendarTime[], _n: number): number | undefined {
  return undefined;
}
