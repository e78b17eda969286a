/** Text to a positioned YAML tree. The only file that reads with the `yaml` library. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type ScalarTag,
  type YAMLError,
} from 'yaml';
import { type Diagnostic, diagnosticAt } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { quoted } from '../launchd/quoted.ts';
import type { PlistTag, YamlEntry, YamlNode, YamlScalar } from './yaml-node.ts';

/** Errors shown for one file; a broken file tends to repeat itself. */
const MAX_ERRORS = 20;
/** What anchors and aliases may unfold to, in nodes: ample for real files, nothing for an alias bomb. */
const MAX_UNFOLDED = 200_000;
const MAX_DEPTH = 100;
const TOO_DEEP = `This is nested more than ${MAX_DEPTH} levels deep.`;
const FLATTEN = 'Write fewer levels: services.yaml needs a handful.';

export interface YamlReading {
  /** Absent when the text could not be read as one YAML document. */
  readonly root?: YamlNode;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one YAML 1.2 document. All problems come back at once: syntax, duplicate keys, several documents,
 * unknown anchors, aliases that unfold without end, tags without meaning here.
 */
export function readYaml(source: SourceText): YamlReading {
  const found: Diagnostic[] = [];
  const report = (start: number, end: number, message: string, help: string) => {
    found.push(diagnosticAt(source, start, end, { rule: 'schema', severity: 'error', message, help }));
  };
  let contents: Node | null;
  try {
    const document = parseDocument(source.text, {
      version: '1.2',
      uniqueKeys: false, // checked below, in linear time
      prettyErrors: false,
      logLevel: 'error',
      customTags: (tags) => [...EXPLICIT_TAGS, ...tags],
    });
    const problems = [...document.errors, ...document.warnings];
    if (problems.some(({ message }) => /stack|Stack overflow/.test(message))) throw new RangeError('nested too deeply');
    reportProblems(
      problems.sort((one, other) => one.pos[0] - other.pos[0]),
      source,
      report,
    );
    const { explicit, version } = document.directives?.yaml ?? {};
    if (explicit && version !== '1.2') {
      report(
        0,
        source.text.indexOf('\n'),
        `The file says it is YAML ${version}; services.yaml is YAML 1.2.`,
        'Remove the %YAML line.',
      );
    }
    contents = document.contents;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const at = deepestStart(source.text);
    report(at, at + 1, TOO_DEEP, FLATTEN);
    return { diagnostics: found };
  }
  if (found.length > 0) return { diagnostics: capped(found, source) };
  const root = new TreeBuilder(source, report).build(contents);
  return found.length > 0 ? { diagnostics: capped(found, source) } : { root, diagnostics: [] };
}

/** About where a text that the library could not descend into passes our depth; it is for the message only. */
function deepestStart(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if (code === 93 || code === 125) depth--;
    if (depth > MAX_DEPTH) return i;
  }
  return 0;
}

type Report = (start: number, end: number, message: string, help: string) => void;

function capped(found: Diagnostic[], source: SourceText): Diagnostic[] {
  if (found.length <= MAX_ERRORS) return found;
  const rest = found.length - MAX_ERRORS;
  const message = `${rest} more problem${rest === 1 ? '' : 's'} of this kind follow${rest === 1 ? 's' : ''}.`;
  const help = 'Mend the first ones and look again.';
  const end = source.text.length;
  return [
    ...found.slice(0, MAX_ERRORS),
    diagnosticAt(source, end, end, { rule: 'schema', severity: 'error', message, help }),
  ];
}

const asWritten = (text: string) => text;
/** Tags that keep a plist kind. Without `default` they act only where the author writes them. */
const EXPLICIT_TAGS: ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:float', resolve: asWritten },
  { tag: 'tag:yaml.org,2002:timestamp', resolve: asWritten },
  { tag: 'tag:yaml.org,2002:binary', resolve: asWritten },
];
const PLIST_TAGS: Record<string, PlistTag> = {
  'tag:yaml.org,2002:float': 'float',
  'tag:yaml.org,2002:timestamp': 'timestamp',
  'tag:yaml.org,2002:binary': 'binary',
};

