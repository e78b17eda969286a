/** Weekdays by name in a phrase: `sunday`, `mon-fri`, `mon,thu`, `fri-mon,wed`. */

import { quoted } from '../launchd/quoted.ts';
import { ascending, CALENDAR_FIELDS, nearName, valueNamed } from './calendar-field.ts';
import { problemOf, type ScheduleProblem } from './schedule-problem.ts';

const FIELD = CALENDAR_FIELDS.weekday;

export interface WeekdaysReading {
  /** 0 (Sunday) to 6, ascending. */
  readonly values: readonly number[];
  readonly problems: readonly ScheduleProblem[];
}

/** Reads names, ranges (which may run over the end of the week) and lists of both. A day named twice is a problem. */
export function readWeekdays(text: string): WeekdaysReading {
  const problems: ScheduleProblem[] = [];
  const firstPart = new Map<number, string>();
  for (const part of text.split(',')) {
    const ends = part.split('-').map((name) => valueNamed(FIELD, name));
    const [first, last = first] = ends;
    if (ends.length > 2 || first === undefined || last === undefined || ends.includes(undefined)) {
      problems.push(wrongPart(part));
      continue;
    }
    if (ends.length === 2 && first === last) {
      const help = 'Write the one day alone, or `daily HH:MM` for all seven.';
      problems.push(problemOf(`The range ${quoted(part)} begins and ends on one day.`, { help }));
      continue;
    }
    const twice = addDays(firstPart, part, first, last);
    if (twice) problems.push(twice);
  }
  return { values: ascending(firstPart.keys()), problems };
}

function addDays(firstPart: Map<number, string>, part: string, first: number, last: number) {
  let twice: ScheduleProblem | undefined;
  const length = ((last - first + 7) % 7) + 1;
  for (let step = 0; step < length; step++) {
    const day = (first + step) % 7;
    const before = firstPart.get(day);
    if (before === undefined) firstPart.set(day, part);
    else twice ??= sameDay(day, before, part);
  }
  return twice;
}

function sameDay(day: number, before: string, part: string): ScheduleProblem {
  const name = FIELD.names[day]!;
  const where = before === part ? quoted(part) : `${quoted(before)} and ${quoted(part)}`;
  return problemOf(`${name[0]!.toUpperCase()}${name.slice(1)} is named twice: ${where}.`, {
    help: 'Write each day once.',
    rule: 'calendar-duplicate',
  });
}

function wrongPart(part: string): ScheduleProblem {
  if (part === '') return problemOf('An item of the list of weekdays is empty.', { help: 'Remove the extra comma.' });
  const wrong = part.split('-').find((name) => valueNamed(FIELD, name) === undefined);
  if (wrong === undefined || wrong === '') {
    return problemOf(`${quoted(part)} is no range of weekdays.`, {
      help: 'Write the first and the last day: `mon-fri`.',
    });
  }
  const near = nearName(FIELD, wrong);
  const help = near ? `Did you mean \`${near}\`?` : 'Write sun mon tue wed thu fri sat, or the full names.';
  return problemOf(`${quoted(wrong)} is no weekday.`, { help });
}
