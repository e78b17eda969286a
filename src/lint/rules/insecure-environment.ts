import { quoted } from '../../launchd/quoted.ts';
import { atVariableName, variablesOf } from '../environment.ts';
import { DYLD_SIGN } from '../known-signs.ts';
import type { Rule } from '../rule.ts';

export const insecureEnvironment: Rule = {
  id: 'insecure-environment',
  group: 'security',
  level: 'error',
  summary: 'DYLD_INSERT_LIBRARIES or another DYLD_ variable.',
  docs: {
    why: 'DYLD_INSERT_LIBRARIES loads code of somebody else into the program at every start, which is how malware stays. Other DYLD_ variables change where libraries come from. macOS removes them all for its own programs and for those with the hardened runtime, so that they work today and not after an update. Source: dyld(1).',
    bad: '<key>EnvironmentVariables</key>\n<dict>\n  <key>DYLD_INSERT_LIBRARIES</key>\n  <string>/usr/local/lib/hook.dylib</string>\n</dict>',
    good: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PATH</key>\n  <string>/usr/bin:/bin:/usr/sbin:/sbin</string>\n</dict>',
    fix: 'Remove it. Where a library is not found, build the program with the right @rpath or put the library beside it.',
    silence: 'For a DYLD_LIBRARY_PATH whose folders only root may write to.',
  },
  needs: { keys: ['EnvironmentVariables'], sign: DYLD_SIGN },
  check(job, report) {
    for (const variable of variablesOf(job)) {
      const { key: name, value } = variable;
      if (!name.startsWith('DYLD_') || value.kind !== 'string' || value.value === '') continue;
      if (name === 'DYLD_INSERT_LIBRARIES') {
        const message = 'DYLD_INSERT_LIBRARIES loads foreign code into the program at every start.';
        report(atVariableName(variable), { message, help: 'Remove it.' });
      } else {
        report(atVariableName(variable), {
          severity: 'warning',
          message: `${quoted(name)} changes how libraries are loaded; macOS removes it for its own and for hardened programs.`,
          help: 'Remove it, and build the program so that it finds its libraries.',
        });
      }
    }
  },
};
