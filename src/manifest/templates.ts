/** Templates: partial services in files of their own, each of which may extend another. */
import type { Findings, Place } from '../diagnostics/findings.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { nearest } from '../launchd/nearest.ts';
import { quoted } from '../launchd/quoted.ts';
import { checkShape } from './issues.ts';
import type { Layer } from './layers.ts';
import { templateSchema } from './schema.ts';
import type { TemplateFolder } from './types.ts';
import { entryOf, type YamlNode } from './yaml-node.ts';
import { readYaml } from './yaml-reader.ts';

interface Template {
  readonly layer: Layer;
  readonly root: YamlNode;
}

/** A template with all it extends, nearest first, and the fields one of them requires of its services. */
export interface TemplateChain {
  readonly layers: readonly Layer[];
  /** Field that must be said, and the template that asks for it. */
  readonly requires: readonly { readonly field: string; readonly template: string }[];
  /** Could all of them be read? Else they may say any field; what is wrong is reported already. */
  readonly isWhole: boolean;
}

/** Reads templates on demand, each once, from the first folder that has it. */
export class Templates {
  readonly #folders: readonly TemplateFolder[];
  readonly #findings: Findings;
  readonly #read = new Map<string, Template | undefined>();
  readonly #chains = new Map<string, TemplateChain>();
  readonly #schema = templateSchema();
  /** What there is; listed once, for whom there is an unknown name to tell. */
  #names: readonly string[] | undefined;

  /** @param folders the user's folder, if any, before the built-in one */
  constructor(folders: readonly TemplateFolder[], findings: Findings) {
    this.#folders = folders;
    this.#findings = findings;
  }

  /** The chain that begins with `name`; problems are reported at `place`, where the name was written. */
  chain(name: string, source: SourceText, place: Place): TemplateChain {
    const known = this.#chains.get(name);
    if (known) return known;
    const layers: Layer[] = [];
    const requires: { field: string; template: string }[] = [];
    const seen: string[] = [];
    let isWhole = true;
    let next: { name: string; source: SourceText; place: Place } | undefined = { name, source, place };
    while (next) {
      if (seen.includes(next.name)) {
        const circle = [...seen.slice(seen.indexOf(next.name)), next.name].join(' → ');
        this.#error(next.source, next.place, `The templates are circular: ${circle}.`, 'Remove one `extends` of them.');
        isWhole = false;
        break;
      }
      seen.push(next.name);
      const template: Template | undefined = this.#template(next.name, next.source, next.place);
      if (!template) {
        isWhole = false;
        break;
      }
      layers.push(template.layer);
      for (const field of requiredBy(template.root)) requires.push({ field, template: next.name });
      const parent = entryOf(template.root, 'extends');
      const isName = parent?.value.kind === 'scalar' && typeof parent.value.value === 'string';
      next = isName
        ? { name: String(parent.value.value), source: template.layer.source, place: parent.value }
        : undefined;
      if (parent && !isName) isWhole = false;
    }
    const chain = { layers, requires, isWhole };
    if (layers.length > 0) this.#chains.set(name, chain);
    return chain;
  }

  #template(name: string, from: SourceText, place: Place): Template | undefined {
    if (this.#read.has(name)) return this.#read.get(name);
    const found = this.#folders.map((folder) => folder.read(name)).find((file) => file !== undefined);
    if (!found) {
      this.#names ??= [...new Set(this.#folders.flatMap((folder) => folder.names()))].sort();
      const known = this.#names;
      const near = nearest(name, known);
      const help = near ? `Did you mean \`${near}\`?` : `Write one of ${known.join(', ')}.`;
      this.#error(from, place, `Unknown template ${quoted(name)}.`, help);
      return undefined;
    }
    if ('diagnostic' in found) this.#findings.addAll([found.diagnostic]);
    const template = 'source' in found ? this.#parse(name, found.source) : undefined;
    this.#read.set(name, template);
    return template;
  }

  #parse(name: string, source: SourceText): Template | undefined {
    const { root, diagnostics } = readYaml(source);
    this.#findings.addAll(diagnostics);
    if (!root) return undefined;
    const broken = new Set<string>();
    for (const { path, start, end, message, help } of checkShape(root, this.#schema)) {
      if (path[0] !== undefined) broken.add(String(path[0]));
      this.#findings.add(source, { start, end }, { rule: 'schema', severity: 'error', message, help });
    }
    if (root.kind !== 'map') return undefined;
    return { root, layer: { layer: 'template', template: name, source, fields: root, broken } };
  }

  #error(source: SourceText, place: Place, message: string, help: string): void {
    this.#findings.add(source, place, { rule: 'schema', severity: 'error', message, help });
  }
}

function requiredBy(root: YamlNode): string[] {
  const requires = entryOf(root, 'requires')?.value;
  if (requires?.kind !== 'list') return [];
  return requires.items.flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : []));
}
