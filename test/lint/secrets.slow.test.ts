/** Secrets and what only looks like one, in files under the built program: no miss, no false alarm, no value printed. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../cli/lint-jobs.ts';
import { folderWith, svc } from '../support/svc.ts';

/** Made up, in the forms of their issuers; put together here so that scanners do not take this file for a leak. */
const of = (head: string, length: number) => head + 'aB3'.repeat(length).slice(0, length);

const SECRET_VARIABLES: readonly (readonly [name: string, value: string])[] = [
  ['TOKEN', 'hunter2hunter2'],
  ['GITHUB_TOKEN', 'q8Zr1x9Lm2'],
  ['github_token', 'q8Zr1x9Lm2'],
  ['CLIENT_SECRET', 'correct-horse-7'],
  ['DB_PASSWORD', 'correct horse battery'],
  ['MYSQL_PASSWORD', 'supersecret'],
  ['SMTP_PASSWD', 'pa$SWORD99'],
  ['MAIL_PASSWORD', 'a&b<c>d"e\'f'],
  ['OPENAI_API_KEY', '0123456789abcdef'],
  ['X-API-KEY', 'q8Zr1x9Lm2'],
  ['APIKEY', 'q8Zr1x9Lm2'],
  ['SSH_PRIVATE_KEY', 'MIIEvQIBADANBg'],
  ['AWS_CREDENTIALS', 'user:hunter22'],
  ['AWS_SECRET_ACCESS_KEY', of('w', 39)],
  ['DJANGO_SECRET_KEY', 'q8Zr1x9Lm2!'],
  ['clientSecret', 'q8Zr1x9Lm2'],
  ['ADMIN_PASSWORD', 'myS3cretPassw0rd'],
  ['ROOT_PASSWORD', 'xY7xY7xY7'],
  ['A', of('ghp_', 36)],
  ['B', of('sk-ant-', 40)],
  ['C', of('xoxb-', 24)],
  ['D', `AKIA${'A1'.repeat(8)}`],
  ['E', `${of('eyJ', 12)}.${of('x', 12)}.${of('y', 12)}`],
  ['F', 'postgres://server:hunter22@localhost/x'],
  ['G', 'redis://:hunter22@localhost/0'],
  ['H', 'https://example.org/hook?api_key=q8Zr1x9Lm2&v=1'],
  ['I', `Bearer ${of('glpat-', 24)}`],
  ['J', `{"key":"${of('hf_', 34)}"}`],
];

const HARMLESS_VARIABLES: typeof SECRET_VARIABLES = [
  ['TOKENIZERS_PARALLELISM', 'yes-please'],
  ['MAX_TOKENS', 'one-hundred'],
  ['GITHUB_TOKEN_FILE', 'hunter2hunter2'],
  ['TOKEN_URL', 'https://example.org/token'],
  ['KEY', 'hunter2hunter2'],
  ['PASSWORD_STORE_DIR', 'hunter2hunter2'],
  ['MYTOKEN', 'hunter2hunter2'],
  ['SSH_AUTH_SOCK', '/private/var/run/agent'],
  ['TOKEN', 'short7x'],
  ['DB_PASSWORD', '/usr/local/etc/password'],
  ['A_TOKEN', '123456789'],
  ['B_TOKEN', 'disabled'],
  ['C_SECRET', 'https://example.org/secret'],
  ['D_TOKEN', 'op://vault/item/field'],
  ['E_TOKEN', 'YOUR_TOKEN_HERE'],
  ['F_TOKEN', '{{ token_value }}'],
  ['G_TOKEN', '@TOKEN_VALUE@'],
  ['H_TOKEN', '<your-token>'],
  ['I_TOKEN', '**********'],
  ['J', 'https://example.org:8443/a'],
  ['K', 'https://user@example.org/'],
  ['L', 'sk-learn-tool-configuration-manager'],
];

const SECRET_ARGUMENTS: readonly (readonly [args: readonly string[], value: string])[] = [
  [['--token=q8Zr1x9Lm2'], 'q8Zr1x9Lm2'],
  [['--api-key', 'q8Zr1x9Lm2'], 'q8Zr1x9Lm2'],
  [['-password=correct-horse-7'], 'correct-horse-7'],
  [['--spring.datasource.password=a$HUNTER22'], 'HUNTER22'],
  [['--db=postgres://u:hunter22@localhost/x'], 'hunter22'],
  [['-H', 'Authorization: Bearer q8Zr1x9Lm2q8'], 'q8Zr1x9Lm2q8'],
  [['-e', 'API_KEY=q8Zr1x9Lm2'], 'q8Zr1x9Lm2'],
  [[of('ghp_', 36)], of('ghp_', 36)],
];

