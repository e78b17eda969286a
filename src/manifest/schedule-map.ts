/** A schedule as a map of `minute hour day weekday month`. */

import { isPossibleDate } from '../launchd/calendar.ts';
import { nearest } from '../launchd/nearest.ts';
import { quoted } from '../launchd/quoted.ts';
import { impossibleDate, MAX_ENTRIES } from './calendar-entries.ts';
import {
  CALENDAR_FIELDS,
  type CalendarField,
  canonicalValue,
  fieldNaming,
  isInRange,
  type MemberName,
  nearName,
  rangeOf,
  restriction,
  valueNamed,
} from './calendar-field.ts';
import { EVERY_MINUTE_HELP } from './cron.ts';
import {
  describeValue,
  type ProblemParts,
  problemOf,
  type ScheduleProblem,
  type ScheduleReading,
} from './schedule-problem.ts';

const MEMBER_NAMES = Object.keys(CALENDAR_FIELDS) as MemberName[];
/** Names other tools have for the members, in lower case without `-` and `_`. */
const OTHER_NAMES: Readonly<Record<string, MemberName>> = {
  min: 'minute',
  mins: 'minute',
  hr: 'hour',
  dayofweek: 'weekday',
  dow: 'weekday',
  wday: 'weekday',
  dayofmonth: 'day',
  dom: 'day',
  mday: 'day',
  date: 'day',
};

interface Item {
  readonly value: number;
  readonly path: readonly (string | number)[];
}
interface Member {
  /** `"*"`, which only `minute` takes. */
  readonly every: boolean;
  /** Different values; the first of equal ones. */
  readonly items: readonly Item[];
  readonly problems: readonly ScheduleProblem[];
}
type Members = Partial<Record<MemberName, Member>>;

/** Reads a map; paths of problems start at it. @param map a plain object, as YAML gives it */
export function readMap(map: Readonly<Record<string, unknown>>): ScheduleReading {
  const members: Members = {};
  const problems: ScheduleProblem[] = [];
  for (const [key, value] of Object.entries(map)) {
    const known = MEMBER_NAMES.find((name) => name === key);
    const meant = known ?? memberLike(key);
    if (!known) problems.push(unknownMember(key, meant));
    // A mistyped member still counts as given, so that one slip is one problem.
    if (!meant || members[meant] || (!known && Object.hasOwn(map, meant))) continue;
    members[meant] = readMember(CALENDAR_FIELDS[meant], value, key);
  }
  if (Object.keys(map).length === 0) {
    const parts: ProblemParts = { help: EVERY_MINUTE_HELP, rule: 'calendar-every-minute' };
    problems.push(problemOf('An empty map would run the job every minute.', parts));
  }
  for (const member of Object.values(members)) for (const problem of member.problems) problems.push(problem);
  problems.push(...together(members));
  const usable = Object.values(members).every(({ every, items }) => every || items.length > 0);
  const twoDays = members.day && members.weekday;
  const products = usable && !twoDays && Object.keys(members).length > 0 ? [productOf(members)] : [];
  return { products, everyMinute: members.minute?.every ?? false, problems };
}

function productOf(members: Members): ScheduleReading['products'][number] {
  const valuesOf = (name: MemberName) => members[name]?.items.map(({ value }) => value);
  const restricted = (name: MemberName) => {
    const values = valuesOf(name);
    return values && restriction(CALENDAR_FIELDS[name], values);
  };
  const minutes = members.minute?.every ? undefined : valuesOf('minute')?.sort((a, b) => a - b);
  return {
    months: restricted('month'),
    days: restricted('day'),
    weekdays: restricted('weekday'),
    hours: restricted('hour'),
    minutes,
  };
}

/** What the members are to each other. */
function together(members: Members): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  const { minute, ...coarser } = members;
  const names = Object.keys(coarser).map((name) => `\`${name}\``);
  if (!minute && names.length > 0) {
    const message = `${names.join(' and ')} without \`minute\` would run the job every minute of the time matched.`;
    const help = 'Write `minute: 0` for once, or `minute: "*"` for every minute on purpose.';
    problems.push(problemOf(message, { help, rule: 'calendar-every-minute' }));
  }
  if (minute?.items.length === CALENDAR_FIELDS.minute.size && names.length === 0) {
    const parts: ProblemParts = { help: EVERY_MINUTE_HELP, rule: 'calendar-every-minute', path: ['minute'] };
    problems.push(problemOf('All sixty minutes run the job every minute.', parts));
  }
  if (members.day && members.weekday) {
    const message = '`day` and `weekday` together mean either one to launchd, not both (launchd.plist(5)).';
    const help = 'Write two entries; for both at once schedule the weekday and test the date in the job itself.';
    problems.push(problemOf(message, { help, rule: 'calendar-day-and-weekday', path: ['weekday'] }));
  }
  return [...problems, ...impossibleDatesOf(members)];
}

function impossibleDatesOf({ month, day }: Members): ScheduleProblem[] {
  if (!month || !day || month.items.length === CALENDAR_FIELDS.month.size) return [];
  return month.items.flatMap((inMonth) =>
    day.items
      .filter((onDay) => !isPossibleDate({ month: inMonth.value, day: onDay.value }))
      .map(({ value, path }) =>
        problemOf(impossibleDate(inMonth.value, value), {
          help: 'Write a date that exists; entries for other months can be maps of their own.',
          rule: 'calendar-impossible-date',
          path,
        }),
      ),
  );
}

function memberLike(key: string): MemberName | undefined {
  if (key.length > 20) return undefined;
  const plain = key.toLowerCase().replace(/[-_ ]/g, '');
  if (Object.hasOwn(OTHER_NAMES, plain)) return OTHER_NAMES[plain];
  const found = nearest(plain, MEMBER_NAMES);
  return MEMBER_NAMES.find((name) => name === found);
}

