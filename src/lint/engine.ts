/** The linter: one file in, its findings out, every rule in one pass over the job. Nothing outlives the file. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { DictEntry, PlistNode } from '../plist/node.ts';
import { PROGRAM_KEYS } from './command.ts';
import { Checks } from './dispatch.ts';
import { FileFindings, type OtherText } from './file-findings.ts';
import type { Fix, Refusal } from './fix.ts';
import { closeBoolean } from './fix-xml.ts';
import { HeldValues } from './held-values.ts';
import { Job, type JobFile } from './job.ts';
import { kindWords } from './kind-words.ts';
import type { LabelIndex } from './label-index.ts';
import { type PlistReading, readPlistFile } from './reading.ts';
import type { Report, Rule } from './rule.ts';
import { ruleOf, rules } from './rules/index.ts';
import { reportDuplicate, reportSharedLogs } from './seen-before.ts';
import type { LintSettings } from './settings.ts';
import { signsInFile } from './signs.ts';
import { suppressionIn } from './suppressions.ts';

/** The findings of one file. */
export interface LintedFile {
  readonly path: string;
  /** The texts to quote from, by file; none for a binary file, or where there is nothing to quote for. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** By place; silenced ones included, marked so. */
  readonly diagnostics: readonly Diagnostic[];
  /** What svc can mend itself: a fix for some of the diagnostics, silenced ones left out. */
  readonly fixes: ReadonlyMap<Diagnostic, Fix>;
  /** Why a fix that a rule knows can not be made in this text. */
  readonly refusals: ReadonlyMap<Diagnostic, Refusal>;
}

const NO_SOURCES: ReadonlyMap<string, SourceText> = new Map();

/** Keys of which a job has at least one. */
export const JOB_KEYS = ['Label', ...PROGRAM_KEYS];

/**
 * Lints one property list, XML or binary. Never throws, whatever the bytes.
 * @param path as the user gave it; its folder and name matter to some rules
 * @param labels remembers the labels of a run, for jobs that share one
 * @param most findings to give one by one; 100 unless given
 */
export function lintPlist(
  path: string,
  bytes: Uint8Array,
  settings: LintSettings,
  labels: LabelIndex,
  most?: number,
): LintedFile {
  const reading = readPlistFile(path, bytes);
  const { source } = reading;
  const file = jobFileOf(path, reading.format, settings);
  const findings = new FileFindings(path, settings, source, most);
  if (source)
    for (const { text, start, end } of reading.comments)
      findings.addSuppression(suppressionIn(text, start, end, source));
  let isJob = false;
  if (reading.errors.length > 0) {
    for (const { rule, message, help, start, end } of reading.errors)
      findings.add(ruleOf(rule), { path: [], start, end }, { message, help, isFatal: true });
  } else {
    isJob = lintReading(reading, file, findings, labels, bytes);
  }
  const diagnostics = findings.finish(isJob);
  const { fixes, refusals } = findings;
  return {
    path,
    sources: source && diagnostics.length > 0 ? new Map([[path, source]]) : NO_SOURCES,
    diagnostics,
    fixes,
    refusals,
  };
}

/** Says whether the property list is a job, so that every rule ran. */
function lintReading(
  reading: PlistReading,
  file: JobFile,
  findings: FileFindings,
  labels: LabelIndex,
  bytes: Uint8Array,
): boolean {
  const { root } = reading;
  if (root?.kind !== 'dict' || !isJob(root.entries)) {
    reportNotAJob(root, file, findings);
    return false;
  }
  for (const { rule, message, help, start, end } of reading.notes) {
    const fix =
      rule === 'boolean-not-self-closed' && reading.source ? closeBoolean(reading.source.text, start, end) : undefined;
    findings.add(ruleOf(rule), { path: [], start, end }, { message, help, fix });
  }
  const { source } = reading;
  const job = new Job(root, file, source && signsInFile(bytes, source.text));
  lintJob(job, findings);
  if (!job.isTemplate) {
    reportDuplicate(job, findings, labels, bytes);
    reportSharedLogs(job, findings, labels);
  }
  return true;
}

/** One whose keys are all in the wrong case was meant as a job too, where the names can mean nothing else. */
function isJob(entries: readonly DictEntry[]): boolean {
  return entries.some(({ key }) => JOB_KEYS.includes(key)) || jobKeysInOtherCase(entries) !== undefined;
}

/** The keys, as they are written, by which a dict is meant as a job although each is in the wrong letter case. */
export function jobKeysInOtherCase(entries: readonly DictEntry[]): readonly string[] | undefined {
  const keys = entries.map(({ key }) => key);
  if (keys.some((key) => JOB_KEYS.includes(key))) return undefined;
  const wrong = keys.filter((key) =>
    JOB_KEYS.some((right) => right.length === key.length && right.toLowerCase() === key.toLowerCase()),
  );
  const names = new Set(wrong.map((key) => key.toLowerCase()));
  return names.has('programarguments') || (names.has('label') && names.has('program')) ? wrong : undefined;
}

function reportNotAJob(root: PlistNode | undefined, file: JobFile, findings: FileFindings): void {
  const what =
    root?.kind === 'dict'
      ? 'a dict without Label, Program, ProgramArguments and BundleProgram'
      : root
        ? `${kindWords(root.kind)}, and a job is a dict`
        : 'empty';
  const start = root?.start ?? 0;
  findings.add(
    ruleOf('not-a-job'),
    { path: [], start, end: start < 0 ? -1 : start + (root?.kind === 'dict' ? 6 : 0) },
    {
      message: `This is no launchd job: it is ${what}.`,
      help: file.folder
        ? `Move it elsewhere: launchd tries to load whatever lies in ${file.folder}.`
        : 'Leave the file out of the check; if it should be a job, write Label and ProgramArguments.',
      ...(file.folder && { severity: 'warning' as const }),
    },
  );
}

export interface LintJobOptions {
  /** The text of the job, when its spots do not stand in it. */
  readonly text?: OtherText;
  /** Ids of rules that make no sense for this job. */
  skip?(rule: string): boolean;
}

/** Runs every rule on a job. */
export function lintJob(job: Job, findings: FileFindings, options: LintJobOptions = {}): void {
  const held = job.isTemplate ? new HeldValues(job.dict) : undefined;
  // One function for all rules: a function for each would be most of what a file leaves behind.
  let current: Rule;
  const report: Report = (spot, finding) => {
    if (current.id !== 'template-placeholder' && held?.isHeld(spot)) return;
    findings.add(current, spot, finding, options.text);
  };
  for (const { rule, run } of checks.for(job)) {
    if (findings.isOff(rule) || options.skip?.(rule.id)) continue;
    current = rule;
    run(job, report);
  }
}

const checks = new Checks(rules);

function jobFileOf(path: string, origin: 'xml' | 'binary', settings: LintSettings): JobFile {
  const { domain, host } = settings;
  const file: { -readonly [K in keyof JobFile]: JobFile[K] } = { path, origin };
  const folder = launchFolderOf(path);
  if (folder) file.folder = folder;
  if (domain) file.domain = domain;
  if (host) file.host = host;
  return file;
}

/** The innermost launchd folder that a path leads through. */
function launchFolderOf(path: string): 'LaunchAgents' | 'LaunchDaemons' | undefined {
  if (!path.includes('Launch')) return undefined;
  return /^(?:.*\/)?(LaunchAgents|LaunchDaemons)\//s.exec(path)?.[1] as 'LaunchAgents' | 'LaunchDaemons' | undefined;
}
