/** A manifest as the jobs that should be on the machine. */
import { join } from 'node:path';
import { compileService } from '../compile/compile-service.ts';
import type { Manifest, Service } from '../manifest/types.ts';
import { isDict, type PlistDict } from '../plist/value.ts';
import { renderPlist } from '../render/render-plist.ts';
import { launcherPath } from './launcher.ts';
import type { DesiredJob, JobKind, Target } from './types.ts';

/** Every service of the manifest, compiled and rendered, in the order of the file. */
export function desiredJobs(
  manifest: Manifest,
  target: Pick<Target, 'folder'> & Partial<Pick<Target, 'stateFolder'>>,
): readonly DesiredJob[] {
  return manifest.services.map((service) => desiredJob(withLauncher(service, target.stateFolder), target.folder));
}

/** The launcher where it is on this machine: SVC_ROOT may stand before its path. */
function withLauncher(service: Service, stateFolder: string | undefined): Service {
  if (service.launcher === undefined || stateFolder === undefined) return service;
  return { ...service, launcher: launcherPath({ stateFolder }, service.name) };
}

function desiredJob(service: Service, folder: string): DesiredJob {
  const compiled = compileService(service);
  const { dict } = compiled;
  // `plist: { Label: … }` wins over the label of the service, and launchd knows no other.
  const label = typeof dict.Label === 'string' ? dict.Label : compiled.label;
  return {
    service: service.name,
    label,
    kind: jobKind(dict),
    dict,
    text: renderPlist(compiled),
    path: join(folder, `${label}.plist`),
    ...(service.launcher !== undefined && { environmentFile: service.fields.environmentFile! }),
    isDisabled: dict.Disabled === true,
  };
}

/**
 * How a job lives. A daemon is started at load and started again when it ends. A job with a schedule may be tried again
 * until it succeeds (KeepAlive with conditions) and still ends between its turns; the calendar counts before the interval.
 * Source: launchd.plist(5) (SuccessfulExit and Crashed imply RunAtLoad; OnDemand is the former KeepAlive).
 */
export function jobKind(dict: PlistDict): JobKind {
  const { KeepAlive: kept } = dict;
  if (kept === true || dict.OnDemand === false) return 'daemon';
  if (dict.StartCalendarInterval !== undefined) return 'scheduled';
  if (dict.StartInterval !== undefined) return 'interval';
  if (!isDict(kept)) return 'on-demand';
  const isResident = isKeptByExit(kept) || (dict.RunAtLoad === true && Object.keys(kept).length > 0);
  return isResident ? 'daemon' : 'on-demand';
}

/** Does its exit decide whether it is started again? Such a condition starts it at load too (launchd-842 core.c). */
export function isKeptByExit(keepAlive: PlistDict): boolean {
  return 'SuccessfulExit' in keepAlive || 'Crashed' in keepAlive;
}
