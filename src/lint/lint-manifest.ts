/** services.yaml under the same rules: compiled, its dicts linted, each finding where the file says what caused it. */
import { type CompiledService, compileService } from '../compile/compile-service.ts';
import type { Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { nearest } from '../launchd/nearest.ts';
import type { ManifestReading } from '../manifest/load.ts';
import type { Service } from '../manifest/types.ts';
import { type LintedFile, lintJob } from './engine.ts';
import { FileFindings, type OtherText } from './file-findings.ts';
import { mendYaml } from './fix-yaml.ts';
import type { HostFacts } from './host-facts.ts';
import { Job, type Spot } from './job.ts';
import { LabelIndex } from './label-index.ts';
import { nodeOf } from './node-of.ts';
import { ruleOf, rules } from './rules/index.ts';
import { reportSharedLogs } from './seen-before.ts';
import { type LintSettings, withManifestLevels } from './settings.ts';
import { suppressionsOfYaml } from './suppressions.ts';

/** Rules that speak of a file's name; a services.yaml has another. */
const ONLY_IN_FILES = new Set(['label-filename-mismatch']);

/**
 * Lints a services.yaml that was read. Levels of its `lint:` section count below those of `settings`.
 * @param file the path that the reading's diagnostics name it by
 * @param most findings to give one by one; 100 unless given
 * What its grammar refuses comes under its own ids (`schema` …); then there is nothing to compile, and no more.
 */
export function lintManifest(
  reading: ManifestReading,
  file: string,
  settings: LintSettings,
  most?: number,
): LintedFile {
  const source = reading.sources.get(file);
  const merged = withManifestLevels(settings, reading.lint);
  const findings = new FileFindings(file, merged, source, most);
  if (source) for (const suppression of suppressionsOfYaml(source)) findings.addSuppression(suppression);
  // A warning of the reader whose rule runs on the dict as well would come twice.
  const onDict = new Set(rules.filter((rule) => rule.check).map((rule) => rule.id));
  for (const diagnostic of reading.diagnostics) {
    if (diagnostic.severity === 'error' || !onDict.has(diagnostic.rule)) findings.addPlaced(diagnostic);
  }
  for (const id of Object.keys(reading.manifest?.lint.rules ?? {})) if (source) checkRuleId(id, source, findings);
  const labels = new LabelIndex();
  for (const service of reading.manifest?.services ?? []) lintService(service, file, findings, labels, merged.host);
  const diagnostics = findings.finish(reading.manifest !== undefined);
  const { fixes, refusals } = findings;
  return { path: file, sources: reading.sources, diagnostics, fixes, refusals };
}

/** A slip in the name of a rule would otherwise change nothing, in silence. */
function checkRuleId(id: string, source: SourceText, findings: FileFindings): void {
  if (rules.some((rule) => rule.id === id)) return;
  const near = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  const start = source.text.indexOf(id, Math.max(source.text.search(/^lint\s*:/m), 0));
  findings.add(
    ruleOf('schema'),
    { path: ['lint', 'rules', id], start, end: start + id.length },
    {
      message: `There is no rule ${JSON.stringify(id)}.`,
      help: near ? `Did you mean ${near}?` : 'Write the id that stands in brackets after a finding.',
    },
  );
}

function lintService(
  service: Service,
  file: string,
  findings: FileFindings,
  labels: LabelIndex,
  host: HostFacts | undefined,
): void {
  const compiled = compileService(service);
  const { domain, declaredIn: path } = service;
  const job = new Job(nodeOf(compiled.dict), { path, origin: 'manifest', domain, ...(host && { host }) });
  const text: OtherText = {
    placeOf: (spot) => placeOf(compiled, spot, file),
    mend: (spot, intent) => mendYaml(service, file, spot, intent),
  };
  lintJob(job, findings, {
    text,
    skip: (rule) => ONLY_IN_FILES.has(rule) || isSettled(rule, service),
  });
  reportSharedLogs(job, findings, labels, text);
}

/** Has the grammar of services.yaml settled what a rule would ask about? Values under `plist:` are asked about. */
function isSettled(rule: string, { fields, plist }: Service): boolean {
  switch (rule) {
    case 'calendar-every-minute': // a typed schedule leaves out the minute only where the author asked for it
      return plist.StartCalendarInterval === undefined;
    case 'umask-decimal': // a typed umask is octal
      return plist.Umask === undefined && plist.Sockets === undefined && fields.sockets === undefined;
    case 'keepalive-always': // that is what `recycles` is for
      return fields.recycles === true;
    default:
      return false;
  }
}

/** What in services.yaml caused the key or value at a spot; of a template, the line that names the template. */
function placeOf(
  { service, origin }: CompiledService,
  { path, isName }: Spot,
  file: string,
): Place & { readonly keyStart: number } {
  const written = isName ? service.written(path) : undefined;
  if (written?.key && written.source.file === file) return { ...written.key, keyStart: -1 };
  const said = origin(path);
  const { source, start, end } = said.layer === 'template' ? service.origin('template') : said;
  return { start, end, keyStart: keyStartAbove(source.text, start) };
}

/** Of a map or list that begins on a line below its key, a place in the line of the key; else -1. */
function keyStartAbove(text: string, start: number): number {
  let lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (start <= 0 || text.slice(lineStart, start).trim() !== '') return -1;
  while (lineStart > 0) {
    const before = text.lastIndexOf('\n', lineStart - 2) + 1;
    if (/^\s*[^\s#]/.test(text.slice(before, lineStart))) return before;
    lineStart = before;
  }
  return -1;
}
