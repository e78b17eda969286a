/** Cron texts (five fields, `@daily` …) as products of calendar entries. */

import { quoted } from '../launchd/quoted.ts';
import { countEntries, type EntryProduct, impossibleDate, impossibleDates } from './calendar-entries.ts';
import { CALENDAR_FIELDS, type MemberName, restriction } from './calendar-field.ts';
import { type CronField, readCronField } from './cron-field.ts';
import { problemOf, refused, type ScheduleProblem, type ScheduleReading } from './schedule-problem.ts';

/** What to write for "every minute", which nobody gets by accident. */
export const EVERY_MINUTE_HELP = 'Write `every: 60` for that, or the map `{minute: "*"}`.';

type CronFields = Partial<Record<MemberName, CronField>>;
type CronDates = { readonly products: readonly EntryProduct[] } | { readonly problem: ScheduleProblem };

const FIELD_ORDER = ['minute', 'hour', 'day', 'month', 'weekday'] as const;
const FIELDS = 'Write five fields: minute hour day month weekday';

/** As crontab(5) has them; `@weekly` is Sunday. */
const MACROS: Readonly<Record<string, EntryProduct>> = {
  '@hourly': { minutes: [0] },
  '@daily': { hours: [0], minutes: [0] },
  '@weekly': { weekdays: [0], hours: [0], minutes: [0] },
  '@monthly': { days: [1], hours: [0], minutes: [0] },
  '@yearly': { months: [1], days: [1], hours: [0], minutes: [0] },
};
const MACRO_NAMES = Object.keys(MACROS).join(' ');

/** Reads `@daily` and its like. @param words the text, split at white space; the first begins with `@` */
export function readCronMacro(words: readonly string[]): ScheduleReading {
  const name = words[0]!.toLowerCase();
  if (name === '@reboot') {
    return refused(problemOf('`@reboot` is no time.', { help: 'Write `runAtLoad: true` and no schedule.' }));
  }
  if (name === '@annually' || name === '@midnight') {
    const twin = name === '@annually' ? '@yearly' : '@daily';
    return refused(
      problemOf(`\`${name}\` is a second name for \`${twin}\`, the one that is taken here.`, {
        help: `Write \`${twin}\`.`,
      }),
    );
  }
  if (name === '@every') {
    const help = 'Write the field `every:` with a duration, such as `every: 5m`.';
    return refused(problemOf('`@every` is an interval, not a time.', { help }));
  }
  const product = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (!product) {
    return refused(
      problemOf(`${quoted(words[0]!)} is no name that cron has.`, { help: `Write one of ${MACRO_NAMES}.` }),
    );
  }
  if (words.length > 1) {
    const help = 'Leave out the rest, or write the time in words, such as `daily 03:00`.';
    return refused(problemOf(`\`${name}\` stands alone; it has its own time.`, { help }));
  }
  return { products: [product], everyMinute: false, problems: [] };
}

/**
 * Reads a five-field cron text. Day and weekday, when both are restricted, mean either one (crontab(5)): they become
 * two products. Impossible dates of a product are left out.
 * @param words the fields, split at white space
 */
export function readCron(words: readonly string[]): ScheduleReading {
  if (words.length !== FIELD_ORDER.length) return refused(wrongFieldCount(words));
  const problems: ScheduleProblem[] = [];
  const fields: CronFields = {};
  for (const [index, name] of FIELD_ORDER.entries()) {
    const read = readCronField(words[index]!, CALENDAR_FIELDS[name]);
    problems.push(...read.problems);
    if (read.field) fields[name] = read.field;
  }
  const dates = readDates(fields, words);
  if ('problem' in dates) problems.push(dates.problem);
  const { minute, hour } = fields;
  if (FIELD_ORDER.every((name) => fields[name]?.covers)) {
    const message = `${quoted(words.join(' '))} runs the job every minute.`;
    problems.push(problemOf(message, { help: EVERY_MINUTE_HELP, rule: 'calendar-every-minute' }));
  }
  if (problems.length > 0 || !minute || !hour || 'problem' in dates) return refused(...problems);
  const hours = restriction(CALENDAR_FIELDS.hour, hour.values);
  // Sixty minutes written out stay sixty: an absent Minute comes of a `*` only.
  const minutes = minute.wildcard ? undefined : minute.values;
  return {
    products: dates.products.map((product) => ({ ...product, hours, minutes })),
    everyMinute: minute.wildcard,
    problems,
  };
}

