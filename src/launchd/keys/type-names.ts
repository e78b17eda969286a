/** Names of the types a key takes: a plist kind, and for arrays and dicts what is in them. */

/** The kinds of plist value, as the plist DTD and launchd.plist(5) name them. */
export type KindName = 'string' | 'boolean' | 'integer' | 'real' | 'date' | 'data' | 'array' | 'dict';

/**
 * `array<T>`: every element is a T; `dict<T>`: every value is a T (a dict's keys are always strings); `|` is "or";
 * `array` and `dict` alone hold anything; `any` is any kind at all (ports, descriptors, keys of unknown type).
 */
export type TypeName =
  | KindName
  | 'any'
  | 'array<string>'
  | 'array<dict>'
  | 'array<dict<integer>>'
  | 'array<integer|dict>'
  | 'dict<string>'
  | 'dict<boolean>'
  | 'dict<integer>'
  | 'dict<array>'
  | 'dict<boolean|dict>'
  | 'dict<dict>'
  | 'dict<dict<dict>>'
  | 'dict<dict|array<dict>>';

/** The kind a value of type `name` is of: `array` of `array<string>`; `any` of `any`. */
export function kindOfType(name: TypeName): KindName | 'any' {
  const bracket = name.indexOf('<');
  return (bracket < 0 ? name : name.slice(0, bracket)) as KindName | 'any';
}

/** Is a value of this kind, its contents not looked at, a `name`? An integer is no real, and a real no integer. */
export function matchesType(name: TypeName, kind: KindName): boolean {
  const wanted = kindOfType(name);
  return wanted === 'any' || wanted === kind;
}

/** What an array's elements or a dict's values must be, any one of the list; empty for what holds nothing. */
export function elementTypes(name: TypeName): readonly TypeName[] {
  const kind = kindOfType(name);
  if (kind === name) return kind === 'array' || kind === 'dict' || kind === 'any' ? ['any'] : [];
  return alternatives(name.slice(kind.length + 1, -1)) as TypeName[];
}

/** Splits at every `|` that stands outside angle brackets. */
function alternatives(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++;
    else if (text[at] === '>') depth--;
    else if (text[at] === '|' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
