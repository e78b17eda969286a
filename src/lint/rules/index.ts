/** The list of rules, in the order of docs: adding one is a file and a line here. */
import type { Rule } from '../rule.ts';
import { agentOnlyKey } from './agent-only-key.ts';
import { calendarDayAndWeekday } from './calendar-day-and-weekday.ts';
import { calendarDuplicate } from './calendar-duplicate.ts';
import { calendarEveryMinute } from './calendar-every-minute.ts';
import { calendarImpossibleDate } from './calendar-impossible-date.ts';
import { calendarMonthWithWeekday } from './calendar-month-with-weekday.ts';
import { calendarNever } from './calendar-never.ts';
import { calendarShortMonth } from './calendar-short-month.ts';
import { calendarValue } from './calendar-value.ts';
import { daemonOnlyKey } from './daemon-only-key.ts';
import { daemonizingProgram } from './daemonizing-program.ts';
import { deprecatedKey } from './deprecated-key.ts';
import { envPathMissing } from './env-path-missing.ts';
import { envUnexpanded } from './env-unexpanded.ts';
import { envValueNotString } from './env-value-not-string.ts';
import { exitTimeoutMissing } from './exit-timeout-missing.ts';
import { exitTimeoutZero } from './exit-timeout-zero.ts';
import { formRules } from './form-rules.ts';
import { fswatchOneEvent } from './fswatch-one-event.ts';
import { hostEnvironmentFile } from './host-environment-file.ts';
import { hostFileMode } from './host-file-mode.ts';
import { hostFileOwner } from './host-file-owner.ts';
import { hostPathMissing } from './host-path-missing.ts';
import { hostProgramMissing } from './host-program-missing.ts';
import { hostProgramNotExecutable } from './host-program-not-executable.ts';
import { hostSymlink } from './host-symlink.ts';
import { hostUserMissing } from './host-user-missing.ts';
import { inertKey } from './inert-key.ts';
import { insecureEnvironment } from './insecure-environment.ts';
import { internalKey } from './internal-key.ts';
import { intervalBelowThrottle } from './interval-below-throttle.ts';
import { keepaliveAlways } from './keepalive-always.ts';
import { keepaliveCrashedOnly } from './keepalive-crashed-only.ts';
import { keepaliveSuccessLoop } from './keepalive-success-loop.ts';
import { keepaliveWithLaunchOnce } from './keepalive-with-launch-once.ts';
import { keepaliveWithSchedule } from './keepalive-with-schedule.ts';
import { keyCase } from './key-case.ts';
import { labelDuplicate } from './label-duplicate.ts';
import { labelFilenameMismatch } from './label-filename-mismatch.ts';
import { labelInvalid } from './label-invalid.ts';
import { labelMissing } from './label-missing.ts';
import { logInTmp } from './log-in-tmp.ts';
import { logMissing } from './log-missing.ts';
import { logShared } from './log-shared.ts';
import { noExpansion } from './no-expansion.ts';
import { noTrigger } from './no-trigger.ts';
import { outOfRange } from './out-of-range.ts';
import { privacyProtectedPath } from './privacy-protected-path.ts';
import { programArgumentsInvalid } from './program-arguments-invalid.ts';
import { programMissing } from './program-missing.ts';
import { programNotAbsolute } from './program-not-absolute.ts';
import { programSingleString } from './program-single-string.ts';
import { projectRules } from './project-rules.ts';
import { recyclingNeedsKeepalive } from './recycling-needs-keepalive.ts';
import { rootRunsWritableProgram } from './root-runs-writable-program.ts';
import { runAtLoadWithSchedule } from './run-at-load-with-schedule.ts';
import { secretInPlist } from './secret-in-plist.ts';
import { shellSyntax } from './shell-syntax.ts';
import { shellWrapperWithoutExec } from './shell-wrapper-without-exec.ts';
import { stderrDiscarded } from './stderr-discarded.ts';
import { stringTooLong } from './string-too-long.ts';
import { sudoInProgram } from './sudo-in-program.ts';
import { templatePlaceholder } from './template-placeholder.ts';
import { throttleBelowTen } from './throttle-below-ten.ts';
import { throttleBlocksSchedule } from './throttle-blocks-schedule.ts';
import { transactionsWithoutXpc } from './transactions-without-xpc.ts';
import { umaskDecimal } from './umask-decimal.ts';
import { unknownKey } from './unknown-key.ts';
import { unstableInterpreterPath } from './unstable-interpreter-path.ts';
import { wrongType } from './wrong-type.ts';

// biome-ignore format: a line a rule
export const rules: readonly Rule[] = [
  // form
  ...formRules,
  templatePlaceholder,
  // identity
  labelMissing,
  labelInvalid,
  labelFilenameMismatch,
  labelDuplicate,
  // program
  programMissing,
  programNotAbsolute,
  programArgumentsInvalid,
  programSingleString,
  shellSyntax,
  noExpansion,
  shellWrapperWithoutExec,
  daemonizingProgram,
  sudoInProgram,
  fswatchOneEvent,
  unstableInterpreterPath,
  privacyProtectedPath,
  // keys
  unknownKey,
  keyCase,
  wrongType,
  outOfRange,
  deprecatedKey,
  inertKey,
  internalKey,
  daemonOnlyKey,
  agentOnlyKey,
  umaskDecimal,
  // life cycle
  throttleBelowTen,
  throttleBlocksSchedule,
  intervalBelowThrottle,
  exitTimeoutZero,
  exitTimeoutMissing,
  keepaliveAlways,
  keepaliveCrashedOnly,
  keepaliveSuccessLoop,
  keepaliveWithSchedule,
  keepaliveWithLaunchOnce,
  recyclingNeedsKeepalive,
  noTrigger,
  runAtLoadWithSchedule,
  transactionsWithoutXpc,
  // calendar
  calendarValue,
  calendarEveryMinute,
  calendarDayAndWeekday,
  calendarMonthWithWeekday,
  calendarImpossibleDate,
  calendarShortMonth,
  calendarDuplicate,
  calendarNever,
  // logs and environment
  logMissing,
  logInTmp,
  logShared,
  stderrDiscarded,
  envValueNotString,
  envPathMissing,
  envUnexpanded,
  stringTooLong,
  // security
  secretInPlist,
  insecureEnvironment,
  rootRunsWritableProgram,
  // this machine
  hostEnvironmentFile,
  hostFileMode,
  hostFileOwner,
  hostSymlink,
  hostProgramMissing,
  hostProgramNotExecutable,
  hostPathMissing,
  hostUserMissing,
  // project
  ...projectRules,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule of this id; asking for one that does not exist is a bug. */
export function ruleOf(id: string): Rule {
  const rule = byId.get(id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}
