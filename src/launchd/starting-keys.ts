/** The top-level keys by which launchd starts a job. Source: launchd.plist(5); for those not in it, their rows in `keys/`. */

/** They give a job times to run at. */
export const SCHEDULE_KEYS = ['StartCalendarInterval', 'StartInterval'] as const;

export type ScheduleKey = (typeof SCHEDULE_KEYS)[number];

/** They start it at something that happens: by being there, whatever it did before. */
export const EVENT_KEYS = [
  'WatchPaths',
  'QueueDirectories',
  'Sockets',
  'inetdCompatibility',
  'MachServices',
  'PerJobMachServices',
  'RemoteServices',
  'LaunchEvents',
  'EventMonitor',
  'Datastores',
] as const;

export type EventKey = (typeof EVENT_KEYS)[number];

/** They start it or not as their value says; OnDemand, an old word for the inverse of KeepAlive, where it is false. */
export const START_SWITCHES = ['RunAtLoad', 'KeepAlive', 'StartOnMount', 'OnDemand'] as const;
