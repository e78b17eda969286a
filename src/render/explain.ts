/** Where each value of a service comes from. */
import type { CompiledService } from '../compile/compile-service.ts';
import type { Origin } from '../manifest/types.ts';
import { kindOf, type PlistDict, PlistReal, type PlistValue } from '../plist/value.ts';
import { realText } from '../plist/write.ts';

export interface ExplainedValue {
  /** Key path in the property list. */
  readonly key: string;
  /** The value as a person writes it; data and dates in their XML form. */
  readonly value: string;
  readonly origin: Origin['layer'];
  readonly template?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Explanation {
  readonly service: string;
  readonly label: string;
  readonly values: readonly ExplainedValue[];
}

/** Explains every value of the dict; of a dict within it each member, of an array the whole. */
export function explainService(compiled: CompiledService): Explanation {
  const values: ExplainedValue[] = [];
  const walk = (dict: PlistDict, above: readonly string[]) => {
    for (const [key, value] of Object.entries(dict)) {
      const path = [...above, key];
      if (kindOf(value) === 'dict' && Object.keys(value as PlistDict).length > 0) walk(value as PlistDict, path);
      else values.push(explained(path, value, compiled));
    }
  };
  walk(compiled.dict, []);
  return { service: compiled.service.name, label: compiled.label, values };
}

function explained(path: readonly string[], value: PlistValue, compiled: CompiledService): ExplainedValue {
  const { layer, template, source, start } = compiled.origin(path);
  const { line, column } = source.positionAt(start);
  return {
    key: path.join('.'),
    value: shown(value),
    origin: layer,
    ...(template !== undefined && { template }),
    file: source.file,
    line,
    column,
  };
}

function shown(value: PlistValue): string {
  if (value instanceof PlistReal) return realText(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return `${value.length} bytes of data`;
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return JSON.stringify(value);
}
