import { expansionInVariable } from '../../launchd/expansion.ts';
import { quoted } from '../../launchd/quoted.ts';
import { isSecret, isSecretName } from '../../launchd/secrets.ts';
import { atVariable, variablesOf } from '../environment.ts';
import { EXPANSION_SIGN } from '../known-signs.ts';
import type { Rule } from '../rule.ts';

export const envUnexpanded: Rule = {
  id: 'env-unexpanded',
  group: 'logs and environment',
  level: 'error',
  summary: '$NAME or ~ in the value of a variable.',
  docs: {
    why: 'launchd takes values as they are: a PATH of /opt/homebrew/bin:$PATH holds a folder called $PATH and none of the system folders, so not even ls is found. A ~ is a folder of that name. Source: launchd.plist(5), which says that nothing is expanded but with EnableGlobbing.',
    bad: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PATH</key>\n  <string>/opt/homebrew/bin:$PATH</string>\n</dict>',
    good: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PATH</key>\n  <string>/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin</string>\n</dict>',
    fix: 'Write the value out: for $PATH /usr/bin:/bin:/usr/sbin:/sbin, for ~ and $HOME the home folder.',
    silence: 'When the program expands the value itself.',
  },
  needs: { keys: ['EnvironmentVariables'], sign: EXPANSION_SIGN },
  check(job, report) {
    for (const variable of variablesOf(job)) {
      const { key: name, value } = variable;
      const found = value.kind === 'string' ? expansionInVariable(value.value) : undefined;
      // In a secret, a $ is part of it, and nothing of it may be printed.
      if (value.kind !== 'string' || found === undefined || isSecretName(name) || isSecret(name, value.value)) continue;
      report(atVariable(variable), {
        message: `launchd does not expand \`${found}\` in the variable ${quoted(name)}: the program gets just these characters.`,
        help: helpFor(found),
      });
    }
  },
};

function helpFor(found: string): string {
  if (found === '$PATH' || found === '${PATH}') return 'Write /usr/bin:/bin:/usr/sbin:/sbin in its place.';
  if (found.startsWith('~') || /^\$\{?HOME/.test(found)) return 'Write the home folder out, as in /Users/<name>.';
  return 'Write the value out.';
}
