/** Everything around the root element: declaration, DOCTYPE, comments, and what does not belong there. */
import { elementAt, skipSpace } from './xml-names.ts';
import type { XmlSource } from './xml-source.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
export const PLIST_TAG = '<plist version="1.0">';
/** How nearly every property list begins. */
const USUAL_HEAD = `${DECLARATION}\n${DOCTYPE}\n${PLIST_TAG}`;
const OLD_PUBLIC_ID = '-//Apple Computer//DTD PLIST 1.0//EN';

const WELL_DECLARED =
  /^<\?xml\s+version\s*=\s*(?:"1\.\d"|'1\.\d')(?:\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\1)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\2)?\s*\?>$/;
/** The internal subset is not looked into. */
const WELL_TYPED =
  /^<!DOCTYPE\s+[A-Za-z][\w:.-]*(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))?\s*(?:>$|\[)/;

/** Of any number: old files have 0.9, and Apple's reader does not look at it. */
const VERSION = /\sversion\s*=\s*["']/;

/** How far the start of a property list is looked for behind text. */
const LOOK_AHEAD = 65536;

const LESS = 60;
const GREATER = 62;
const BANG = 33;
const QUESTION = 63;

/** What stood before the root element. */
export interface Prolog {
  readonly declared: boolean;
  readonly doctype: boolean;
}

const USUAL: Prolog = { declared: true, doctype: true };

/**
 * Reads up to the root element (`parseXMLPropertyList`, `skipDTD` and `skipInlineDTD` of CFPropertyList.c) and leaves
 * `source.pos` at its `<`, or stops.
 */
export function readProlog(source: XmlSource): Prolog {
  const { text, length } = source;
  if (text.startsWith(USUAL_HEAD)) {
    source.pos = USUAL_HEAD.length - PLIST_TAG.length;
    return USUAL;
  }
  let declared = false;
  let doctype = false;
  if (text.startsWith(DECLARATION)) {
    declared = true;
    source.pos = DECLARATION.length;
  }
  while (!source.stopped) {
    const at = skipSpace(text, source.pos);
    source.pos = at;
    if (at >= length) {
      source.errors.add('no-root', at, at, 'There is no value in the file');
      source.stop();
    } else if (text.charCodeAt(at) !== LESS) {
      strayText(source);
    } else if (text.charCodeAt(at + 1) === QUESTION) {
      declared = prologInstruction(source, declared) || declared;
    } else if (text.charCodeAt(at + 1) === BANG) {
      doctype = readDeclaration(source) || doctype;
    } else if (text.charCodeAt(at + 1) === 47) {
      const tag = source.endTag(at);
      source.errors.add('stray-end-tag', at, tag.end, source.excerpt(at, tag.end));
      source.pos = tag.end;
    } else {
      break;
    }
  }
  return { declared, doctype };
}

/** Passes an instruction before the root; says whether it is an XML declaration, and notes one out of place or form. */
function prologInstruction(source: XmlSource, declared: boolean): boolean {
  const { text, pos: start, notes } = source;
  const found = source.isDeclaration();
  if (!found || declared) {
    source.skipInstruction(start + 2);
    return found;
  }
  source.skipInstruction(start + 2, true);
  if (start > 0) notes.add('content-before-declaration', start, source.pos);
  if (!WELL_DECLARED.test(text.slice(start, Math.min(source.pos, start + 1000))))
    notes.add('malformed-declaration', start, source.pos);
  return true;
}

/** Text before the root: passed when a property list begins soon after it, else this is something altogether different. */
function strayText(source: XmlSource): void {
  const { text, pos, length } = source;
  const begin = text.slice(pos, pos + LOOK_AHEAD).search(/<(?:\?xml[\s?]|!DOCTYPE|plist[\s>])/);
  if (begin >= 0) {
    source.pos = pos + begin;
    const end = trimEnd(text, pos, source.pos);
    source.errors.add('stray-text', pos, end, `"${source.excerpt(pos, end)}"`);
    return;
  }
  const line = text.slice(pos, pos + 80).search(/[\r\n]/);
  source.errors.add('not-xml', pos, line < 0 ? Math.min(length, pos + 80) : pos + line);
  source.stop();
}

/** The offset just past the last character between `start` and `end` that is no white space. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) <= 32) at--;
  return at;
}

/** Passes a comment or a DOCTYPE; says whether it was a DOCTYPE. */
function readDeclaration(source: XmlSource): boolean {
  const { text, pos } = source;
  if (text.startsWith('<!--', pos)) {
    source.skipComment(pos + 4);
    return false;
  }
  if (text.startsWith(DOCTYPE, pos)) {
    source.pos = pos + DOCTYPE.length;
    return true;
  }
  if (!text.startsWith('<!DOCTYPE', pos)) {
    source.skipMarkup('is neither a comment nor a DOCTYPE');
    return false;
  }
  skipDoctype(source);
  const doctype = text.slice(pos, Math.min(source.pos, pos + 1000));
  const old = doctype.indexOf(OLD_PUBLIC_ID);
  if (old >= 0) source.notes.add('old-doctype', pos + old, pos + old + OLD_PUBLIC_ID.length);
  if (!WELL_TYPED.test(doctype)) source.notes.add('malformed-doctype', pos, source.pos);
  return true;
}

function skipDoctype(source: XmlSource): void {
  const { text, pos, length } = source;
  let at = pos + 9;
  while (at < length && text.charCodeAt(at) !== GREATER && text.charCodeAt(at) !== 91) at++;
  if (at >= length) {
    unterminated(source, pos);
    return;
  }
  if (text.charCodeAt(at) === GREATER) {
    source.pos = at + 1;
    return;
  }
  source.pos = at + 1;
  while (!source.stopped && skipSubsetItem(source, pos)) {
    // Each item moves the position.
  }
}

function unterminated(source: XmlSource, start: number): void {
  source.errors.add('unterminated-doctype', start, Math.min(start + 9, source.length));
  source.stop();
}

/** Passes one item of the internal subset of the DOCTYPE that begins at `doctype`; false when the DOCTYPE is over. */
function skipSubsetItem(source: XmlSource, doctype: number): boolean {
  const { text, length } = source;
  const at = skipSpace(text, source.pos);
  source.pos = at;
  const code = text.charCodeAt(at);
  if (at >= length) {
    unterminated(source, doctype);
  } else if (code === 93) {
    const close = skipSpace(text, at + 1);
    source.pos = close + 1;
    if (close >= length) unterminated(source, doctype);
    else if (text.charCodeAt(close) !== GREATER) badSubset(source, close);
    return false;
  } else if (code === 37) {
    skipTo(source, doctype, ';');
  } else if (text.startsWith('<?', at)) {
    source.skipInstruction(at + 2);
  } else if (text.startsWith('<!--', at)) {
    source.skipComment(at + 4);
  } else if (text.startsWith('<!', at)) {
    skipMarkupDeclaration(source, doctype);
  } else {
    badSubset(source, at);
    return false;
  }
  return true;
}

function skipTo(source: XmlSource, doctype: number, close: string): void {
  const found = source.text.indexOf(close, source.pos);
  if (found < 0) unterminated(source, doctype);
  else source.pos = found + close.length;
}

/** Passes `<!ENTITY …>` and its like; CFPropertyList.c ends every one at the first `>`, inside quotes or not. */
function skipMarkupDeclaration(source: XmlSource, doctype: number): void {
  const { text, pos } = source;
  if (!text.startsWith('<!ENTITY', pos)) {
    skipTo(source, doctype, '>');
    return;
  }
  const name = /^\s+(?:%\s+)?([^\s"'<>]{1,40})/.exec(text.slice(pos + 8, pos + 120))?.[1] ?? '';
  let at = pos + 8;
  for (; at < source.length && text.charCodeAt(at) !== GREATER; at++) {
    const code = text.charCodeAt(at);
    if (code !== 34 && code !== 39) continue;
    const quote = text.indexOf(code === 34 ? '"' : "'", at + 1);
    if (quote < 0) break;
    at = quote;
  }
  source.pos = at;
  skipTo(source, doctype, '>');
  source.errors.add('entity-declaration', pos, source.pos, name ? `the entity "${name}"` : 'an entity');
}

/** The internal subset holds something else: reported, and passed up to what may be its end. */
function badSubset(source: XmlSource, at: number): void {
  const { text } = source;
  source.errors.add(
    'bad-doctype',
    at,
    at + 1,
    `"${source.excerpt(at, Math.min(at + 20, source.length))}" is not expected there`,
  );
  const bracket = text.slice(at, at + 1000).indexOf(']');
  const close = text.indexOf('>', bracket < 0 ? at : at + bracket);
  if (close < 0) source.stop();
  else source.pos = close + 1;
}

/** Notes what other readers miss around the root element, whose start tag stands at `start`. */
export function notePrologGaps(source: XmlSource, prolog: Prolog, start: number): void {
  const { text, notes } = source;
  if (prolog === USUAL) return;
  const root = elementAt(text, start + 1);
  if (root === undefined) return;
  if (!prolog.declared) notes.add('missing-declaration', 0, 0);
  const end = Math.max(text.indexOf('>', start) + 1, start);
  if (!prolog.doctype) notes.add('missing-doctype', start, end);
  if (root !== 'plist') notes.add('missing-plist-element', start, end);
  else if (!text.startsWith(PLIST_TAG, start) && !VERSION.test(text.slice(start, Math.min(end, start + 1000)))) {
    notes.add('missing-version', start, end);
  }
}

/** Passes comments and instructions after the root element and notes anything else; Apple's reader never looks here. */
export function readEpilog(source: XmlSource): void {
  const { text, length } = source;
  for (;;) {
    const at = skipSpace(text, source.pos);
    if (at >= length) return;
    source.pos = at;
    if (text.startsWith('<!--', at) && text.indexOf('-->', at + 4) >= 0) {
      source.skipComment(at + 4);
    } else if (text.startsWith('<?', at) && text.indexOf('?>', at + 2) >= 0) {
      source.skipInstruction(at + 2);
    } else {
      source.notes.add('text-after-root', at, trimEnd(text, at, length));
      return;
    }
  }
}
