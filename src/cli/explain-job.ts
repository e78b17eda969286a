/** `svc explain <service|plist>`: the life of one job. */
import { basename, dirname, resolve } from 'node:path';
import { compileService } from '../compile/compile-service.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { domainsFor } from '../launchd/domains.ts';
import { launcherArguments } from '../launchd/launcher-place.ts';
import { printable } from '../launchd/printable.ts';
import { openTimeZone, type TimeZone } from '../launchd/time-zone.ts';
import { nodeOf } from '../lint/node-of.ts';
import { type DictNode, entryOf } from '../plist/node.ts';
import { readPlist } from '../plist/read.ts';
import { formatJobLife, jobLifeJson, type ToldJob } from '../report/job-life.ts';
import { formatJson } from '../report/json.ts';
import { jobLife, type LifeDomain } from '../status/job-life.ts';
import { isProblem, readBytes } from '../system/files.ts';
import { machineTimeZone, now } from '../system/wall-clock.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OpenOptions } from './open-manifest.ts';
import { LARGEST_PLIST } from './size-option.ts';

/** Tells the life of a service of services.yaml. Its problems are told by then where there are any. */
export async function explainService(name: string, options: OpenOptions, io: Io): Promise<number> {
  const { openManifest } = await import('./open-manifest.ts');
  const manifest = openManifest(options, io);
  if (typeof manifest === 'number') return manifest;
  const service = manifest.services.find((one) => one.name === name)!;
  const { dict, label } = compileService(service);
  const { domain, description } = service;
  const life = jobLife(nodeOf(dict), { domain, ...moment() });
  return tell(
    {
      ...told(nodeOf(dict)),
      service: name,
      label,
      domain,
      source: manifest.file,
      life,
      ...(description && { description }),
    },
    options,
    io,
  );
}

/** Tells the life of the job in a property list, wherever that lies. */
export function explainPlist(path: string, options: OpenOptions, io: Io): number {
  const refuse = (message: string, code: number) => {
    io.err(`svc: ${printable(message)}\n`);
    return code;
  };
  const bytes = readBytes(path, LARGEST_PLIST);
  if (isProblem(bytes)) {
    const isMachine = bytes.kind === 'refused' || bytes.kind === 'too-large';
    return refuse(`${path}: ${bytes.message}.`, isMachine ? ExitCode.refused : ExitCode.usage);
  }
  const { root, errors, text } = readPlist(bytes);
  const [error] = errors;
  if (error) {
    const place = text === undefined ? undefined : new SourceText(path, text).positionAt(error.start);
    return refuse(
      `${path}${place ? `:${place.line}:${place.column}` : ''}: ${error.message} ${error.help}`,
      ExitCode.refused,
    );
  }
  if (root?.kind !== 'dict')
    return refuse(`${path}: this is no job: the property list holds no dict at its top.`, ExitCode.refused);
  const { folder, isLoaded } = placeOf(path);
  const domain = domainOf(root, folder);
  const life = jobLife(root, { domain, inFolder: isLoaded, ...moment() });
  return tell({ ...told(root), domain, source: path, life }, options, io);
}

function tell(job: ToldJob, { json }: OpenOptions, io: Io): number {
  io.out(json ? formatJson(jobLifeJson(job)) : formatJobLife(job, { color: io.color.out, width: io.width }));
  return ExitCode.ok;
}

/** What the dict says of itself; of a job with a launcher, what that becomes. Arguments are left out: they may hold secrets. */
function told(dict: DictNode): Pick<ToldJob, 'label' | 'program'> {
  const text = (key: string) => {
    const node = entryOf(dict, key)?.value;
    return node?.kind === 'string' ? node.value : undefined;
  };
  const given = entryOf(dict, 'ProgramArguments')?.value;
  const args = given?.kind === 'array' ? given.items.map((item) => (item.kind === 'string' ? item.value : '')) : [];
  const program = text('Program') ?? (args[launcherArguments(args)] || undefined);
  const label = text('Label');
  return { ...(label !== undefined && { label }), ...(program !== undefined && { program }) };
}

/** The kind of folder a property list lies in, and whether launchd reads that folder at login or boot. */
function placeOf(path: string): { readonly folder?: 'LaunchAgents' | 'LaunchDaemons'; readonly isLoaded: boolean } {
  const parent = dirname(resolve(path));
  const name = basename(parent);
  if (name !== 'LaunchAgents' && name !== 'LaunchDaemons') return { isLoaded: false };
  return { folder: name, isLoaded: basename(dirname(parent)) === 'Library' };
}

function domainOf(dict: DictNode, folder: 'LaunchAgents' | 'LaunchDaemons' | undefined): LifeDomain {
  if (folder === 'LaunchDaemons') return 'system';
  const domains = domainsFor(sessionsOf(dict)).filter((kind) => folder === undefined || kind !== 'system');
  if (domains.length === 1) return domains[0]!;
  return folder === undefined ? 'unknown' : 'agent';
}

/** LimitLoadToSessionType is one text or several. */
function sessionsOf(dict: DictNode): readonly string[] | undefined {
  const node = entryOf(dict, 'LimitLoadToSessionType')?.value;
  if (node === undefined) return undefined;
  const items = node.kind === 'array' ? node.items : [node];
  return items.flatMap((item) => (item.kind === 'string' ? item.value : []));
}

/** Remarks on calendars go by the clock and zone of the machine; by UTC where its zone is not known here. */
function moment(): { readonly from: number; readonly zone: TimeZone } {
  const reading = openTimeZone(machineTimeZone().name);
  const zone = 'zone' in reading ? reading.zone : (openTimeZone('UTC') as { readonly zone: TimeZone }).zone;
  return { from: now(), zone };
}
