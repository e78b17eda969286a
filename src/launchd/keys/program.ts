/** Who the job is, what it runs, as whom, where, and with which environment. */
import { keyTable } from './row.ts';

// biome-ignore format: one row a key
export const identityKeys = keyTable({ group: 'identity' }, [
  { key: 'Label', types: ['string'], exactCase: true, wrongType: 'launchd refuses the whole job', field: { name: 'label', form: 'name' }, sources: ['MAN26', 'SRC842', 'HINT'],
    about: "The job's name, unique in its domain: launchctl addresses it as <domain>/<Label>, and the file is named <Label>.plist." },
]);

// biome-ignore format: one row a key
export const programKeys = keyTable({ group: 'program' }, [
  { key: 'Program', types: ['string'], exactCase: true, wrongType: 'launchd treats the key as absent', field: { name: 'program', form: 'path' }, sources: ['MAN26', 'HINT'],
    about: 'Absolute path of the executable, taken literally: no ~, no variables, no globs.' },
  { key: 'ProgramArguments', types: ['array<string>'], exactCase: true, wrongType: 'launchd refuses the whole job', field: { name: 'command', form: 'command' }, sources: ['MAN26', 'HINT'],
    about: 'Argument vector of the program, its own name first; without Program the first element is the executable, and no element is split into words.' },
  { key: 'BundleProgram', types: ['string'], since: '13.0', sources: ['MAN26', 'HINT'],
    about: 'Path of the executable relative to the app bundle, for jobs that an app registers through SMAppService.' },
  { key: 'EnableGlobbing', types: ['boolean'], status: 'deprecated', default: false, confidence: 'low', sources: ['MAN26', 'SRC842', 'HINT2010', 'HINT'],
    about: 'Asks for glob(3) on the arguments before the program starts; whether it still does anything since OS X 10.10 is not verified.' },
  { key: 'WorkingDirectory', types: ['string'], default: '/', field: { name: 'workingDirectory', form: 'path' }, sources: ['MAN26', 'SRC842'],
    about: 'Directory to change to before the program starts; a leading ~ is not expanded.' },
  { key: 'RootDirectory', types: ['string'], scope: 'daemon', field: { name: 'rootDirectory', form: 'path' }, sources: ['MAN26', 'SRC842'],
    about: 'Directory to chroot(2) to before the program starts, which Apple advises against.' },
  { key: 'UserName', types: ['string'], scope: 'daemon', field: { name: 'user', form: 'string' }, sources: ['MAN26', 'SRC842', 'HINT'],
    about: 'Account that the process of a daemon runs as; outside the system domain launchd drops the key.' },
  { key: 'GroupName', types: ['string'], scope: 'daemon', field: { name: 'group', form: 'string' }, sources: ['MAN26', 'SRC842', 'HINT'],
    about: 'Group that the process of a daemon runs as, by default the primary group of UserName.' },
  { key: 'InitGroups', types: ['boolean'], scope: 'daemon', default: true, requires: ['UserName'], field: { name: 'initGroups', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: 'Whether initgroups(3) sets up the supplementary groups of UserName.' },
]);

// biome-ignore format: one row a key
export const environmentKeys = keyTable({ group: 'environment' }, [
  { key: 'EnvironmentVariables', types: ['dict<string>'], field: { name: 'environment', form: 'environment' }, sources: ['MAN26', 'HINT'],
    about: 'Variables to set for the process beside the few that launchd sets; values that are not strings are dropped, and no shell profile is read.' },
  { key: 'EnvironmentVariables.*', types: ['string'], wrongType: 'launchd drops this variable', sources: ['MAN26', 'HINT'],
    about: 'Value of one variable, taken literally: neither ~ nor $VAR is expanded.' },
  { key: 'UserEnvironmentVariables', types: ['dict<string>'], status: 'internal', confidence: 'medium', sources: ['SRC842', 'HINT'],
    about: 'Undocumented: variables set for the whole domain, as launchctl setenv does.' },
]);
