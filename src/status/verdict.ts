/** What becomes of a job, told from what is known of it. Pure: no clock, no machine. */
import { isKeptByExit } from '../deploy/desired.ts';
import { foreignLoad, isForDomain } from '../deploy/judge-label.ts';
import { isResting, isThrottled } from '../deploy/moment.ts';
import { svcLine } from '../deploy/svc-line.ts';
import type { LoadState } from '../deploy/types.ts';
import { domainTarget } from '../launchd/domains.ts';
import { exitMeaning } from '../launchd/exit-causes.ts';
import { type PrintedService, stopSignalOf } from '../launchd/printed-service.ts';
import { DEFAULT_THROTTLE } from '../launchd/throttle.ts';
import { lastExitText } from '../launchd/wait-status.ts';
import { isDict } from '../plist/value.ts';
import { crashLoop } from './crash-loop.ts';
import { driftOf } from './drift.ts';
import { lastRunOf } from './last-run.ts';
import { withReading } from './seen.ts';
import { momentName, timeliness } from './timeliness.ts';
import type { Circumstances, JobEvidence, JobStatus, Verdict } from './types.ts';

interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

type Loaded = Extract<LoadState, { is: 'loaded' }>;

/** Judges one job. Never throws; what launchctl did not say is `unknown`, and never "down". */
export function judge(before: JobEvidence, circumstances: Circumstances): JobStatus {
  const { plan, observed, kind, process, logs, schedule } = before;
  const printed = observed.loaded.is === 'loaded' ? observed.loaded.printed : undefined;
  const evidence = withThisLook(before, printed?.runs, circumstances);
  const uptime = process && Math.max(0, Math.floor((circumstances.now - process.startedAt) / 1000));
  const { verdict, reason } = judgement(evidence, uptime, circumstances);
  const lastRun = lastRunOf(evidence, printed, circumstances);
  const [next] = schedule.runs;
  const isWaiting = printed !== undefined && verdict !== 'stopping';
  return {
    service: plan.service,
    label: plan.label,
    kind,
    verdict,
    reason,
    ...(printed?.pid !== undefined && { pid: printed.pid }),
    ...(uptime !== undefined && { uptimeSeconds: uptime }),
    ...(printed?.runs !== undefined && { runs: printed.runs }),
    ...(printed?.execs !== undefined && { execs: printed.execs }),
    ...(printed?.lastExit && { lastExit: printed.lastExit }),
    ...(printed?.lastExitReason !== undefined && { lastExitReason: printed.lastExitReason }),
    ...(process && { rssBytes: process.rssBytes }),
    ...(lastRun && { lastRun }),
    // What is not loaded does not run, whatever its calendar says.
    ...(next && isWaiting && { nextRun: next.at }),
    drift: driftOf(evidence, circumstances),
    logs,
  };
}

/** What launchd has counted until now is seen too: the next look must not know more of this moment than this one. */
function withThisLook(evidence: JobEvidence, runs: number | undefined, { now }: Circumstances): JobEvidence {
  return runs === undefined ? evidence : { ...evidence, seen: withReading(evidence.seen, runs, now) };
}

function judgement(evidence: JobEvidence, uptime: number | undefined, circumstances: Circumstances): Judgement {
  const { plan, observed, record } = evidence;
  const { loaded, elsewhere } = observed;
  if (loaded.is === 'unknown') return { verdict: 'unknown', reason: `What it does is not known: ${loaded.why}.` };
  if (record) {
    const where = loaded.is === 'loaded' ? loaded.domain : (elsewhere ?? loaded).domain;
    const reason = `It is loaded in ${domainTarget(where)}, and services.yaml declares it no more: ${svcLine(circumstances, 'install', '--prune')} removes it.`;
    return { verdict: 'loaded-orphan', reason };
  }
  const foreign = foreignLoad({ label: plan.label, path: plan.desired?.path ?? '' }, observed);
  if (foreign) return { verdict: 'loaded-elsewhere', reason: `${foreign.cause} ${foreign.remedy}` };
  if (loaded.is === 'loaded') return judgeLoaded(evidence, loaded, uptime, circumstances);
  if (elsewhere?.is === 'loaded') return judgeElsewhere(evidence, elsewhere);
  return judgeAbsent(evidence, circumstances);
}

