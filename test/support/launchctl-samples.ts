/** Outputs of launchctl (see the README beside them), and all that reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseListedService } from '../../src/launchd/listed.ts';
import { parseMessages } from '../../src/launchd/output.ts';
import { parseDisabledServices, parsePrintedDomain, sessionType } from '../../src/launchd/printed-domain.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/launchctl');

/** The text of one output, by the name of its file. */
export function sample(name: string): string {
  return readFileSync(join(FOLDER, `${name}.txt`), 'utf8');
}

/** All of them. */
export const samples: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => sample(name.slice(0, -'.txt'.length)));

/** Every function that reads an output. */
export const parsers: readonly ((text: string) => unknown)[] = [
  parsePrintedService,
  parsePrintedDomain,
  parseDisabledServices,
  parseListedService,
  parseMessages,
  sessionType,
];
