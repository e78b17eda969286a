/** YAML under `plist:` to plist values, as written: nothing expanded, nothing converted, every kind kept. */

import { quoted } from '../launchd/quoted.ts';
import { illegalXmlCharacter } from '../plist/text.ts';
import { INTEGER_MAX, INTEGER_MIN, integerOf, newDict, PlistReal, type PlistValue } from '../plist/value.ts';
import type { YamlNode, YamlScalar } from './yaml-node.ts';

/** Tells of a value that no property list can hold. */
export type RefuseValue = (place: { start: number; end: number }, message: string, help: string) => void;

/** What to do about a character that XML has no way to write. */
export const REMOVE_CHARACTER = 'Remove the character; it may be invisible in the editor.';

/** The plist value of `node`; undefined (and `refuse` called) where there can be none. */
export function plistValueOf(node: YamlNode, refuse: RefuseValue): PlistValue | undefined {
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, refuse);
    case 'list':
      return node.items.map((item) => plistValueOf(item, refuse)).filter((value) => value !== undefined);
    case 'map': {
      const dict = newDict();
      for (const entry of node.entries) {
        const bad = illegalXmlCharacter(entry.key);
        if (bad) {
          refuse(
            { start: entry.keyStart, end: entry.keyEnd },
            `This key holds ${bad}, which XML can not.`,
            REMOVE_CHARACTER,
          );
          continue;
        }
        const value = plistValueOf(entry.value, refuse);
        if (value !== undefined) dict[entry.key] = value;
      }
      return dict;
    }
  }
}

function scalarValue(node: YamlScalar, refuse: RefuseValue): PlistValue | undefined {
  const fail = (message: string, help: string): undefined => {
    refuse(node, message, help);
    return undefined;
  };
  if (node.tag === 'float')
    return real(node.source) ?? fail(`${quoted(node.source)} is no real of a property list.`, REAL_HELP);
  if (node.tag === 'timestamp') return date(node.source) ?? fail(`${quoted(node.source)} is no date.`, DATE_HELP);
  if (node.tag === 'binary') return data(node.source) ?? fail('This is no base64 text.', BASE64_HELP);
  if (typeof node.value === 'boolean') return node.value;
  if (node.value === null)
    return fail('Nothing stands here, and a property list has no null.', 'Remove the key, or give it a value.');
  if (typeof node.value === 'number')
    return number(node.source) ?? fail(`${node.source} does not fit in a property list.`, NUMBER_HELP);
  const bad = illegalXmlCharacter(node.value);
  return bad ? fail(`This text holds ${bad}, which XML can not.`, REMOVE_CHARACTER) : node.value;
}

const DATE_HELP = 'Write a date that exists, as in !!timestamp 2026-01-31T12:00:00Z (whole seconds).';
const REAL_HELP = 'Write a finite decimal number, as in !!float 1.5.';
const BASE64_HELP = 'Write !!binary and letters, digits, + and /, filled up with = to groups of four.';
const NUMBER_HELP = `Write an integer from ${INTEGER_MIN} to ${INTEGER_MAX}, or a finite decimal number.`;

function number(source: string): PlistValue | undefined {
  if (!/^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(source)) return real(source);
  const negative = source.startsWith('-');
  const magnitude = BigInt(source.replace(/^[-+]/, ''));
  const value = negative ? -magnitude : magnitude;
  return value < INTEGER_MIN || value > INTEGER_MAX ? undefined : integerOf(value);
}

function real(source: string): PlistReal | undefined {
  const value = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(source) ? Number(source) : Number.NaN;
  return Number.isFinite(value) ? new PlistReal(value) : undefined;
}

function date(source: string): Date | undefined {
  const form = /^(\d{4}-\d\d-\d\d)(?:(?:[Tt]|[ \t]+)(\d\d:\d\d:\d\d)(?:\.0*)?[ \t]*(Z|[-+]\d\d:\d\d)?)?$/.exec(
    source.trim(),
  );
  if (!form) return undefined;
  const day = new Date(`${form[1]}T00:00:00Z`);
  // JavaScript rolls February 30 over into March; a date that does not come back as written is none.
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(form[1]!)) return undefined;
  const at = new Date(`${form[1]}T${form[2] ?? '00:00:00'}${form[3] ?? 'Z'}`);
  if (Number.isNaN(at.getTime()) || form[2]?.startsWith('24')) return undefined;
  const year = at.getUTCFullYear();
  return year < 1 || year > 9999 ? undefined : at;
}

function data(source: string): Uint8Array | undefined {
  const text = source.replace(/\s+/g, '');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
