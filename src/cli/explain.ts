/** `svc explain`: the page of a lint rule or of a key of launchd, or the life of a service or of any job. */
import { svcLine } from '../deploy/svc-line.ts';
import { explain, pageNamed } from '../guide/explain.ts';
import type { Page } from '../guide/page.ts';
import { nearest } from '../launchd/nearest.ts';
import { printable } from '../launchd/printable.ts';
import type { NamedService } from '../project/service-names.ts';
import { formatPage } from '../report/guide-page.ts';
import { formatJson } from '../report/json.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { isPath } from './is-path.ts';
import { namedManifest, nearestManifest } from './nearest-manifest.ts';
import type { OpenOptions } from './open-manifest.ts';

/** A path, then a rule, key or field of exactly this name, then a service by name or label, then what is probably meant. */
export const run: Run<OpenOptions> = async ([name = ''], options, io) => {
  if (isPath(name)) return (await import('./explain-job.ts')).explainPlist(name, options, io);
  const page = pageNamed(name);
  const services = await declared(options);
  const service = services.find((one) => one.name === name) ?? services.find((one) => one.label === name);
  if (!page && service) return (await import('./explain-job.ts')).explainService(service.name, options, io);
  if (!page) return tellGuess(name, services, options, io);
  if (service) {
    const { label } = service;
    const named = namedManifest(options);
    const way = label === undefined ? '' : `; \`${svcLine({ named }, 'explain', label)}\` explains that`;
    io.note(`svc: ${printable(`${name} is a service of services.yaml too${way}.`)}\n`);
  }
  return tellPage(page, options, io);
};

async function declared({ file = nearestManifest() }: OpenOptions): Promise<readonly NamedService[]> {
  // YAML is loaded only where there is one.
  return file === undefined ? [] : (await import('../project/service-names.ts')).serviceNames(file);
}

function tellGuess(name: string, services: readonly NamedService[], options: OpenOptions, io: Io): number {
  const explained = explain(name);
  if ('page' in explained) return tellPage(explained.page, options, io);
  const near = nearest(
    name,
    services.map((service) => service.name),
  );
  const help = near === undefined ? '' : ` There is a service ${near}.`;
  io.err(`svc: ${printable(`${explained.problem}${help}`)}\n`);
  return ExitCode.usage;
}

function tellPage(page: Page, { json }: OpenOptions, io: Io): number {
  io.out(json ? formatJson(page) : formatPage(page, { color: io.color.out, width: io.width }));
  return ExitCode.ok;
}
