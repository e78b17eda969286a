/** Wrong names that were seen in real property lists, and the keys that were meant. */
import { once } from './once.ts';

/**
 * letter-case: the right letters in the wrong case · spelling: the right key, misspelt, at the right place ·
 * other-word: another program's word, or a name at the wrong place; what was meant is a guess.
 */
export type MisspellingKind = 'letter-case' | 'spelling' | 'other-word';

export interface Misspelling {
  /** Path of the wrong name, without array indexes. */
  readonly wrong: readonly string[];
  /** Path of the key that was meant; absent where no single key says it. */
  readonly right?: readonly string[];
  readonly kind: MisspellingKind;
  /** What to do where there is no right key: a clause without a full stop. */
  readonly note?: string;
}

interface MisspellingInput {
  readonly wrong: string;
  readonly right?: string;
  readonly kind: MisspellingKind;
  readonly note?: string;
}

// biome-ignore format: one row a name
const rows = (): readonly MisspellingInput[] => [
  { wrong: 'ExitTimeout', right: 'ExitTimeOut', kind: 'letter-case' },
  { wrong: 'Exittimeout', right: 'ExitTimeOut', kind: 'letter-case' },
  { wrong: 'exitTimeOut', right: 'ExitTimeOut', kind: 'letter-case' },
  { wrong: 'Timeout', right: 'TimeOut', kind: 'letter-case' },
  { wrong: 'Keepalive', right: 'KeepAlive', kind: 'letter-case' },
  { wrong: 'keepAlive', right: 'KeepAlive', kind: 'letter-case' },
  { wrong: 'RunAtload', right: 'RunAtLoad', kind: 'letter-case' },
  { wrong: 'runAtLoad', right: 'RunAtLoad', kind: 'letter-case' },
  { wrong: 'RunatLoad', right: 'RunAtLoad', kind: 'letter-case' },
  { wrong: 'Username', right: 'UserName', kind: 'letter-case' },
  { wrong: 'username', right: 'UserName', kind: 'letter-case' },
  { wrong: 'Groupname', right: 'GroupName', kind: 'letter-case' },
  { wrong: 'UMask', right: 'Umask', kind: 'letter-case' },
  { wrong: 'umask', right: 'Umask', kind: 'letter-case' },
  { wrong: 'StandardOutpath', right: 'StandardOutPath', kind: 'letter-case' },
  { wrong: 'StandardErrorpath', right: 'StandardErrorPath', kind: 'letter-case' },
  { wrong: 'Startinterval', right: 'StartInterval', kind: 'letter-case' },
  { wrong: 'label', right: 'Label', kind: 'letter-case' },
  { wrong: 'LABEL', right: 'Label', kind: 'letter-case' },
  { wrong: 'program', right: 'Program', kind: 'letter-case' },
  { wrong: 'programArguments', right: 'ProgramArguments', kind: 'letter-case' },
  { wrong: 'Programarguments', right: 'ProgramArguments', kind: 'letter-case' },
  { wrong: 'LimitLoadToSessiontype', right: 'LimitLoadToSessionType', kind: 'letter-case' },
  { wrong: 'disabled', right: 'Disabled', kind: 'letter-case' },
  { wrong: 'KeepAlive.Successfulexit', right: 'KeepAlive.SuccessfulExit', kind: 'letter-case' },
  { wrong: 'KeepAlive.Pathstate', right: 'KeepAlive.PathState', kind: 'letter-case' },
  { wrong: 'StartCalendarInterval.hour', right: 'StartCalendarInterval.Hour', kind: 'letter-case' },
  { wrong: 'StartCalendarInterval.minute', right: 'StartCalendarInterval.Minute', kind: 'letter-case' },
  { wrong: 'StartCalendarInterval.weekday', right: 'StartCalendarInterval.Weekday', kind: 'letter-case' },
  { wrong: 'StartCalendarInterval.WeekDay', right: 'StartCalendarInterval.Weekday', kind: 'letter-case' },
  { wrong: 'ExitTime', right: 'ExitTimeOut', kind: 'spelling' },
  { wrong: 'ExitTimeoutSeconds', right: 'ExitTimeOut', kind: 'spelling' },
  { wrong: 'StopTimeout', right: 'ExitTimeOut', kind: 'other-word' },
  { wrong: 'TimeoutStopSec', right: 'ExitTimeOut', kind: 'other-word' },
  { wrong: 'ThrottleIntervall', right: 'ThrottleInterval', kind: 'spelling' },
  { wrong: 'ThrotleInterval', right: 'ThrottleInterval', kind: 'spelling' },
  { wrong: 'ThrottleIntervalSeconds', right: 'ThrottleInterval', kind: 'spelling' },
  { wrong: 'Throttle', right: 'ThrottleInterval', kind: 'spelling' },
  { wrong: 'RestartSec', right: 'ThrottleInterval', kind: 'other-word' },
  { wrong: 'RestartDelay', right: 'ThrottleInterval', kind: 'other-word' },
  { wrong: 'EnvironmentVariable', right: 'EnvironmentVariables', kind: 'spelling' },
  { wrong: 'Environment', right: 'EnvironmentVariables', kind: 'spelling' },
  { wrong: 'EnvironmentVars', right: 'EnvironmentVariables', kind: 'spelling' },
  { wrong: 'EnvVariables', right: 'EnvironmentVariables', kind: 'spelling' },
  { wrong: 'EnviromentVariables', right: 'EnvironmentVariables', kind: 'spelling' },
  { wrong: 'StandardErrPath', right: 'StandardErrorPath', kind: 'spelling' },
  { wrong: 'StandardErrorLog', right: 'StandardErrorPath', kind: 'spelling' },
  { wrong: 'StdErrPath', right: 'StandardErrorPath', kind: 'other-word' },
  { wrong: 'StandardOutputPath', right: 'StandardOutPath', kind: 'spelling' },
  { wrong: 'StandardOut', right: 'StandardOutPath', kind: 'spelling' },
  { wrong: 'StdOutPath', right: 'StandardOutPath', kind: 'other-word' },
  { wrong: 'StandardInputPath', right: 'StandardInPath', kind: 'spelling' },
  { wrong: 'ProgramArgument', right: 'ProgramArguments', kind: 'spelling' },
  { wrong: 'ProgramArgs', right: 'ProgramArguments', kind: 'spelling' },
  { wrong: 'Arguments', right: 'ProgramArguments', kind: 'other-word' },
  { wrong: 'Command', right: 'ProgramArguments', kind: 'other-word' },
  { wrong: 'WatchPath', right: 'WatchPaths', kind: 'spelling' },
  { wrong: 'QueueDirectory', right: 'QueueDirectories', kind: 'spelling' },
  { wrong: 'WorkingDir', right: 'WorkingDirectory', kind: 'spelling' },
  { wrong: 'WorkDirectory', right: 'WorkingDirectory', kind: 'spelling' },
  { wrong: 'CurrentDirectory', right: 'WorkingDirectory', kind: 'other-word' },
  { wrong: 'StartCalenderInterval', right: 'StartCalendarInterval', kind: 'spelling' },
  { wrong: 'StartCalendarIntervals', right: 'StartCalendarInterval', kind: 'spelling' },
  { wrong: 'CalendarInterval', right: 'StartCalendarInterval', kind: 'other-word' },
  { wrong: 'Interval', right: 'StartInterval', kind: 'other-word' },
  { wrong: 'StartIntervall', right: 'StartInterval', kind: 'spelling' },
  { wrong: 'StartAtLoad', right: 'RunAtLoad', kind: 'other-word' },
  { wrong: 'RunOnLoad', right: 'RunAtLoad', kind: 'spelling' },
  { wrong: 'LaunchOnce', right: 'LaunchOnlyOnce', kind: 'spelling' },
  { wrong: 'RunOnce', right: 'LaunchOnlyOnce', kind: 'other-word' },
  { wrong: 'User', right: 'UserName', kind: 'spelling' },
  { wrong: 'Group', right: 'GroupName', kind: 'spelling' },
  { wrong: 'LimitLoadToSession', right: 'LimitLoadToSessionType', kind: 'spelling' },
  { wrong: 'LimitLoadToSessionTypes', right: 'LimitLoadToSessionType', kind: 'spelling' },
  { wrong: 'SessionType', right: 'LimitLoadToSessionType', kind: 'other-word' },
  { wrong: 'MachService', right: 'MachServices', kind: 'spelling' },
  { wrong: 'Socket', right: 'Sockets', kind: 'spelling' },
  { wrong: 'SoftResourceLimit', right: 'SoftResourceLimits', kind: 'spelling' },
  { wrong: 'HardResourceLimit', right: 'HardResourceLimits', kind: 'spelling' },
  { wrong: 'ResourceLimits', kind: 'other-word', note: 'write SoftResourceLimits or HardResourceLimits, or both' },
  { wrong: 'NumberOfFile', right: 'SoftResourceLimits.NumberOfFiles', kind: 'other-word' },
  { wrong: 'SoftResourceLimits.NumberOfFile', right: 'SoftResourceLimits.NumberOfFiles', kind: 'spelling' },
  { wrong: 'HardResourceLimits.NumberOfFile', right: 'HardResourceLimits.NumberOfFiles', kind: 'spelling' },
  { wrong: 'MaxFiles', right: 'SoftResourceLimits.NumberOfFiles', kind: 'other-word' },
  { wrong: 'LowPriorityIo', right: 'LowPriorityIO', kind: 'letter-case' },
  { wrong: 'ProcessPriority', kind: 'other-word', note: 'write Nice for the scheduling priority, ProcessType for the resource class' },
  { wrong: 'Priority', right: 'Nice', kind: 'other-word' },
  { wrong: 'AbandonProcessGroups', right: 'AbandonProcessGroup', kind: 'spelling' },
  { wrong: 'AssociatedBundleIdentifier', right: 'AssociatedBundleIdentifiers', kind: 'spelling' },
  { wrong: 'InetdCompatability', right: 'inetdCompatibility', kind: 'spelling' },
  { wrong: 'inetdCompatability', right: 'inetdCompatibility', kind: 'spelling' },
  { wrong: 'Enabled', kind: 'other-word', note: 'remove it; launchctl enable and disable switch a job on and off' },
  { wrong: 'Description', kind: 'other-word', note: 'write an XML comment' },
  { wrong: 'Restart', right: 'KeepAlive', kind: 'other-word' },
  { wrong: 'KeepAliveInterval', right: 'ThrottleInterval', kind: 'other-word' },
  { wrong: 'KeepAlive.SuccessExit', right: 'KeepAlive.SuccessfulExit', kind: 'spelling' },
  { wrong: 'KeepAlive.SuccesfulExit', right: 'KeepAlive.SuccessfulExit', kind: 'spelling' },
  { wrong: 'KeepAlive.Crash', right: 'KeepAlive.Crashed', kind: 'spelling' },
  { wrong: 'KeepAlive.OtherJob', right: 'KeepAlive.OtherJobEnabled', kind: 'spelling' },
  { wrong: 'KeepAlive.NetworkUp', kind: 'other-word', note: 'remove it, and let the program wait for the network; NetworkState does nothing either' },
  { wrong: 'StartCalendarInterval.DayOfWeek', right: 'StartCalendarInterval.Weekday', kind: 'spelling' },
  { wrong: 'StartCalendarInterval.DayOfMonth', right: 'StartCalendarInterval.Day', kind: 'spelling' },
  { wrong: 'StartCalendarInterval.Minutes', right: 'StartCalendarInterval.Minute', kind: 'spelling' },
  { wrong: 'StartCalendarInterval.Hours', right: 'StartCalendarInterval.Hour', kind: 'spelling' },
  { wrong: 'StartCalendarInterval.Second', kind: 'other-word', note: 'the minute is the smallest unit of a calendar entry' },
  { wrong: 'StartCalendarInterval.Year', kind: 'other-word', note: 'a calendar entry has no year' },
];

export const misspellings = once((): readonly Misspelling[] =>
  rows().map(({ wrong, right, ...rest }) => ({
    wrong: wrong.split('.'),
    ...(right === undefined ? {} : { right: right.split('.') }),
    ...rest,
  })),
);

const byPath = once(
  () => new Map(misspellings().map((misspelling) => [JSON.stringify(misspelling.wrong), misspelling])),
);

/**
 * The known misspelling at `path`, a path as it stands in a file: array indexes on the way are passed over, so
 * `StartCalendarInterval.0.hour` finds `StartCalendarInterval.hour`. Exact letters.
 */
export function misspellingOf(path: readonly string[]): Misspelling | undefined {
  const names = path.filter((name, at) => at === 0 || at === path.length - 1 || !/^\d+$/.test(name));
  return byPath().get(JSON.stringify(names));
}
