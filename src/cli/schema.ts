/** `svc schema`: the JSON Schema of services.yaml. */
import { jsonSchemaText } from '../manifest/json-schema.ts';
import { ExitCode } from './exit-code.ts';
import type { Run } from './program.ts';

export const run: Run<object> = (_args, _options, io) => {
  io.out(jsonSchemaText());
  return ExitCode.ok;
};
