/** One field of a cron text: `*`, numbers, names, lists, ranges and steps to a set of values. */

import { quoted } from '../launchd/quoted.ts';
import {
  ascending,
  type CalendarField,
  canonicalValue,
  fieldNaming,
  isInRange,
  nearName,
  rangeOf,
  valueNamed,
} from './calendar-field.ts';
import { problemOf, type ScheduleProblem } from './schedule-problem.ts';

export interface CronField {
  /** Ascending, without repeats, Sunday as 0. */
  readonly values: readonly number[];
  /** The field is exactly `*`. */
  readonly plain: boolean;
  /** A `*` stands somewhere in it. */
  readonly starred: boolean;
  /** A whole `*` (or the same in other words, a step of 1) is among its items. */
  readonly wildcard: boolean;
  /** It lets every value through. */
  readonly covers: boolean;
}

export interface CronFieldReading {
  /** Absent when there are problems. */
  readonly field?: CronField;
  readonly problems: readonly ScheduleProblem[];
}

type Values = { readonly values: readonly number[] } | { readonly problem: ScheduleProblem };
type Atom = { readonly value: number; readonly named: boolean } | { readonly problem: ScheduleProblem };

/** Reads one field; every item of its list that is wrong gets a problem of its own. */
export function readCronField(text: string, field: CalendarField): CronFieldReading {
  const values: number[] = [];
  const problems: ScheduleProblem[] = [];
  const items = text.split(',');
  for (const item of items) {
    const read = readItem(item, field);
    if ('problem' in read) problems.push(inField(field, read.problem));
    else values.push(...read.values);
  }
  if (problems.length > 0) return { problems };
  const different = ascending(values);
  return {
    field: {
      values: different,
      plain: text === '*',
      starred: text.includes('*'),
      wildcard: items.some((item) => /^\*(\/0*1)?$/.test(item)),
      covers: different.length === field.size,
    },
    problems,
  };
}

function inField(field: CalendarField, problem: ScheduleProblem): ScheduleProblem {
  return { ...problem, message: `In the ${field.name} field of the cron text, ${problem.message}` };
}

function readItem(item: string, field: CalendarField): Values {
  if (item === '') {
    return { problem: problemOf('an item of the list is empty.', { help: 'Remove the extra comma.' }) };
  }
  const special = specialCharacter(item, field);
  if (special) return { problem: special };
  const [base = '', step, ...more] = item.split('/');
  if (more.length > 0) {
    return { problem: problemOf(`${quoted(item)} has two steps.`, { help: 'Write one, such as `0-30/10`.' }) };
  }
  const stepProblem = step === undefined ? undefined : wrongStep(item, step, field);
  if (stepProblem) return { problem: stepProblem };
  const width = Number(step ?? 1);
  if (base === '*') return { values: stepped(field.min, field.min + field.size - 1, width, field) };
  if (base.startsWith('-')) {
    return { problem: problemOf(`${quoted(item)} is negative.`, { help: say(field), rule: 'calendar-value' }) };
  }
  if (base.includes('-')) return readRange(base, width, field);
  const atom = readAtom(base, field);
  if ('problem' in atom) return atom;
  if (step !== undefined) {
    const help = `Write the range: \`${atom.value}-${field.min + field.size - 1}/${width}\`.`;
    return { problem: problemOf(`${quoted(item)} has a step without a range; crons disagree on it.`, { help }) };
  }
  return { values: [canonicalValue(field, atom.value)] };
}

function readRange(base: string, step: number, field: CalendarField): Values {
  const [from = '', to = '', ...more] = base.split('-');
  if (from === '' || to === '' || more.length > 0) {
    const help = 'Write the first and the last value, such as `1-5`.';
    return { problem: problemOf(`${quoted(base)} is no range.`, { help }) };
  }
  const first = readAtom(from, field);
  if ('problem' in first) return first;
  const last = readAtom(to, field);
  if ('problem' in last) return last;
  if (first.value <= last.value) return { values: stepped(first.value, last.value, step, field) };
  // Names in a circle are clear (`fri-mon`); numbers the wrong way round are refused by cron as well.
  if (first.named && last.named) return { values: stepped(first.value, last.value + field.size, step, field) };
  const help = `Write \`${forwards(first.value, last.value, field)}\`, or swap the two.`;
  return { problem: problemOf(`the range ${quoted(base)} runs backwards.`, { help, rule: 'calendar-value' }) };
}

