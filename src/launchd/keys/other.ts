/** The documented keys that no other group holds, in alphabetical order. */
import { keyTable } from './row.ts';

// biome-ignore format: one row a key
export const otherKeys = keyTable({ group: 'other' }, [
  { key: 'AssociatedBundleIdentifiers', types: ['string', 'array<string>'], since: '13.0', field: { name: 'associatedBundleIdentifiers', form: 'strings' }, sources: ['MAN26', 'HINT'],
    about: 'Bundle identifiers of the app that Login Items shows for this job, for display only; the app must be signed by the same team.' },
  { key: 'Debug', types: ['boolean'], status: 'deprecated', sources: ['MAN26', 'SRC842'],
    about: "Raise launchd's own log level for this job." },
  { key: 'Disabled', types: ['boolean'], default: false, exactCase: true, field: { name: 'disabled', form: 'boolean' }, sources: ['MAN26', 'CTL26', 'HINT'],
    about: 'Whether the job stays unloaded when nothing else was said; what launchctl enable or disable stored wins over it.' },
  { key: 'LimitLoadFromHardware', types: ['dict<array>'], since: '10.9 or earlier, documented since 13', exactCase: true, field: { name: 'limitLoadFromHardware', form: 'hardware' }, sources: ['MAN26', 'HINT'],
    about: 'Refuse to load where a sysctl, named without its leading "hw.", has one of the listed values.' },
  { key: 'LimitLoadFromHosts', types: ['array<string>', 'string'], status: 'no-op', since: '10.4', until: '10.10', sources: ['MAN26', 'HINT'],
    about: 'Kept the job from loading on the named hosts, and does nothing any more.' },
  { key: 'LimitLoadToHardware', types: ['dict<array>'], exactCase: true, field: { name: 'limitLoadToHardware', form: 'hardware' }, sources: ['MAN26', 'HINT'],
    about: 'Load only where a sysctl, named without its leading "hw.", has one of the listed values.' },
  { key: 'LimitLoadToHosts', types: ['array<string>', 'string'], status: 'no-op', since: '10.4', until: '10.10', sources: ['MAN26', 'HINT'],
    about: 'Let the job load on the named hosts only, and does nothing any more.' },
  { key: 'LimitLoadToSessionType', types: ['string', 'array<string>'], scope: 'agent', values: ['Aqua', 'Background', 'LoginWindow', 'StandardIO', 'System'], default: 'Aqua', exactCase: true,
    wrongType: 'launchd does not load the job', field: { name: 'sessions', form: 'sessions' }, sources: ['MAN26', 'LDDEV', 'HINT', 'GEL740'],
    about: 'Kinds of session that an agent loads in: Aqua is the gui domain, Background the user domain, LoginWindow the one before login.' },
  { key: 'ServiceIPC', types: ['boolean'], status: 'no-op', sources: ['MAN26', 'SRC842', 'HINT'],
    about: 'A relic of Mac OS X 10.4 that does nothing.' },
  { key: 'SessionCreate', types: ['boolean'], default: false, field: { name: 'sessionCreate', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: "Start the job in a new security audit session, cut off from the login session's keychain." },
  { key: 'WaitForDebugger', types: ['boolean'], field: { name: 'waitForDebugger', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: 'Start the program suspended until a debugger attaches.' },
]);