/** The library's complaints in words that say what to do; one that is not here keeps the library's words. */
const SYNTAX: Record<string, [message: string, help: string]> = {
  TAB_AS_INDENT: ['A tab is used as indentation; YAML allows only spaces.', 'Replace the tab by spaces.'],
  MULTIPLE_DOCS: ['A second YAML document begins here; services.yaml is one document.', 'Remove the `---` line.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'A second `key:` on one line is not allowed here.',
    'Put the text in quotes if the colon belongs to it.',
  ],
  BAD_ALIAS: ['An alias (*) without a name stands here.', 'Write *name, or put a text that begins with * in quotes.'],
  MULTILINE_IMPLICIT_KEY: ['This line is no `key: value`.', 'Put a space after the colon, and one entry on a line.'],
  BAD_INDENT: [
    'The indentation here does not fit the lines around it.',
    'Indent all items of a list, and all keys of a map, by the same number of spaces.',
  ],
  BAD_SCALAR_START: ['A text without quotes can not begin with this character.', 'Put the text in quotes.'],
  BAD_DQ_ESCAPE: [
    'This escape does not exist in double quotes.',
    'Write two backslashes for one, or put the text in single quotes.',
  ],
  UNEXPECTED_TOKEN: [
    'YAML expects something else here.',
    'Look for a bracket, comma or quote too many; put the text in quotes if it is one.',
  ],
  MISSING_CHAR: ['A sign or a space of YAML is missing here.', 'Write `key: value` or `- item`, one on a line.'],
  KEY_OVER_1024_CHARS: ['A key has more than 1024 characters.', 'Write a shorter key.'],
  BAD_PROP_ORDER: ['An anchor or a tag stands before the - or ? here.', 'Write it after that sign.'],
  ALIAS_PROPS: ['An alias can have no anchor and no tag of its own.', 'Write the alias alone.'],
  MULTIPLE_ANCHORS: ['A value can have one anchor only.', 'Remove the other one.'],
  MULTIPLE_TAGS: ['A value can have one tag only.', 'Remove the other one.'],
  BAD_COLLECTION_TYPE: ['The tag does not fit the list or map after it.', 'Remove the tag.'],
  BAD_DIRECTIVE: ['This line begins with % and is no directive of YAML.', 'Remove the line.'],
};

/**
 * In brackets a { begins a map, so a variable there needs quotes. The library complains of each of its pieces: it is
 * said once a line.
 */
function reportProblems(errors: readonly YAMLError[], source: SourceText, report: Report): void {
  let lineEnd = -1;
  for (const error of errors) {
    const at = error.pos[0];
    if (at <= lineEnd) continue;
    if (source.text.startsWith('${', at - 1)) {
      const feed = source.text.indexOf('\n', at);
      lineEnd = feed < 0 ? source.text.length : feed;
      const [variable = '${'] = /^\$\{[^}\n]{0,60}\}?/.exec(source.text.slice(at - 1, at + 64)) ?? [];
      report(
        at - 1,
        at - 1 + variable.length,
        'In brackets a text with ${…} must stand in quotes: YAML takes the { for a map.',
        `Put the whole text in quotes, such as "${variable}".`,
      );
    } else reportSyntax(error, source, report);
  }
}

function reportSyntax(error: YAMLError, source: SourceText, report: Report): void {
  // What is missing at the end of the file is shown behind its last word, where there is a line to show.
  const last = source.text.trimEnd().length;
  const [start, end] = error.pos.map((at) => Math.min(at, last)) as [number, number];
  if (error.code === 'TAG_RESOLVE_FAILED') {
    const tag = source.text.slice(start, end);
    report(
      start,
      end,
      `The tag ${quoted(tag)} has no meaning here.`,
      'Write !!float, !!timestamp, !!binary or !!str, or put a text that begins with ! in quotes.',
    );
    return;
  }
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message)) {
    report(start, end, 'A text in quotes is not closed.', 'Write the closing quote.');
    return;
  }
  const flow = /Flow (sequence|map)/.exec(error.message)?.[1];
  if (flow !== undefined) {
    const [what, close] = flow === 'map' ? ['map', '}'] : ['list', ']'];
    report(
      start,
      end,
      `A ${what} in brackets is not closed, or not indented more than its key.`,
      `Write the closing ${close}.`,
    );
    return;
  }
  if (error.code === 'MISSING_CHAR' && /, (?:or : )?between/.test(error.message)) {
    report(start, end, 'A comma is missing between two items in brackets.', 'Write the comma.');
    return;
  }
  const [message, help] = SYNTAX[error.code] ?? [
    `${error.message.replace(/\.$/, '')}.`,
    'Mend the YAML of this line; quotes around a text often do it.',
  ];
  report(start, end, message, help);
}

/** Makes our tree of the library's, follows aliases, and finds what the grammar of YAML alone does not. */
class TreeBuilder {
  readonly #source: SourceText;
  readonly #report: Report;
  readonly #anchors = new Map<string, YamlNode | 'open'>();
  /** Nodes below each node with every alias unfolded. */
  readonly #sizes = new Map<YamlNode, number>();
  /** Levels below each node, aliases followed. */
  readonly #depths = new Map<YamlNode, number>();
  #exploded = false;

