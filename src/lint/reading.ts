/** A plist file, bytes to nodes, whatever its format; its problems of form under the ids of the rules for them. */
import { SourceText } from '../diagnostics/source-text.ts';
import type { SyntaxFinding } from '../plist/node.ts';
import { type PlistRead, readPlist } from '../plist/read.ts';

/** A finding of a reader, under the id of its rule. */
export interface FormFinding extends SyntaxFinding {
  readonly rule: 'plist-syntax' | 'plist-limits' | 'duplicate-key' | 'boolean-not-self-closed' | 'xml-portability';
}

export interface PlistReading extends Omit<PlistRead, 'text'> {
  /** The text, for positions; absent for a binary file. */
  readonly source?: SourceText | undefined;
  readonly errors: readonly FormFinding[];
  readonly notes: readonly FormFinding[];
}

const LIMIT_CODES = new Set(['too-deep', 'too-many-nodes', 'too-large', 'cyclic-object', 'entity-declaration']);

const NONE: readonly FormFinding[] = [];

/** Reads a plist file for the linter. Never throws. @param path names the file in positions */
export function readPlistFile(path: string, bytes: Uint8Array): PlistReading {
  const { format, root, text, errors, notes, comments } = readPlist(bytes);
  return {
    format,
    root,
    source: text === undefined ? undefined : new SourceText(path, text),
    errors: errors.length === 0 ? NONE : errors.map(formOfError),
    notes: notes.length === 0 ? NONE : notes.map(formOfNote),
    comments,
  };
}

function formOfError(finding: SyntaxFinding): FormFinding {
  return { ...finding, rule: LIMIT_CODES.has(finding.code) ? 'plist-limits' : 'plist-syntax' };
}

function formOfNote(finding: SyntaxFinding): FormFinding {
  if (finding.code === 'repeated-key') return { ...finding, rule: 'duplicate-key' };
  if (finding.code === 'bool-not-self-closed') return { ...finding, rule: 'boolean-not-self-closed' };
  return { ...finding, rule: 'xml-portability' };
}
