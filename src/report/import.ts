/** What `svc import` did: lines for people, and its JSON. */
import kleur from 'kleur';
import type { AdoptedFile, AdoptedManifest } from '../adopt/adopt.ts';
import { printable } from '../launchd/printable.ts';
import { withUrl } from './json.ts';

/** A services.yaml that was made, and what became of it. */
export interface ImportOutput extends AdoptedManifest {
  readonly path: string;
  readonly result: 'written' | 'printed' | 'failed';
}

const RESULT_WIDTH = 'imported'.length;

/** A line a property list, with what differs and why. */
export function importLines(files: readonly AdoptedFile[], color: boolean): string {
  kleur.enabled = color;
  return files.map((file) => `${lineOf(file)}${differenceLines(file)}${secretLines(file)}`).join('');
}

function lineOf({ source, result, service, reason }: AdoptedFile): string {
  const word = result.padEnd(RESULT_WIDTH);
  const shown = result === 'refused' ? kleur.red(word) : result === 'differs' ? kleur.yellow(word) : word;
  const rest = service === undefined ? (reason === undefined ? '' : `: ${printable(reason)}`) : ` as ${service}`;
  return `${shown} ${printable(source)}${rest}\n`;
}

function differenceLines({ differences }: AdoptedFile): string {
  return differences.map(({ key, why }) => `         ${printable(key)}: ${printable(why)}\n`).join('');
}

/** What moved and what stays, by names alone. */
function secretLines({ moved, kept = [] }: AdoptedFile): string {
  const lines = [
    ...(moved?.changes ?? []).map(({ key, why }) => `${key}: ${why}`),
    ...kept.map(({ variable, why }) => `${variable} stays where it is: ${why}`),
  ];
  return lines.map((line) => `         ${printable(line)}\n`).join('');
}

/** The body of the JSON document. */
export function importJson(files: readonly AdoptedFile[], outputs: readonly ImportOutput[]): object {
  return {
    files: files.map(
      ({ source, service, label, domain, result, reason, note, differences, moved, kept, findings }) => ({
        source,
        service: service ?? null,
        label: label ?? null,
        result,
        ...(domain && { domain }),
        ...(reason !== undefined && { reason }),
        ...(note !== undefined && { note }),
        differences,
        ...(moved && { moved }),
        ...(kept && { kept }),
        findings: findings.map(withUrl),
      }),
    ),
    output: outputs.map(({ path, result, domain, namespace, services, text }) => ({
      path,
      result,
      domain,
      namespace,
      services,
      ...(result === 'printed' && { text }),
    })),
  };
}
