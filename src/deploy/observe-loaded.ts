/**
 * What is loaded, asked of launchctl: exit codes first, fields of `print` as a hint, `list` where print says nothing.
 * No answer, or one that can not be understood, is `unknown` and never "not loaded".
 */
import { type Domain, domainTarget, isNoDomain, isTitleOf, serviceTarget } from '../launchd/domains.ts';
import { parseListedService } from '../launchd/listed.ts';
import type { Launchctl, LaunchctlAnswer } from '../launchd/port.ts';
import { type DisabledServices, parseDisabledServices, parsePrintedDomain } from '../launchd/printed-domain.ts';
import { type PrintedService, parsePrintedService } from '../launchd/printed-service.ts';
import type { LoadState, Observation, ObservedJob } from './types.ts';

/** Exit codes of `print` that say: not there. Sources: PRINT, PROC, XERR, HEADLESS; see launchd/errors.ts. */
const NO_JOB = new Set([3, 113]);

/** After so many calls in a row without an answer nothing more is asked: each waits for its own time-out. */
const MOST_SILENT = 2;

/** Puts questions to launchctl, and stops when nobody answers. */
export class Asker {
  readonly #launchctl: Launchctl;
  #silent = 0;

  constructor(launchctl: Launchctl) {
    this.#launchctl = launchctl;
  }

  async ask(...argv: readonly string[]): Promise<LaunchctlAnswer> {
    if (this.#silent >= MOST_SILENT) {
      return { code: undefined, stdout: '', stderr: '', failure: 'it gave no answer before and was not asked again' };
    }
    const answer = await this.#launchctl(argv);
    this.#silent = answer.code === undefined ? this.#silent + 1 : 0;
    return answer;
  }
}

/** Is a label loaded in a domain? */
export async function askJob(asker: Asker, domain: Domain, label: string): Promise<LoadState> {
  const target = serviceTarget(domain, label);
  const answer = await asker.ask('print', target);
  const { code, stdout } = answer;
  if (code !== undefined && NO_JOB.has(code)) return { is: 'absent', domain };
  if (isNoDomain(code)) return { is: 'absent', domain, noDomain: true };
  if (code !== 0) return { is: 'unknown', domain, why: whyOf('print', answer) };
  const printed = parsePrintedService(stdout, { environmentValues: true });
  if (isTitleOf(printed.target, domain, label)) return { is: 'loaded', domain, printed };
  return await askList(asker, domain, label, printed);
}

/** `list` speaks of the caller's own domain, which need not be this one: it confirms, and denies nothing. */
async function askList(asker: Asker, domain: Domain, label: string, printed: PrintedService): Promise<LoadState> {
  const { code, stdout } = await asker.ask('list', label);
  const listed = parseListedService(stdout);
  if (code === 0 && listed.label === label) {
    const { pid = printed.pid, lastExit = printed.lastExit } = listed;
    return { is: 'loaded', domain, printed: { ...printed, ...(pid && { pid }), ...(lastExit && { lastExit }) } };
  }
  return { is: 'unknown', domain, why: 'launchctl print answers with a text that is not about this job' };
}

/** Why an answer says nothing, a clause. */
function whyOf(verb: string, { code, failure }: LaunchctlAnswer): string {
  if (code === undefined) return `launchctl ${verb} gave no answer: ${failure ?? 'it ended without an exit code'}`;
  return `launchctl ${verb} failed with exit code ${code}`;
}

/**
 * The labels in the other domain of a user. One call tells where most of them are not: the table of its services is a
 * hint only, so what it lists is asked for, and everything when it can not be read whole.
 */
export async function askOtherDomain(
  asker: Asker,
  domain: Domain,
  labels: readonly string[],
): Promise<ReadonlyMap<string, LoadState>> {
  const target = domainTarget(domain);
  const { code, stdout } = await asker.ask('print', target);
  const isThere = code === undefined || !(isNoDomain(code) || NO_JOB.has(code));
  const printed = code === 0 ? parsePrintedDomain(stdout) : undefined;
  const isWhole = printed?.isComplete === true && isTitleOf(printed.target, domain) && printed.services !== undefined;
  const listed = new Set(isWhole ? printed.services!.map(({ label }) => label) : labels);
  const states = new Map<string, LoadState>();
  for (const label of labels) {
    const mayBe = isThere && listed.has(label);
    states.set(label, mayBe ? await askJob(asker, domain, label) : { is: 'absent', domain });
  }
  return states;
}

/** Is the domain there? A job that is loaded in it shows it; else it is asked for itself. */
export async function askDomain(
  asker: Asker,
  domain: Domain,
  states: Iterable<LoadState>,
): Promise<Observation['domain']> {
  for (const { is } of states) if (is === 'loaded') return 'there';
  const { code, stdout } = await asker.ask('print', domainTarget(domain));
  if (code !== undefined && (isNoDomain(code) || NO_JOB.has(code))) return 'absent';
  return code === 0 && isTitleOf(parsePrintedDomain(stdout).target, domain) ? 'there' : 'unknown';
}

/** The overrides of a domain; undefined when launchctl does not tell them. */
export async function askOverrides(asker: Asker, domain: Domain): Promise<DisabledServices | undefined> {
  const { code, stdout } = await asker.ask('print-disabled', domainTarget(domain));
  return code === 0 ? parseDisabledServices(stdout) : undefined;
}

/** The override of one label, as an observation has it. */
export function overrideOf(overrides: DisabledServices | undefined, label: string): ObservedJob['override'] {
  return overrides?.overrides.get(label) ?? (overrides?.isComplete ? undefined : 'unknown');
}
