/** One property list on its way into services.yaml: read, judged, its remarks gathered; or the reason why not. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { listed } from '../launchd/word-list.ts';
import { JOB_KEYS, jobKeysInOtherCase, lintPlist } from '../lint/engine.ts';
import { LabelIndex } from '../lint/label-index.ts';
import { readPlistFile } from '../lint/reading.ts';
import { DEFAULT_SETTINGS } from '../lint/settings.ts';
import { plainValueOf } from '../plist/node.ts';
import type { PlistDict } from '../plist/value.ts';
import { commentLine, hasSecret, maskFor, type Remark, remarksOfComments, remarksOfFindings } from './remarks.ts';
import { unsayable } from './unsayable.ts';

/** The domains that jobs are adopted for. `user` is left to people: nothing in a property list tells it from `gui`. */
export type AdoptedDomain = 'gui' | 'system';

export interface SourceJob {
  /** The path as it is shown. */
  readonly source: string;
  readonly dict: PlistDict;
  readonly domain: AdoptedDomain;
  readonly remarks: readonly Remark[];
  readonly findings: readonly Diagnostic[];
  readonly hasSecret: boolean;
  /** What to tell about the domain it was given. */
  readonly note?: string;
}

/** A file that is left out, alone. `unreadable`: it is no property list. */
export interface Refused {
  readonly source: string;
  readonly refusal: string;
  readonly label?: string;
  readonly unreadable?: true;
  readonly findings: readonly Diagnostic[];
}

export interface ReadJobOptions {
  /** The path from the root, for the folder that it lies in. */
  readonly location: string;
  /** What the user said of all jobs. */
  readonly domain?: AdoptedDomain;
}

/** Reads a job. Never throws, whatever the bytes. @param source the path as given, joined with what was found below */
export function readJob(source: string, bytes: Uint8Array, options: ReadJobOptions): SourceJob | Refused {
  const { root, errors, comments, source: text } = readPlistFile(source, bytes);
  const [error] = errors;
  const refuse = (refusal: string, rest: Partial<Refused> = {}): Refused => ({
    source,
    refusal,
    findings: [],
    ...rest,
  });
  if (error) {
    const { line, column } = text?.positionAt(error.start) ?? { line: 1, column: 1 };
    const place = text ? `line ${line}, column ${column}: ` : '';
    return refuse(`${place}${error.message}`, { unreadable: true });
  }
  const miscased = root?.kind === 'dict' ? jobKeysInOtherCase(root.entries) : undefined;
  if (miscased)
    return refuse(
      `Its keys are in the wrong letter case (${listed(miscased)}), so recent launchd sees no job in it: svc lint --fix mends them.`,
    );
  if (root?.kind !== 'dict' || !root.entries.some(({ key }) => JOB_KEYS.includes(key)))
    return refuse('This is no launchd job: it has no Label, Program, ProgramArguments or BundleProgram.');
  const dict = plainValueOf(root) as PlistDict;
  const problem = unsayable(dict);
  if (problem !== undefined) return refuse(problem);
  const { domain, note } = domainOf(dict, options);
  const settings = { ...DEFAULT_SETTINGS, domain };
  // Labels and logs that jobs share are told once for all of them, not in the middle of one.
  const findings = lintPlist(source, bytes, settings, new LabelIndex()).diagnostics;
  const mask = maskFor(dict);
  const remarks = [
    { text: `from ${commentLine(source)}` },
    ...remarksOfComments(root, comments, mask),
    ...(note === undefined ? [] : [{ text: note }]),
    ...remarksOfFindings(dict, findings, mask),
  ];
  const masked = findings.map((finding) => ({
    ...finding,
    message: mask(finding.message),
    ...(finding.help !== undefined && { help: mask(finding.help) }),
  }));
  return {
    source,
    dict,
    domain,
    remarks,
    findings: masked,
    hasSecret: hasSecret(dict),
    ...(note !== undefined && { note }),
  };
}

const AGENT_WITH_USER =
  'It lies in a LaunchAgents folder, where launchd passes over UserName and GroupName; with them it became a daemon here. --domain gui keeps it an agent.';

/** A daemon: it lies in a LaunchDaemons folder, or names whom it runs as. */
function domainOf(dict: PlistDict, { location, domain }: ReadJobOptions): Pick<SourceJob, 'domain' | 'note'> {
  if (domain !== undefined) return { domain };
  const folders = location.split('/').slice(0, -1);
  const folder = folders.findLast((name) => name === 'LaunchAgents' || name === 'LaunchDaemons');
  if (folder === 'LaunchDaemons') return { domain: 'system' };
  if (!('UserName' in dict || 'GroupName' in dict)) return { domain: 'gui' };
  return { domain: 'system', ...(folder === 'LaunchAgents' && { note: AGENT_WITH_USER }) };
}
