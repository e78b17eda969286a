/** All checks of a job. Their order is that in which they are shown. */
import { account } from './account.ts';
import { alreadyLoaded } from './already-loaded.ts';
import { binaryNewer } from './binary-newer.ts';
import type { Check, CheckResult, JobFacts } from './check.ts';
import { codeSignature } from './code-signature.ts';
import { disabledKey } from './disabled-key.ts';
import { domain } from './domain.ts';
import { draining } from './draining.ts';
import { environmentFile } from './environment-file.ts';
import { fileMode } from './file-mode.ts';
import { fileOwner } from './file-owner.ts';
import { label } from './label.ts';
import { labelTwice } from './label-twice.ts';
import { lastExit } from './last-exit.ts';
import { loadedElsewhere } from './loaded-elsewhere.ts';
import { logFiles } from './log-files.ts';
import { notLoaded } from './not-loaded.ts';
import { overrideDisabled } from './override-disabled.ts';
import { pended } from './pended.ts';
import { plistInvalid } from './plist-invalid.ts';
import { plistMissing } from './plist-missing.ts';
import { privacyFolder } from './privacy-folder.ts';
import { programFile } from './program-file.ts';
import { programNamed } from './program-named.ts';
import { quarantine } from './quarantine.ts';
import { scriptInterpreter } from './script-interpreter.ts';
import { sessionType } from './session-type.ts';
import { symlink } from './symlink.ts';
import { throttle } from './throttle.ts';
import { unstablePath } from './unstable-path.ts';
import { volume } from './volume.ts';
import { workingDirectory } from './working-directory.ts';

const CHECKS = {
  draining,
  'already-loaded': alreadyLoaded,
  'loaded-elsewhere': loadedElsewhere,
  'label-twice': labelTwice,
  'override-disabled': overrideDisabled,
  'disabled-key': disabledKey,
  'plist-missing': plistMissing,
  symlink,
  'file-mode': fileMode,
  'file-owner': fileOwner,
  'plist-invalid': plistInvalid,
  label,
  'program-named': programNamed,
  domain,
  'session-type': sessionType,
  'not-loaded': notLoaded,
  'environment-file': environmentFile,
  'program-file': programFile,
  'script-interpreter': scriptInterpreter,
  'log-files': logFiles,
  'working-directory': workingDirectory,
  account,
  volume,
  'privacy-folder': privacyFolder,
  'code-signature': codeSignature,
  quarantine,
  'unstable-path': unstablePath,
  'binary-newer': binaryNewer,
  pended,
  throttle,
  'last-exit': lastExit,
} as const satisfies Record<string, Check>;

/** Name of a check, in JSON too. */
export type JobCheckId = keyof typeof CHECKS;

export const jobCheckIds = Object.keys(CHECKS) as readonly JobCheckId[];

/** Says nothing about the health of a job, or is said once for the machine. */
const NOT_OF_DOCTOR: ReadonlySet<JobCheckId> = new Set(['already-loaded', 'domain']);

/** What `svc doctor` looks at. */
export const doctorCheckIds: readonly JobCheckId[] = jobCheckIds.filter((id) => !NOT_OF_DOCTOR.has(id));

/** Makes these checks, in this order. */
export function runChecks(ids: readonly JobCheckId[], facts: JobFacts): readonly CheckResult<JobCheckId>[] {
  return ids.map((id) => ({ id, ...CHECKS[id](facts) }));
}
