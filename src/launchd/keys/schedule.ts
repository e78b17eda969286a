/** Starts by the clock. */
import { keyTable } from './row.ts';

const calendarMember = {
  group: 'schedule',
  types: ['integer'],
  default: 'wildcard',
  exactCase: true,
  // The 10.9 source drops the entry without a word; github chef/chef PR 5115 saw a wildcard on 10.11.5.
  wrongType: 'launchd drops the whole entry (10.9 source) or lets the member match every value (reported for 10.11)',
  sources: ['MAN26', 'SRC842', 'NIX', 'CHEF'],
} as const;

// biome-ignore format: one row a key
export const scheduleKeys = [
  ...keyTable({ group: 'schedule' }, [
    { key: 'StartInterval', types: ['integer'], min: 1, max: 4294967295, unit: 's', field: { name: 'every', form: 'duration' }, sources: ['MAN26', 'SRC842', 'FORUM23361'],
      about: 'Start the job every so many seconds, the first time that long after load; firings in sleep or while it still runs are lost.' },
    { key: 'StartCalendarInterval', types: ['dict<integer>', 'array<dict<integer>>'], field: { name: 'schedule', form: 'schedule' }, sources: ['MAN26', 'SRC842', 'HINT', 'NIX', 'FORUM52369', 'FORUM815034'],
      about: 'Start the job at matching local times, by one entry or by any of several; a missing member matches every value, and firings missed in sleep become one run at wake.' },
  ]),
  ...keyTable(calendarMember, [
    { key: 'StartCalendarInterval.Minute', min: 0, max: 59, about: 'Minute of the firing, 0 to 59; left out, the job starts in every minute of the matching hours.' },
    { key: 'StartCalendarInterval.Hour', min: 0, max: 23, about: 'Hour of the firing, 0 to 23; left out, every hour.' },
    { key: 'StartCalendarInterval.Day', min: 1, max: 31, about: 'Day of the month, 1 to 31; left out, every day, and beside Weekday either one matches.' },
    { key: 'StartCalendarInterval.Weekday', min: 0, max: 7, about: 'Day of the week, 0 and 7 both Sunday; left out, every day, and beside Day either one matches.' },
    { key: 'StartCalendarInterval.Month', min: 1, max: 12, about: 'Month of the firing, 1 to 12; left out, every month.' },
  ]),
];
