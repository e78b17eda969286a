/** A schedule in one text: a time, a phrase such as `sunday 03:00`, or cron. */

import { isPossibleDate } from '../launchd/calendar.ts';
import { nearest } from '../launchd/nearest.ts';
import { quoted } from '../launchd/quoted.ts';
import { impossibleDate } from './calendar-entries.ts';
import { CALENDAR_FIELDS, isInRange, nearName, rangeOf, restriction, valueNamed } from './calendar-field.ts';
import { type Clock, looksLikeClock, readClock } from './clock.ts';
import { readCron, readCronMacro } from './cron.ts';
import { PHRASES_REFUSED } from './schedule-phrases-refused.ts';
import { problemOf, refused, type ScheduleProblem, type ScheduleReading } from './schedule-problem.ts';
import { readWeekdays } from './weekdays.ts';

/** Longer texts are refused unread. Sixty minutes and 31 days written out need less than 400. */
const MAX_LENGTH = 1000;
export const FORMS =
  'Write a time ("07:55"), `daily 07:55`, `hourly :05`, `sunday 03:00`, `mon-fri 09:00`, `monthly 1 03:00`, ' +
  '`yearly feb 29 03:00`, five cron fields ("0 9 * * 1-5"), `@daily`, or a map {hour: 7, minute: 55}.';

/** Reads a text; letter case never matters. */
export function readText(text: string): ScheduleReading {
  if (text.length > MAX_LENGTH) {
    return refused(problemOf(`A text of ${text.length} characters is too long for a schedule.`, { help: FORMS }));
  }
  const words = text.trim().split(/\s+/);
  const first = words[0]!.toLowerCase();
  if (first === '') return refused(problemOf('The schedule is an empty text.', { help: FORMS }));
  if (first.startsWith('@')) return readCronMacro(words);
  if (Object.hasOwn(PHRASES, first)) return PHRASES[first]!(words.slice(1), words);
  const why = Object.hasOwn(PHRASES_REFUSED, first) ? PHRASES_REFUSED[first] : undefined;
  if (why) return refused(problemOf(why.message, { help: why.help(words.slice(1).join(' ')) }));
  if (namesWeekday(first)) return weekly(words);
  const near = /^[a-z]+$/.test(first) ? nearest(first, FIRST_WORDS) : undefined;
  if (near) return refused(problemOf(`${quoted(text)} is no schedule.`, { help: `Did you mean \`${near}\`?` }));
  if (/^[a-z]/.test(first) && nearName(CALENDAR_FIELDS.weekday, first)) return weekly(words);
  if (looksLikeClock(first) && words.length < 5) return once(words);
  if (words.length >= 5 || words.some((word) => word.includes('*'))) return readCron(words);
  return refused(problemOf(`${quoted(text)} is no schedule.`, { help: FORMS }));
}

const PHRASES: Readonly<Record<string, (rest: readonly string[], words: readonly string[]) => ScheduleReading>> = {
  daily: (rest, words) => (rest.length === 1 ? at(rest[0]!) : refused(wrongForm(words, 'daily HH:MM', 'daily 03:00'))),
  hourly: (rest, words) =>
    rest.length === 1 ? hourly(rest[0]!) : refused(wrongForm(words, 'hourly :MM', 'hourly :05')),
  monthly: (rest, words) =>
    rest.length === 2
      ? monthly(rest[0]!, rest[1]!)
      : refused(wrongForm(words, 'monthly <day> HH:MM', 'monthly 1 03:00')),
  yearly: (rest, words) =>
    rest.length === 3
      ? yearly(rest[0]!, rest[1]!, rest[2]!)
      : refused(wrongForm(words, 'yearly <month> <day> HH:MM', 'yearly jan 1 03:00')),
};

const FIRST_WORDS = [...Object.keys(PHRASES), ...CALENDAR_FIELDS.weekday.names];

function wrongForm(words: readonly string[], form: string, example: string): ScheduleProblem {
  const missing = words.length === 1 ? `\`${words[0]!.toLowerCase()}\` alone does not say when.` : undefined;
  const message = missing ?? `${quoted(words.join(' '))} is not of the form \`${form}\`.`;
  return problemOf(message, { help: `Write \`${form}\`, such as \`${example}\`.` });
}

function made(product: ScheduleReading['products'][number]): ScheduleReading {
  return { products: [product], everyMinute: false, problems: [] };
}

function timeOf(clock: Clock) {
  return { hours: [clock.hour], minutes: [clock.minute] };
}

function at(time: string): ScheduleReading {
  const read = readClock(time);
  return 'problem' in read ? refused(read.problem) : made(timeOf(read.clock));
}

/** `HH:MM` alone; with more words, say how they belong together. */
function once(words: readonly string[]): ScheduleReading {
  const [time = '', next = ''] = words;
  if (words.length === 1) return at(time);
  if (words.length === 2 && /^[ap]m$/i.test(next)) return at(time + next);
  if (words.every((word) => looksLikeClock(word.replace(/,$/, '')))) {
    const list = words.map((word) => JSON.stringify(word.replace(/,$/, ''))).join(', ');
    return refused(problemOf('One text holds one time of day.', { help: `Write a list: [${list}].` }));
  }
  if (Object.hasOwn(PHRASES, next.toLowerCase()) || namesWeekday(next)) {
    const turned = [...words.slice(1), time].join(' ');
    return refused(problemOf('The time of day comes last.', { help: `Write ${quoted(turned)}.` }));
  }
  return refused(problemOf(`${quoted(words.join(' '))} is no schedule.`, { help: FORMS }));
}

