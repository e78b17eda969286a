/** Finds for one job what services.yaml takes: fields where the grammar agrees, `plist:` for the rest. */
import { compileService } from '../compile/compile-service.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { readManifest } from '../manifest/load.ts';
import type { TemplateFolder } from '../manifest/types.ts';
import { entryOf, type YamlNode } from '../manifest/yaml-node.ts';
import { readYaml } from '../manifest/yaml-reader.ts';
import { differencesOf } from './differences.ts';
import { type Draft, draftOf, isLabel, keysOf } from './fields.ts';
import type { Remark } from './remarks.ts';
import { scheduleOf } from './schedules.ts';
import type { Kept, Moved } from './secret-file.ts';
import type { SourceJob } from './source-job.ts';
import { PLAIN } from './wording.ts';
import { type Declared, writeServices } from './write-yaml.ts';

export interface Settled extends Draft {
  /** Without the variables that moved into a file. */
  readonly job: SourceJob;
  readonly moved?: Moved;
  /** Secret variables that should have moved and could not. */
  readonly kept?: readonly Kept[];
  readonly name: string;
  /** Where it is not `<namespace>.<name>`. */
  readonly label?: string;
  readonly remarks: readonly Remark[];
  /** Bytes of it in services.yaml, everything written out. */
  readonly size: number;
}

/** For a services.yaml that names none. */
export const NO_TEMPLATES: TemplateFolder = { names: () => [], read: () => undefined };

/** @returns the service, or why no services.yaml can hold it */
export function settle(job: SourceJob, namespace: string, name: string): Settled | { readonly refusal: string } {
  const { Label } = job.dict;
  const label = isLabel(Label) && Label !== `${namespace}.${name}` ? Label : undefined;
  const refused = new Set<string>();
  for (;;) {
    const draft = draftOf(job.dict, name, refused);
    const remarks = [...job.remarks, ...remarksOn(draft)];
    const declared: Declared = { name, ...(label !== undefined && { label }), ...draft, remarks };
    const text = writeServices({ namespace, domain: job.domain, wording: PLAIN, services: [declared] });
    const source = new SourceText('services.yaml', text);
    const { manifest, diagnostics } = readManifest(source, { templates: NO_TEMPLATES });
    const service = manifest?.services[0];
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const fields = service
      ? fieldsThatDiffer(job, compileService(service).dict, draft)
      : fieldsAt(errors, source, name);
    const news = fields.filter((field) => draft.fields.has(field));
    if (service && news.length === 0) {
      const size = new TextEncoder().encode(text).length;
      return { ...declared, ...draft, job, size };
    }
    if (news.length === 0) return { refusal: errors[0]?.message ?? 'services.yaml does not take it.' };
    for (const field of news) refused.add(field);
  }
}

/** An array of one calendar entry stays as it is, and its schedule is hard to read there. */
function remarksOn({ plist }: Draft): Remark[] {
  const key = 'StartCalendarInterval';
  const value = plist[key];
  if (!Array.isArray(value) || value.length !== 1) return [];
  const said = scheduleOf(value[0]);
  if (typeof said !== 'string') return [];
  return [{ key, text: `an array with one entry, kept; to launchd \`schedule: ${said}\` is the same` }];
}

function fieldsThatDiffer({ dict }: SourceJob, rendered: SourceJob['dict'], { fields }: Draft): string[] {
  const keys = new Set(differencesOf(dict, rendered).map(({ key }) => key));
  return [...fields.keys()].filter((field) => keysOf(field).some((key) => keys.has(key)));
}

/** The fields of the service at which errors stand. */
function fieldsAt(errors: readonly Diagnostic[], source: SourceText, name: string): string[] {
  const service = entryOf(entryOf(readYaml(source).root, 'services')?.value, name)?.value;
  return errors.flatMap((error) => {
    // A job that nothing starts has only its program to say; under `plist:` that is the job as written.
    if (error.rule === 'no-trigger') return ['command', 'program'];
    const field = fieldAt(service, (source.startOf(error.line) ?? 0) + error.column - 1);
    return field === undefined ? [] : [field];
  });
}

function fieldAt(service: YamlNode | undefined, offset: number): string | undefined {
  if (service?.kind !== 'map') return undefined;
  return service.entries.find(({ keyStart, value }) => keyStart <= offset && offset <= value.end)?.key;
}
