/** One question about one label, and the words for an answer that is none. */
import type { Domain } from '../launchd/domains.ts';
import { launchctlError } from '../launchd/errors.ts';
import { parseMessages } from '../launchd/output.ts';
import type { Launchctl, LaunchctlAnswer } from '../launchd/port.ts';
import { Asker, askJob } from './observe-loaded.ts';
import type { LoadState } from './types.ts';

/** Is a label loaded in a domain? Asks anew each time, whatever launchctl answered before. */
export function askLoadState(launchctl: Launchctl, domain: Domain, label: string): Promise<LoadState> {
  return askJob(new Asker(launchctl), domain, label);
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
