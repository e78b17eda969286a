/** The grammar of services.yaml as a zod schema, made from the key registry: one row there is one field here. */
import * as z from 'zod/mini';
import { childKeys, type FieldForm, fieldRows, type KeyRow } from '../launchd/keys.ts';
import { once } from '../launchd/once.ts';

// Throughout, the `error` of a schema is the phrase that completes "must be …" in a message (see issues.ts).
const text = (phrase = 'a text (put it in quotes)') =>
  z.string({ error: phrase }).check(z.minLength(1, { error: phrase }));
const list = (item: z.ZodMiniType, phrase: string) =>
  z.array(item, { error: phrase }).check(z.minLength(1, { error: `${phrase} with at least one item` }));
const wholeNumber = (phrase = 'a whole number') => z.int({ error: phrase });
/** For editors; svc says the same with a place and better words. */
const notEmpty = <T extends z.ZodMiniType>(map: T): T => {
  z.globalRegistry.add(map, { ...z.globalRegistry.get(map), minProperties: 1 });
  return map;
};
/** What counts as it is written. `.inf` and `.nan` are numbers of YAML and none of JSON, which editors check by. */
const scalar = (phrase: string) => z.union([z.string(), z.number(), z.boolean()], { error: phrase });
const flag = () => z.boolean({ error: 'true or false' });
const anyMap = (value: z.ZodMiniType, phrase: string) => z.record(z.string(), value, { error: phrase });

/** Labels, namespaces and service names: what launchd and its clients take without surprises. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/;
const NAME_PHRASE = 'a name of letters, digits and . _ @ + -, beginning with a letter or digit';
const name = () => z.string({ error: NAME_PHRASE }).check(z.regex(NAME_PATTERN, { error: NAME_PHRASE }));

const DURATION_PHRASE = 'a duration: whole seconds, or a text such as 30s, 5m or 1h30m';
const duration = () =>
  z.union(
    [
      z.int({ error: DURATION_PHRASE }).check(z.nonnegative({ error: DURATION_PHRASE })),
      z.string({ error: DURATION_PHRASE }),
    ],
    {
      error: DURATION_PHRASE,
    },
  );

export const PROCESS_TYPES = ['background', 'standard', 'adaptive', 'interactive'] as const;
export const SESSIONS = ['Aqua', 'Background', 'LoginWindow', 'StandardIO', 'System'] as const;

/** `NumberOfFiles` → `numberOfFiles`, `CPU` → `cpu`, `IOMatch` → `ioMatch`. */
export function lowerCamel(key: string): string {
  return key.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (head) => head.toLowerCase());
}

const KEEP_ALIVE_PHRASE = 'true, false, on-failure, or a map of conditions';
const stateMap = () => z.optional(anyMap(flag(), 'a map from a path or label to true or false'));
const keepAlive = () =>
  z.union(
    [
      z.boolean(),
      z.literal('on-failure'),
      notEmpty(
        z.strictObject(
          {
            successfulExit: z.optional(flag()),
            crashed: z.optional(flag()),
            pathState: stateMap(),
            otherJobEnabled: stateMap(),
            afterInitialDemand: z.optional(flag()),
          },
          { error: KEEP_ALIVE_PHRASE },
        ),
      ),
    ],
    { error: KEEP_ALIVE_PHRASE },
  );

// Only the outline: parseSchedule judges the contents, with better words and exact places.
const SCHEDULE_PHRASE = 'a schedule such as "07:55", sunday 03:00, a cron line or a map with minute and hour';
const moment = () => {
  const member = z.optional(
    z.union([z.int(), z.string(), list(z.union([z.int(), z.string()]), SCHEDULE_PHRASE)], { error: SCHEDULE_PHRASE }),
  );
  const members = { minute: member, hour: member, day: member, weekday: member, month: member };
  return z.union([text(SCHEDULE_PHRASE), notEmpty(z.strictObject(members))], { error: SCHEDULE_PHRASE });
};
const schedule = () => z.union([moment(), list(moment(), SCHEDULE_PHRASE)], { error: SCHEDULE_PHRASE });

const LIMIT_PHRASE = 'a whole number (soft and hard), or a map with soft and hard';
const amount = () =>
  wholeNumber('a whole number, 0 or more').check(z.nonnegative({ error: 'a whole number, 0 or more' }));
