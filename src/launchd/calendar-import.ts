/**
 * From the value of StartCalendarInterval to the entries launchd keeps. What is dropped, ignored or taken for "every"
 * is what the source of OS X 10.9 does (launchd-842 core.c); the letters' case counts, as since macOS 10.12 (CHEF in
 * sources.ts).
 */
import { CALENDAR_MEMBERS, type CalendarMember, type CalendarTime, judgeCalendarValue } from './calendar.ts';
import { misspellingOf } from './misspellings.ts';
import { nearest } from './nearest.ts';
import { countingOf } from './repeated-keys.ts';

/** A plist value as far as a calendar looks into it. The nodes of the plist readers are such values. */
export type CalendarValue =
  | { readonly kind: 'integer'; readonly value: number | bigint }
  | { readonly kind: 'array'; readonly items: readonly CalendarValue[] }
  | CalendarDict
  | { readonly kind: 'string' | 'boolean' | 'real' | 'date' | 'data' };

export interface CalendarDict {
  readonly kind: 'dict';
  /** In the order of the file; of a repeated key the last one counts. */
  readonly entries: readonly { readonly key: string; readonly value: CalendarValue }[];
}

/** What is wrong with one member of an entry. `meant` is the member its name stands for, if any. */
export type MemberFault =
  /** An integer under a name that no member has: launchd ignores it without a word. */
  | { readonly kind: 'unknown-member'; readonly name: string; readonly meant: CalendarMember | undefined }
  /** No integer, under whatever name: the 10.9 source drops the entry; on 10.11 the member was seen to match every value. */
  | {
      readonly kind: 'wrong-kind';
      readonly name: string;
      readonly found: CalendarValue['kind'];
      readonly meant: CalendarMember | undefined;
    }
  /** An integer outside its range; `fate` as {@link judgeCalendarValue} has it. */
  | {
      readonly kind: 'out-of-range';
      readonly name: string;
      readonly value: number | bigint;
      readonly fate: 'wildcard' | 'dropped';
      readonly meant: CalendarMember;
    };

export interface EntryReading {
  /** The members that count. */
  readonly time: CalendarTime;
  /** In the order of the file. */
  readonly faults: readonly MemberFault[];
  /** One of the faults makes launchd drop the entry. */
  readonly dropped: boolean;
}

/** What is to be said of the value of StartCalendarInterval. `place` is the index in the array, 0 for a lone dict. */
export type ImportNote =
  | { readonly kind: 'not-a-calendar'; readonly found: CalendarValue['kind'] }
  | { readonly kind: 'no-entries' }
  | { readonly kind: 'entry-not-dict'; readonly place: number; readonly found: CalendarValue['kind'] }
  | { readonly kind: 'entry-dropped'; readonly place: number; readonly faults: readonly MemberFault[] }
  /** The entry is kept, and these members do not count. */
  | { readonly kind: 'members-ignored'; readonly place: number; readonly faults: readonly MemberFault[] };

export interface CalendarImport {
  /** Accepted entries, in the order of the file. Empty: the job loads and the calendar never starts it. */
  readonly entries: readonly CalendarTime[];
  /** For each of `entries` its index in the array, 0 for a lone dict. */
  readonly places: readonly number[];
  readonly notes: readonly ImportNote[];
}

/** Imports the value of StartCalendarInterval. Takes any plist value and never throws. */
export function importCalendar(value: CalendarValue): CalendarImport {
  if (value.kind !== 'dict' && value.kind !== 'array') {
    return { entries: [], places: [], notes: [{ kind: 'not-a-calendar', found: value.kind }] };
  }
  const items = value.kind === 'array' ? value.items : [value];
  const entries: CalendarTime[] = [];
  const places: number[] = [];
  const notes: ImportNote[] = items.length === 0 ? [{ kind: 'no-entries' }] : [];
  for (const [place, item] of items.entries()) {
    if (item.kind !== 'dict') {
      notes.push({ kind: 'entry-not-dict', place, found: item.kind });
      continue;
    }
    const { time, faults, dropped } = readCalendarEntry(item);
    if (faults.length > 0) notes.push({ kind: dropped ? 'entry-dropped' : 'members-ignored', place, faults });
    if (dropped) continue;
    entries.push(time);
    places.push(place);
  }
  return { entries, places, notes };
}

/** One dict of StartCalendarInterval, member by member. */
export function readCalendarEntry(dict: CalendarDict): EntryReading {
  const time: Partial<Record<CalendarMember, number>> = {};
  const faults: MemberFault[] = [];
  for (const { key: name, value } of countingOf(dict.entries)) {
    const fault = faultOf(name, value);
    if (fault) faults.push(fault);
    else if (value.kind === 'integer') time[name as CalendarMember] = Number(value.value);
  }
  return { time, faults, dropped: faults.some(dropsEntry) };
}

function faultOf(name: string, value: CalendarValue): MemberFault | undefined {
  const meant = memberMeant(name);
  if (value.kind !== 'integer') return { kind: 'wrong-kind', name, found: value.kind, meant };
  if (meant !== name) return { kind: 'unknown-member', name, meant };
  const fate = judgeCalendarValue(meant, value.value);
  return fate === 'fits' ? undefined : { kind: 'out-of-range', name, value: value.value, fate, meant };
}

function dropsEntry(fault: MemberFault): boolean {
  return fault.kind === 'wrong-kind' || (fault.kind === 'out-of-range' && fault.fate === 'dropped');
}

/** The member a name means: itself, the same letters in another case, a known misspelling, or the nearest one. */
export function memberMeant(name: string): CalendarMember | undefined {
  if ((CALENDAR_MEMBERS as readonly string[]).includes(name)) return name as CalendarMember;
  const lower = name.toLowerCase();
  const same = CALENDAR_MEMBERS.find((member) => member.toLowerCase() === lower);
  if (same) return same;
  const misspelt = misspellingOf(['StartCalendarInterval', name]);
  if (misspelt) return misspelt.right?.[1] as CalendarMember | undefined;
  return nearest(name, CALENDAR_MEMBERS) as CalendarMember | undefined;
}