const HARMLESS_ARGUMENTS: readonly (readonly string[])[] = [
  ['--token-file=/usr/local/etc/hunter2'],
  ['--token', '/usr/local/etc/hunter2'],
  ['--token', '--verbose-output'],
  ['--max-tokens', '12345678'],
  ['token', 'hunter2hunter2'],
  ['--url=https://example.org/secret'],
];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A job on few lines, so that what is quoted for one finding holds more than that. */
function plist(variables: typeof SECRET_VARIABLES, args: readonly string[], more = ''): string {
  const set = variables
    .map(([name, value]) => `<key>${escaped(name)}</key><string>${escaped(value)}</string>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>Label</key><string>server</string>
<key>ProgramArguments</key><array><string>/usr/local/bin/server</string>${args.map((arg) => `<string>${escaped(arg)}</string>`).join('')}</array>
<key>EnvironmentVariables</key><dict>${set}</dict>
<key>RunAtLoad</key><true/>
${more}</dict>
</plist>
`;
}

function findingsIn(text: string): Answer['diagnostics'] {
  const folder = folderWith({ 'server.plist': text });
  const { stdout } = svc(['lint', '--json', 'server.plist'], { cwd: folder });
  return (JSON.parse(stdout) as Answer).diagnostics.filter(({ rule }) => rule === 'secret-in-plist');
}

/** Everything svc says of a file, in each format, with and without -v. */
function allSaid(name: string, text: string): string {
  const folder = folderWith({ [name]: text });
  // The pages of the rules, which SARIF carries, have examples of their own; what counts is what is said of the file.
  const results = (sarif: string) => JSON.stringify(JSON.parse(sarif).runs[0].results);
  const runs = ['pretty', 'compact', 'json', 'github', 'sarif'].flatMap((format) =>
    [[], ['-v']].map((verbose) => {
      const said = svc(['lint', '--format', format, ...verbose, join(folder, name)]);
      return format === 'sarif' ? { ...said, stdout: results(said.stdout) } : said;
    }),
  );
  for (const { stderr } of runs) expect(stderr).not.toContain('a bug in svc');
  return runs.map(({ stdout, stderr }) => stdout + stderr).join('');
}

describe('names and values', () => {
  it('are more than sixty', () => {
    const tables = [SECRET_VARIABLES, HARMLESS_VARIABLES, SECRET_ARGUMENTS, HARMLESS_ARGUMENTS];
    expect(tables.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThanOrEqual(60);
  });

  it.each(SECRET_VARIABLES)('a secret: %s', (name, value) => {
    const text = plist([[name, value]], [], '<key>ExitTimeOut</key><integer>0</integer>\n');
    expect(findingsIn(text)).toMatchObject([{ key: `EnvironmentVariables.${name}`, severity: 'error' }]);
  });

  it('no secrets, all in one file', () => {
    for (const [name, value] of HARMLESS_VARIABLES) expect(findingsIn(plist([[name, value]], [])), name).toEqual([]);
  });

  it.each(SECRET_ARGUMENTS)('a secret among the arguments: %j', (args) => {
    expect(findingsIn(plist([], args))).toMatchObject([{ key: `ProgramArguments.${args.length}`, severity: 'error' }]);
  });

  it.each(HARMLESS_ARGUMENTS.map((args) => [args]))('no secret among the arguments: %j', (args) => {
    expect(findingsIn(plist([], args))).toEqual([]);
  });
});

describe('the value is never printed', () => {
  const inner = (value: string) => /hunter22|api_key=[^&]+/.exec(value)?.[0].replace('api_key=', '') ?? value;
  const values = [
    ...SECRET_VARIABLES.map(([, value]) => inner(value)),
    ...SECRET_ARGUMENTS.map(([, value]) => value),
    ...['SWORD99', '$HUNTER22'],
  ];
  const noneIn = (said: string) => {
    expect(said).toContain('secret-in-plist');
    for (const value of values) for (const form of [value, escaped(value)]) expect(said, value).not.toContain(form);
  };
  const allArguments = SECRET_ARGUMENTS.flatMap(([args]) => args);

  it('in a property list, its findings on one line', () => {
    noneIn(allSaid('server.plist', plist(SECRET_VARIABLES, allArguments)));
  });

  it('one secret to a line, each quoted', () => {
    noneIn(allSaid('server.plist', plist(SECRET_VARIABLES, allArguments).replaceAll('<string>', '\n<string>')));
  });

  it('when the file cannot be read', () => {
    const broken = plist(SECRET_VARIABLES, []).replace('correct horse', 'correct & horse');
    const said = allSaid('server.plist', broken);
    expect(said).toContain('plist-syntax');
    expect(said).toContain('\u2022\u2022\u2022');
    for (const [, value] of SECRET_VARIABLES) expect(said).not.toContain(inner(value));
  });

  it('in a services.yaml, linted and rendered', () => {
    const yaml = `version: 1
namespace: org.example
home: /Users/user
services:
  server:
    command: [/usr/local/bin/server, --token=q8Zr1x9Lm2, --api-key, hunter2hunter2]
    runAtLoad: true
    environment:
      DB_PASSWORD: correct horse battery
      CACHE: "redis://:hunter22@localhost/0"
`;
    noneIn(allSaid('services.yaml', yaml));
    const folder = folderWith({ 'services.yaml': yaml });
    noneIn(svc(['render', '--output', join(folder, 'out')], { cwd: folder }).stderr);
  });
});
