/**
 * A day with svc, as data: what a person types, what becomes of the machine meanwhile, and what must be seen. The same
 * steps run against the stand-in (e2e.test.ts) and against the launchctl of a Mac (`npm run test:launchd`).
 */

/** Something to do and what must come of it. In texts `{namespace}`, `{folder}` and `{domain}` are put in. */
export type Step = { readonly title?: string } & (
  | {
      /** svc with these arguments. */
      readonly do: 'svc';
      readonly args: readonly string[];
      readonly exit: number;
      /** What stdout must match; on a terminal both streams are one. */
      readonly says: readonly RegExp[];
      /** The same of stderr. */
      readonly notes?: readonly RegExp[];
    }
  /** launchctl print of a service, as a second opinion. */
  | { readonly do: 'print'; readonly service: string; readonly exit: number; readonly says: readonly RegExp[] }
  /** A text of services.yaml replaced by another. */
  | { readonly do: 'declare'; readonly from: string; readonly to: string }
  /** The same in the installed property list of a service, behind svc's back. */
  | { readonly do: 'edit'; readonly service: string; readonly from: string; readonly to: string }
  /** kill -9 of the process of a service; it must come back with another pid. */
  | { readonly do: 'crash'; readonly service: string }
);

export const SERVICES = ['server', 'poller', 'report'] as const;

/** A daemon that is kept alive, a job at an interval, a job by the calendar. */
export const SERVICES_YAML = `version: 1
namespace: {namespace}

services:
  server:
    template: daemon
    command: ["{folder}/bin/server.sh"]
    environment: { MODE: first }

  poller:
    template: heartbeat
    command: ["{folder}/bin/tick.sh"]
    every: 5m

  report:
    template: heartbeat
    command: ["{folder}/bin/tick.sh"]
    schedule: sunday 03:00
`;

/** The programs of the services: name and text. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'server.sh': `#!/bin/sh
if [ "$MODE" = broken ]; then
  echo 'server: there is no mode "broken"' >&2
  exit 3
fi
echo "server: mode $MODE"
exec /bin/sleep 100000
`,
  'tick.sh': '#!/bin/sh\necho tick\n',
};

const UNCHANGED = [/^unchanged +poller /m, /^unchanged +report /m];

const RUNNING: Step = { do: 'print', service: 'server', exit: 0, says: [/state = running/] };
const GONE = (service: string): Step => ({ do: 'print', service, exit: 113, says: [] });

export const SCENARIO: readonly Step[] = [
  {
    title: 'Before anything is changed',
    do: 'svc',
    args: ['render', '-o', '{folder}/plists'],
    exit: 0,
    says: [/^written +\S+server\.plist/m, /^written +\S+poller\.plist/m, /^written +\S+report\.plist/m],
  },
  { do: 'svc', args: ['lint'], exit: 0, says: [], notes: [/1 file checked/] },
  {
    do: 'svc',
    args: ['diff'],
    exit: 1,
    says: [/^\+ server \(.*\): not installed$/m, /more keys \(-v shows them\)/, /^3 to install\.$/m],
  },
  {
    do: 'svc',
    args: ['install', '--dry-run'],
    exit: 0,
    says: [/^Would do, in this order:$/m, /^ {2}launchctl bootstrap gui\/\d+ \S+server\.plist$/m],
  },
  { do: 'svc', args: ['stop', 'server'], exit: 0, says: [/^not-loaded +server /m] },
  { do: 'svc', args: ['uninstall'], exit: 2, says: [], notes: [/--all/] },

  {
    title: 'The first install',
    do: 'svc',
    args: ['install'],
    exit: 0,
    says: [
      /^installed +server .*running, pid \d+$/m,
      /^installed +poller /m,
      /^installed +report /m,
      /^3 installed\.$/m,
    ],
    notes: [/After a reboot/],
  },
  RUNNING,
  { do: 'print', service: 'poller', exit: 0, says: [/run interval = 300/] },
  { do: 'print', service: 'report', exit: 0, says: [/state = not running/] },
  { do: 'svc', args: ['diff'], exit: 0, says: [/^No changes: all 3 services/m] },
  { do: 'svc', args: ['install'], exit: 0, says: [/^unchanged +server /m, ...UNCHANGED, /^3 unchanged\.$/m] },
  { do: 'svc', args: ['install', '--json'], exit: 0, says: [/"result": "unchanged"/] },

  { title: 'One field changes', do: 'declare', from: 'MODE: first', to: 'MODE: second' },
  {
    do: 'svc',
    args: ['diff'],
    exit: 1,
    says: [/~ EnvironmentVariables\.MODE: "first" → "second"/, /Costs a reload/, /^1 to change, 2 unchanged\.$/m],
  },
  { do: 'svc', args: ['install'], exit: 0, says: [/^updated +server .*running, pid \d+$/m, ...UNCHANGED] },
  RUNNING,

  { title: 'The server crashes', do: 'crash', service: 'server' },
  { do: 'svc', args: ['diff'], exit: 0, says: [/^No changes/m] },

  { title: 'A version that does not come up', do: 'declare', from: 'MODE: second', to: 'MODE: broken' },
  {
    do: 'svc',
    args: ['install'],
    exit: 3,
    says: [
      /^rolled-back +server .*running, pid \d+$/m,
      /there is no mode "broken"/,
      /help: The old version/,
      ...UNCHANGED,
    ],
  },
  RUNNING,
  { do: 'declare', from: 'MODE: broken', to: 'MODE: second' },
  { do: 'svc', args: ['diff'], exit: 0, says: [/^No changes/m] },

  {
    title: 'Somebody edits the property list',
    do: 'edit',
    service: 'server',
    from: '<string>second</string>',
    to: '<string>third</string>',
  },
  { do: 'svc', args: ['diff'], exit: 1, says: [/^! server \(.*\): edited by hand, refused without --force$/m] },
  { do: 'svc', args: ['install'], exit: 1, says: [/^skipped +server /m, /edited by hand/, ...UNCHANGED] },
  {
    do: 'svc',
    args: ['install', '--force'],
    exit: 0,
    says: [/^updated +server .*running, pid \d+$/m, ...UNCHANGED],
  },

  {
    title: 'The verbs',
    do: 'svc',
    args: ['restart', 'server'],
    exit: 0,
    says: [/^restarted +server .*running, pid \d+$/m],
  },
  { do: 'svc', args: ['stop', 'server'], exit: 0, says: [/^stopped +server .*not loaded$/m, /until the next login/] },
  GONE('server'),
  { do: 'svc', args: ['start', 'server'], exit: 0, says: [/^started +server /m] },
  RUNNING,
  { do: 'svc', args: ['start', 'server'], exit: 0, says: [/running already/] },
  { do: 'svc', args: ['disable', 'poller'], exit: 0, says: [/^disabled +poller /m, /stays disabled across logout/] },
  { do: 'svc', args: ['diff', 'poller'], exit: 1, says: [/disabled by an override/] },
  { do: 'svc', args: ['enable', 'poller'], exit: 0, says: [/^enabled +poller /m] },
  { do: 'svc', args: ['diff'], exit: 0, says: [/^No changes/m] },

  {
    title: 'Everything goes',
    do: 'svc',
    args: ['uninstall', '--all'],
    exit: 0,
    says: [/^removed +server /m, /^removed +poller /m, /^removed +report /m],
    notes: [/logs stay/],
  },
  ...SERVICES.map(GONE),
  { do: 'svc', args: ['uninstall', '--all'], exit: 0, says: [/^unchanged +server /m, /^3 unchanged\.$/m] },
];