/** A backwards range as the two forwards ones it would be around the end of the field. */
function forwards(first: number, last: number, field: CalendarField): string {
  const top = field.min + field.size - 1;
  const range = (from: number, to: number) => (from === to ? `${from}` : `${from}-${to}`);
  const tail = range(field.min, last);
  return first > top ? tail : `${range(first, top)},${tail}`;
}

/** Every `step`-th value from `first` to `last`; past the end of the field it goes on at its start. */
function stepped(first: number, last: number, step: number, field: CalendarField): number[] {
  const values: number[] = [];
  for (let value = first; value <= last; value += step) {
    values.push(canonicalValue(field, value > field.max ? value - field.size : value));
  }
  return values;
}

function wrongStep(item: string, step: string, field: CalendarField): ScheduleProblem | undefined {
  if (!/^\d+$/.test(step)) {
    const help = 'Write a whole number from 1 on after the slash, such as `*/5`.';
    return problemOf(`the step of ${quoted(item)} is no whole number.`, { help, rule: 'calendar-value' });
  }
  const width = Number(step);
  if (width === 0) {
    const help = 'Write a step from 1 on, or `*` for every value.';
    return problemOf(`the step of ${quoted(item)} is 0.`, { help, rule: 'calendar-value' });
  }
  if (width <= field.max) return undefined;
  const help =
    field.name === 'minute' || field.name === 'hour'
      ? 'For an interval that is no part of the hour or day use `every:`, such as `every: 90m`.'
      : 'Write the values themselves.';
  const message = `the step of ${quoted(item)} is wider than the field; ${rangeOf(field)}.`;
  return problemOf(message, { help, rule: 'calendar-value' });
}

function readAtom(text: string, field: CalendarField): Atom {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (isInRange(field, value)) return { value, named: false };
    return { problem: problemOf(`${quoted(text)} is out of range.`, { help: say(field), rule: 'calendar-value' }) };
  }
  const value = valueNamed(field, text);
  if (value !== undefined) return { value, named: true };
  return {
    problem: problemOf(`${quoted(text)} is no value.`, { help: atomHelp(text, field), rule: 'calendar-value' }),
  };
}

function atomHelp(text: string, field: CalendarField): string {
  const near = nearName(field, text);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  const home = fieldNaming(text);
  if (home) return `Write it in the ${home.name} field; the fields are minute hour day month weekday.`;
  if (/^\d*\.\d+$/.test(text)) return `Write a whole number; ${rangeOf(field)}.`;
  return say(field);
}

/** Signs that only some schedulers know, with the reason they are refused. */
function specialCharacter(item: string, field: CalendarField): ScheduleProblem | undefined {
  const guard = 'and test the date in the job itself';
  if (item.includes('?')) {
    return problemOf('`?` is a sign of Quartz that cron does not have.', { help: 'Write `*`.' });
  }
  if (item.includes('#')) {
    const message =
      '`#` (the nth weekday of a month) has no counterpart: launchd knows weekdays and days, not their count.';
    return problemOf(message, { help: `Schedule the weekday ${guard}.` });
  }
  if (/^(\d{0,2}l|l-\d{1,2}|lw|[a-z]{3}l)$/i.test(item)) {
    const message = '`L` (the last of a month) has no counterpart: launchd does not count from the end of a month.';
    return problemOf(message, { help: `Schedule days 28 to 31 (or the weekday) ${guard}.` });
  }
  if (/^\d{0,2}w$/i.test(item)) {
    const message = '`W` (the nearest working day) has no counterpart in launchd.';
    return problemOf(message, { help: `Schedule the days it can fall on ${guard}.` });
  }
  if (/^h([(/]|$)/i.test(item)) {
    const message = `\`H\` is Jenkins' own sign for a value it picks itself.`;
    return problemOf(message, { help: `Write the value; ${rangeOf(field)}.` });
  }
  return undefined;
}

function say(field: CalendarField): string {
  const names = field.names.length > 0 ? `, or by name: ${field.names.map((name) => name.slice(0, 3)).join(' ')}` : '';
  return `Write a number: ${rangeOf(field)}${names}.`;
}
