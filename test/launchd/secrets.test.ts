import { describe, expect, it } from 'vitest';
import { isSecret, isSecretValue, secretArguments } from '../../src/launchd/secrets.ts';

/** Made up, in the forms of their issuers; put together here so that scanners do not take this file for a leak. */
const of = (head: string, length: number) => head + 'aB3'.repeat(length).slice(0, length);
const TOKENS = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'npm_', 'hf_'].map((head) => of(head, 36)),
  ...['glpat-', 'sk-', 'sk-ant-', 'sk-proj-', 'sk_live_', 'rk_test_', 'xoxb-'].map((head) => of(head, 24)),
  `AKIA${'A1'.repeat(8)}`,
  of('AIza', 35),
  `${of('eyJ', 12)}.${of('x', 12)}.${of('y', 12)}`,
  '-----BEGIN RSA PRIVATE KEY-----\nx',
];

describe('values that are secrets by themselves', () => {
  it.each(TOKENS)('%s', (token) => {
    expect(isSecretValue(token)).toBe(true);
    expect(isSecret('ANYTHING', token)).toBe(true);
  });
  it.each(['postgres://user:hunter22@db/x', 'https://:pw@host', 'redis+tls://u:p%40w@h:1/0'])(
    'a URL with a password: %s',
    (url) => {
      expect(isSecretValue(url)).toBe(true);
    },
  );
  it.each([
    '',
    'x',
    'https://host:8080/a',
    'https://user@host',
    'https://user:${PASSWORD}@host',
    'https://u:<password>@host',
    'sk-short',
    'ghp_short',
    '/path/ghp_x',
    'a:b@c',
  ])('not %j', (value) => expect(isSecretValue(value)).toBe(false));
});

describe('names that tell', () => {
  it.each([
    'TOKEN',
    'GITHUB_TOKEN',
    'github_token',
    'CLIENT_SECRET',
    'DB_PASSWORD',
    'PASSWD',
    'X_API_KEY',
    'APIKEY',
    'API-KEY',
    'PRIVATE_KEY',
    'AWS_CREDENTIALS',
    'BORG_PASSPHRASE',
    'keyPassphrase',
    'access-token',
  ])('%s', (name) => expect(isSecret(name, 'hunter2hunter2')).toBe(true));
  it.each([
    'TOKENIZERS_PARALLELISM',
    'MAX_TOKENS',
    'GITHUB_TOKEN_FILE',
    'KEY',
    'PASSWORDS_DIR',
    'TOKENX',
    'BORG_PASSPHRASE_FD',
    'BORG_PASSCOMMAND',
    'MYTOKEN',
    '',
  ])('not %j', (name) => {
    expect(isSecret(name, 'hunter2hunter2')).toBe(false);
  });
  it.each([
    '',
    'short7x',
    '/etc/secret-file',
    '~/secret-file',
    './secret-file',
    '../secret/file',
    '123456789',
    'true',
    '12.5.12.5',
    'https://host/token',
    '${TOKEN_VALUE}',
    '$TOKEN_VALUE',
    '<your-token>',
    '{{ token_value }}',
    '@TOKEN_VALUE@',
    '%TOKEN_VALUE%',
    'your-token-here',
    'change-me-please',
    'xxxxxxxxxx',
    '**********',
  ])('nor with the value %j', (value) => expect(isSecret('MY_TOKEN', value)).toBe(false));
});

describe('arguments', () => {
  it.each<[string[], number | undefined]>([
    [[], undefined],
    [['/bin/x', '--token=hunter2hunter2'], 1],
    [['/bin/x', '-v', '--api-key', 'hunter2hunter2'], 3],
    [['/bin/x', '-password=hunter2hunter2'], 1],
    [['/bin/x', TOKENS[0]!], 1],
    [['/bin/x', '--db=postgres://u:pw@h/d'], 1],
    [['/bin/x', '--token', '--next-option'], undefined],
    [['/bin/x', '--token-file=/etc/hunter2'], undefined],
    [['/bin/x', '--token', '/etc/hunter2'], undefined],
    [['/bin/x', 'token', 'hunter2hunter2'], undefined],
    [['/bin/x', '--max-tokens', '12345678'], undefined],
  ])('%j', (args, index) => expect(secretArguments(args)[0]).toBe(index));
});
