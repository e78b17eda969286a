/** services.yaml, text to manifest: the whole way, every problem at once. */
import { compareDiagnostics, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { Findings } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { quoted } from '../launchd/quoted.ts';
import { checkLabels, checkService } from './checks.ts';
import { checkVariables, expand, RESERVED_VARIABLES, scopeOf, type VariableTable } from './expand.ts';
import { withoutSlashes } from './field-reader.ts';
import { checkShape } from './issues.ts';
import type { Layer } from './layers.ts';
import { defaultLogFolder } from './policy.ts';
import { manifestSchema } from './schema.ts';
import { readService, type ServiceContext, type ServiceReading } from './service-reader.ts';
import { Templates } from './templates.ts';
import type { Domain, LintSettings, Manifest, TemplateFolder } from './types.ts';
import { entryOf, nodeAt, plainOf, type YamlNode } from './yaml-node.ts';
import { readYaml } from './yaml-reader.ts';

export interface ManifestOptions {
  /** Home folder that wins over `home:` of the file (`svc render --home`): an absolute path. */
  readonly home?: string;
  /** Home of the target user, for a file without `home:`; never used in domain system. An absolute path. */
  readonly userHome?: string;
  /** Templates that come with svc. */
  readonly templates: TemplateFolder;
  /** Opens the folder named under `templates:` (`~` and variables worked out); undefined when there is none. */
  openTemplates?(folder: string): TemplateFolder | undefined;
}

export interface ManifestReading {
  /** Present only when there is no error. */
  readonly manifest?: Manifest;
  /** The `lint:` section, also of a file that has errors elsewhere. */
  readonly lint?: LintSettings;
  /** Errors and warnings by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

/**
 * Reads services.yaml. Errors are returned, never thrown; with any error there is no manifest.
 * The same text and options give the same manifest on every machine.
 * @throws RangeError for a home that is not an absolute path: `~` would be a folder that nobody meant
 */
export function readManifest(source: SourceText, options: ManifestOptions): ManifestReading {
  for (const name of ['home', 'userHome'] as const) {
    const home = options[name];
    if (home === undefined || home.startsWith('/')) continue;
    throw new RangeError(`${name} is ${JSON.stringify(home)}; it must be an absolute path.`);
  }
  const sources = new Map([[source.file, source]]);
  const { root, diagnostics } = readYaml(source);
  if (!root) return { diagnostics, sources };
  const findings = new Findings();
  const reader = new ManifestReader(source, root, options, findings, sources);
  const manifest = reader.read();
  const all = capped([...findings.all].sort(compareDiagnostics));
  const usable = manifest && !findings.hasErrors ? { manifest } : {};
  return { ...usable, ...(manifest && reader.hasUsableLint && { lint: manifest.lint }), diagnostics: all, sources };
}

/** Problems told of one file; whoever has more mends these first. */
const MAX_DIAGNOSTICS = 100;

function capped(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const rest = all.length - MAX_DIAGNOSTICS;
  if (rest <= 0) return all;
  const message = `${rest} more problem${rest === 1 ? ' is' : 's are'} not shown.`;
  const help = 'Mend the first ones and look again.';
  const last = all[MAX_DIAGNOSTICS - 1]!;
  const severity = all.slice(MAX_DIAGNOSTICS).some((one) => one.severity === 'error') ? 'error' : 'warning';
  const { key: _, ...place } = last;
  return [...all.slice(0, MAX_DIAGNOSTICS), { ...place, rule: 'schema', severity, message, help }];
}

class ManifestReader {
  readonly #source: SourceText;
  readonly #root: YamlNode;
  readonly #options: ManifestOptions;
  readonly #findings: Findings;
  readonly #sources: Map<string, SourceText>;
  /** Paths of one or more steps whose form is wrong, joined by NUL. */
  readonly #broken = new Set<string>();

  constructor(
    source: SourceText,
    root: YamlNode,
    options: ManifestOptions,
    findings: Findings,
    sources: Map<string, SourceText>,
  ) {
    this.#source = source;
    this.#root = root;
    this.#options = options;
    this.#findings = findings;
    this.#sources = sources;
  }

  read(): Manifest | undefined {
    if (this.#root.kind !== 'map') {
      const empty = this.#root.kind === 'scalar' && this.#root.value === null;
      const message = empty
        ? 'The file is empty.'
        : `The file must be a map, not ${this.#root.kind === 'list' ? 'a list' : 'a single value'}.`;
      this.#error(
        empty ? { start: 0, end: 0 } : this.#root,
        message,
        'Begin with version: 1, namespace: … and services: ….',
      );
      return undefined;
    }
    this.#checkShape();
    const variables = this.#variables();
    const domain = (this.#isBroken('domain') ? undefined : this.#text('domain')) as Domain | undefined;
    const namespace = this.#isBroken('namespace') ? 'namespace' : (this.#text('namespace') ?? 'namespace');
    const home = this.#home(domain ?? 'gui');
    const logs = defaultLogFolder(domain ?? 'gui', home, namespace);
    const scopeFor = (service?: string) =>
      scopeOf(variables, { home, namespace, domainLogs: logs, ...(service !== undefined && { service }) });
    const path = (field: string) => this.#expanded(field, scopeFor());
    const services = this.#services(domain ?? 'gui', namespace, home, path('templates'), scopeFor);
    const output = path('output') ?? 'plists';
    const lint = entryOf(this.#root, 'lint')?.value;
    return {
      file: this.#source.file,
      namespace,
      domain: domain ?? 'gui',
      ...(home !== undefined && { home }),
      output,
      lint: lint && !this.#isBroken('lint') ? (plainOf(lint) as LintSettings) : {},
      services: services.map((reading) => reading.service),
    };
  }

  /** Are the `lint:` section and what says how to read it free of errors of form? */
  get hasUsableLint(): boolean {
    return !this.#isBroken('lint') && !this.#isBroken('version');
  }

  #checkShape(): void {
    for (const problem of checkShape(this.#root, manifestSchema())) {
      const { path, message, help } = problem;
      for (let length = 1; length <= path.length; length++) this.#broken.add(path.slice(0, length).join('\0'));
      this.#error(problem, message, help);
    }
    const services = entryOf(this.#root, 'services');
    if (services?.value.kind === 'map' && services.value.entries.length === 0) {
      this.#error(
        services.value,
        '`services` is empty.',
        'Write at least one service under it, a name with its fields.',
      );
    }
  }

  #isBroken(...path: string[]): boolean {
    return this.#broken.has(path.join('\0'));
  }

  #error(place: { start: number; end: number }, message: string, help: string): void {
    this.#findings.add(this.#source, place, { rule: 'schema', severity: 'error', message, help });
  }

  #text(field: string): string | undefined {
    const node = entryOf(this.#root, field)?.value;
    return node?.kind === 'scalar' && node.value !== null ? node.source : undefined;
  }

  /** Home folder in force: --home, else `home:`, else (agents only) that of the target user. */
  #home(domain: Domain): string | undefined {
    const given = this.#options.home;
    const said = this.#text('home');
    if (said !== undefined && (!said.startsWith('/') || said.includes('${'))) {
      const message = '`home` must be an absolute path without variables.';
      if (!this.#isBroken('home'))
        this.#error(nodeAt(this.#root, ['home']), message, 'Write the path out, as in home: /Users/name.');
      return '/'; // so that nothing that uses it is reported as well
    }
    const home = given ?? said ?? (domain === 'system' ? undefined : this.#options.userHome);
    return withoutSlashes(home);
  }

  #variables(): VariableTable {
    const table = new Map<string, string>();
    const node = entryOf(this.#root, 'variables')?.value;
    if (node?.kind !== 'map') return table;
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      const place = { start: keyStart, end: keyEnd };
      if ((RESERVED_VARIABLES as readonly string[]).includes(key)) {
        this.#error(place, `\`${key}\` is a variable of svc's own.`, 'Choose another name.');
      } else if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) {
        this.#error(
          place,
          `${JSON.stringify(key.slice(0, 60))} can not be the name of a variable.`,
          'Use letters, digits, _ and -, beginning with a letter or _.',
        );
      } else if (value.kind === 'scalar' && value.value !== null) {
        table.set(key, value.source);
      }
    }
    for (const { name, problem } of checkVariables(table, '/')) {
      this.#error(nodeAt(node, [name]), problem.message, problem.help);
    }
    return table;
  }

  #expanded(field: string, scope: ReturnType<typeof scopeOf>): string | undefined {
    const text = this.#text(field);
    if (text === undefined || this.#isBroken(field)) return undefined;
    const expansion = expand(text, scope);
    if ('text' in expansion) return expansion.text;
    const place = nodeAt(this.#root, [field]);
    for (const { message, help, inVariables } of expansion.problems)
      if (!inVariables) this.#error(place, message, help);
    return undefined;
  }

  #services(
    domain: Domain,
    namespace: string,
    home: string | undefined,
    folder: string | undefined,
    scopeFor: ServiceContext['scopeOf'],
  ): ServiceReading[] {
    const declared = entryOf(this.#root, 'services')?.value;
    if (declared?.kind !== 'map') return [];
    const defaults = entryOf(this.#root, 'defaults')?.value;
    const context: ServiceContext = {
      source: this.#source,
      namespace,
      domain,
      ...(home !== undefined && { home }),
      declaredIn: this.#source.file.slice(this.#source.file.lastIndexOf('/') + 1),
      defaults: this.#layer('defaults', ['defaults'], defaults),
      hasBadDefaults: defaults !== undefined && defaults.kind !== 'map',
      templates: new Templates(this.#templateFolders(folder), this.#findings),
      findings: this.#findings,
      scopeOf: scopeFor,
    };
    const readings: ServiceReading[] = [];
    for (const entry of declared.entries) {
      const own = this.#layer('service', ['services', entry.key], entry.value);
      if (!own) continue;
      const reading = readService(entry, own, context);
      checkService(reading, this.#findings);
      readings.push(reading);
    }
    checkLabels(readings, this.#findings);
    return readings;
  }

  #layer(layer: 'service' | 'defaults', path: string[], fields: YamlNode | undefined): Layer | undefined {
    if (fields?.kind !== 'map') return undefined;
    const broken = new Set(fields.entries.map((entry) => entry.key).filter((key) => this.#isBroken(...path, key)));
    return { layer, source: this.#source, fields, broken };
  }

  /** The user's folder before the built-in one; texts that are read are kept for the excerpts of findings. */
  #templateFolders(folder: string | undefined): TemplateFolder[] {
    const own = folder === undefined ? undefined : this.#options.openTemplates?.(folder);
    if (folder !== undefined && own === undefined) {
      // A warning only: whoever uses a template of that folder gets the error that counts.
      const message = `There is no folder ${quoted(folder)}; only the templates of svc are known.`;
      const place = nodeAt(this.#root, ['templates']);
      this.#findings.add(this.#source, place, {
        rule: 'schema',
        severity: 'warning',
        message,
        help: 'Make the folder, mend the path, or remove `templates:`.',
      });
    }
    const folders = own ? [own, this.#options.templates] : [this.#options.templates];
    return folders.map((each) => ({
      names: () => each.names(),
      read: (name) => {
        const found = each.read(name);
        if (found && 'source' in found) this.#sources.set(found.source.file, found.source);
        return found;
      },
    }));
  }
}
