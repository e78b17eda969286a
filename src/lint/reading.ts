/** A plist file, bytes to nodes, whatever its format; its problems of form under the ids of the rules for them. */
import { SourceText } from '../diagnostics/source-text.ts';
import { isSecretName } from '../launchd/secrets.ts';
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
    errors: errors.length === 0 ? NONE : errors.map((error) => formOfError(error, text)),
    notes: notes.length === 0 ? NONE : notes.map(formOfNote),
    comments,
  };
}

function formOfError(finding: SyntaxFinding, text: string | undefined): FormFinding {
  const rule = LIMIT_CODES.has(finding.code) ? 'plist-limits' : 'plist-syntax';
  return { ...finding, rule, message: messageOf(finding, text) };
}

/** Codes whose messages quote what stands in the place of a value. */
const QUOTES_VALUE = new Set(['stray-text', 'bad-integer', 'bad-real', 'bad-date']);
/** How far back from a value its key is looked for. */
const KEY_BEFORE = 1024;

/** A value that is misspelt may be a secret all the same: then nothing of it is printed. */
function messageOf({ code, message, start }: SyntaxFinding, text: string | undefined): string {
  if (text === undefined || !QUOTES_VALUE.has(code)) return message;
  const before = text.slice(Math.max(0, start - KEY_BEFORE), start);
  const key = /^[^<]*/.exec(before.slice(before.lastIndexOf('<key>') + '<key>'.length))![0];
  return isSecretName(key.trim()) ? message.replace(/".*"/s, '"…"') : message;
}

function formOfNote(finding: SyntaxFinding): FormFinding {
  if (finding.code === 'repeated-key') return { ...finding, rule: 'duplicate-key' };
  if (finding.code === 'bool-not-self-closed') return { ...finding, rule: 'boolean-not-self-closed' };
  return { ...finding, rule: 'xml-portability' };
}
