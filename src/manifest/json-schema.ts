/** The grammar of services.yaml for editors, from the same schema that svc validates with. */
import * as z from 'zod/mini';
import { manifestSchema } from './schema.ts';

/** JSON Schema (draft-07, which editors' YAML servers know best) of services.yaml, as text with a final newline. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(manifestSchema(), { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  const titled = { $schema: schema.$schema, title: 'services.yaml of svc, version 1', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
