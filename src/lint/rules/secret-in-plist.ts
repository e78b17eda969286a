import { quoted } from '../../launchd/quoted.ts';
import { holdsSecret, isSecret, nameInArgument, secretArguments } from '../../launchd/secrets.ts';
import { commandOf } from '../command.ts';
import { atVariable, variablesOf } from '../environment.ts';
import type { Job } from '../job.ts';
import { SECRET_SIGN } from '../known-signs.ts';
import type { Report, Rule } from '../rule.ts';

const HELP =
  'Keep it in a file of mode 0600, which `environmentFile` in services.yaml reads at each start, or in the keychain; then change the secret.';

export const secretInPlist: Rule = {
  id: 'secret-in-plist',
  group: 'security',
  level: 'error',
  summary: 'A token, password or key in a variable or an argument.',
  docs: {
    why: 'A property list in a launchd folder can be read by everyone on the machine (mode 0644 is the one that every report agrees on), launchctl print shows its variables, and ps shows arguments. It also ends up in backups and repositories. Found are names whose last part is TOKEN, SECRET, PASSWORD, PASSWD, PASSPHRASE, API_KEY, PRIVATE_KEY, SECRET_KEY or CREDENTIALS with a value that can be one, tokens in the form of their issuer, private keys, and URLs with a password. The value is never printed: the line that is quoted has dots in its place.',
    bad: '<key>EnvironmentVariables</key>\n<dict>\n  <key>DB_PASSWORD</key>\n  <string>correct-horse-7</string>\n</dict>',
    good: '<key>EnvironmentVariables</key>\n<dict>\n  <key>DB_PASSWORD_FILE</key>\n  <string>/Users/user/.config/server/db-password</string>\n</dict>',
    fix: 'Name a file of mode 0600 as `environmentFile` of the service, and write the variable there: its launcher reads it at each start. `svc import --extract-secrets` does that for property lists that are there. Or keep it in the keychain (`security find-generic-password`), and let the program read it. Change the secret: it was readable.',
    silence: 'When the value is no secret, such as a public key or a fixed test value.',
  },
  needs: { sign: SECRET_SIGN },
  check(job, report) {
    for (const variable of variablesOf(job)) {
      const { key: name, value } = variable;
      if (value.kind !== 'string' || !isSecret(name, value.value)) continue;
      const message = `The variable ${quoted(name)} looks like a secret, and everyone on the machine can read a property list.`;
      report(atVariable(variable), { message, help: HELP });
    }
    checkArguments(job, report);
  },
};

function checkArguments(job: Job, report: Report): void {
  const { args } = job;
  if (!args) return;
  const secrets = secretArguments(args);
  const command = commandOf(job);
  const line = command?.shellLine;
  if (secrets.length === 0 && !line) return;
  const found = new Set(secrets);
  if (line && line.index > 0) {
    if (holdsSecret(line.source)) found.add(line.index);
    else found.delete(line.index); // it is no word of its own: what it holds was looked at
  }
  for (const index of [...found].sort((a, b) => a - b)) {
    const name = line?.index === index ? undefined : nameInArgument(args[index]!, args[index - 1]);
    const what = name === undefined ? `Argument ${index}` : `Argument ${index} (${quoted(name)})`;
    report(job.atArgument(index), {
      message: `${what} holds what looks like a secret, and everyone on the machine can read arguments.`,
      help: HELP,
    });
  }
}