function judgeElsewhere({ plan, observed }: JobEvidence, elsewhere: Loaded): Judgement {
  const [there, here] = [elsewhere.domain, observed.loaded.domain].map(domainTarget);
  const isAsked = plan.desired !== undefined && isForDomain(plan.desired, elsewhere);
  const why = isAsked ? ', as its LimitLoadToSessionType allows' : '';
  return { verdict: 'loaded-elsewhere', reason: `It is loaded in ${there}${why}, and not in ${here}.` };
}

function judgeAbsent({ plan, observed }: JobEvidence, circumstances: Circumstances): Judgement {
  const { absentDomain } = circumstances;
  const proposed = (verb: string) => svcLine(circumstances, verb, plan.service);
  const { file, override, loaded } = observed;
  const domain = domainTarget(loaded.domain);
  if (!file)
    return {
      verdict: 'not-installed',
      reason: `There is no property list of it. ${proposed('install')} installs it.`,
    };
  if (plan.desired?.isDisabled) {
    return { verdict: 'disabled', reason: 'Its Disabled key is true: it is installed and not loaded.' };
  }
  if (override === 'disabled') {
    const reason = `An override in ${domain} keeps it from being loaded: ${proposed('enable')} takes it off.`;
    return { verdict: 'disabled', reason };
  }
  if (absentDomain !== undefined) return { verdict: 'not-loaded', reason: absentDomain };
  const reason = `Its file is there, and launchd has not loaded it: ${proposed('start')} loads it.`;
  return { verdict: 'not-loaded', reason };
}

// ---- loaded ----

/** States in which a process is there or on its way; `spawn scheduled` unless it is throttled. Source: PRINT. */
const COMING_UP: ReadonlySet<string> = new Set(['running', 'spawning', 'xpcproxy', 'spawn scheduled']);

/** Of a word that is none of launchd's, so much is repeated. */
const LONGEST_STATE = 60;

function judgeLoaded(
  evidence: JobEvidence,
  { printed }: Loaded,
  uptime: number | undefined,
  circumstances: Circumstances,
): Judgement {
  const { seen, plan, isProcessGone } = evidence;
  const { state, pid } = printed;
  const sent = stopSignalOf(printed);
  if (sent !== undefined) return { verdict: 'stopping', reason: stoppingReason(sent, printed) };
  const neverRan = neverRanReason(printed, svcLine(circumstances, 'doctor', plan.service));
  if (pid === undefined && neverRan !== undefined) return { verdict: 'failing', reason: neverRan };
  // Only what launchd starts again by itself can be in a loop.
  const comesBack = isKept(evidence, printed) && (pid !== undefined || COMING_UP.has(state ?? ''));
  const loop = comesBack ? crashLoop(printed, uptime, seen, circumstances.now) : undefined;
  if (loop !== undefined) {
    return { verdict: 'crash-looping', reason: `It ends and is started again: ${loop}. ${endSentence(printed)}` };
  }
  const waits = pid === undefined && isThrottled(printed);
  if (!waits && (pid !== undefined || COMING_UP.has(state ?? ''))) {
    const before = hasFailed(printed) ? ` ${endSentence(printed, 'The run before')}` : '';
    return { verdict: 'running', reason: `${runningSentence(pid, isProcessGone)}${before}` };
  }
  if (waits) return { verdict: 'throttled', reason: throttleReason(printed) };
  if (printed.pended) {
    const why = printed.pendedReason === undefined ? '' : ` (${printed.pendedReason})`;
    const reason = `launchd has registered its start${why} and puts it off: ${svcLine(circumstances, 'start', plan.service)} starts it now.`;
    return { verdict: 'pended', reason };
  }
  // `list` has no state, and how the job ended.
  if (state === undefined && printed.lastExit === undefined) {
    return { verdict: 'unknown', reason: 'launchctl print shows no state of it.' };
  }
  if (state !== undefined && !isResting(printed)) {
    const reason = `launchctl print shows a state that svc does not know: ${state.slice(0, LONGEST_STATE)}.`;
    return { verdict: 'unknown', reason };
  }
  if (hasFailed(printed)) return { verdict: 'failing', reason: `It does not run. ${endSentence(printed)}` };
  return judgeResting(evidence, printed, circumstances);
}

function isKept({ plan: { desired } }: JobEvidence, { properties }: PrintedService): boolean {
  const { KeepAlive: kept, OnDemand: onDemand } = desired?.dict ?? {};
  return kept === true || onDemand === false || isDict(kept) || properties.includes('keepalive');
}

/** launchd is who knows its jobs, so a process that nobody else sees is no reason to say "down"; but it is told. */
function runningSentence(pid: number | undefined, isGone = false): string {
  if (pid === undefined) return 'It is being started.';
  if (isGone) return `launchd says that it runs as pid ${pid}, and the system has no such process.`;
  return `It runs as pid ${pid}.`;
}

