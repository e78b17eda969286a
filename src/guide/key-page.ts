/** From a row of the key registry to its page. */
import { childKeys, type KeyRow } from '../launchd/keys.ts';
import { sources } from '../launchd/sources.ts';
import { FORM_TEXTS, fieldOfKey } from './fields.ts';
import type { KeyPage } from './page.ts';

/** The page of a key. @param note what to know of the name that led to it */
export function keyPage(row: KeyRow, note?: string): KeyPage {
  const { path, field: _field, group: _group, open: _open, container: _container, key, ...rest } = row;
  const field = fieldOfKey(path[0]!);
  return {
    kind: 'key',
    key,
    ...(note !== undefined && { note }),
    ...rest,
    ...(field && { field: { name: field.name, form: FORM_TEXTS[field.form], key: path[0]! } }),
    members: childKeys(path).map((member) => member.key),
    sources: row.sources.map((id) => ({ id, text: sources[id] })),
  };
}
