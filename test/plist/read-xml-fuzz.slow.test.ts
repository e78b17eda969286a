import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, detectFormat } from '../../src/plist/decode.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { SEED, tries } from '../support/sample.ts';
import { mutated } from './read-xml-mutations.ts';
import { verdictOf } from './read-xml-rules.ts';
import { allNodes, SAMPLES } from './read-xml-samples.ts';

const RUNS = tries(1000, 4000);
const OPTIONS = { timeout: 60_000 };
const CORPUS = process.env.SVC_SHARED;

/** Reads the text and checks what must hold for any text whatever. */
function checkAnyText(text: string): void {
  const { root, errors, notes, comments } = readXmlPlist(text);
  for (const list of [errors, notes, comments]) {
    for (const { start, end } of list) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  }
  for (const { message } of [...errors, ...notes]) expect(message).toMatch(/^[^\r\n]+[.]$/);
  for (const list of [errors, notes])
    expect(list.map((f) => f.start)).toEqual(list.map((f) => f.start).sort((a, b) => a - b));
  if (errors.length === 0) expect(root).toBeDefined();
  for (const node of root ? allNodes(root) : []) {
    expect(text.slice(node.start, node.end)).toMatch(/^<[A-Za-z]/);
    if (errors.length === 0) expect(text.slice(node.start, node.end)).toMatch(/>$/);
    if (node.kind !== 'dict') continue;
    for (const { keyStart, keyEnd } of node.entries) expect(text.slice(keyStart, keyEnd)).toMatch(/^<key/i);
  }
}

/** Is the text taken exactly when Apple's rules say so? */
function checkVerdict(text: string): void {
  const accepted = readXmlPlist(text, { maxDepth: 1_000_000 }).errors.length === 0;
  expect(accepted ? 'accept' : 'refuse').toBe(verdictOf(text) === 'accept' ? 'accept' : 'refuse');
}

describe('samples', () => {
  it.each(SAMPLES.map((text, i) => [i, text] as const))(
    'number %i is accepted by the rules and by the reader',
    (_, text) => {
      expect(verdictOf(text)).toBe('accept');
      checkVerdict(text);
      checkAnyText(text);
    },
  );
});

describe('mutated samples', OPTIONS, () => {
  it('never make the reader throw or point outside the text', () => {
    fc.assert(fc.property(mutated(SAMPLES), checkAnyText), { seed: SEED + 1, numRuns: RUNS });
  });

  it('are accepted exactly as the rules say', () => {
    fc.assert(fc.property(mutated(SAMPLES), checkVerdict), { seed: SEED + 2, numRuns: RUNS });
  });
});

describe('any text', OPTIONS, () => {
  const piece = fc.constantFrom(
    '<',
    '</',
    '>',
    '/>',
    '&',
    'dict',
    'array',
    'key',
    'string',
    'true',
    'plist',
    ' ',
    '!',
    '-',
    '[',
    ']',
    '?',
    'x',
  );
  it('made of pieces of tags', () => {
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, checkAnyText), { seed: SEED + 3, numRuns: RUNS });
    fc.assert(fc.property(text, checkVerdict), { seed: SEED + 4, numRuns: RUNS });
  });
});

describe('any bytes', OPTIONS, () => {
  it('are decoded or refused, and their format told, without throwing', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      mutated(SAMPLES).map((text) => new TextEncoder().encode(text)),
      fc.tuple(mutated(SAMPLES), fc.nat(300), fc.nat(255)).map(([text, at, byte]) => {
        const encoded = new TextEncoder().encode(text);
        encoded[at % Math.max(1, encoded.length)] = byte;
        return encoded;
      }),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        detectFormat(input);
        const decoded = decodeText(input);
        if ('text' in decoded) return;
        expect(decoded.error.start).toBeGreaterThanOrEqual(0);
        expect(decoded.error.end).toBeGreaterThanOrEqual(decoded.error.start);
        expect(decoded.error.end).toBeLessThanOrEqual(decoded.lossyText.length);
      }),
      { seed: SEED + 5, numRuns: RUNS },
    );
  });
});

const reason = CORPUS ? '' : ' (skipped: SVC_SHARED is not set)';
describe.skipIf(!CORPUS)(`mutated files of the corpus${reason}`, OPTIONS, () => {
  it('never make the reader throw, and are accepted exactly as the rules say', () => {
    const folder = join(CORPUS!, 'corpus', 'jobs');
    const texts = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .filter((text) => text.includes('<plist'));
    expect(texts.length).toBeGreaterThan(300);
    const both = (text: string) => {
      checkAnyText(text);
      checkVerdict(text);
    };
    fc.assert(fc.property(mutated(texts), both), { seed: SEED + 6, numRuns: RUNS });
  });
});
