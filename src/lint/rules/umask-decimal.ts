import { maskMeantBy, modeMeantBy, octal } from '../../launchd/masks.ts';
import type { PlistNode } from '../../plist/node.ts';
import { spotOfValue } from '../job.ts';
import { keysWhere } from '../key-walk.ts';
import type { Rule } from '../rule.ts';

const MODE = 'Sockets.*.SockPathMode';

/** Modes that were meant otherwise. */
const modes = keysWhere(({ key }) => (key === 'Umask' || key === MODE) && ((node) => meantBy(node, key) !== undefined));

export const umaskDecimal: Rule = {
  id: 'umask-decimal',
  group: 'keys',
  level: 'warning',
  summary: 'An Umask or SockPathMode whose digits were meant as octal.',
  docs: {
    why: 'A property list has decimal integers only, with or without a leading 0. <integer>22</integer> is octal 026, and <integer>77</integer> is octal 0115, which leaves files open to others. Source: launchd.plist(5).',
    bad: '<key>Umask</key>\n<integer>77</integer>',
    good: '<key>Umask</key>\n<integer>63</integer>',
    fix: 'Write the decimal value: octal 022 is 18, 027 is 23, 077 is 63; for sockets 0600 is 384, 0660 is 432, 0666 is 438.',
    silence: 'When the decimal value is what you mean.',
  },
  needs: { keys: modes },
  check(job, report) {
    // A services.yaml takes its modes in octal and knows the difference; its integers are what was meant.
    if (job.file.origin === 'manifest') return;
    for (const use of modes(job)) {
      const { row, entry } = use;
      const isMode = row.key === MODE;
      const found = meantBy(entry.value, row.key);
      if (!found) continue;
      const { number, meant } = found;
      const isText = entry.value.kind === 'string';
      const why = isText ? 'Without a leading 0 the text is read as decimal' : 'The integer is decimal';
      const what = isMode ? 'mode' : 'mask';
      report(spotOfValue(entry, use.path), {
        message: `${why}: ${number} is the ${what} ${octal(number & 0o7777)} in octal, not ${octal(meant)}.`,
        help: isMode
          ? `For octal ${octal(meant)} write <integer>${meant}</integer>.`
          : `For octal ${octal(meant)} write ${integerFor(meant)}<string>${octal(meant)}</string> (OS X 10.10 and later).`,
      });
    }
  },
};

/** The number that is read from the value of this key, and the one that its author surely meant. */
function meantBy(node: PlistNode, key: string): { readonly number: number; readonly meant: number } | undefined {
  const number = decimalOf(node, key === MODE);
  if (number === undefined) return undefined;
  const meant = key === MODE ? modeMeantBy(number) : maskMeantBy(number);
  return meant === undefined ? undefined : { number, meant };
}

/** The number that is read as decimal: an integer; of an Umask also a text without a leading 0. */
function decimalOf(node: PlistNode, isMode: boolean): number | undefined {
  if (node.kind === 'integer') return Number(node.value);
  return !isMode && node.kind === 'string' && /^[1-9][0-9]{1,3}$/.test(node.value) ? Number(node.value) : undefined;
}

/** The integer for a mask, unless it is itself one that looks octal (026 is 22). */
function integerFor(mask: number): string {
  return maskMeantBy(mask) === undefined ? `<integer>${mask}</integer> or ` : '';
}