function unknownMember(key: string, meant: MemberName | undefined): ScheduleProblem {
  const parts = { rule: 'calendar-value', path: [key] } as const;
  if (/^seconds?$|^secs?$/i.test(key)) {
    return problemOf('launchd has minute resolution: there are no seconds.', { ...parts, help: 'Leave them out.' });
  }
  if (/^years?$/i.test(key)) {
    return problemOf('launchd knows no years: an entry comes back every year.', { ...parts, help: 'Leave it out.' });
  }
  const help = meant ? `Did you mean \`${meant}\`?` : 'Write one of minute, hour, day, weekday and month.';
  return problemOf(`Unknown member ${quoted(key)} of a schedule.`, { ...parts, help });
}

function readMember(field: CalendarField, value: unknown, key: string): Member {
  if (value === '*' && field.name === 'minute') return { every: true, items: [], problems: [] };
  if (Array.isArray(value)) return readList(field, value, key);
  const read = readValue(field, value, [key]);
  return 'problem' in read
    ? { every: false, items: [], problems: [read.problem] }
    : { every: false, items: [{ value: read.value, path: [key] }], problems: [] };
}

function readList(field: CalendarField, values: readonly unknown[], key: string): Member {
  const items = new Map<number, Item & { readonly index: number }>();
  const problems: ScheduleProblem[] = [];
  if (values.length > MAX_ENTRIES) {
    const message = `The list of \`${field.name}\` has ${values.length} values.`;
    const parts: ProblemParts = {
      help: `Write each value once: ${rangeOf(field)}.`,
      rule: 'calendar-value',
      path: [key],
    };
    return { every: false, items: [], problems: [problemOf(message, parts)] };
  }
  if (values.length === 0) {
    const every = field.name === 'minute' ? 'Write `minute: "*"`' : `Leave \`${field.name}\` out`;
    const help = `${every} for every ${field.name}, or write a value.`;
    problems.push(problemOf(`The list of \`${field.name}\` is empty.`, { help, rule: 'calendar-value', path: [key] }));
  }
  for (const [index, value] of values.entries()) {
    const path = [key, index];
    const read = readValue(field, value, path);
    const before = 'value' in read ? items.get(read.value) : undefined;
    if ('problem' in read) problems.push(read.problem);
    else if (!before) items.set(read.value, { value: read.value, path, index });
    else {
      const same = describeAs(field, read.value);
      const message = `In \`${field.name}\` entry ${index + 1} equals entry ${before.index + 1}: both are ${same}.`;
      problems.push(problemOf(message, { help: 'Remove one of them.', rule: 'calendar-duplicate', path }));
    }
  }
  return { every: false, items: [...items.values()], problems };
}

/** Reads one value of a member; Sunday becomes 0. */
function readValue(
  field: CalendarField,
  value: unknown,
  path: Item['path'],
): { value: number } | { problem: ScheduleProblem } {
  const wrong = (message: string, help = `Write a number: ${rangeOf(field)}.`) => ({
    problem: problemOf(message, { help, rule: 'calendar-value', path }),
  });
  if (typeof value === 'string') {
    const named = valueNamed(field, value);
    return named === undefined ? wrong(...wrongText(field, value)) : { value: named };
  }
  if (typeof value !== 'number') {
    const help = `Write a number${field.names.length > 0 ? ' or a name' : ''}, or a list of them; ${rangeOf(field)}.`;
    return wrong(`\`${field.name}\` cannot be ${describeValue(value)}.`, help);
  }
  if (!Number.isInteger(value)) return wrong(`${value} is no whole number.`, fractionHelp(field, value));
  if (value < 0) return wrong(`\`${field.name}\` cannot be negative (${value}).`);
  if (!isInRange(field, value)) return wrong(`\`${field.name}\` ${value} is out of range.`);
  return { value: canonicalValue(field, value) };
}

function wrongText(field: CalendarField, text: string): [message: string, help?: string] {
  const message = `\`${field.name}\` cannot be the text ${quoted(text)}.`;
  const { name } = field;
  if (text.length > 100) return [message];
  if (text === '') return [`\`${name}\` is an empty text.`];
  if (text === '*') {
    const help =
      name === 'minute'
        ? 'Write `minute: "*"`, not in a list.'
        : `Leave \`${name}\` out: an absent member means every.`;
    return [message, help];
  }
  if (/^\d{1,2}$/.test(text)) return [message, `Write the number without quotes: \`${name}: ${Number(text)}\`.`];
  const near = nearName(field, text);
  if (/[-,/*]/.test(text)) {
    const example = field.names.length > 0 ? field.names.slice(1, 4).map((day) => day.slice(0, 3)) : [1, 2, 3];
    return [message, `Write a list, such as [${example.join(', ')}]; ranges and steps belong to cron texts.`];
  }
  if (near !== undefined) return [message, `Did you mean \`${near}\`?`];
  const home = fieldNaming(text);
  return home ? [message, `Write \`${home.name}: ${text}\`.`] : [message];
}

function fractionHelp(field: CalendarField, value: number): string {
  const hour = Math.floor(value);
  const minute = (value - hour) * 60;
  if (field.name === 'hour' && isInRange(field, hour) && Number.isInteger(minute)) {
    return `Write \`hour: ${hour}\` and \`minute: ${minute}\`.`;
  }
  return `Write a whole number; ${rangeOf(field)}.`;
}

function describeAs(field: CalendarField, value: number): string {
  const name = field.names[value - field.firstNamed];
  return name === undefined ? `${value}` : `${name[0]!.toUpperCase()}${name.slice(1)}`;
}
