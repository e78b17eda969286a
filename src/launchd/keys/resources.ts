/** How much of the machine the job gets. */
import { type KeyRow, keyTable } from './row.ts';

// biome-ignore format: one row a key
const classKeys = keyTable({ group: 'resources' }, [
  { key: 'ProcessType', types: ['string'], values: ['Background', 'Standard', 'Adaptive', 'Interactive'], enumAnyCase: true, default: 'Standard', field: { name: 'processType', form: 'process-type' },
    sources: ['MAN26', 'SRC842', 'HINT'], appleValues: ['App', 'SystemApp', 'AppNonUI', 'Driver', '_AdaptiveUtility', 'TALApp'],
    about: 'Resource class: Background is throttled strongly, Standard lightly, Interactive not at all, and Adaptive moves with its XPC transactions.' },
  { key: 'Nice', types: ['integer'], min: -20, max: 20, field: { name: 'nice', form: 'nice' }, sources: ['MAN26', 'SRC842'],
    about: 'Scheduling priority as in nice(3); a negative value needs root.' },
  { key: 'LowPriorityIO', types: ['boolean'], default: false, field: { name: 'lowPriorityIO', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: "Always do the job's file system I/O at low priority." },
  { key: 'LowPriorityBackgroundIO', types: ['boolean'], default: false, since: '10.9', field: { name: 'lowPriorityBackgroundIO', form: 'boolean' }, sources: ['MAN26', 'SRC842'],
    about: "Do the job's file system I/O at low priority while it is throttled as background work; in OS X 10.9 false switched it on too." },
  { key: 'LegacyTimers', types: ['boolean'], since: '10.9', field: { name: 'legacyTimers', form: 'boolean' }, sources: ['MAN26', 'SRC842', 'HINT'],
    about: "Keep the job's timers out of timer coalescing, which may count with ProcessType Interactive only." },
  { key: 'MaterializeDatalessFiles', types: ['boolean'], since: '10.15 or so', field: { name: 'materializeDatalessFiles', form: 'boolean' }, sources: ['MAN26', 'HINT'],
    about: 'Whether reading a file that lies in the cloud only downloads it; without it such a read fails with EDEADLK.' },
  { key: 'Umask', types: ['integer', 'string'], field: { name: 'umask', form: 'umask' }, sources: ['MAN26', 'HINT', 'SRC842'],
    about: 'Permission bits taken off new files: an integer is decimal (octal 022 is 18, 077 is 63), a string with a leading 0 is octal.' },
]);

// biome-ignore format: one row a key
const limitMembers = [
  { name: 'Core', unit: 'bytes', about: 'Largest core file.' },
  { name: 'CPU', unit: 's', about: 'Processor time of one process, after which it gets SIGXCPU or SIGKILL.' },
  { name: 'Data', unit: 'bytes', about: 'Largest data segment.' },
  { name: 'FileSize', unit: 'bytes', about: 'Largest file that can be written.' },
  { name: 'MemoryLock', unit: 'bytes', about: 'Most memory that can be locked with mlock(2).' },
  { name: 'NumberOfFiles', unit: 'count', about: 'Most open file descriptors; in the system domain it also raises kern.maxfiles and kern.maxfilesperproc.' },
  { name: 'NumberOfProcesses', unit: 'count', about: 'Most processes of this user; in the system domain it also sets kern.maxproc and kern.maxprocperuid.' },
  { name: 'ResidentSetSize', unit: 'bytes', confidence: 'medium', about: 'Largest resident set, an advice that macOS does not enforce.' },
  { name: 'Stack', unit: 'bytes', about: 'Largest stack.' },
] as const;

/** The two dicts of limits take the same members; launchd matches their names in any letter case and skips others. */
function limitKeys(parent: Pick<KeyRow, 'key' | 'about' | 'field'>): readonly KeyRow[] {
  const members = limitMembers.map(({ name, ...rest }) => ({ key: `${parent.key}.${name}`, ...rest }));
  return [
    ...keyTable({ group: 'resources', types: ['dict<integer>'], sources: ['MAN26', 'SRC842', 'HINT'] }, [parent]),
    ...keyTable(
      { group: 'resources', types: ['integer'], min: 0, anyCase: true, sources: ['MAN26', 'SRC842'] },
      members,
    ),
  ];
}

export const resourceKeys = [
  ...classKeys,
  ...limitKeys({
    key: 'SoftResourceLimits',
    field: { name: 'limits', form: 'limits' },
    about: 'Soft limits of setrlimit(2); unknown members and values that are not integers are skipped.',
  }),
  ...limitKeys({
    key: 'HardResourceLimits',
    about: 'Hard limits of setrlimit(2), which only root can raise; unknown members are skipped.',
  }),
];
