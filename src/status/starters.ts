/** What starts a job apart from its schedule, told from its property list. */
import { EVENT_KEYS, type EventKey } from '../launchd/starting-keys.ts';
import { type DictNode, entryOf, type PlistNode } from '../plist/node.ts';

const HOW: Readonly<Record<EventKey, string>> = {
  WatchPaths: 'when a watched path changes',
  QueueDirectories: 'while a queue directory holds files',
  Sockets: 'by a connection',
  inetdCompatibility: 'by a connection',
  MachServices: 'by a message',
  PerJobMachServices: 'by a message',
  RemoteServices: 'by a message',
  LaunchEvents: 'by an event',
  EventMonitor: 'by an event',
  Datastores: 'by an event',
};

/** Each way in which the job is started, with its key: "at load (RunAtLoad)". Empty: by launchctl kickstart only. */
export function startersOf(dict: DictNode): string[] {
  const at = (key: string) => entryOf(dict, key)?.value;
  const starters: string[] = [];
  if (isKeptAlive(dict)) starters.push('at load and after every end (KeepAlive)');
  else if (isBoolean(at('RunAtLoad'), true)) starters.push('at load (RunAtLoad)');
  if (hasConditions(at('KeepAlive'))) starters.push('by the conditions of KeepAlive');
  return [...starters, ...eventsOf(dict).map(([key, how]) => `${how} (${key})`)];
}

/** What starts the job apart from load, end and schedule: keys, and how each of them does. */
export function eventsOf(dict: DictNode): (readonly [key: string, how: string])[] {
  const at = (key: string) => entryOf(dict, key)?.value;
  const present = EVENT_KEYS.filter((key) => at(key) !== undefined).map((key) => [key, HOW[key]] as const);
  return isBoolean(at('StartOnMount'), true) ? [['StartOnMount', 'when a volume is mounted'], ...present] : present;
}

/** Does launchd keep it running whatever happens? OnDemand false is an old word for it. */
export function isKeptAlive(dict: DictNode): boolean {
  return isBoolean(entryOf(dict, 'KeepAlive')?.value, true) || isBoolean(entryOf(dict, 'OnDemand')?.value, false);
}

function hasConditions(keepAlive: PlistNode | undefined): boolean {
  return keepAlive?.kind === 'dict' && keepAlive.entries.length > 0;
}

/** launchd converts nothing: a text "true" is no boolean. */
export function isBoolean(node: PlistNode | undefined, wanted: boolean): boolean {
  return node?.kind === 'boolean' && node.value === wanted;
}
