import { quoted } from '../../launchd/quoted.ts';
import { isSecretName } from '../../launchd/secrets.ts';
import { atVariable, variablesOf } from '../environment.ts';
import { quoteInteger } from '../fix.ts';
import { kindWords, written } from '../kind-words.ts';
import type { Rule } from '../rule.ts';

export const envValueNotString: Rule = {
  id: 'env-value-not-string',
  group: 'logs and environment',
  level: 'error',
  summary: 'A variable whose value is not a string.',
  docs: {
    why: 'launchd sets only variables whose value is a string and drops the others: the program does not get them at all. Source: launchd-842 core.c (job_import_dictionary), where that happens in silence; recent macOS was reported to write a line to the system log.',
    bad: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PORT</key>\n  <integer>3000</integer>\n</dict>',
    good: '<key>EnvironmentVariables</key>\n<dict>\n  <key>PORT</key>\n  <string>3000</string>\n</dict>',
    fix: 'Write the value as a string, in the words that the program expects: true, 1 or yes for a boolean. The program gets the variable from then on.',
    silence: 'Never: the variable is not set.',
  },
  needs: { keys: ['EnvironmentVariables'] },
  check(job, report) {
    for (const variable of variablesOf(job)) {
      const { key: name, value } = variable;
      if (value.kind === 'string') continue;
      const fix = quoteInteger(value);
      const isShown = !isSecretName(name) && (value.kind === 'integer' || value.kind === 'boolean');
      const text = isShown ? written('string', String(value.value), job.file.origin) : undefined;
      report(atVariable(variable), {
        message: `The variable ${quoted(name)} is ${kindWords(value.kind)}: launchd drops it, so the program does not get it.`,
        help: text === undefined ? 'Write the value as a string.' : `Write ${text}.`,
        ...(fix && { fix }),
      });
    }
  },
};
