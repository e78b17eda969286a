/** Bytes of services.yaml to text: UTF-8, with or without a byte-order mark. */
import { type Diagnostic, diagnosticForFile } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';

export type Decoded = { readonly source: SourceText } | { readonly diagnostic: Diagnostic };

/** Decodes a services.yaml or template. Anything but UTF-8 is refused, with the place of the first bad byte. */
export function decodeYaml(file: string, bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  const utf16 =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0;
  if (utf16 && bytes.length > 1) {
    const message = 'The file is UTF-16, and services.yaml must be UTF-8.';
    return {
      diagnostic: diagnosticForFile(file, {
        rule: 'schema',
        severity: 'error',
        message,
        help: 'Save the file as UTF-8.',
      }),
    };
  }
  try {
    return { source: new SourceText(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { diagnostic: invalidByte(file, bytes) };
  }
}

function invalidByte(file: string, bytes: Uint8Array): Diagnostic {
  // A lossy decoding marks the first bad byte with U+FFFD; one that the author wrote has its own three bytes.
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const encoder = new TextEncoder();
  let at = lossy.indexOf('\uFFFD');
  let offset = at < 0 ? 0 : encoder.encode(lossy.slice(0, at)).length;
  while (at >= 0 && bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd) {
    const next = lossy.indexOf('\uFFFD', at + 1);
    offset += encoder.encode(lossy.slice(at, next)).length;
    at = next;
  }
  const mark = lossy.startsWith('\uFEFF') ? 1 : 0; // the byte-order mark has no column
  const { line, column } = new SourceText(file, lossy.slice(mark)).positionAt(Math.max(at - mark, 0));
  const message = `Byte 0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')} at offset ${offset} is not UTF-8.`;
  return {
    rule: 'schema',
    severity: 'error',
    message,
    help: 'Save the file as UTF-8.',
    file,
    line,
    column,
    endLine: line,
    endColumn: column + 1,
    fixable: false,
  };
}
