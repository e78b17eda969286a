/** `svc lint --rules`: the list of rules. */
import { ruleListings } from '../guide/rule-list.ts';
import { printable } from '../launchd/printable.ts';
import { formatJson } from '../report/json.ts';
import { formatRuleList } from '../report/rule-list.ts';
import { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/**
 * Prints the rules as a table, or as JSON in format `json`.
 * A path is refused: whoever meant `--rule id=level` must not take the list for a check that found nothing.
 */
export function listRules(paths: readonly string[], format: string, io: Io): number {
  const [path] = paths;
  if (path !== undefined) {
    const hint = path.includes('=') ? `; did you mean --rule ${path}?` : '.';
    io.err(`svc: --rules lists the rules and checks nothing, so it takes no path${printable(hint)}\n`);
    return ExitCode.usage;
  }
  if (format !== 'pretty' && format !== 'json') {
    io.err(`svc: --rules has no format ${format}; known: pretty, json.\n`);
    return ExitCode.usage;
  }
  const listings = ruleListings();
  io.out(format === 'json' ? formatJson({ rules: listings }) : formatRuleList(listings, io.color.out));
  return ExitCode.ok;
}
