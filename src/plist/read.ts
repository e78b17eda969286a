/** The bytes of a property list to nodes, whatever its format. */
import { decodeText, detectFormat } from './decode.ts';
import type { PlistNode, SyntaxFinding } from './node.ts';
import { readBinaryPlist } from './read-binary.ts';
import { readXmlPlist, type XmlComment } from './read-xml.ts';

export interface PlistRead {
  readonly format: 'xml' | 'binary';
  /** What could be read, even when there are errors. */
  readonly root?: PlistNode | undefined;
  /** The text that offsets count in; absent for a binary file. */
  readonly text?: string;
  /** What Apple's reader refuses. */
  readonly errors: readonly SyntaxFinding[];
  /** What it takes and others do not. */
  readonly notes: readonly SyntaxFinding[];
  readonly comments: readonly XmlComment[];
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

const NOTHING = { format: 'xml', notes: [], comments: [] } as const;

/** Reads a property list. Never throws, whatever the bytes. */
export function readPlist(bytes: Uint8Array): PlistRead {
  const format = detectFormat(bytes);
  if (format === 'binary') return { format, comments: [], ...readBinaryPlist(bytes) };
  const decoded = decodeText(bytes);
  if ('error' in decoded) return { ...NOTHING, text: decoded.lossyText, errors: [decoded.error] };
  const { text } = decoded;
  const named = NOT_READ[format];
  if (named === undefined) {
    const { root, errors, notes, comments } = readXmlPlist(text, undefined, bytes);
    return { format: 'xml', root, text, errors, notes, comments };
  }
  const [message, help] = named;
  const at = Math.max(text.search(/\S/), 0);
  return { ...NOTHING, text, errors: [{ code: 'not-a-plist', message, help, start: at, end: at }] };
}
