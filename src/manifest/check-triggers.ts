/** What starts a service: is there anything, and is it what the template asks for? */
import { fieldRows } from '../launchd/keys.ts';
import { once } from '../launchd/once.ts';
import { quoted } from '../launchd/quoted.ts';
import { EVENT_KEYS, SCHEDULE_KEYS, START_SWITCHES } from '../launchd/starting-keys.ts';
import type { Checked } from './checks.ts';
import { helpForMissing } from './field-help.ts';

const BY_PRESENCE: ReadonlySet<string> = new Set([...SCHEDULE_KEYS, ...EVENT_KEYS]);
const STARTING_KEYS: ReadonlySet<string> = new Set([...BY_PRESENCE, ...START_SWITCHES]);

/** Fields any of which makes launchd start the job some day. */
const triggers = once(() => fieldRows().flatMap(({ key, field }) => (BY_PRESENCE.has(key) ? [field!.name] : [])));

/** Nothing that could start it is said, so that launchd would load it and wait. */
export function checkTriggers({ service, broken, chain, isWhole, isAsWritten, error }: Checked): void {
  const { runAtLoad, keepAlive, startOnMount, schedule } = service.fields;
  const maybe = !isWhole || ['runAtLoad', 'keepAlive', 'startOnMount'].some((field) => broken.has(field));
  const { afterInitialDemand: _, ...conditions } = typeof keepAlive === 'object' ? keepAlive : {};
  const kept =
    keepAlive === true || Object.values(conditions).some((state) => typeof state !== 'object' || holdsAny(state));
  // `minute: "*"` comes to an entry without members, which fires every minute.
  if (maybe || runAtLoad === true || startOnMount === true || kept || schedule !== undefined) return;
  if (triggers().some((field) => broken.has(field) || isTrigger(service.fields[field]))) return;
  if (Object.values(service.fields.launchEvents ?? {}).some((stream) => holdsAny(stream))) return;
  if (isAsWritten || Object.keys(service.plist).some((key) => STARTING_KEYS.has(key))) return;
  if (chain?.requires.some(({ field }) => field === 'schedule')) return; // said by schedule-required
  error(
    [],
    'no-trigger',
    `Nothing ever starts the service ${quoted(service.name)}: launchd would load it and wait.`,
    'Add a template, runAtLoad: true or a schedule.',
  );
}

/** Can this value of a trigger start a job? Empty maps and lists do not, nor does a Mach service `false`. */
function isTrigger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== false;
  return Object.values(value).some(isTrigger);
}

function holdsAny(map: object): boolean {
  return Object.keys(map).length > 0;
}

/** What the template asks for and nobody says. */
export function checkRequired({ service, chain, mayHave, error }: Checked): void {
  for (const { field, template } of chain?.requires ?? []) {
    // A timer is a timer: `every` starts a heartbeat as well as a calendar does.
    const isTimed = mayHave('every') || SCHEDULE_KEYS.some((key) => key in service.plist);
    if (mayHave(field) || (field === 'schedule' && isTimed)) continue;
    const rule = field === 'schedule' ? 'schedule-required' : 'schema';
    const help = field === 'schedule' ? 'Write schedule: "07:55", or every: 15m.' : helpForMissing([field]);
    error(
      ['template'],
      rule,
      `The template ${quoted(template)} needs \`${field}\`, and the service ${quoted(service.name)} has none.`,
      help,
    );
  }
}
