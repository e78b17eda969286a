/** Machines made up for tests of the plan: one service, and what is said of it on disk, in launchd and on record. */
import { desiredJobs } from '../../src/deploy/desired.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import type {
  DesiredJob,
  DiskFile,
  JobPlan,
  LoadState,
  Observation,
  ObservedJob,
  Plan,
  Scope,
  Target,
  WriteRecord,
} from '../../src/deploy/types.ts';
import type { Domain } from '../../src/launchd/domains.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { plainValueOf } from '../../src/plist/node.ts';
import { readPlist } from '../../src/plist/read.ts';
import { isDict, type PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { ownershipOf } from '../../src/render/render-plist.ts';
import { read } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';

export const GUI: Domain = { kind: 'gui', uid: 501 };
export const USER: Domain = { kind: 'user', uid: 501 };

export const TARGET: Target = {
  domain: GUI,
  otherDomain: USER,
  folder: '/Users/user/Library/LaunchAgents',
  home: '/Users/user',
  root: '',
  uid: 501,
  gid: 20,
  stateFolder: '/Users/user/.local/state/svc/org.example',
  namespace: 'org.example',
  source: '/Users/user/project/services.yaml',
};

/** A daemon named `a`, label org.example.a. */
export const DAEMON = `template: daemon
command: [/usr/local/bin/server, --port, "8080"]
throttleInterval: 10
exitTimeout: 20
environment:
  MODE: fast`;

/** The jobs of a services.yaml. */
export function jobsOf(text: string, target: Target = TARGET): readonly DesiredJob[] {
  const { manifest, diagnostics } = read(text);
  if (!manifest) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return desiredJobs(manifest, target);
}

/** The only job of a services.yaml whose service `a` has these fields. */
export function jobOf(body: string, target: Target = TARGET): DesiredJob {
  return jobsOf(manifestOf(body), target)[0]!;
}

/** A file on disk with this text. */
export function fileOf(path: string, text: string | Uint8Array, facts: Partial<DiskFile> = {}): DiskFile {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { root, errors } = readPlist(bytes);
  const dict = root && errors.length === 0 ? plainValueOf(root) : undefined;
  const ownership = typeof text === 'string' ? ownershipOf(text) : undefined;
  return {
    path,
    bytes,
    ...(isDict(dict) && { dict }),
    ...(ownership && { ownership }),
    isSymlink: false,
    mode: 0o644,
    uid: 501,
    ...facts,
  };
}

/** A property list without a mark. */
export function unmarked(dict: PlistDict): string {
  return writePlist(dict, {});
}

/** What launchctl prints of a job that runs what `dict` says. */
export function printedText(label: string, path: string, dict: PlistDict, domain: Domain = GUI, extra = ''): string {
  const args = (dict.ProgramArguments ?? []) as readonly string[];
  const variables = Object.entries((dict.EnvironmentVariables ?? {}) as Readonly<Record<string, string>>);
  const target = domain.kind === 'system' ? 'system' : `${domain.kind}/${domain.uid}`;
  const lines = [
    `${target}/${label} = {`,
    '\tactive count = 1',
    `\tpath = ${path}`,
    '\ttype = LaunchAgent',
    '\tstate = running',
    `\tprogram = ${String(dict.Program ?? args[0])}`,
    ...['\targuments = {', ...args.map((arg) => `\t\t${arg}`), '\t}'],
    ...(dict.WorkingDirectory === undefined ? [] : [`\tworking directory = ${String(dict.WorkingDirectory)}`]),
    ...(dict.StandardOutPath === undefined ? [] : [`\tstdout path = ${String(dict.StandardOutPath)}`]),
    ...(dict.StandardErrorPath === undefined ? [] : [`\tstderr path = ${String(dict.StandardErrorPath)}`]),
    '\tenvironment = {',
    ...variables.map(([name, value]) => `\t\t${name} => ${value}`),
    `\t\tXPC_SERVICE_NAME => ${label}`,
    '\t}',
    `\tminimum runtime = ${String(dict.ThrottleInterval ?? 10)}`,
    `\texit timeout = ${String(dict.ExitTimeOut ?? 5)}`,
    ...(dict.StartInterval === undefined ? [] : [`\trun interval = ${String(dict.StartInterval)} seconds`]),
    '\tpid = 4711',
    ...(extra === '' ? [] : [extra]),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** A job loaded from `path` as `dict` says. */
export function loadedAs(label: string, path: string, dict: PlistDict, domain: Domain = GUI, extra = ''): LoadState {
  const text = printedText(label, path, dict, domain, extra);
  return { is: 'loaded', domain, printed: parsePrintedService(text, { environmentValues: true }) };
}

/** As {@link loadedAs}, of a job as it is wanted. */
export function loaded(job: DesiredJob, dict: PlistDict = job.dict, domain: Domain = GUI): LoadState {
  return loadedAs(job.label, job.path, dict, domain);
}

/** What svc wrote last. */
export function recordOf(
  job: Pick<DesiredJob, 'label' | 'service' | 'path'>,
  ...texts: readonly string[]
): WriteRecord {
  const { label, service, path } = job;
  return { label, service, path, texts, source: TARGET.source, svc: '0.1.0' };
}

/** An observation of one label; what is not said is not there. */
export function observationOf(
  label: string,
  facts: Partial<ObservedJob> = {},
  rest: Partial<Observation> & { readonly record?: WriteRecord } = {},
): Observation {
  const { record, ...more } = rest;
  const job: ObservedJob = {
    label,
    strays: [],
    loaded: { is: 'absent', domain: GUI },
    elsewhere: { is: 'absent', domain: USER },
    missingFolders: [],
    ...facts,
  };
  return {
    domain: 'there',
    jobs: new Map([[label, job]]),
    records: new Map(record ? [[record.label, record]] : []),
    marked: [],
    unread: [],
    ...more,
  };
}

/** The plan of one job. */
export function planOf(
  job: DesiredJob,
  facts: Partial<ObservedJob> = {},
  rest: Partial<Observation> & { readonly record?: WriteRecord; readonly target?: Target } = {},
): JobPlan {
  const { target = TARGET, ...observation } = rest;
  return wholePlan({ declared: [job] }, observationOf(job.label, facts, observation), target).jobs[0]!;
}

export function wholePlan(scope: Scope, observation: Observation, target: Target = TARGET): Plan {
  return makePlan(scope, target, observation);
}

/** `bootout gui/501/org.example.a`, a line an action. */
export function linesOf({ actions }: JobPlan): readonly string[] {
  return actions.map((action) => `${action.do} ${action.target}`);
}