const limits = () => {
  const both = notEmpty(z.strictObject({ soft: z.optional(amount()), hard: z.optional(amount()) }));
  const limit = z.union([amount(), both], { error: LIMIT_PHRASE });
  const members = childKeys(['SoftResourceLimits']).map((row) => [lowerCamel(row.path.at(-1)!), z.optional(limit)]);
  return z.strictObject(Object.fromEntries(members), { error: 'a map of limits, such as numberOfFiles: 8192' });
};

/** A type of the registry in the words of services.yaml. */
function wordsOf(type: string, { min = 0, max }: KeyRow): string {
  if (type === 'integer')
    return max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  if (type === 'boolean') return 'true or false';
  return type === 'string' ? 'a text' : 'a list of texts';
}

/** A member of a socket, by the types of its registry row. */
function memberOf(row: KeyRow): z.ZodMiniType {
  const phrase = row.values
    ? `one of ${row.values.join(', ')}`
    : row.types.map((type) => wordsOf(type, row)).join(' or ');
  const forms: Record<string, () => z.ZodMiniType> = {
    string: () => (row.values ? z.enum(row.values as [string, ...string[]], { error: phrase }) : text(phrase)),
    integer: () =>
      wholeNumber(phrase).check(
        z.gte(row.min ?? 0, { error: phrase }),
        z.lte(row.max ?? 2 ** 32 - 1, { error: phrase }),
      ),
    boolean: () => z.boolean({ error: phrase }),
    'array<string>': () => z.array(z.string({ error: phrase }), { error: phrase }),
  };
  const options = row.types.map((type) => forms[type]?.() ?? z.any());
  return z.optional(options.length === 1 ? options[0]! : z.union(options as [z.ZodMiniType], { error: phrase }));
}

const SOCKET_PHRASE = 'a map such as {sockNodeName: 127.0.0.1, sockServiceName: 8080}';
const sockets = () => {
  const members = childKeys(['Sockets', '*']).map((row) => [lowerCamel(row.path.at(-1)!), memberOf(row)]);
  const socket = z.strictObject(Object.fromEntries(members), { error: SOCKET_PHRASE });
  return anyMap(
    z.union([socket, list(socket, 'a list of sockets')], { error: SOCKET_PHRASE }),
    `a map from a name to ${SOCKET_PHRASE}`,
  );
};

const machServices = () => {
  const members = childKeys(['MachServices', '*'])
    .filter((row) => row.status !== 'internal')
    .map((row) => [row.path.at(-1)!, z.optional(flag())]);
  const phrase = 'true or a map of options';
  const service = z.union([z.boolean(), z.strictObject(Object.fromEntries(members))], { error: phrase });
  return anyMap(service, `a map from a Mach service name to ${phrase}`);
};

const FORMS: Record<FieldForm, () => z.ZodMiniType> = {
  boolean: flag,
  integer: () => wholeNumber(),
  nice: () => {
    const phrase = 'a whole number from -20 to 19';
    return wholeNumber(phrase).check(z.gte(-20, { error: phrase }), z.lte(19, { error: phrase }));
  },
  string: () => text(),
  name: () => text('a name'),
  path: () => text('a path'),
  paths: () => list(text('a path'), 'a list of paths'),
  strings: () => list(text(), 'a list of texts'),
  duration,
  command: () => list(z.string({ error: 'a text (put it in quotes)' }), 'a list of texts, one argument each'),
  environment: () => {
    return anyMap(scalar('a text, a finite number, true or false'), 'a map from a variable to its value');
  },
  'keep-alive': keepAlive,
  schedule,
  'process-type': () => z.enum(PROCESS_TYPES, { error: `one of ${PROCESS_TYPES.join(', ')}` }),
  umask: () => {
    const phrase = 'a quoted octal text such as "077"';
    return z.union([z.string({ error: phrase }), z.int({ error: phrase })], { error: phrase }); // 0o077 is a number
  },
  limits,
  sockets,
  'mach-services': machServices,
  'launch-events': () => {
    const phrase = 'a map of event streams, each a map from a name to a map';
    return anyMap(anyMap(anyMap(z.any(), phrase), phrase), phrase);
  },
  sessions: () =>
    list(z.enum(SESSIONS, { error: `one of ${SESSIONS.join(', ')}` }), `a list of ${SESSIONS.join(', ')}`),
  hardware: () => {
    const phrase = 'a map from a name of sysctl hw to a list of values';
    return anyMap(z.array(z.union([z.string(), z.number(), z.boolean()]), { error: phrase }), phrase);
  },
  'log-path': () => {
    const phrase = 'a folder, or a map with stdout and stderr';
    const path = z.optional(text('a path'));
    return z.union([text(phrase), z.strictObject({ stdout: path, stderr: path })], { error: phrase });
  },
};

