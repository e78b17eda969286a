/** Is a label loaded? Exit codes decide, what is printed is a hint. */
import { type Domain, serviceTarget } from '../launchd/domains.ts';
import { launchctlError } from '../launchd/errors.ts';
import { parseMessages } from '../launchd/output.ts';
import type { Launchctl, LaunchctlAnswer } from '../launchd/port.ts';
import { parsePrintedService } from '../launchd/printed-service.ts';
import type { LoadState } from './types.ts';

/** Exit codes of `print` that say: it is not loaded there (112: nor is there such a domain). */
const ABSENT = new Set([3, 112, 113]);

/** Asks launchctl for a label in a domain. */
export async function askLoadState(launchctl: Launchctl, domain: Domain, label: string): Promise<LoadState> {
  const answer = await launchctl(['print', serviceTarget(domain, label)]);
  if (answer.code === 0) return { is: 'loaded', domain, printed: parsePrintedService(answer.stdout) };
  if (answer.code !== undefined && ABSENT.has(answer.code)) return { is: 'absent', domain };
  return { is: 'unknown', domain, why: reasonOf(answer) };
}

/** Why launchctl did not do what was asked, a clause for a person: its code with its words. */
export function reasonOf({ code, stderr, failure }: LaunchctlAnswer): string {
  if (code === undefined) return failure ?? 'launchctl gave no answer';
  const text = launchctlError(code)?.text ?? parseMessages(stderr).map(wordsOf).find(Boolean);
  return text ? `launchctl answered ${code}: ${text}` : `launchctl answered ${code}`;
}

function wordsOf(message: ReturnType<typeof parseMessages>[number]): string | undefined {
  return 'text' in message ? message.text : undefined;
}