/** Month, day and weekday: two products where both days are restricted. None when one of the fields is wrong. */
function readDates(fields: CronFields, words: readonly string[]): CronDates {
  const { day, month, weekday } = fields;
  if (!day || !month || !weekday) return { products: [] };
  const problem = disputedDays(day, weekday, words);
  if (problem) return { problem };
  const months = restriction(CALENDAR_FIELDS.month, month.values);
  const days = restriction(CALENDAR_FIELDS.day, day.values);
  const weekdays = restriction(CALENDAR_FIELDS.weekday, weekday.values);
  const either: EntryProduct[] = [];
  if (days || !weekdays) either.push({ months, days });
  if (weekdays) either.push({ months, weekdays });
  const products = either.filter((product) => countEntries(product) > 0);
  return products.length > 0 ? { products } : { problem: impossible(either) };
}

/**
 * Day and weekday that one cron takes as "either" and another as "both". Vixie's cron looks at the first letter of
 * the field (`*` or not), dcron and its port in busybox at whether the set is full.
 */
function disputedDays(day: CronField, weekday: CronField, words: readonly string[]): ScheduleProblem | undefined {
  if (day.plain || weekday.plain || (day.covers && weekday.covers)) return undefined;
  const unclear = (field: CronField) => field.starred || field.covers;
  if (!unclear(day) && !unclear(weekday)) return undefined;
  const message =
    `Day ${quoted(words[2]!)} beside weekday ${quoted(words[4]!)}: some crons run the job when either matches, ` +
    'others only when both do.';
  const help = 'Write the one that is not meant as a plain `*`, or write the days as a list without `*`.';
  return problemOf(message, { help, rule: 'calendar-day-and-weekday' });
}

function impossible(groups: readonly EntryProduct[]): ScheduleProblem {
  const dates = groups.flatMap(impossibleDates);
  const [[month, day] = [2, 30]] = dates;
  const more = dates.length > 1 ? ` ${dates.length - 1} more of its dates never come either.` : '';
  return problemOf(`${impossibleDate(month, day)}${more}`, {
    help: 'Write a date that exists.',
    rule: 'calendar-impossible-date',
  });
}

function wrongFieldCount(words: readonly string[]): ScheduleProblem {
  const count = words.length;
  if (words.some((word) => word.includes('='))) {
    return problemOf('A cron text takes no settings; launchd always uses the local time zone.', { help: `${FIELDS}.` });
  }
  if (count < FIELD_ORDER.length) {
    return problemOf(`${quoted(words.join(' '))} has ${count} of the five cron fields.`, { help: `${FIELDS}.` });
  }
  if (count <= 7 && /^([^a-z/]|l|sun|mon|tue|wed|thu|fri|sat)/i.test(words[5]!)) return secondsField(words);
  return problemOf(`${count} words are too many for a cron text.`, {
    help: `${FIELDS}, with no user and no command after them.`,
  });
}

function secondsField(words: readonly string[]): ScheduleProblem {
  const count = words.length;
  const year = count === 7 ? ' and the last (the year)' : '';
  const rest = quoted(words.slice(1, 6).join(' ').replaceAll('?', '*'));
  const shift = /\d/.test(words[5]!) ? ' Mind the weekday: Quartz counts Sunday as 1, cron as 0.' : '';
  const message = `${count} fields are cron with seconds, as Quartz has it; launchd has minute resolution and no years.`;
  return problemOf(message, { help: `Leave out the first field (the seconds)${year}: ${rest}.${shift}` });
}
