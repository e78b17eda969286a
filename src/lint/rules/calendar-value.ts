import { CALENDAR_MEMBERS, type CalendarMember, calendarRange, judgeCalendarValue } from '../../launchd/calendar.ts';
import { memberMeant } from '../../launchd/calendar-import.ts';
import { misspellingOf } from '../../launchd/misspellings.ts';
import { quoted } from '../../launchd/quoted.ts';
import type { PlistNode } from '../../plist/node.ts';
import { atMember, atMemberName, calendarEntries } from '../calendar.ts';
import { kindWords } from '../kind-words.ts';
import type { Rule, RuleFinding } from '../rule.ts';

export const calendarValue: Rule = {
  id: 'calendar-value',
  group: 'calendar',
  level: 'error',
  summary: 'A member of a calendar entry that launchd does not take as it is written.',
  docs: {
    why: 'Minute (0 to 59), Hour (0 to 23), Day (1 to 31), Weekday (0 to 7, Sunday is both 0 and 7) and Month (1 to 12) are integers, and there are no other members, lists, ranges or names. launchd says little or nothing about others: in the source of OS X 10.9 it drops the whole entry or lets the member match every value, so the job never runs or runs far too often. The letters’ case counts since macOS 10.12. Source: launchd.plist(5), launchd-842 core.c, chef/chef-web-docs PR 304, chef/chef PR 5115.',
    bad: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Weekday</key>\n  <string>1-5</string>\n  <key>Hour</key>\n  <integer>24</integer>\n  <key>minute</key>\n  <integer>0</integer>\n</dict>',
    good: '<key>StartCalendarInterval</key>\n<dict>\n  <key>Hour</key>\n  <integer>0</integer>\n  <key>Minute</key>\n  <integer>0</integer>\n</dict>',
    fix: 'Write each value as an integer in its range, under the exact name. For several values write an array of dicts, one for each time.',
    silence: 'Never: the job does not run when the file says.',
  },
  needs: { keys: ['StartCalendarInterval'] },
  check(job, report) {
    for (const entry of calendarEntries(job)) {
      for (const { key: name, value } of entry.members) {
        if (!isMember(name)) {
          report(atMemberName(entry, name), unknownMember(name, value));
        } else if (value.kind !== 'integer') {
          report(atMember(entry, name), wrongKind(name, value));
        } else {
          const judged = judgeCalendarValue(name, value.value);
          if (judged !== 'fits') report(atMember(entry, name), outOfRange(name, value.value, judged));
        }
      }
    }
  },
};

function isMember(name: string): name is CalendarMember {
  return (CALENDAR_MEMBERS as readonly string[]).includes(name);
}

function unknownMember(name: string, value: PlistNode): RuleFinding {
  const meant = memberMeant(name);
  const note = misspellingOf(['StartCalendarInterval', name])?.note;
  if (meant !== undefined && meant.toLowerCase() === name.toLowerCase()) {
    return {
      message: `${quoted(name)} must be written ${meant}: the letter case counts since macOS 10.12 (reported), and as it stands every ${meant.toLowerCase()} matches.`,
      help: `Write ${meant}.`,
    };
  }
  const effect =
    value.kind === 'integer'
      ? 'launchd ignores it without a word (10.9 source), so the job runs as if it were not there'
      : 'launchd drops the whole entry for its value (10.9 source) or ignores it';
  return {
    message: `A calendar entry has no member ${quoted(name)}${note ? ` (${note})` : ''}: ${effect}.`,
    help: meant ? `Write ${meant}.` : `Remove it; the members are ${CALENDAR_MEMBERS.join(', ')}.`,
  };
}

function wrongKind(member: CalendarMember, value: PlistNode): RuleFinding {
  const text = value.kind === 'string' ? ` (${quoted(value.value)})` : '';
  const { min, max } = calendarRange(member);
  const range = `from ${min} to ${max}`;
  let help = `Write an integer ${range}.`;
  if (value.kind === 'array' || (value.kind === 'string' && /\d\s*[-,]\s*\d/.test(value.value.slice(0, 60)))) {
    help = 'Write an array of dicts in StartCalendarInterval, one for each value.';
  } else if (value.kind === 'string' && /^\d{1,2}$/.test(value.value)) {
    help = `Write it as an integer: <integer>${Number(value.value)}</integer>.`;
  } else if (value.kind === 'string' && value.value.startsWith('*')) {
    help = `Leave ${member} out for every ${member.toLowerCase()}; for steps write one dict for each value.`;
  }
  return {
    message: `${member} must be an integer, and this is ${kindWords(value.kind)}${text}: launchd drops the whole entry (10.9 source) or lets ${member} match every value (reported for 10.11).`,
    help,
  };
}

function outOfRange(member: CalendarMember, value: number | bigint, judged: 'wildcard' | 'dropped'): RuleFinding {
  const { min, max } = calendarRange(member);
  const effect =
    judged === 'dropped'
      ? 'launchd drops the whole entry (10.9 source), and the job never runs by it'
      : `launchd takes it for every ${member.toLowerCase()} (10.9 source)`;
  const sunday = member === 'Weekday' ? ', where 0 and 7 are Sunday' : '';
  const midnight = member === 'Hour' && value === 24 ? ' Midnight is Hour 0.' : '';
  return {
    message: `${member} ${value} is not within ${min} to ${max}: ${effect}.`,
    help: `Write ${min} to ${max}${sunday}, or leave ${member} out for every ${member.toLowerCase()}.${midnight}`,
  };
}
