/** Property lists to services.yaml: names, fields, layers, words, and the proof that nothing was lost. */

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { baseName } from '../launchd/commands.ts';
import { readManifest } from '../manifest/load.ts';
import type { Service, TemplateFolder } from '../manifest/types.ts';
import { isSameValue } from '../plist/same-value.ts';
import type { Difference } from './differences.ts';
import { isLabel } from './fields.ts';
import { type Layers, layersFor } from './layers.ts';
import { nameServices } from './names.ts';
import { isProven, plannedDifferences, unplannedDifferences } from './proof.ts';
import { type Kept, settleWithFile } from './secret-file.ts';
import { type Settled, settle } from './settle.ts';
import type { AdoptedDomain, Refused, SourceJob } from './source-job.ts';
import { countValues, MAX_VALUES_IN_ALL } from './unsayable.ts';
import { homeFor, variablesFor } from './variables.ts';
import { PLAIN, type Wording } from './wording.ts';
import { type Declaration, writeServices } from './write-yaml.ts';

/** What became of one property list. `copy`: another one of the run says the same under the same label. */
export type AdoptedResult = 'imported' | 'differs' | 'copy' | 'refused';

export interface AdoptedFile {
  readonly source: string;
  readonly result: AdoptedResult;
  readonly service?: string;
  readonly label?: string;
  readonly domain?: AdoptedDomain;
  /** What rendering gives otherwise than the property list says. */
  readonly differences: readonly Difference[];
  /** What moved into a file, and so differs as it was meant to. */
  readonly moved?: {
    readonly file: string;
    readonly variables: readonly string[];
    readonly changes: readonly Difference[];
  };
  /** Secrets that were to move and stay in services.yaml. */
  readonly kept?: readonly Kept[];
  readonly findings: readonly Diagnostic[];
  /** Why it was refused, or what it is a copy of. */
  readonly reason?: string;
  /** What else to tell of it. */
  readonly note?: string;
  readonly unreadable?: true;
}

/** One services.yaml. */
export interface AdoptedManifest {
  readonly domain: AdoptedDomain;
  readonly namespace: string;
  readonly text: string;
  readonly services: number;
  /** Does it hold a secret in the open, as a property list did? */
  readonly hasSecret: boolean;
  /** Files for the secrets of its services, still to be written; no other member holds a value of them. */
  readonly secretFiles: readonly SecretFile[];
}

export interface SecretFile {
  readonly path: string;
  readonly text: string;
}

export interface Adoption {
  /** In the order that was given. */
  readonly files: readonly AdoptedFile[];
  /** Agents first. */
  readonly manifests: readonly AdoptedManifest[];
}

export interface AdoptSetting {
  readonly templates: TemplateFolder;
  /** Home of the user, for `~`. */
  readonly userHome?: string;
  /** Absolute paths of the folders for files of secrets; without them secrets stay where they are. */
  readonly secretFolders?: Readonly<Record<AdoptedDomain, string>>;
  /** Largest services.yaml that svc reads, in bytes. */
  readonly maxBytes: number;
}

/** Room for comments, the head and what the layers add. */
const SHARE = 0.9;

/** Adopts jobs. Each that can not be said is refused alone. The same input gives the same text on every machine. */
export function adopt(sources: readonly (SourceJob | Refused)[], setting: AdoptSetting): Adoption {
  const files = new Map<SourceJob | Refused, AdoptedFile>();
  for (const source of sources) if ('refusal' in source) files.set(source, refusedFile(source, source.refusal));
  const manifests: AdoptedManifest[] = [];
  for (const domain of ['gui', 'system'] as const) {
    const jobs = sources.filter((source) => 'dict' in source && source.domain === domain) as SourceJob[];
    const kept = withoutCopies(jobs, files);
    const { namespace, services } = settleAll(kept, files, setting);
    if (services.length > 0) manifests.push(manifestOf(services, namespace, domain, files, setting));
  }
  return { files: sources.map((source) => files.get(source)!), manifests };
}

type Files = Map<SourceJob | Refused, AdoptedFile>;

function refusedFile(source: SourceJob | Refused, reason: string): AdoptedFile {
  const { findings } = source;
  const label = 'dict' in source ? source.dict.Label : source.label;
  return {
    source: source.source,
    result: 'refused',
    ...(typeof label === 'string' && { label }),
    ...('domain' in source && { domain: source.domain }),
    differences: [],
    findings,
    reason,
    ...('unreadable' in source && { unreadable: true as const }),
  };
}

/** Leaves out a job whose label another one of the domain has: launchd loads only one of them. */
function withoutCopies(jobs: readonly SourceJob[], files: Files): SourceJob[] {
  const byLabel = new Map<string, SourceJob>();
  return jobs.filter((job) => {
    const { Label } = job.dict;
    // The files of two labels that differ in letter case only are one on a Mac.
    const label = isLabel(Label) ? Label.toLowerCase() : undefined;
    const first = label === undefined ? undefined : byLabel.get(label);
    if (label === undefined) return true;
    if (!first) {
      byLabel.set(label, job);
      return true;
    }
    const isCopy = isSameValue(first.dict, job.dict);
    const reason = isCopy
      ? `It says the same as ${first.source}.`
      : `${first.source} has this label too and says something else; launchd loads only one of the two.`;
    files.set(job, { ...refusedFile(job, reason), ...(isCopy && { result: 'copy' }) });
    return false;
  });
}