  constructor(source: SourceText, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  build(node: Node | null): YamlNode {
    return this.#node(node, 0, 0);
  }

  /** @param at where an absent value stands */
  #node(node: Node | null | undefined, at: number, depth: number): YamlNode {
    if (!node) return { kind: 'scalar', value: null, source: '', start: at, end: at };
    if (isAlias(node)) return this.#alias(node);
    const [start = at, end = at] = node.range ?? [];
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const built = this.#built(node, start, end, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, built);
    return built;
  }

  #built(node: Node, start: number, end: number, depth: number): YamlNode {
    if (depth > MAX_DEPTH) {
      this.#exploded = true;
      this.#report(start, end, TOO_DEEP, FLATTEN);
      return { kind: 'scalar', value: null, source: '', start, end };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item as Node | null, start, depth + 1));
      return this.#sized({ kind: 'list', items, start, end }, items);
    }
    if (isMap(node)) {
      const entries = this.#entries(node.items as { key: unknown; value: unknown }[], start, depth);
      return this.#sized(
        { kind: 'map', entries, start, end },
        entries.map((entry) => entry.value),
      );
    }
    return isScalar(node) ? scalarOf(node.value, node.source, node.tag, start, end) : this.#node(null, start, depth);
  }

  #entries(pairs: { key: unknown; value: unknown }[], at: number, depth: number): YamlEntry[] {
    const seen = new Map<string, number>();
    const entries: YamlEntry[] = [];
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const [keyStart, keyEnd] = key?.range ?? [at, at];
      if (!isScalar(key) || key.value === null) {
        this.#report(
          keyStart,
          keyEnd,
          'A key must be a plain text here.',
          'Write the key as one word before the colon, in quotes if need be.',
        );
        continue;
      }
      const name = key.source ?? String(key.value);
      // No schema library looks at this key, since in JavaScript it is no property but the prototype.
      if (name === '__proto__')
        this.#report(keyStart, keyEnd, 'The key "__proto__" can not be used.', 'Choose another name.');
      if (name === '<<')
        this.#report(
          keyStart,
          keyEnd,
          'YAML 1.2 has no merge keys.',
          'Write the fields under `defaults`, in a template, or each in its place.',
        );
      if (key.anchor !== undefined)
        this.#anchors.set(key.anchor, scalarOf(key.value, key.source, key.tag, keyStart, keyEnd));
      const first = seen.get(name);
      if (first !== undefined) {
        const { line } = this.#source.positionAt(first);
        const help = `It stands in line ${line} already: keep one of the two.`;
        this.#report(keyStart, keyEnd, `The key ${quoted(name)} occurs twice in one map.`, help);
      }
      seen.set(name, first ?? keyStart);
      entries.push({ key: name, keyStart, keyEnd, value: this.#node(pair.value as Node | null, keyEnd, depth + 1) });
    }
    return entries;
  }

  #alias(alias: Alias): YamlNode {
    const [start = 0, end = 0] = alias.range ?? [];
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      const known = [...this.#anchors.keys()].slice(-5).map((name) => `&${name}`);
      const help =
        known.length > 0 ? `The anchors above are ${quoted(known.join(', '))}.` : 'Write the anchor above the alias.';
      this.#report(start, end, `The alias ${quoted(`*${alias.source}`)} has no anchor.`, help);
    } else if (target === 'open') {
      this.#report(
        start,
        end,
        `The alias ${quoted(`*${alias.source}`)} stands inside its own anchor.`,
        'Write the value out, or move the anchor.',
      );
    } else {
      return target;
    }
    return { kind: 'scalar', value: null, source: '', start, end };
  }

  #sized<T extends YamlNode>(node: T, children: readonly YamlNode[]): T {
    let size = 1;
    let depth = 0;
    for (const child of children) {
      size += this.#sizes.get(child) ?? 1;
      depth = Math.max(depth, (this.#depths.get(child) ?? 0) + 1);
    }
    this.#sizes.set(node, size);
    this.#depths.set(node, depth);
    if (depth === MAX_DEPTH + 1 && !this.#exploded)
      this.#report(node.start, node.start, `The aliases below here nest more than ${MAX_DEPTH} levels deep.`, FLATTEN);
    if (size > MAX_UNFOLDED && !this.#exploded) {
      this.#exploded = true;
      this.#report(
        node.start,
        node.start,
        `The aliases below here unfold to more than ${MAX_UNFOLDED} values.`,
        'Write the values out, without aliases of aliases.',
      );
    }
    return node;
  }
}

function scalarOf(value: unknown, source = '', tag: string | undefined, start: number, end: number): YamlScalar {
  const plistTag = tag === undefined ? undefined : PLIST_TAGS[tag];
  const kept = typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);
  return { kind: 'scalar', value: kept, source, start, end, ...(plistTag && { tag: plistTag }) };
}
