/** `svc schema`: the JSON Schema of services.yaml. */
import { jsonSchemaText } from '../manifest/json-schema.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';

export const run: Run<object> = (_args, _options, io) => {
  io.out(jsonSchemaText());
  return ExitCode.ok;
};
