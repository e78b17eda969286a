import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarEntry, parseSchedule } from '../../src/manifest/schedule.ts';

/*
 * Cron texts against an evaluation of their own: for each day, month, weekday, hour and minute asks the text itself
 * whether it matches, and never looks at entries. The entries are evaluated by launchd.plist(5): an absent member
 * is any, Day or Weekday, and an array is the union.
 */
const NAMES = {
  month: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  weekday: 'sun mon tue wed thu fri sat'.split(' '),
};
const RANGES = { minute: [0, 59], hour: [0, 23], day: [1, 31], month: [1, 12], weekday: [0, 6] } as const;
type Field = keyof typeof RANGES;

function number(word: string, field: Field): number {
  if (field === 'month' && NAMES.month.includes(word)) return NAMES.month.indexOf(word) + 1;
  return field === 'weekday' && NAMES.weekday.includes(word) ? NAMES.weekday.indexOf(word) : Number(word);
}

function matches(text: string, field: Field, value: number): boolean {
  const candidates = field === 'weekday' && value === 0 ? [0, 7] : [value];
  return text.split(',').some((item) => {
    const [base, step = '1'] = item.split('/');
    const [from, to] = base === '*' ? RANGES[field] : base!.split('-').map((word) => number(word, field));
    return candidates.some((one) => one >= from! && one <= (to ?? from!) && (one - from!) % Number(step) === 0);
  });
}

const all = (field: Field) => {
  const [low, high] = RANGES[field];
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
};

interface Day {
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

function dayMatches([, , day, month, weekday]: readonly string[], on: Day): boolean {
  if (!matches(month!, 'month', on.month)) return false;
  const byDay = matches(day!, 'day', on.day);
  const byWeekday = matches(weekday!, 'weekday', on.weekday);
  return day === '*' || weekday === '*' ? byDay && byWeekday : byDay || byWeekday;
}

/** Minutes of the day at which the cron text runs, ascending. */
function cronTimes([minute, hour]: readonly string[]): number[] {
  const minutes = all('minute').filter((value) => matches(minute!, 'minute', value));
  const hours = all('hour').filter((value) => matches(hour!, 'hour', value));
  return hours.flatMap((h) => minutes.map((m) => h * 60 + m));
}

function entryMatches(entry: CalendarEntry, on: Day): boolean {
  if (entry.Month !== undefined && entry.Month !== on.month) return false;
  if (entry.Day === undefined && entry.Weekday === undefined) return true;
  return entry.Day === on.day || entry.Weekday === on.weekday;
}

function entryTimes({ Hour, Minute }: CalendarEntry): number[] {
  const hours = Hour === undefined ? all('hour') : [Hour];
  return hours.flatMap((h) => (Minute === undefined ? all('minute') : [Minute]).map((m) => h * 60 + m));
}

function spanOf(start: number, length: number): Day[] {
  return Array.from({ length }, (_, index) => {
    const date = new Date(Date.UTC(2023, 0, 1 + start + index));
    return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
  });
}

/** How many of the days' dates exist, by the text alone: what decides whether there are entries at all. */
function everRuns(words: readonly string[]): boolean {
  return spanOf(0, 4 * 366).some((day) => dayMatches(words, day));
}

function item(field: Field) {
  const [low, high] = RANGES[field];
  const top = field === 'weekday' ? 7 : high;
  const value = fc.integer({ min: low, max: top });
  const names: readonly string[] = field === 'month' || field === 'weekday' ? NAMES[field] : [];
  const written = (at: number) => {
    const name = names[field === 'month' ? at - 1 : at];
    return name === undefined ? fc.constantFrom(`${at}`, `${at}`.padStart(2, '0')) : fc.constantFrom(`${at}`, name);
  };
  const single = value.chain(written);
  const range = fc
    .tuple(value, value)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    .chain(([a, b]) => fc.tuple(written(a), written(b)).map((ends) => ends.join('-')));
  const step = fc.integer({ min: 2, max: field === 'minute' ? 30 : 6 });
  const stepped = fc.tuple(fc.oneof(range, fc.constant('*')), step).map(([base, by]) => `${base}/${by}`);
  return fc.oneof({ weight: 4, arbitrary: single }, range, stepped);
}

const field = (name: Field) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: fc.array(item(name), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')) },
  );
const cron = fc.tuple(field('minute'), field('hour'), field('day'), field('month'), field('weekday'));

/** Why a cron text of the generator may be refused; by the text alone. */
function reasonToRefuse(words: readonly string[]): string | undefined {
  const [minute, , day, , weekday] = words as [string, string, string, string, string];
  const full = (text: string, name: Field) => all(name).every((value) => matches(text, name, value));
  if ((Object.keys(RANGES) as Field[]).every((name, index) => full(words[index]!, name))) return 'every minute';
  const unclear = (text: string, name: Field) => text.includes('*') || full(text, name);
  const bothFull = full(day, 'day') && full(weekday, 'weekday');
  if (day !== '*' && weekday !== '*' && !bothFull && (unclear(day, 'day') || unclear(weekday, 'weekday')))
    return 'either';
  if (!everRuns(words)) return 'never comes';
  const size = (text: string, name: Field) =>
    full(text, name) ? 1 : all(name).filter((value) => matches(text, name, value)).length;
  const minutes = minute === '*' ? 1 : all('minute').filter((value) => matches(minute, 'minute', value)).length;
  const months = full(words[3]!, 'month') ? [0] : all('month').filter((value) => matches(words[3]!, 'month', value));
  const longest = [31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const days = all('day').filter((value) => matches(day, 'day', value));
  const byDay = months.flatMap((at) => days.filter((value) => value <= longest[at]!)).length;
  const byWeekday = months.length * size(weekday, 'weekday');
  const dayFull = full(day, 'day');
  const dates = dayFull ? byWeekday : full(weekday, 'weekday') ? byDay : byDay + byWeekday;
  return dates * size(words[1]!, 'hour') * minutes > 366 ? 'entries; more than 366' : undefined;
}

describe('random cron texts', () => {
  it('run at the minutes that the text itself says, or are refused for a reason', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(cron, fc.integer({ min: 0, max: 1000 }), (words, start) => {
        const { entries, problems } = parseSchedule(words.join(' '));
        const reason = reasonToRefuse(words);
        expect(problems.map(({ message }) => message)).toEqual(reason ? [expect.stringContaining(reason)] : []);
        if (reason) return;
        const times = cronTimes(words);
        const timed = entries.map((entry) => ({ entry, times: entryTimes(entry) }));
        for (const day of spanOf(start, 500)) {
          const fires = new Set(timed.flatMap((one) => (entryMatches(one.entry, day) ? one.times : [])));
          const expected = dayMatches(words, day) ? times : [];
          if (fires.size !== expected.length || !expected.every((time) => fires.has(time))) {
            expect.fail(`${words.join(' ')} differs on ${JSON.stringify(day)}`);
          }
        }
      }),
      {
        numRuns: 400,
        examples: [
          [['0', '3', '30', 'feb', '*'], 0],
          [['0', '3', '30', '2', '1'], 365],
          [['0', '3', '29-31', '2,4', '7'], 365],
        ],
      },
    );
  });
});
