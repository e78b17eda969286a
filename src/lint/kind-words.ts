/** Kinds of plist value in words, and values as they are written in the kind of file that is linted. */
import { elementTypes, type KindName, kindOfType, type TypeName } from '../launchd/keys.ts';

const WORDS: Record<KindName | 'any', string> = {
  string: 'a string',
  boolean: 'a boolean',
  integer: 'an integer',
  real: 'a real',
  date: 'a date',
  data: 'data',
  array: 'an array',
  dict: 'a dict',
  any: 'any value',
};

const PLURAL: Partial<Record<KindName | 'any', string>> = {
  string: 'strings',
  boolean: 'booleans',
  integer: 'integers',
  dict: 'dicts',
  array: 'arrays',
};

/** A kind with its article: `an integer`. */
export function kindWords(kind: KindName): string {
  return WORDS[kind];
}

/** What any one of `types` is: `a boolean or a dict`, `an array of strings`. */
export function typeWords(types: readonly TypeName[]): string {
  const words = types.map((type) => {
    const inner = new Set(elementTypes(type).map(kindOfType));
    const [only] = inner;
    const plural = inner.size === 1 && only !== undefined ? PLURAL[only] : undefined;
    return `${WORDS[kindOfType(type)]}${plural ? ` of ${plural}` : ''}`;
  });
  return [...new Set(words)].join(' or ');
}

/** How a scalar is written: `<integer>30</integer>` in a property list, `30` under `plist:` of a services.yaml. */
export function written(kind: 'integer' | 'boolean' | 'string', text: string, origin: string): string {
  if (origin === 'manifest') return kind === 'string' ? JSON.stringify(text) : text;
  return kind === 'boolean' ? `<${text}/>` : `<${kind}>${text}</${kind}>`;
}
