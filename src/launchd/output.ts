/**
 * What launchctl says on stderr. The parsers of whole outputs stand beside: printed-service.ts, printed-domain.ts (with
 * print-disabled), listed.ts. All of them take any text, never throw, and leave out what they can not read.
 */
import { type Domain, parseDomainWords } from './domains.ts';
import { codeOfWords } from './errors.ts';
import { linesOf } from './printed-text.ts';

/** What failed, in the words before the code. */
export type FailedAction = 'bootstrap' | 'bootout' | 'kickstart' | 'load' | 'unload';

/**
 * One line of stderr. Code and exit code mostly agree, but go by the exit code. path-failed: `<plist>: <words>`, with
 * the code of the words where they are known. other: words that we do not know.
 */
export type LaunchctlMessage =
  | {
      readonly kind: 'failed';
      readonly action: FailedAction;
      readonly code: number;
      readonly text: string;
      readonly label?: string;
    }
  | { readonly kind: 'service-not-found'; readonly label: string; readonly domain?: Domain }
  | { readonly kind: 'domain-not-found'; readonly domain?: Domain }
  | { readonly kind: 'already-loaded' | 'already-booted-out'; readonly path: string }
  | { readonly kind: 'path-failed'; readonly path: string; readonly text: string; readonly code?: number }
  | { readonly kind: 'bad-target' | 'bad-request' | 'daemon-folder-expected' }
  | { readonly kind: 'other'; readonly text: string };

/** More lines than launchctl writes for one command. */
const MOST_MESSAGES = 200;
/** No message of launchctl is longer; the expressions below see no more. */
const LONGEST_MESSAGE = 4096;

/** Reads stderr of launchctl, a message a line, in any letter case. Lines without words are left out. */
export function parseMessages(stderr: string): readonly LaunchctlMessage[] {
  const lines = linesOf(`${stderr}\n`).lines.filter((line) => line.trim() !== '');
  return lines.slice(0, MOST_MESSAGES).map((line) => readMessage(line.trim().slice(0, LONGEST_MESSAGE)));
}

const FAILED =
  /^(bootstrap|boot-out|load|unload) failed: (\d{1,5})(?:: ?(.*))?$|^could not (kickstart) service(?: "([^"]*)")?: (\d{1,5})(?:: ?(.*))?$/i;

const ACTIONS: ReadonlyMap<string, FailedAction> = new Map([
  ['bootstrap', 'bootstrap'],
  ['boot-out', 'bootout'],
  ['kickstart', 'kickstart'],
  ['load', 'load'],
  ['unload', 'unload'],
]);

function readMessage(line: string): LaunchctlMessage {
  return readFailure(line) ?? readMissing(line) ?? readPathMessage(line) ?? readWords(line);
}

function readFailure(line: string): LaunchctlMessage | undefined {
  const [, verb, code, text, kickstart, label, kickstartCode, kickstartText] = FAILED.exec(line) ?? [];
  const action = ACTIONS.get((verb ?? kickstart ?? '').toLowerCase());
  if (action === undefined) return undefined;
  const number = Number(code ?? kickstartCode);
  return { kind: 'failed', action, code: number, text: text ?? kickstartText ?? '', ...(label && { label }) };
}

function readMissing(line: string): LaunchctlMessage | undefined {
  const [, label, where] = /^could not find service "(.+)" in domain for (.+)$/i.exec(line) ?? [];
  if (label !== undefined) return { kind: 'service-not-found', label, ...domainOf(where) };
  const words = /^could not find domain for (.+)$/i.exec(line)?.[1];
  return words === undefined ? undefined : { kind: 'domain-not-found', ...domainOf(words) };
}

function domainOf(words: string | undefined): { readonly domain?: Domain } {
  const domain = parseDomainWords(words?.toLowerCase() ?? '');
  return domain === undefined ? {} : { domain };
}

/** `/Users/user/Library/LaunchAgents/x.plist: Path had bad ownership/permissions`; a path may hold ": " itself. */
function readPathMessage(line: string): LaunchctlMessage | undefined {
  const at = line.lastIndexOf(': ');
  if (!line.startsWith('/') || at < 0) return undefined;
  const path = line.slice(0, at);
  const text = line.slice(at + 2);
  if (/^(?:service )?already (?:bootstrapped|loaded)\.?$/i.test(text)) return { kind: 'already-loaded', path };
  if (/^(?:service )?already booted out\.?$/i.test(text)) return { kind: 'already-booted-out', path };
  const code = codeOfWords(text);
  return { kind: 'path-failed', path, text, ...(code !== undefined && { code }) };
}

function readWords(line: string): LaunchctlMessage {
  if (/unrecognized target specifier/i.test(line)) return { kind: 'bad-target' };
  if (/^bad request\b/i.test(line)) return { kind: 'bad-request' };
  if (/expecting a launchdaemons path/i.test(line)) return { kind: 'daemon-folder-expected' };
  return { kind: 'other', text: line };
}