function settleAll(jobs: readonly SourceJob[], files: Files, setting: AdoptSetting) {
  const { maxBytes, secretFolders: folders, userHome } = setting;
  const settleOne = (job: SourceJob, namespace: string, name: string) =>
    folders === undefined
      ? settle(job, namespace, name)
      : settleWithFile(job, namespace, name, { folders, ...(userHome !== undefined && { userHome }) });
  const { namespace, names } = nameServices(
    jobs.map(({ dict: { Label } }) => (isLabel(Label) ? Label : undefined)),
    jobs.map(({ source, dict: { Label } }) => (typeof Label === 'string' && Label !== '' ? Label : nameOf(source))),
  );
  const services: Settled[] = [];
  let [size, values] = [0, 0];
  for (const [i, job] of jobs.entries()) {
    const settled = settleOne(job, namespace, names[i]!);
    if ('refusal' in settled) {
      files.set(job, refusedFile(job, settled.refusal));
      continue;
    }
    const count = countValues(job.dict);
    if (size + settled.size > maxBytes * SHARE || values + count > MAX_VALUES_IN_ALL) {
      files.set(
        job,
        refusedFile(job, 'With it services.yaml would be larger than svc reads; import it into another one.'),
      );
      continue;
    }
    size += settled.size;
    values += count;
    services.push(settled);
  }
  return { namespace, services };
}

function nameOf(path: string): string {
  return baseName(path).replace(/\.plist$/i, '');
}

interface Attempt {
  readonly text: string;
  readonly rendered: readonly Service[];
}

function manifestOf(
  services: readonly Settled[],
  namespace: string,
  domain: AdoptedDomain,
  files: Files,
  setting: AdoptSetting,
): AdoptedManifest {
  const { text, rendered } = firstProven(services, namespace, domain, setting);
  for (const [i, settled] of services.entries())
    files.set(settled.moved?.original ?? settled.job, adoptedFile(settled, rendered[i]!));
  const hasSecret = services.some(({ job }) => job.hasSecret);
  const secretFiles = services.flatMap(({ moved }) => (moved ? [{ path: moved.path, text: moved.text }] : []));
  return { domain, namespace, text, services: services.length, hasSecret, secretFiles };
}

function adoptedFile(settled: Settled, service: Service): AdoptedFile {
  const { job, name, moved, kept } = settled;
  const differences = unplannedDifferences(settled, service);
  return {
    source: job.source,
    result: differences.length > 0 ? 'differs' : 'imported',
    service: name,
    label: service.label,
    domain: job.domain,
    differences,
    ...(moved && { moved: { file: moved.path, variables: moved.names, changes: plannedDifferences(moved) } }),
    ...(kept && { kept }),
    findings: job.findings,
    ...(job.note !== undefined && { note: job.note }),
  };
}

/** The shortest wording that is read back to the same jobs; the plain one always is. */
function firstProven(
  services: readonly Settled[],
  namespace: string,
  domain: AdoptedDomain,
  setting: AdoptSetting,
): Attempt {
  const home = domain === 'gui' ? homeFor(services, setting.userHome) : undefined;
  const bare: Layers = { services, defaults: { fields: new Map() } };
  const layered = layersFor(services, {
    namespace,
    domain,
    templates: setting.templates,
    ...(home !== undefined && { home }),
  });
  const wording: Wording = { ...(home !== undefined && { home }), variables: variablesFor(layered.services, home) };
  const head = headFor(services.length, domain);
  const attempts: readonly [Layers, Wording][] = [
    [layered, wording],
    [bare, wording],
    [bare, PLAIN],
  ];
  let last: Attempt | undefined;
  for (const [layers, words] of attempts) {
    const text = writeServices({
      namespace,
      domain,
      head,
      wording: words,
      ...(words.home !== undefined && { home: words.home }),
      defaults: layers.defaults,
      services: layers.services,
    } satisfies Declaration);
    const { manifest, diagnostics } = readManifest(new SourceText('services.yaml', text), setting);
    if (!manifest) {
      const error = diagnostics.find(({ severity }) => severity === 'error');
      if (layers === bare && words === PLAIN) throw new Error(`svc can not read what it wrote: ${error?.message}`);
      continue;
    }
    const attempt = { text, rendered: manifest.services };
    const settled = (service: Service, i: number) => isProven(services[i]!, service);
    if (manifest.services.every(settled)) return attempt;
    last = attempt;
  }
  return last!;
}

function headFor(count: number, domain: AdoptedDomain): string {
  const what = domain === 'system' ? 'daemon' : 'agent';
  return `Made by \`svc import\` of ${count} ${what}${count === 1 ? '' : 's'}. Lines such as "warning rule: …" are what \`svc lint\` says of the originals.`;
}
