/**
 * XML property lists to nodes: one pass over the text that takes exactly what Apple's reader takes
 * (CFPropertyList.c of swift-corelibs-foundation), remembers where everything stands, and goes on after an error.
 */
import type { ReadResult } from './node.ts';
import { readContent } from './xml-content.ts';
import { notePrologGaps, readEpilog, readProlog } from './xml-prolog.ts';
import { type XmlComment, XmlSource } from './xml-source.ts';

export type { XmlErrorCode, XmlNoteCode } from './xml-messages.ts';
export type { XmlComment } from './xml-source.ts';

export interface ReadLimits {
  /** How deep values may nest; the root has depth 0. 512 when not given. */
  readonly maxDepth?: number;
  /** How many errors, and how many notes, are kept; a last one counts the others. 100 when not given. */
  readonly maxFindings?: number;
}

export interface XmlReadResult extends ReadResult {
  /** All comments outside of text, in the order of the file. */
  readonly comments: readonly XmlComment[];
}

const DEFAULT_LIMITS: ReadLimits = {};
const DEFAULT_DEPTH = 512;
const DEFAULT_FINDINGS = 100;

/**
 * Reads an XML property list. Never throws; takes time linear in the length of the text.
 *
 * `errors` is empty exactly when Apple's reader takes the file, with these exceptions, which are errors although
 * CFPropertyList.c reads on: a `<key>` as the value of a key, dates that no calendar has, declared entities, and
 * nesting beyond the limit. `notes` are what Apple's reader takes in silence and others do not.
 *
 * @param text the decoded file without a byte-order mark; all offsets are into it
 * @param bytes what the text was decoded from, where that is at hand: in an encoding in which a byte below 128 is that
 * character of ASCII, or with another length than the text
 * @returns the root, best effort beside errors; findings in the order of the text, with the codes {@link XmlErrorCode}
 * and {@link XmlNoteCode}
 */
export function readXmlPlist(text: string, limits: ReadLimits = DEFAULT_LIMITS, bytes?: Uint8Array): XmlReadResult {
  const source = new XmlSource(text, limits.maxFindings ?? DEFAULT_FINDINGS, bytes);
  const { errors, notes, comments } = source;
  const prolog = readProlog(source);
  let root: ReadResult['root'];
  if (!source.stopped) {
    const start = source.pos;
    notePrologGaps(source, prolog, start);
    root = readContent(source, limits.maxDepth ?? DEFAULT_DEPTH);
    if (!source.stopped) readEpilog(source);
  }
  source.noteControlCharacters();
  source.judgeSuspects();
  return { root, errors: errors.finish('too-many-errors'), notes: notes.finish('too-many-notes'), comments };
}
