/** Secrets of a job on their way from EnvironmentVariables into an `environmentFile`, and the proof that none is lost. */
import { SourceText } from '../diagnostics/source-text.ts';
import { environmentEntry, LARGEST_ENVIRONMENT_FILE, readEnvironmentFile } from '../launchd/environment-file.ts';
import { launcherArguments } from '../launchd/launcher-place.ts';
import { isSecret } from '../launchd/secrets.ts';
import { readManifest } from '../manifest/load.ts';
import { isDict, newDict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { isProven, utf8 } from './proof.ts';
import { hasSecret } from './remarks.ts';
import { Text } from './said.ts';
import { NO_TEMPLATES, type Settled, settle } from './settle.ts';
import type { AdoptedDomain, SourceJob } from './source-job.ts';
import { PLAIN } from './wording.ts';
import { writeServices } from './write-yaml.ts';

/** What moved. Only `text` holds values. */
export interface Moved {
  /** Absolute path of the file, which is still to be written. */
  readonly path: string;
  readonly text: string;
  readonly names: readonly string[];
  /** The job as it was. */
  readonly original: SourceJob;
}

/** A secret variable that stays where it is, and why: a sentence without a word of its value. */
export interface Kept {
  readonly variable: string;
  readonly why: string;
}

export interface ExtractSetting {
  /** Absolute paths of the folders that the files go to. */
  readonly folders: Readonly<Record<AdoptedDomain, string>>;
  /** Home of the user, where launchers of agents lie. */
  readonly userHome?: string;
}

/** As {@link settle}, with the secret variables in a file where the job can have one. */
export function settleWithFile(
  job: SourceJob,
  namespace: string,
  name: string,
  setting: ExtractSetting,
): ReturnType<typeof settle> {
  const secrets = secretsIn(job.dict);
  if (secrets.length === 0) return settle(job, namespace, name);
  const { entries, kept } = entriesOf(secrets);
  const stay = (why: string) => {
    const settled = settle(job, namespace, name);
    const all = [...entries.map(([variable]) => ({ variable, why })), ...kept];
    return 'refusal' in settled ? settled : { ...settled, kept: all };
  };
  const obstacle = entries.length === 0 ? undefined : obstacleIn(job);
  if (entries.length === 0 || obstacle !== undefined) return stay(obstacle ?? '');
  const moved: Moved = {
    path: `${setting.folders[job.domain]}/${name}.env`,
    text: `# Secrets of the service ${name}, moved here by svc import.\n${entries.map(([, entry]) => entry).join('')}`,
    names: entries.map(([variable]) => variable),
    original: job,
  };
  const settled = settle(without(job, moved.names), namespace, name);
  if ('refusal' in settled) return stay('Without them services.yaml can not say the job.');
  const fields = new Map([...settled.fields, ['environmentFile', new Text(moved.path)] as const]);
  const withFile: Settled = { ...settled, fields, moved, ...(kept.length > 0 && { kept }) };
  const problem = problemOf(withFile, namespace, setting.userHome);
  return problem === undefined ? withFile : stay(problem);
}

/** The variables of a job that the rule secret-in-plist finds, by name. */
function secretsIn({ EnvironmentVariables: environment }: PlistDict): [name: string, value: string][] {
  if (!isDict(environment)) return [];
  return Object.entries(environment).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && isSecret(entry[0], entry[1]),
  );
}

/** Each secret as an entry of a file that is read back as it was; the others with the reason. */
function entriesOf(secrets: readonly (readonly [name: string, value: string])[]) {
  const entries: [name: string, entry: string][] = [];
  const kept: Kept[] = [];
  // The file is to fit with its first line too.
  let room = LARGEST_ENVIRONMENT_FILE - 1024;
  for (const [name, value] of secrets) {
    const entry = environmentEntry(name, value);
    const bytes = new TextEncoder().encode(entry);
    const { variables, problems } = readEnvironmentFile(bytes);
    const isExact = variables.size === 1 && utf8(variables.get(name) ?? '') === value;
    const [problem] = problems;
    if (problem) kept.push({ variable: name, why: `No environmentFile can say it: ${problem.message}.` });
    else if (!isExact) kept.push({ variable: name, why: 'No environmentFile can say its value.' });
    else if (bytes.length > room) kept.push({ variable: name, why: 'An environmentFile holds no more than 1 MiB.' });
    else {
      entries.push([name, entry]);
      room -= bytes.length;
    }
  }
  return { entries, kept };
}

/** What keeps a job from having a launcher, where services.yaml itself would not refuse it. */
function obstacleIn({ dict, domain }: SourceJob): string | undefined {
  const { ProgramArguments: args, UserName: user } = dict;
  if ('RootDirectory' in dict) return 'In its RootDirectory the job would find neither the file nor a launcher.';
  if (Array.isArray(args) && launcherArguments(args.map((arg: PlistValue) => String(arg))) > 0)
    return 'A launcher starts the job already.';
  if (domain === 'system' && user !== undefined && user !== 'root')
    return 'The daemon runs as the user under UserName, to whom the file would have to belong.';
  return undefined;
}

function without(job: SourceJob, names: readonly string[]): SourceJob {
  const [dict, rest] = [newDict(), newDict()];
  for (const [name, value] of Object.entries(job.dict.EnvironmentVariables as PlistDict))
    if (!names.includes(name)) rest[name] = value;
  for (const [key, value] of Object.entries(job.dict)) {
    if (key !== 'EnvironmentVariables') dict[key] = value;
    else if (Object.keys(rest).length > 0) dict[key] = rest;
  }
  const remarks = job.remarks.filter(
    ({ key, member }) => key !== 'EnvironmentVariables' || member === undefined || !names.includes(member),
  );
  return { ...job, dict, remarks, hasSecret: hasSecret(dict) };
}

/** Why the service can not have the file, a sentence: what services.yaml or the proof says. */
function problemOf(settled: Settled, namespace: string, userHome: string | undefined): string | undefined {
  const text = writeServices({ namespace, domain: settled.job.domain, wording: PLAIN, services: [settled] });
  const { manifest, diagnostics } = readManifest(new SourceText('services.yaml', text), {
    templates: NO_TEMPLATES,
    ...(userHome !== undefined && { userHome }),
  });
  const service = manifest?.services[0];
  if (!service) return diagnostics.find(({ severity }) => severity === 'error')?.message ?? '';
  return isProven(settled, service) ? undefined : 'With the file the job would not be the same.';
}
