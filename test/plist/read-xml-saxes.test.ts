import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { PlistNode } from '../../src/plist/node.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { mutated } from './read-xml-mutations.ts';
import { SAMPLES } from './read-xml-samples.ts';

const SHARED = process.env.SVC_SHARED;

/** An element with its span and, of a key or string, its character data. */
type Element = readonly [name: string, start: number, end: number, text: string | undefined];

function texts(name: string): boolean {
  return name === 'key' || name === 'string';
}

/** All elements but `<plist>` as a general XML parser sees them, in the order of their start tags. */
function elementsBySaxes(xml: string): Element[] | undefined {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const open: { name: string; start: number; at: number; text: string }[] = [];
  let failed = false;
  let tagStart = 0;
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentagstart', () => {
    // Positions of the parser itself shrink line ends; the text is searched instead, from the last place on.
    tagStart = xml.lastIndexOf('<', parser.position - 1);
  });
  const append = (text: string) => {
    const last = open.at(-1);
    if (last) last.text += text;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('opentag', ({ name }) => {
    open.push({ name, start: tagStart, at: elements.length, text: '' });
    elements.push([name, 0, 0, undefined]);
  });
  parser.on('closetag', () => {
    const { name, start, at, text } = open.pop()!;
    elements[at] = [name, start, parser.position, texts(name) ? text : undefined];
  });
  try {
    parser.write(xml).close();
  } catch {
    return undefined;
  }
  return failed ? undefined : elements.filter(([name]) => name !== 'plist');
}

/** The same elements as our reader sees them. */
function elementsOf(node: PlistNode): Element[] {
  const name = node.kind === 'boolean' ? String(node.value) : node.kind;
  const own: Element = [name, node.start, node.end, node.kind === 'string' ? node.value : undefined];
  if (node.kind === 'array') return [own, ...node.items.flatMap(elementsOf)];
  if (node.kind !== 'dict') return [own];
  return [
    own,
    ...node.entries.flatMap(({ key, keyStart, keyEnd, value }): Element[] => [
      ['key', keyStart, keyEnd, key],
      ...elementsOf(value),
    ]),
  ];
}

/** Compares a text that both take; says whether they did. */
function compare(xml: string): boolean {
  const { root, errors, notes } = readXmlPlist(xml);
  // A <key> that was read as a string has no name of its own to compare.
  if (errors.length > 0 || notes.some((note) => note.code === 'key-outside-dict')) return false;
  const theirs = elementsBySaxes(xml);
  if (!theirs) return false;
  expect(elementsOf(root!)).toEqual(theirs);
  return true;
}

describe('saxes, a general XML parser', { timeout: 60_000 }, () => {
  const unixSamples = SAMPLES.filter((text) => !text.includes('\r'));

  it('sees the same elements, places and text in the samples', () => {
    expect(unixSamples.filter(compare).length).toBeGreaterThanOrEqual(unixSamples.length - 2);
  });

  it('sees the same in mutated samples, where both take them', () => {
    let both = 0;
    fc.assert(
      fc.property(mutated(unixSamples, 2), (xml) => {
        fc.pre(!xml.includes('\r'));
        if (compare(xml)) both++;
      }),
      { seed: 10, numRuns: 5000 },
    );
    expect(both).toBeGreaterThan(400);
  });

  const reason = SHARED ? '' : ' (skipped: SVC_SHARED is not set)';
  it.skipIf(!SHARED)(`sees the same in the corpus${reason}`, () => {
    const folder = join(SHARED!, 'corpus', 'jobs');
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(
      files.filter((text) => !text.includes('\r') && !text.startsWith('bplist') && compare(text)).length,
    ).toBeGreaterThan(380);
  });
});
