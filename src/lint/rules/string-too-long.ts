import type { PlistNode } from '../../plist/node.ts';
import { type Spot, spotOf, spotOfKey, spotOfValue } from '../job.ts';
import type { Report, Rule } from '../rule.ts';
import { LONG, LONG_SIGN } from '../signs.ts';

/** Bytes of the buffer, the closing zero among them. */
const BUFFER = LONG;

export const stringTooLong: Rule = {
  id: 'string-too-long',
  group: 'logs and environment',
  level: 'warning',
  summary: 'A string of 4,096 bytes and more.',
  docs: {
    why: 'launchctl of OS X 10.9 read each string through a buffer of 4,096 bytes: a longer one did not fit, and launchd got garbage. Whether that is still so is not known. Source: launchd-842 launchctl.c (CF2launch_data).',
    bad: '<string>#!/bin/sh … (4,096 bytes and more)</string>',
    good: '<string>/usr/local/libexec/backup.sh</string>',
    fix: 'Put a long program text into a file and name that; let the program read long settings from a file.',
    silence: 'When the job is for recent macOS alone and was seen to work.',
  },
  needs: { sign: LONG_SIGN },
  check(job, report) {
    if (mayHoldLong(job.dict)) walk(job.dict, job.root, report);
  },
};

/** Most files have none, and need no places. A UTF-16 unit has three bytes at most. */
function mayHoldLong(node: PlistNode): boolean {
  if (node.kind === 'string') return node.value.length * 3 >= BUFFER;
  if (node.kind === 'array') return node.items.some(mayHoldLong);
  if (node.kind !== 'dict') return false;
  return node.entries.some((entry) => entry.key.length * 3 >= BUFFER || mayHoldLong(entry.value));
}

function walk(node: PlistNode, spot: Spot, report: Report): void {
  if (node.kind === 'string') reportLong(node.value, spot, report);
  if (node.kind === 'array')
    for (const [i, item] of node.items.entries())
      if (holdsStrings(item)) walk(item, spotOf(item, [...spot.path, String(i)]), report);
  if (node.kind !== 'dict') return;
  for (const entry of node.entries) {
    const path = [...spot.path, entry.key];
    reportLong(entry.key, spotOfKey(entry, path), report);
    if (holdsStrings(entry.value)) walk(entry.value, spotOfValue(entry, path), report);
  }
}

function holdsStrings({ kind }: PlistNode): boolean {
  return kind === 'string' || kind === 'array' || kind === 'dict';
}

function reportLong(text: string, spot: Spot, report: Report): void {
  if (text.length * 3 < BUFFER) return;
  // Each unit has one byte at least, so a long text need not be counted out.
  const isLong = text.length >= BUFFER;
  const bytes = isLong ? text.length : utf8Length(text);
  if (bytes < BUFFER) return;
  report(spot, {
    message: `This string has ${bytes.toLocaleString('en-US')} ${isLong ? 'characters' : 'bytes'}. From 4,096 bytes on it did not fit the reader of OS X 10.9; whether it does today is not verified.`,
    help: 'Put it into a file, and let the job name the file.',
  });
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
