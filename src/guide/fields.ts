/** The fields of services.yaml, as far as an explanation of launchd's keys needs them. */
import { type FieldForm, fieldRows, type KeyRow } from '../launchd/keys.ts';

/** How a field of each form is written. */
export const FORM_TEXTS: Record<FieldForm, string> = {
  boolean: 'true or false',
  integer: 'a whole number',
  string: 'a text',
  path: 'a path',
  paths: 'a list of paths',
  strings: 'a list of texts',
  duration: 'a duration such as 30s, 5m or 1h30m',
  command: 'a list: the program by its absolute path, then its arguments',
  environment: 'a map from name to text',
  'keep-alive': 'true, false, on-failure, or a map of conditions',
  schedule: 'a time such as "07:55" or sunday 03:00, a cron line, a map, or a list of these',
  'process-type': 'background, standard, adaptive or interactive',
  umask: 'a quoted octal text such as "077"',
  limits: 'a map such as {numberOfFiles: 8192}, or with soft and hard apart',
  sockets: 'a map from a name to a socket or a list of them',
  'mach-services': 'a map from a name to true or its options',
  'launch-events': 'a map of events',
  sessions: 'a list of session types',
  hardware: 'a map from a property of the machine to its values',
  'log-path': 'a folder, or a map with stdout and stderr',
  nice: 'a whole number from -20 to 19',
  name: 'a name of letters, digits and . _ @ + -',
};

/** Fields that become two keys; the registry has the field in the row of the first. */
const SECOND_KEYS: ReadonlyMap<string, string> = new Map([
  ['limits', 'HardResourceLimits'],
  ['logs', 'StandardErrorPath'],
]);

/** Fields that become no key. */
export const KEYLESS_FIELDS: readonly string[] = [
  'template',
  'description',
  'environmentFile',
  'drain',
  'recycles',
  'plist',
];

/** The keys a field becomes, the row with the field first. */
export function keysOfField(row: KeyRow): readonly string[] {
  const second = SECOND_KEYS.get(row.field?.name ?? '');
  return second === undefined ? [row.key] : [row.key, second];
}

/** The field that becomes this top-level key. */
export function fieldOfKey(key: string): KeyRow['field'] {
  return fieldRows().find((row) => keysOfField(row).includes(key))?.field;
}
