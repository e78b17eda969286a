/** Times of day: `HH:MM`, 24 hours, two digits each. */

import { quoted } from '../launchd/quoted.ts';
import { CALENDAR_FIELDS, isInRange } from './calendar-field.ts';
import { type ProblemParts, problemOf, type ScheduleProblem } from './schedule-problem.ts';

export interface Clock {
  readonly hour: number;
  readonly minute: number;
}
export type ClockReading = { readonly clock: Clock } | { readonly problem: ScheduleProblem };

const CLOCK_HELP = 'Write HH:MM, from 00:00 to 23:59, such as `07:55`.';
/** Hour, separator and minute, seconds, half of the day: every way of writing a time that we can guess at. */
const LOOSE = /^(\d{1,2})(?:[:.h](\d{1,2})(?:[:.](\d{1,2}(?:\.\d{1,9})?))?)?([ap]m)?$/i;

/** Reads a time of day; whatever is not exactly `HH:MM` is refused with the text to write. */
export function readClock(text: string): ClockReading {
  const strict = /^(\d\d):(\d\d)$/.exec(text);
  if (!strict) return { problem: looseClock(text) };
  const clock = { hour: Number(strict[1]), minute: Number(strict[2]) };
  if (text === '24:00') {
    const help = 'Write `00:00`; with a weekday or a date, that of the next day.';
    return {
      problem: problemOf('There is no 24:00 in launchd; the hours end at 23.', { help, rule: 'calendar-value' }),
    };
  }
  return isTime(clock) ? { clock } : { problem: outOfDay(text) };
}

/** Could somebody mean a time by this word? Bare numbers of one or two digits are no times. */
export function looksLikeClock(word: string): boolean {
  return /^\d{3,4}$/.test(word) || (LOOSE.test(word) && !/^\d+$/.test(word)) || /^-?\d+:/.test(word);
}

function looseClock(text: string): ScheduleProblem {
  const [, hours, minutes, seconds, half] =
    LOOSE.exec(text) ?? LOOSE.exec(text.replace(/^(\d{1,2})(\d\d)$/, '$1:$2')) ?? [];
  if (hours === undefined || (minutes === undefined && half === undefined)) {
    return problemOf(`${quoted(text)} is no time of day.`, { help: CLOCK_HELP });
  }
  const clock = { hour: in24Hours(Number(hours), half), minute: Number(minutes ?? 0) };
  if (!isTime(clock)) return outOfDay(text);
  const parts: ProblemParts = { help: `Write \`${written(clock)}\`.` };
  if (seconds !== undefined) {
    return problemOf(`${quoted(text)} has seconds; launchd has minute resolution.`, parts);
  }
  if (half !== undefined) return problemOf(`${quoted(text)} is a 12-hour time; times here have 24 hours.`, parts);
  return problemOf(`${quoted(text)} is not HH:MM with a colon and two digits each.`, parts);
}

function outOfDay(text: string): ScheduleProblem {
  return problemOf(`The time ${quoted(text)} is out of range.`, { help: CLOCK_HELP, rule: 'calendar-value' });
}

function isTime({ hour, minute }: Clock): boolean {
  return isInRange(CALENDAR_FIELDS.hour, hour) && isInRange(CALENDAR_FIELDS.minute, minute);
}

/** 12 am is midnight, 12 pm is noon. An hour no 12-hour clock shows becomes 24, which no check lets pass. */
function in24Hours(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function written({ hour, minute }: Clock): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