/** Fields that are svc's own and become no key of that name. */
const OWN_FIELDS: Record<string, readonly [schema: () => z.ZodMiniType, about: string]> = {
  template: [() => text('the name of a template'), 'Template whose fields stand under those of the service.'],
  description: [() => text('a text'), 'What the service is for; goes into the XML comment and `svc status`.'],
  environmentFile: [
    () => text('a path'),
    'A file of NAME=VALUE lines, mode 0600 or 0400, that a launcher reads at each start; none of it enters the plist.',
  ],
  drain: [duration, 'How long the service needs to shut down; checked against exitTimeout, becomes no key.'],
  recycles: [flag, 'The service leaves with exit 0 on purpose and must come back; needs keepAlive: true.'],
  plist: [
    () => z.record(z.string(), z.any(), { error: 'a map of launchd keys' }),
    "launchd's own keys, merged last, as written.",
  ],
};

/** Names of all fields of a service. */
export function fieldNames(): string[] {
  return [...fieldRows().map((row) => row.field!.name), ...Object.keys(OWN_FIELDS)];
}

function serviceShape(): Record<string, z.ZodMiniType> {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const row of fieldRows()) shape[row.field!.name] = described(z.optional(FORMS[row.field!.form]()), row.about);
  for (const [field, [schema, about]] of Object.entries(OWN_FIELDS))
    shape[field] = described(z.optional(schema()), about);
  return shape;
}

function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

const LEVELS = ['off', 'info', 'warning', 'error'] as const;
const DOMAINS = ['gui', 'user', 'system'] as const;

/** The schema of a whole services.yaml. Made once: making it takes longer than reading a whole file by it. */
export const manifestSchema = once(() => {
  const service = z.strictObject(serviceShape(), { error: 'a map of fields' });
  const lint = z.strictObject(
    {
      preset: z.optional(z.enum(['recommended', 'strict'], { error: 'recommended or strict' })),
      rules: z.optional(
        anyMap(z.enum(LEVELS, { error: `one of ${LEVELS.join(', ')}` }), 'a map from a rule to its level'),
      ),
    },
    { error: 'a map with preset and rules' },
  );
  const variables = anyMap(scalar('a text'), 'a map from a name to a text');
  return z.strictObject(
    {
      version: described(z.literal(1, { error: '1' }), 'Version of this grammar.'),
      namespace: described(name(), 'Prefix of every label: <namespace>.<service>.'),
      domain: described(
        z.optional(z.enum(DOMAINS, { error: `one of ${DOMAINS.join(', ')}` })),
        'gui (agent), user (background agent), system (daemon).',
      ),
      home: described(z.optional(text('an absolute path')), 'What ~ and ${home} mean.'),
      output: described(z.optional(text('a path')), 'Folder that `svc render` writes to, relative to this file.'),
      templates: described(z.optional(text('a path')), 'A folder of further templates, relative to this file.'),
      lint: described(z.optional(lint), 'Levels of lint rules.'),
      variables: described(z.optional(variables), 'Texts to use as ${name}.'),
      defaults: described(z.optional(service), 'Fields every service has unless it says otherwise.'),
      services: notEmpty(
        described(z.record(name(), service, { error: 'a map of services' }), 'The services, by name.'),
      ),
    },
    { error: 'a map with version, namespace and services' },
  );
});

/** The schema of a template file: a partial service. */
export const templateSchema = once(() => {
  const { template: _, ...shape } = serviceShape(); // a template names another one by `extends`
  return z.strictObject(
    {
      ...shape,
      about: z.optional(text('a text')),
      extends: z.optional(text('the name of a template')),
      requires: z.optional(
        z.array(z.enum(fieldNames() as [string, ...string[]], { error: 'the name of a field' }), {
          error: 'a list of fields',
        }),
      ),
    },
    { error: 'a map of fields' },
  );
});