function stoppingReason(sent: string, { exitTimeout }: PrintedService): string {
  if (sent !== 'SIGTERM' || exitTimeout === undefined) return `launchd has sent it ${sent}; it has not ended yet.`;
  const then = exitTimeout === 0 ? 'waits for it without end' : `kills it after ${exitTimeout} s`;
  return `launchd has sent it SIGTERM and ${then}.`;
}

function throttleReason(printed: PrintedService): string {
  const seconds = printed.minimumRuntime ?? DEFAULT_THROTTLE;
  const wait = `It waits for its throttle: launchd lets ${seconds} s pass from one start to the next.`;
  return printed.lastExit === undefined ? wait : `${wait} ${endSentence(printed)}`;
}

/** What is known to give 78 before a program runs. */
const NEVER_RAN_CAUSES = `Known causes: ${exitMeaning({ kind: 'exit', code: 78 }).causes.join('; ')}.`;

/** launchd reports 78 for a program that it could not start; `execs` tells that from one that returned it. */
function neverRanReason({ lastExit, execs, jobState, runs }: PrintedService, lookFurther: string): string | undefined {
  if (lastExit?.kind !== 'exit' || lastExit.code !== 78) return undefined;
  const tried = runs === undefined ? '' : `, tried ${runs === 1 ? 'once' : `${runs} times`}`;
  const rest = `${NEVER_RAN_CAUSES} ${lookFurther} looks for the one.`;
  if (execs === 0 || jobState === 'spawn failed') {
    return `The program could not be started (exit 78 EX_CONFIG${tried}). ${rest}`;
  }
  if (execs !== undefined && execs === runs) return undefined;
  return `The program never ran, or returned 78 itself (exit 78 EX_CONFIG${tried}). ${rest}`;
}

function hasFailed({ lastExit, lastExitReason }: PrintedService): boolean {
  if (lastExitReason !== undefined) return true;
  return lastExit?.kind === 'signal' || (lastExit?.kind === 'exit' && lastExit.code !== 0);
}

/** "The last run ended: exit 1." */
function endSentence(printed: PrintedService, which = 'The last run'): string {
  const { lastExit, lastExitReason } = printed;
  if (lastExitReason !== undefined)
    return `launchd ended ${which.charAt(0).toLowerCase()}${which.slice(1)}: ${lastExitReason}.`;
  return `${which} ended: ${lastExit ? lastExitText(lastExit, printed) : 'how is not known'}.`;
}

/** A job that does not run and did not fail: is that right? */
function judgeResting(evidence: JobEvidence, printed: PrintedService, circumstances: Circumstances): Judgement {
  const { kind, schedule, plan } = evidence;
  const wasRun = printed.runs !== 0 && printed.lastExit?.kind !== 'never';
  if (kind === 'daemon') return judgeDaemon(evidence, printed, wasRun);
  const ran = wasRun ? endSentence(printed) : 'It has not run since it was loaded.';
  if (kind === 'on-demand') return { verdict: 'idle', reason: `Nothing asks for it now. ${ran}` };
  const seconds = plan.desired?.dict.StartInterval;
  const interval = typeof seconds === 'number' ? seconds : undefined;
  const timely = timeliness({ ...evidence, runs: printed.runs, interval }, circumstances);
  if (timely.is === 'late') return { verdict: 'late', reason: timely.why };
  const [next] = schedule.runs;
  const waits = next
    ? `It runs ${schedule.sentence}, next ${momentName(next.at, next.offset)}.`
    : `It runs ${schedule.sentence}.`;
  const unproved = timely.is === 'unprovable' ? ` ${timely.why}` : '';
  return { verdict: 'idle', reason: `${waits} ${ran}${unproved}` };
}

function judgeDaemon({ plan }: JobEvidence, printed: PrintedService, wasRun: boolean): Judgement {
  const kept = plan.desired?.dict.KeepAlive;
  const byExit = !isDict(kept) || isKeptByExit(kept);
  if (!byExit) return { verdict: 'idle', reason: 'The conditions of its KeepAlive do not hold now.' };
  if (!wasRun) return { verdict: 'not-running', reason: 'It should run, and launchd has not started it.' };
  const reason = `It should run and does not. ${endSentence(printed)} Its KeepAlive does not start it again after that.`;
  return { verdict: 'not-running', reason };
}
