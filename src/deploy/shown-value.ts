/** Values of property lists as a person writes them, with dots in the place of secrets. */
import { holdsSecret, isSecret, secretArguments } from '../launchd/secrets.ts';
import { kindOf, type PlistDict, type PlistReal, type PlistValue } from '../plist/value.ts';

/** Always as many: the length of a secret is nobody's business. */
export const DOTS = '\u2022'.repeat(8);

/** Shows the value at a key path. With `hidden` a text is dots: the same key holds a secret on another side. */
export function shownValue(path: readonly string[], value: PlistValue, hidden = false): string {
  return hidden && typeof value === 'string' ? DOTS : shown(path.at(-1) ?? '', value);
}

/** Does the value at a key path hold something that looks like a secret? */
export function hasSecret(path: readonly string[], value: PlistValue): boolean {
  const name = path.at(-1) ?? '';
  if (typeof value === 'string') return isSecretText(name, value);
  if (Array.isArray(value)) {
    return secretArguments(textsOf(value)).length > 0 || value.some((one) => hasSecret(path, one));
  }
  if (kindOf(value) !== 'dict') return false;
  return Object.entries(value as PlistDict).some(([member, one]) => hasSecret([...path, member], one));
}

function isSecretText(name: string, value: string): boolean {
  return isSecret(name, value) || holdsSecret(value);
}

/** Positions stay: what is no text is an empty one. */
function textsOf(values: readonly PlistValue[]): readonly string[] {
  return values.map((value) => (typeof value === 'string' ? value : ''));
}

function shown(name: string, value: PlistValue): string {
  switch (kindOf(value)) {
    case 'string':
      return isSecretText(name, value as string) ? DOTS : JSON.stringify(value);
    case 'array':
      return shownArray(name, value as readonly PlistValue[]);
    case 'dict': {
      const members = Object.entries(value as PlistDict);
      return `{${members.map(([key, one]) => `${key}: ${shown(key, one)}`).join(', ')}}`;
    }
    case 'date':
      return (value as Date).toISOString().replace('.000Z', 'Z');
    case 'data':
      return `${(value as Uint8Array).length} bytes of data`;
    case 'real':
      return shownReal((value as PlistReal).value);
    case 'integer':
    case 'boolean':
      return String(value);
  }
}

/** 1.0 and 1 are two things to launchd. */
function shownReal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function shownArray(name: string, values: readonly PlistValue[]): string {
  // An argument may be a secret by the option before it.
  const secrets = new Set(secretArguments(textsOf(values)));
  const parts = values.map((value, i) => (secrets.has(i) ? DOTS : shown(name, value)));
  return `[${parts.join(', ')}]`;
}
