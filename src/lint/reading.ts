/** A plist file, bytes to nodes, whatever its format; its problems of form under the ids of the rules for them. */
import { SourceText } from '../diagnostics/source-text.ts';
import { decodeText, detectFormat } from '../plist/decode.ts';
import type { PlistNode, SyntaxFinding } from '../plist/node.ts';
import { readBinaryPlist } from '../plist/read-binary.ts';
import { readXmlPlist, type XmlComment } from '../plist/read-xml.ts';

/** A finding of a reader, under the id of its rule. */
export interface FormFinding extends SyntaxFinding {
  readonly rule: 'plist-syntax' | 'plist-limits' | 'duplicate-key' | 'boolean-not-self-closed' | 'xml-portability';
}

export interface PlistReading {
  readonly format: 'xml' | 'binary';
  readonly root?: PlistNode;
  /** The text, for positions; absent for a binary file. */
  readonly source?: SourceText;
  /** What Apple's reader refuses. */
  readonly errors: readonly FormFinding[];
  /** What it takes and others do not. */
  readonly notes: readonly FormFinding[];
  readonly comments: readonly XmlComment[];
}

const LIMIT_CODES = new Set(['too-deep', 'too-many-nodes', 'too-large', 'cyclic-object', 'entity-declaration']);

/** Reads a plist file for the linter. Never throws. @param path names the file in positions */
export function readPlistFile(path: string, bytes: Uint8Array): PlistReading {
  const format = detectFormat(bytes);
  if (format === 'binary') {
    const { root, errors, notes } = readBinaryPlist(bytes);
    return {
      format,
      ...(root && { root }),
      errors: errors.map(formOfError),
      notes: notes.map(formOfNote),
      comments: [],
    };
  }
  const decoded = decodeText(bytes);
  if ('error' in decoded) {
    const source = new SourceText(path, decoded.lossyText);
    return { format: 'xml', source, errors: [formOfError(decoded.error)], notes: [], comments: [] };
  }
  const source = new SourceText(path, decoded.text);
  const named = NOT_READ[format];
  if (named !== undefined) {
    const at = Math.max(decoded.text.search(/\S/), 0);
    const [message, help] = named;
    const error: FormFinding = { rule: 'plist-syntax', code: 'not-a-plist', message, help, start: at, end: at };
    return { format: 'xml', source, errors: [error], notes: [], comments: [] };
  }
  const { root, errors, notes, comments } = readXmlPlist(decoded.text);
  return {
    format: 'xml',
    ...(root && { root }),
    source,
    errors: errors.map(formOfError),
    notes: notes.map(formOfNote),
    comments,
  };
}

/** Formats that are recognised and named, not read. */
const NOT_READ: Partial<Record<ReturnType<typeof detectFormat>, readonly [message: string, help: string]>> = {
  openstep: [
    'This is an OpenStep text property list; launchd.plist(5) speaks of XML and binary ones only.',
    'Convert it with plutil -convert xml1.',
  ],
  json: [
    'This is JSON; launchd.plist(5) speaks of XML and binary property lists only.',
    'Convert it with plutil -convert xml1.',
  ],
  empty: ['The file is empty: launchd refuses it.', 'Write a property list, or delete the file.'],
};

function formOfError(finding: SyntaxFinding): FormFinding {
  return { ...finding, rule: LIMIT_CODES.has(finding.code) ? 'plist-limits' : 'plist-syntax' };
}

function formOfNote(finding: SyntaxFinding): FormFinding {
  if (finding.code === 'repeated-key') return { ...finding, rule: 'duplicate-key' };
  if (finding.code === 'bool-not-self-closed') return { ...finding, rule: 'boolean-not-self-closed' };
  return { ...finding, rule: 'xml-portability' };
}
