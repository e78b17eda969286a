/** Instants and clock changes in words, and instants from words. Instants are milliseconds since 1970 UTC. */
import { weekdayName } from '../launchd/calendar.ts';
import { durationName } from '../launchd/throttle.ts';
import type { ClockChange, TimeZone } from '../launchd/time-zone.ts';

const MINUTE = 60_000;

/** "2026-03-29T03:00:00+02:00"; the offset of an old local time has seconds. */
export function isoTime(at: number, offset: number): string {
  return `${new Date(at + offset).toISOString().slice(0, 19)}${offsetName(offset)}`;
}

/** "+02:00", for UTC "+00:00" */
export function offsetName(offset: number): string {
  const size = Math.abs(offset) / 1000;
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 === 0 ? [] : [size % 60])];
  return `${offset < 0 ? '-' : '+'}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

/** "Sun 2026-03-29" */
export function dayName(wallClock: number): string {
  const date = new Date(wallClock);
  return `${weekdayName(date.getUTCDay()).slice(0, 3)} ${date.toISOString().slice(0, 10)}`;
}

/** "03:00" */
export function clockName(wallClock: number): string {
  return new Date(wallClock).toISOString().slice(11, 16);
}

/** "is put forward 1 h on Sun 2026-03-29 at 02:00" */
export function changeName({ at, before, after }: ClockChange): string {
  const wallClock = at + before;
  const size = durationName(Math.abs(after - before) / 1000);
  const way = after > before ? 'forward' : 'back';
  return `is put ${way} ${size} on ${dayName(wallClock)} at ${clockName(wallClock)}`;
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

export type InstantReading =
  /** `note` says which instant was taken where the clock shows that time never or twice. */
  { readonly at: number; readonly note?: string } | { readonly problem: string };

/**
 * An instant from ISO 8601: `2026-03-29`, `2026-03-29T01:30`, with seconds, with `Z` or an offset. Without an offset
 * it is a wall-clock time of `zone`: one that a clock change skips means the change, one that it repeats the first.
 */
export function readInstant(text: string, zone: TimeZone): InstantReading {
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = FORM.exec(text) ?? [];
  const numbers = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers;
  const wallClock = Date.UTC(y, mo - 1, d, h, mi, s);
  const date = new Date(wallClock);
  // Date.UTC counts February 30 on to March.
  const isDate = year !== undefined && date.getUTCMonth() + 1 === mo && date.getUTCDate() === d;
  if (!isDate || h > 23 || mi > 59 || s > 59) {
    return { problem: 'no time like 2026-03-29, 2026-03-29T01:30 or 2026-03-29T01:30:00+01:00' };
  }
  const reading = offset === undefined ? readLocal(wallClock, zone) : readOffset(wallClock, offset);
  // A year as it is written, or as the zone shows it: no zone must call 1900-01-01 a day of another century.
  const isOutside = y < 1900 || ('at' in reading && yearOf(zone.wallClockAt(reading.at)) > 9999);
  return isOutside ? { problem: 'outside the years 1900 to 9999' } : reading;
}

function yearOf(wallClock: number): number {
  return new Date(wallClock).getUTCFullYear();
}

function readOffset(wallClock: number, offset: string): InstantReading {
  if (/^z$/i.test(offset)) return { at: wallClock };
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset)!;
  if (Number(hours) > 23 || Number(minutes) > 59) return { problem: `no time: there is no offset ${offset}` };
  const size = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return { at: wallClock - (sign === '-' ? -size : size) };
}

function readLocal(wallClock: number, zone: TimeZone): InstantReading {
  const [at, second] = zone.instantsOf(wallClock);
  if (at === undefined) return readSkipped(wallClock, zone);
  if (second === undefined) return { at };
  return { at, note: `comes twice in ${zone.name}; taken is the first, ${isoTime(at, zone.offsetAt(at))}` };
}

function readSkipped(wallClock: number, zone: TimeZone): InstantReading {
  const near = zone.changesBetween(wallClock - 48 * 60 * MINUTE, wallClock + 48 * 60 * MINUTE);
  const change = near.find(({ at, before, after }) => wallClock >= at + before && wallClock < at + after);
  if (!change) return { problem: `outside the years 1900 to 9999` };
  const { at, after } = change;
  return {
    at,
    note: `does not come in ${zone.name}, whose clock ${changeName(change)}; taken is ${isoTime(at, after)}`,
  };
}