function hourly(word: string): ScheduleReading {
  const digits = /^(?:\d\d?)?:?(\d{1,2})$/.exec(word)?.[1];
  if (/^:\d\d$/.test(word) && isInRange(CALENDAR_FIELDS.minute, Number(digits)))
    return made({ minutes: [Number(digits)] });
  if (digits === undefined || !isInRange(CALENDAR_FIELDS.minute, Number(digits))) {
    const help = 'Write a colon and two digits from :00 to :59, such as `hourly :05`.';
    return refused(problemOf(`${quoted(word)} is no minute of the hour.`, { help, rule: 'calendar-value' }));
  }
  const help = `Write \`hourly :${digits.padStart(2, '0')}\`.`;
  return refused(problemOf(`The minute ${quoted(word)} is not a colon and two digits.`, { help }));
}

/** Is there a weekday in the word? Wrong names beside it are looked at later. */
function namesWeekday(word: string): boolean {
  return word.split(/[-,]/).some((name) => valueNamed(CALENDAR_FIELDS.weekday, name) !== undefined);
}

function weekly(words: readonly string[]): ScheduleReading {
  const [names = '', time = ''] = words;
  const problems: ScheduleProblem[] = [];
  const last = words.at(-1)!;
  if (words.length > 2 && words.slice(0, -1).some((word) => /^,|,$/.test(word)) && looksLikeClock(last)) {
    const joined = `${words.slice(0, -1).join('')} ${last}`;
    return refused(problemOf('The list of weekdays has spaces.', { help: `Write ${quoted(joined)}.` }));
  }
  const read = readWeekdays(names);
  problems.push(...read.problems);
  const clock = words.length === 2 ? readClock(time) : undefined;
  if (!clock) problems.push(wrongWeekly(words));
  else if ('problem' in clock) problems.push(clock.problem);
  if (problems.length > 0 || !clock || 'problem' in clock) return refused(...problems);
  return made({ weekdays: restriction(CALENDAR_FIELDS.weekday, read.values), ...timeOf(clock.clock) });
}

function wrongWeekly(words: readonly string[]): ScheduleProblem {
  const names = quoted(words[0]!.toLowerCase()).slice(1, -1);
  if (words.length === 1) {
    return problemOf(`${quoted(words[0]!)} has no time of day.`, {
      help: `Write \`${names} HH:MM\`, such as \`${names} 03:00\`.`,
    });
  }
  return wrongForm(words, '<weekday> HH:MM', `${names} 03:00`);
}

function monthly(dayWord: string, time: string): ScheduleReading {
  const day = readDay(dayWord);
  const clock = readClock(time);
  const problems = [day, clock].flatMap((read) => ('problem' in read ? [read.problem] : []));
  if ('problem' in day || 'problem' in clock) return refused(...problems);
  return made({ days: [day.value], ...timeOf(clock.clock) });
}

function yearly(monthWord: string, dayWord: string, time: string): ScheduleReading {
  const month = readMonth(monthWord);
  const day = readDay(dayWord);
  const clock = readClock(time);
  const problems = [month, day, clock].flatMap((read) => ('problem' in read ? [read.problem] : []));
  if (!('problem' in month) && !('problem' in day) && !isPossibleDate({ month: month.value, day: day.value })) {
    const rule = 'calendar-impossible-date';
    problems.push(problemOf(impossibleDate(month.value, day.value), { help: 'Write a date that exists.', rule }));
  }
  if (problems.length > 0 || 'problem' in month || 'problem' in day || 'problem' in clock) return refused(...problems);
  return made({ months: [month.value], days: [day.value], ...timeOf(clock.clock) });
}

type Value = { readonly value: number } | { readonly problem: ScheduleProblem };

function readDay(word: string): Value {
  const field = CALENDAR_FIELDS.day;
  const rule = 'calendar-value';
  if (/^\d{1,2}$/.test(word)) {
    const value = Number(word);
    if (isInRange(field, value)) return { value };
    return {
      problem: problemOf(`The day ${word} is out of range.`, { help: `Write a number: ${rangeOf(field)}.`, rule }),
    };
  }
  const ordinal = /^(\d{1,2})(?:st|nd|rd|th|\.)$/i.exec(word)?.[1];
  if (ordinal)
    return {
      problem: problemOf(`The day ${quoted(word)} is not a plain number.`, {
        help: `Write the number: \`${ordinal}\`.`,
      }),
    };
  if (/^last$|^l$|^-\d/i.test(word)) {
    const help = 'Schedule days 28 to 31 and test the date in the job itself.';
    return { problem: problemOf(`${quoted(word)}: launchd does not count from the end of a month.`, { help, rule }) };
  }
  if (/^\d{1,2}[-,]/.test(word)) {
    const help = 'Write a list of schedules, or a map with a list, {day: [1, 15], hour: 3, minute: 0}.';
    return { problem: problemOf(`${quoted(word)} is more than one day.`, { help }) };
  }
  return {
    problem: problemOf(`${quoted(word)} is no day of the month.`, { help: `Write a number: ${rangeOf(field)}.`, rule }),
  };
}

function readMonth(word: string): Value {
  const field = CALENDAR_FIELDS.month;
  const value = /^\d{1,2}$/.test(word) ? Number(word) : valueNamed(field, word);
  if (value !== undefined && isInRange(field, value)) return { value };
  const near = nearName(field, word);
  const help = near
    ? `Did you mean \`${near}\`?`
    : `Write a name (jan, january) or a number; ${rangeOf(field)}. It comes before the day.`;
  return { problem: problemOf(`${quoted(word)} is no month.`, { help, rule: 'calendar-value' }) };
}
