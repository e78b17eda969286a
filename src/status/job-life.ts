/**
 * The life of a job in plain sentences, told from its property list alone: what starts it, what becomes of it when it
 * ends, and what sleep, logout and reboot do to it. Each sentence names the keys that say so. It is launchd.plist(5)
 * and what `docs/launchd-semantics.md` holds; nothing is asked of the machine.
 */
import type { ScheduleKey } from '../launchd/starting-keys.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import { type DictNode, entryOf } from '../plist/node.ts';
import { capitalised } from './calendar-note-words.ts';
import { endingSentences, restartSentences, stopSentences } from './job-ends.ts';
import { readKeepAlive } from './keep-alive.ts';
import { type JobSchedule, jobSchedule } from './schedule.ts';
import { eventsOf, isBoolean } from './starters.ts';

/** What there is to tell, in the order in which it is told. */
export const TOPICS = [
  'starts',
  'restarts',
  'stops',
  'clean-exit',
  'failure',
  'crash',
  'kill',
  'sleep',
  'logout',
  'reboot',
] as const;
export type Topic = (typeof TOPICS)[number];

export interface LifeSentence {
  readonly text: string;
  /** Keys of the property list that say so, dotted; empty where launchd does so of itself. */
  readonly keys: readonly string[];
}

/**
 * Where the job is loaded. gui: an agent of the desktop · user: an agent that needs no desktop · agent: one of the two
 * · system: a daemon · unknown: the file does not tell.
 */
export type LifeDomain = 'gui' | 'user' | 'agent' | 'system' | 'unknown';

export interface LifeQuestion {
  readonly domain: LifeDomain;
  /** Does its file lie where launchd loads it from at login or boot? undefined: not known, or services.yaml's matter. */
  readonly inFolder?: boolean;
  /** Now, in milliseconds since 1970 UTC, and the zone of the machine: remarks on calendars depend on them. */
  readonly from: number;
  readonly zone: TimeZone;
}

export interface JobLife {
  readonly topics: Readonly<Record<Topic, readonly LifeSentence[]>>;
  /** What of its schedule is dropped by launchd or means something else than it looks. */
  readonly notes: readonly string[];
}

/** Tells the life of a job. Takes any dict and never throws. */
export function jobLife(dict: DictNode, question: LifeQuestion): JobLife {
  const { from, zone } = question;
  const schedule = jobSchedule(dict, { from, zone, count: 1 });
  const { isScheduled: isTimed, turnsBy } = schedule;
  return {
    topics: {
      starts: startSentences(dict, question.domain, schedule),
      restarts: restartSentences(dict, turnsBy),
      stops: stopSentences(dict),
      ...endingSentences(dict, turnsBy.length > 0 || eventsOf(dict).length > 0),
      sleep: sleepSentences(turnsBy),
      logout: logoutSentences(dict, question.domain),
      reboot: rebootSentences(turnsBy, question),
    },
    notes: isTimed ? schedule.notes : [],
  };
}

/** When launchd loads the file by itself. */
const LOADED: Readonly<Record<LifeDomain, string>> = {
  gui: 'at each login at the desktop',
  user: "at the user's first login, over ssh too",
  agent: "at the user's login",
  system: 'at boot',
  unknown: 'at login (an agent) or at boot (a daemon)',
};

function startSentences(dict: DictNode, domain: LifeDomain, schedule: JobSchedule): LifeSentence[] {
  const { sentence, isScheduled, turnsBy } = schedule;
  const keep = readKeepAlive(dict);
  const isTrue = (key: string) => isBoolean(entryOf(dict, key)?.value, true);
  const said: LifeSentence[] = [];
  const load = `when it is loaded: ${LOADED[domain]}, and by \`svc install\` or \`svc start\``;
  if (isTrue('Disabled')) said.push({ text: 'Nothing starts it until it is enabled.', keys: ['Disabled'] });
  if (keep.always) said.push({ text: `It is started ${load}.`, keys: [keep.restarts.failure!] });
  else if (keep.afterDemand) said.push({ text: AFTER_DEMAND, keys: ['KeepAlive.AfterInitialDemand'] });
  else if (isTrue('RunAtLoad')) said.push({ text: `It is started ${load}.`, keys: ['RunAtLoad'] });
  else if (keep.hasConditions) {
    said.push({ text: `It is started ${load}: a condition of KeepAlive implies that.`, keys: ['KeepAlive'] });
  }
  if (isScheduled) {
    // A calendar of which launchd takes nothing is why it never starts.
    said.push({ text: `${capitalised(sentence)}.`, keys: turnsBy.length > 0 ? turnsBy : ['StartCalendarInterval'] });
  }
  for (const [key, how] of eventsOf(dict)) said.push({ text: `It is started ${how}.`, keys: [key] });
  if (isTrue('LaunchOnlyOnce')) {
    said.push({ text: 'Once it ran, nothing starts it again before the next boot.', keys: ['LaunchOnlyOnce'] });
  }
  return said.length > 0 ? said : [{ text: 'Nothing in the file starts it, only `svc start` does.', keys: [] }];
}

const AFTER_DEMAND = 'KeepAlive counts only once the job was started on demand; loading does not start it.';

/** Sources: launchd.plist(5), FORUM23361, FORUM52369. */
function sleepSentences(turnsBy: readonly ScheduleKey[]): LifeSentence[] {
  const said: LifeSentence[] = [
    { text: 'A process that runs is held while the machine sleeps, and goes on at wake.', keys: [] },
  ];
  if (turnsBy.includes('StartCalendarInterval')) {
    said.push({
      text: 'Runs that fall into sleep are made up for by one run at wake, however many they were.',
      keys: ['StartCalendarInterval'],
    });
  }
  if (turnsBy.includes('StartInterval')) {
    said.push({ text: 'Turns that fall into sleep are lost; counting goes on at wake.', keys: ['StartInterval'] });
  }
  return said;
}

const LOGOUT: Readonly<Record<LifeDomain, string>> = {
  gui: 'It is stopped as said above and unloaded when the user logs out of the desktop; the next login loads it again.',
  // launchctl(1): a user domain may exist without anybody being logged in.
  user: 'It goes on: it belongs to the user and not to the desktop, and its domain outlives a logout.',
  agent:
    'As an agent it is stopped as said above and unloaded with the session of the user; the next login loads it again.',
  system: 'It goes on: a daemon knows of no login.',
  unknown: 'As an agent it is stopped and unloaded at logout; as a daemon it goes on.',
};

function logoutSentences(dict: DictNode, domain: LifeDomain): LifeSentence[] {
  const isSaid = domain !== 'system' && entryOf(dict, 'LimitLoadToSessionType');
  return [{ text: LOGOUT[domain], keys: isSaid ? ['LimitLoadToSessionType'] : [] }];
}

function rebootSentences(turnsBy: readonly ScheduleKey[], { domain, inFolder }: LifeQuestion): LifeSentence[] {
  const said: LifeSentence[] = [
    inFolder === false
      ? {
          text: 'It is stopped, and not loaded again: launchd does not read the folder that its file lies in.',
          keys: [],
        }
      : { text: `It is stopped as said above; launchd loads it again ${LOADED[domain]}.`, keys: [] },
  ];
  if (turnsBy.includes('StartCalendarInterval')) {
    said.push({ text: 'Runs that fall due while the machine is off are missed.', keys: ['StartCalendarInterval'] });
  }
  if (turnsBy.includes('StartInterval')) {
    said.push({ text: 'Counting starts anew with the load.', keys: ['StartInterval'] });
  }
  return said;
}
