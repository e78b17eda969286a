/** The words of test/cases/peers.yaml whose values have a form of their own: keep_alive, schedule, sockets. */

type Fields = Record<string, unknown>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const CONDITIONS: Readonly<Record<string, (value: unknown) => Fields>> = {
  successful_exit: (value) => ({ successfulExit: value }),
  crashed: (value) => ({ crashed: value }),
  after_initial_demand: (value) => ({ afterInitialDemand: value }),
  path_state: (value) => ({ pathState: value }),
  path_exists: (value) => ({ pathState: states(value, true) }),
  path_missing: (value) => ({ pathState: states(value, false) }),
  other_job_enabled: (value) => ({ otherJobEnabled: isMap(value) ? value : states(value, true) }),
};

function states(names: unknown, state: boolean): Fields {
  return Object.fromEntries(asList(names).map((name) => [String(name), state]));
}

/** `keepAlive`. An unknown condition goes through as it is: refusing it is the schema's business. */
export function keepAliveOf(value: unknown): unknown {
  if (!isMap(value)) return value === 'on_failure' ? 'on-failure' : value;
  if ('always' in value && Object.keys(value).length === 1) return value.always;
  const conditions: Fields = {};
  for (const [name, content] of Object.entries(value)) {
    const own = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name]!(content) : { [name]: content };
    for (const [field, state] of Object.entries(own)) {
      const before = conditions[field];
      conditions[field] = isMap(before) && isMap(state) ? { ...before, ...state } : state;
    }
  }
  return conditions;
}

/** Words that mean one time to everybody, as svc writes them. `weekly` is none of them and stays a bare word. */
const NAMED: Readonly<Record<string, string>> = {
  hourly: '@hourly',
  daily: '@daily',
  monthly: '@monthly',
  yearly: '@yearly',
};

const MOMENTS: Readonly<Record<string, (value: unknown) => unknown>> = {
  cron: (value) => value,
  calendar: (value) => value,
  at: (value) => value,
  named: (value) => NAMED[String(value)] ?? value,
};

/** `schedule` and `every`. A text or a list is a schedule as it stands. */
export function scheduleOf(value: unknown): Fields {
  if (!isMap(value)) return { schedule: value };
  const { every_seconds: every, ...forms } = value;
  const moments = Object.entries(forms).map(([form, said]) => {
    if (!Object.hasOwn(MOMENTS, form)) throw new Error(`peers.yaml: nothing is known of the schedule form ${form}`);
    return MOMENTS[form]!(said);
  });
  return {
    ...(moments.length > 0 && { schedule: moments.length === 1 ? moments[0] : moments.flatMap(asList) }),
    ...('every_seconds' in value && { every }),
  };
}

const SOCKET_WORDS: Readonly<Record<string, string>> = {
  type: 'sockType',
  host: 'sockNodeName',
  port: 'sockServiceName',
  family: 'sockFamily',
  protocol: 'sockProtocol',
  passive: 'sockPassive',
  path: 'sockPathName',
  mode: 'sockPathMode',
};

/** `sockets`: one socket or a list is called `listeners`, a map names its sockets itself. */
export function socketsOf(value: unknown): unknown {
  if (Array.isArray(value)) return { listeners: value.map(socketOf) };
  const isSocket = isMap(value) && Object.keys(value).some((word) => Object.hasOwn(SOCKET_WORDS, word));
  if (!isMap(value) || isSocket) return { listeners: socketOf(value) };
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, Array.isArray(one) ? one.map(socketOf) : socketOf(one)]),
  );
}

/**
 * One socket from `tcp://127.0.0.1:80` or from a map. A host that is left empty is written as an empty name; a text
 * that is no URL stays a text.
 */
function socketOf(value: unknown): unknown {
  if (isMap(value)) return renamed(value);
  const url = typeof value === 'string' ? /^(\w+):\/\/(\[[^\]]*\]|[^:/]*)(?::(\w+))?$/.exec(value) : null;
  if (!url) return value;
  const [, protocol = '', host = '', port] = url;
  return {
    sockNodeName: host.replace(/^\[|\]$/g, ''),
    ...(port !== undefined && { sockServiceName: port }),
    ...(protocol.toLowerCase() === 'udp' && { sockType: 'dgram' }),
    sockProtocol: protocol.toUpperCase(),
  };
}

function renamed(socket: Fields): Fields {
  return Object.fromEntries(
    Object.entries(socket).map(([word, value]) => {
      const known = Object.hasOwn(SOCKET_WORDS, word) ? SOCKET_WORDS[word]! : word;
      return [known.replace(/^Sock/, 'sock'), value];
    }),
  );
}
