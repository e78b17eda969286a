/** The regular expressions of source files, and texts that make a careless one slow. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

export interface RegexLiteral {
  /** `manifest/cron.ts:12` */
  readonly place: string;
  readonly regex: RegExp;
}

/** Words after which a slash begins a regular expression and divides nothing. */
const BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|yield|await)$/;

/** Every regular expression in the .ts files below a folder. */
export function regexLiterals(folder: string): RegexLiteral[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.sort().flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return literalsIn(text).map(({ at, source, flags }) => ({
      place: `${file}:${text.slice(0, at).split('\n').length}`,
      regex: new RegExp(source, flags),
    }));
  });
}

interface Found {
  readonly at: number;
  readonly source: string;
  readonly flags: string;
}

/** Walks over comments, strings and templates; what stands in `${}` of a template is walked as code. */
export function literalsIn(text: string): Found[] {
  const found: Found[] = [];
  /** Open braces: true where one closes the `${` of a template. */
  const braces: boolean[] = [];
  let before = '';
  const token =
    /^#!.*|\/\/.*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|[`{}]|[\w$]+|[^\s]/gy;
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at;
    const word = token.exec(text)?.[0];
    if (word === undefined) {
      at++;
      continue;
    }
    at += word.length;
    if (/^(?:\/[/*]|#!)/.test(word)) continue;
    if (word.length > 1 && word.startsWith('/')) {
      if (/[\w$)\]]$/.test(before) && !BEFORE_REGEX.test(before)) at -= word.length - 1;
      else {
        const end = word.lastIndexOf('/');
        found.push({ at: at - word.length, source: word.slice(1, end), flags: word.slice(end + 1) });
      }
    } else if (word === '`' || (word === '}' && braces.pop())) {
      at = templateEnd(text, at);
      if (text[at - 1] === '{') braces.push(true);
      before = ')';
      continue;
    } else if (word === '{') braces.push(false);
    before = word;
  }
  return found;
}

/** After the backtick that ends a template, or after the `${` that interrupts it. */
function templateEnd(text: string, start: number): number {
  const end = /(?:[^\\`$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
  end.lastIndex = start;
  return end.test(text) ? end.lastIndex : text.length;
}

/** A text of `size` characters in which a piece comes again and again. */
export type Pumped = (size: number) => string;

/** What neither a class of word characters nor one of blanks takes, so that a match that was begun fails. */
const TAILS = ['', '\u0000', '!', '\n'];
const PIECES = [
  ' ',
  '\t',
  'a',
  'A',
  '0',
  '-',
  '.',
  '/',
  '"',
  "'",
  '\\',
  '$',
  '${',
  '=',
  ',',
  ';',
  '\n',
  '\r\n',
  'a ',
  '0 ',
  'a.',
  '"a',
];

/**
 * Texts for one expression: what it takes, with a piece of it repeated in its place, and with an end that spoils it;
 * and common characters repeated. The same `seed` gives the same texts.
 */
export function pumpedTexts(regex: RegExp, seed: number, samples = 6): Pumped[] {
  const texts: Pumped[] = PIECES.flatMap((piece) => TAILS.slice(0, 2).map((tail) => pump('', piece, tail)));
  const atoms = [...new Set(regex.source.replace(/\\[a-zA-Z]|[()[\]{}|^*+?:]/g, ''))].slice(0, 24);
  for (const atom of atoms) texts.push(pump('', atom, '\u0000'), pump('a', atom, '!'));
  for (const [n, text] of takenBy(regex, seed, samples).entries()) {
    for (let start = 0; start < Math.min(text.length, 16); start++) {
      const length = 1 + ((n + start) % 3);
      const piece = text.slice(start, start + length);
      texts.push(pump(text.slice(0, start), piece, TAILS[(n + start) % TAILS.length]!));
    }
    if (text !== '') texts.push(pump('', text, '\u0000'));
  }
  return texts;
}

function pump(head: string, piece: string, tail: string): Pumped {
  return (size) => head + piece.repeat(Math.ceil(size / piece.length)) + tail;
}

function takenBy(regex: RegExp, seed: number, count: number): string[] {
  try {
    return fc.sample(fc.stringMatching(new RegExp(regex.source, regex.flags.replace(/[gyd]/g, ''))), {
      numRuns: count,
      seed,
    });
  } catch {
    // Lookbehind and the like: the common characters must do.
    return [];
  }
}
