/** Names that are no keys of a job today: keys of OS X 10.9, output of `launchctl list`, remarks. */
import { keyTable } from './row.ts';

const removed = {
  group: 'other',
  types: ['any'],
  status: 'removed',
  until: '10.10',
  confidence: 'medium',
  sources: ['SRC842'],
  about: 'Private to OS X 10.9 or tolerated by it; not known to launchd any more.',
} as const;

// biome-ignore format: one row a key
export const formerKeys = [
  ...keyTable(removed, [
    { key: 'AuditSessionID' },
    { key: 'BeginTransactionAtShutdown' },
    { key: 'BonjourFDs' },
    { key: 'EmbeddedPrivilegeDispensation' },
    { key: 'JetsamMemoryLimitBackground' },
    { key: 'JoinGUISession' },
    { key: 'MachServiceLookupPolicies' },
    { key: 'QuarantineData' },
    { key: 'SHAuthorizationRight' },
    { key: 'SecuritySessionUUID' },
    { key: 'ServiceDescription' },
    { key: 'TransactionCount' },
    { key: 'XPCDomain' },
    { key: 'XPCDomainBootstrapper' },
    { key: '__Defaults' },
  ]),
  ...keyTable({ group: 'other', types: ['integer'], status: 'read-only', sources: ['SRC842', 'CTL26'] }, [
    { key: 'LastExitStatus', about: 'Raw status of wait(2) in the output of launchctl list (256 is exit 1, 9 is SIGKILL), not a key to write.' },
    { key: 'PID', about: 'Process id in the output of launchctl list, not a key to write.' },
  ]),
  ...keyTable({ group: 'other', types: ['string'], status: 'unknown-to-launchd', confidence: 'medium', sources: ['HINT', 'CHROME'] }, [
    { key: 'Comment', about: 'Free text that some tools add: launchd ignores it, and an XML comment says the same without an unknown key.' },
  ]),
];
