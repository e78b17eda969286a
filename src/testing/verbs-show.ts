/** The verbs that only tell: print, print-disabled, list, blame, manager…, error, version, help. */
import { launchctlError } from '../launchd/errors.ts';
import { type Answer, done, failed } from './answer.ts';
import { badTarget, failureOf, USAGE, usage } from './failures.ts';
import { type Call, refusalOf, VERBS } from './machine.ts';
import { blameText, listJobs, listService, printDisabled, printDomain, printService } from './print.ts';
import { domainOf, serviceTargetOf } from './targets.ts';

/** Said wherever the stand-in speaks for itself. */
const DISCLAIMER = 'launchd semantics, not launchd: the stand-in of launchd-svc, for tests only.';

/** `print <domain>` or `print <service>`: 112 without the domain, 113 without the job. */
export function print({ machine, args }: Call): Answer {
  if (args.length !== 1) return usage('print');
  const service = serviceTargetOf(args[0]);
  const domain = service?.domain ?? domainOf(args[0]);
  if (!domain) return badTarget('print');
  const refusal = refusalOf(machine, domain, 'look');
  if (refusal !== 0) return failureOf('print', refusal, { domain });
  const { engine } = machine;
  if (!service) return done(printDomain(domain, engine.jobs(domain), engine.overrides(domain), engine.semantics));
  const job = engine.jobAt(domain, service.label);
  return job ? done(printService(job)) : failureOf('print', 113, service);
}

/** `print-disabled <domain>`: the overrides, in the form of the release. */
export function showDisabled({ machine, args }: Call): Answer {
  const domain = args.length === 1 ? domainOf(args[0]) : undefined;
  if (!domain) return args.length === 1 ? badTarget('print-disabled') : usage('print-disabled');
  const refusal = refusalOf(machine, domain, 'look');
  if (refusal !== 0) return failureOf('print-disabled', refusal, { domain });
  return done(printDisabled(machine.engine.overrides(domain), machine.engine.semantics));
}

/** `list [label]`, legacy: the jobs of the caller's own domain. */
export function list({ machine, args }: Call): Answer {
  const [label] = args;
  if (args.length > 1) return usage('list');
  const { engine, session: domain } = machine;
  const refusal = refusalOf(machine, domain, 'look');
  if (refusal !== 0) return failureOf('list', refusal, { domain });
  if (label === undefined) return done(listJobs(engine.jobs(domain)));
  const job = engine.jobAt(domain, label);
  if (job) return done(listService(job));
  const answer = failureOf('list', 113, { domain, label });
  return { ...answer, code: engine.semantics.listAbsent };
}

/** `blame <service>`: why it runs. */
export function blame({ machine, args }: Call): Answer {
  const target = args.length === 1 ? serviceTargetOf(args[0]) : undefined;
  if (!target) return args.length === 1 ? badTarget('blame') : usage('blame');
  const refusal = refusalOf(machine, target.domain, 'look');
  if (refusal !== 0) return failureOf('blame', refusal, target);
  const job = machine.engine.jobAt(target.domain, target.label);
  return job ? done(blameText(job)) : failureOf('blame', 113, target);
}

/** `managername`: the kind of session the caller is in. */
export function managerName({ machine }: Call): Answer {
  return done(`${{ gui: 'Aqua', user: 'Background', system: 'System' }[machine.session.kind]}\n`);
}

/** `manageruid`: whose session it is. */
export function managerUid({ machine }: Call): Answer {
  return done(`${machine.session.kind === 'system' ? 0 : machine.session.uid}\n`);
}

/** `managerpid`: always 1. */
export function managerPid(): Answer {
  return done('1\n');
}

/** `error [posix|mach|bootstrap] <code>`: the words of a code. */
export function errorText({ args }: Call): Answer {
  const [first, second] = args;
  const hasKind = first === 'posix' || first === 'mach' || first === 'bootstrap';
  const given = hasKind ? second : first;
  if (given === undefined || args.length > (hasKind ? 2 : 1) || !/^-?\d{1,9}$/.test(given)) return usage('error');
  const known = hasKind && first === 'mach' ? undefined : launchctlError(Number(given));
  return done(`${Number(given)}: ${known?.text ?? 'unknown error code'}\n`);
}

/** `version`: what this is, and what it is not. */
export function version(): Answer {
  return done(`${DISCLAIMER}\n`);
}

/** `help`, or no verb at all. */
export function helpText(): string {
  const rows = VERBS.map((verb) => `\t${verb.padEnd(16)}${USAGE[verb]}`.trimEnd());
  return ['Usage: launchctl <subcommand> ... | help [subcommand]', DISCLAIMER, '', ...rows, ''].join('\n');
}

export function help(): Answer {
  return done(helpText());
}

/** A word that is no verb of launchctl. */
export function unknownVerb(word: string): Answer {
  const answer = failed(64, `Unrecognized subcommand: ${word}`);
  return { ...answer, stderr: answer.stderr + helpText() };
}

/** A verb of launchctl that the stand-in does not have. */
export function absentVerb(verb: string): Answer {
  return failed(78, `launchctl ${verb}: 78: Function not implemented`, DISCLAIMER);
}
