/** The services that a command is asked for, by name. */
import { nearest } from '../launchd/nearest.ts';
import { printable } from '../launchd/printable.ts';
import type { Manifest, Service } from '../manifest/types.ts';
import type { Io } from './io.ts';

/** The services named, in the order of the file; all of them without names. Undefined: a name is unknown, as was said. */
export function selectServices(manifest: Manifest, names: readonly string[], io: Io): readonly Service[] | undefined {
  if (names.length === 0) return manifest.services;
  const known = manifest.services.map((service) => service.name);
  const unknown = names.filter((name) => !known.includes(name));
  for (const name of unknown) {
    const near = nearest(name, known);
    io.err(
      `svc: there is no service ${printable(JSON.stringify(name))}. ${near ? `Did you mean ${near}?` : `Services: ${known.join(', ')}.`}\n`,
    );
  }
  return unknown.length > 0 ? undefined : manifest.services.filter((service) => names.includes(service.name));
}
