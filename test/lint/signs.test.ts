/** A sign that is not shown hides findings: whatever a rule about words would find has its sign, wherever it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellSyntaxIn } from '../../src/launchd/commands.ts';
import { expansionInArgument, expansionInPath, expansionInVariable } from '../../src/launchd/expansion.ts';
import { unstablePathIn } from '../../src/launchd/interpreter-paths.ts';
import { guardedPlace, guardedPlaceWithin } from '../../src/launchd/privacy.ts';
import { leavesToRecycle } from '../../src/launchd/recycling.ts';
import { holdsSecret, isSecret, isSecretName, isSecretValue, secretArguments } from '../../src/launchd/secrets.ts';
import {
  DYLD_SIGN,
  EXPANSION_SIGN,
  FSWATCH_SIGN,
  GUARDED_SIGN,
  PLACEHOLDER_SIGN,
  RECYCLING_SIGN,
  SECRET_SIGN,
  SUDO_SIGN,
  SYNTAX_SIGN,
  TMP_SIGN,
  UNSTABLE_SIGN,
} from '../../src/lint/known-signs.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { placeholderIn, placeholderInKey } from '../../src/lint/placeholder.ts';
import { LONG_SIGN, type Sign, signsInFile, signsInJob } from '../../src/lint/signs.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';

/** The signs of a job as a file, in each of some encodings, and as what is read from a binary file. */
function signsOf(job: PlistDict): readonly number[] {
  const text = writePlist(job);
  const withCafe = `${text}<!-- café -->`;
  // XML needs no reference for it, and people write none.
  const withGreater = text.replaceAll('&gt;', '>');
  return [
    signsInFile(Buffer.from(text), text),
    signsInFile(Buffer.from(withGreater), withGreater),
    signsInFile(Buffer.from(withCafe), withCafe),
    signsInFile(Buffer.from(withCafe, 'latin1'), withCafe),
    signsInFile(Buffer.from(text, 'utf16le'), text),
    signsInJob(nodeOf(job)),
  ];
}

function shows(job: PlistDict, sign: Sign): boolean {
  return signsOf(job).every((signs) => (signs & sign) !== 0);
}

const jobWith = (strings: readonly string[], name = 'A'): PlistDict => ({
  Label: 'a',
  ProgramArguments: [...strings],
  EnvironmentVariables: { [name]: strings.at(-1)! },
});

interface Case {
  readonly sign: Sign;
  /** What such texts are made of. */
  readonly pieces: readonly string[];
  /** Does a rule find what the sign is of in a text, or in the name of a variable? */
  readonly finds: (text: string) => boolean;
}

const CASES: Record<string, Case> = {
  placeholder: {
    sign: PLACEHOLDER_SIGN,
    pieces: [
      ...[
        '{{',
        '}}',
        '@',
        'PREFIX',
        'prefix',
        '{%',
        '%}',
        '<%',
        '%>',
        '%%',
        'HOME',
        'YOUR_',
        'CHANGE',
        '_',
        'ME',
        '__',
      ],
      ...[
        'REPLACE',
        'WITH_X',
        '<',
        '>',
        'your name',
        'Your-id',
        'path to',
        'PATH_TO',
        'user name',
        'USER_NAME',
        'INSERT',
      ],
      ...['/Users/', '/home/', 'USERNAME', 'username', 'your-user', '/path/to/', '/', 'x', ' ', 'a@b.c'],
    ],
    finds: (text) => placeholderIn(text) !== undefined || placeholderInKey(text) !== undefined,
  },
  secret: {
    sign: SECRET_SIGN,
    pieces: [
      ...['GITHUB_TOKEN', 'db.password', 'apiKey', 'API-KEY', 'X-Api-Key: ', 'Authorization: Bearer ', '--token', '-'],
      ...[
        'private_key',
        'CREDENTIALS',
        'PASSWD',
        'PASSPHRASE',
        'clientSecret',
        'ghp_',
        'gho_',
        'glpat-',
        'sk-',
        'rk_live_',
        'whsec_',
      ],
      ...['github_pat_', 'xoxb-', 'xapp-1-', 'AKIA', 'ASIA', 'AIza', 'npm_', 'pypi-', 'hf_', 'dop_v1_', 'SG.'],
      ...['12345678:AA', 'eyJ', '-----BEGIN RSA PRIVATE KEY-----', 'correct-horse-7', 'ABCDEFGHIJKLMNOP', 'x', '.'],
      ...['a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9', 'https://user:hunter22@example.org/', 'postgres://', '?', '&', '='],
      ...['/', ':', '@', '://', ' ', '\n', '"', "'", ';', '|', '(', '{', '\\', '$', '\u00a0'],
    ],
    finds: (text) =>
      isSecret(text, text) || isSecretName(text) || holdsSecret(text) || secretArguments([text]).length > 0,
  },
  expansion: {
    sign: EXPANSION_SIGN,
    pieces: ['~', '/', '$HOME', '${HOME}', '$(', ')', '--a=', 'x', ':', ' '],
    finds: (text) => [expansionInPath, expansionInArgument, expansionInVariable].some((expansion) => expansion(text)),
  },
  syntax: {
    sign: SYNTAX_SIGN,
    pieces: ['>', '2>&1', '<', '&&', '|', ';', '$(', ')', '`', 'x', ' ', '/*', '/a/*.log'],
    finds: (text) => shellSyntaxIn(text) !== undefined || text.includes('*'),
  },
  guarded: {
    sign: GUARDED_SIGN,
    pieces: [
      ...['/Users/user', '~', '$HOME', '/Desktop', '/Documents', '/Downloads', '/Library/Mobile Documents', '/'],
      ...['/Library/CloudStorage', '/Volumes/', 'x', ' ', '"', 'cd '],
    ],
    finds: (text) => guardedPlace(text) !== undefined || guardedPlaceWithin(text) !== undefined,
  },
  unstable: {
    sign: UNSTABLE_SIGN,
    pieces: [
      ...[
        '/opt/homebrew/Cellar/node/22.1.0/bin/node',
        '/usr/local/Cellar/',
        'python@3.12/3.12.1/',
        '/Users/user',
        '/.nvm',
      ],
      ...[
        '/nvm',
        '/versions/node/v22.1.0/bin',
        '/.fnm/node-versions/v22/',
        '/fnm/node-versions/v22/',
        '/fnm_multishells/',
      ],
      ...[
        '/.volta/bin/',
        '/.asdf/shims/',
        '/mise/shims/',
        '/.pyenv/versions/3.12.1/',
        '/.rbenv/shims/',
        '/.nodenv/shims/',
      ],
      ...['node', ' ', '"'],
    ],
    finds: (text) => unstablePathIn(text) !== undefined,
  },
  recycling: {
    sign: RECYCLING_SIGN,
    pieces: ['uvicorn ', '--limit-max-requests', ' 10', '=10', ' --workers 1'],
    finds: (text) => leavesToRecycle(text.split(' '), new Map()),
  },
};

describe('what a rule would find shows its sign', () => {
  it.each(Object.entries(CASES))('%s', (_name, { sign, pieces, finds }) => {
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''));
    let found = 0;
    fc.assert(
      fc.property(text, text, (one, other) => {
        if (!finds(one)) return;
        found++;
        for (const job of [jobWith([one]), jobWith(['x', one, 'y']), jobWith([other, one]), jobWith(['x'], one)])
          expect(shows(job, sign), JSON.stringify([one, other])).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(40);
  });

  // One of each, since what is put together at random mostly shows more than one piece.
  const rest = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9';
  it.each([
    ...[
      'ghp_',
      'gho_',
      'ghu_',
      'ghs_',
      'ghr_',
      'github_pat_',
      'glpat-',
      'sk-',
      'sk_live_',
      'rk_test_',
      'whsec_',
      'xoxb-',
    ],
    ...['xapp-1-', 'npm_', 'hf_'],
  ])('a token that begins with %s', (start) => {
    expect(isSecretValue(`${start}${rest}`)).toBe(true);
    for (const text of [`${start}${rest}`, `--to="${start}${rest}"`])
      expect(shows(jobWith([text]), SECRET_SIGN)).toBe(true);
  });

  it.each([
    ...['AKIAABCDEFGHIJKLMNOP', 'ASIAABCDEFGHIJKLMNOP', `AIza${rest.slice(0, 35)}`, `pypi-${rest}${rest}`],
    ...[`dop_v1_${'0123456789abcdef'.repeat(4)}`, `SG.${rest}.${rest}`, `12345678:AA${rest.slice(0, 33)}`],
    ...[`eyJ${rest}.${rest}.${rest}`, '-----BEGIN RSA PRIVATE KEY-----', 'https://user:hunter22@example.org/'],
  ])('the token %s', (token) => {
    expect(isSecretValue(token)).toBe(true);
    expect(shows(jobWith([token]), SECRET_SIGN)).toBe(true);
  });

  it.each([
    ...['A_TOKEN', 'MY_SECRET', 'PASSWORD', 'PASSWD', 'API_KEY', 'API-KEY', 'APIKEY', 'PRIVATE_KEY', 'PRIVATE-KEY'],
    ...['PRIVATEKEY', 'CREDENTIALS', 'GPG_PASSPHRASE', 'apiKey', 'privateKey', 'clientSecret', 'AWS_SECRET_ACCESS_KEY'],
  ])('the name %s', (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(shows(jobWith(['correct-horse-7'], name), SECRET_SIGN)).toBe(true);
  });

  it.each([
    ...['{{x}}', '@PREFIX@', '@prefix@', '{% if a %}', '<% a %>', '%%HOME%%', 'YOUR_NAME', 'CHANGEME', 'CHANGE_ME'],
    ...[
      'REPLACEME',
      'REPLACE_ME',
      'REPLACE_WITH_X',
      '<your name>',
      '<Your-id>',
      '<path to x>',
      '<User name>',
      '<user_name>',
    ],
    ...[
      '<USERNAME>',
      '<REPLACE>',
      '<INSERT it>',
      '__HOME__',
      '/Users/YOUR_USER/a',
      '/Users/USERNAME/a',
      '/home/USER_NAME',
    ],
    ...[
      '/Users/REPLACE/a',
      '/home/REPLACE/a',
      '/Users/username/a',
      '/home/your-user/a',
      '/Users/<name>/a',
      '/path/to/x',
      '/full/path/to/x',
      '/absolute/path/to/x',
      '/Users/your_name/x',
      'CHANGE-ME',
      'CHANGE-ME-long',
      'REPLACE-ME',
    ],
  ])('the placeholder %s', (mark) => {
    expect(mark).toContain(placeholderIn(mark));
    expect(shows(jobWith([mark]), PLACEHOLDER_SIGN)).toBe(true);
  });

  it.each(['<', '>', '&', '|', ';', '$', '`', '*'])('the character %s', (character) => {
    expect(shows(jobWith([character]), SYNTAX_SIGN)).toBe(true);
  });

  it.each<[string, Sign]>([
    ['/tmp/a.log', TMP_SIGN],
    ['/private/var/tmp/a', TMP_SIGN],
    ['/usr/bin/sudo', SUDO_SIGN],
    ['/opt/homebrew/bin/fswatch', FSWATCH_SIGN],
    ['DYLD_INSERT_LIBRARIES', DYLD_SIGN],
    ['é'.repeat(2048), LONG_SIGN],
  ])('%s', (text, sign) => {
    expect(shows(jobWith([text]), sign)).toBe(true);
    expect(shows(jobWith(['x'], text), sign)).toBe(true);
    expect(shows(jobWith(['x']), sign)).toBe(false);
  });
});

describe('signs', () => {
  it('are not shown by a plain job', () => {
    const job: PlistDict = {
      Label: 'org.example.server',
      ProgramArguments: ['/usr/local/bin/server', '--port', '8080'],
      EnvironmentVariables: { NODE_ENV: 'production', PATH: '/usr/bin:/bin' },
      StandardErrorPath: '/Users/user/Library/Logs/server.log',
    };
    for (const sign of Object.values(CASES).map((one) => one.sign)) expect(shows(job, sign), String(sign)).toBe(false);
  });

  // A sign of what is common is a rule asked in vain for most jobs.
  it.each(['--max-old-space-size=512', '--log-level=info', '/usr/local/bin/node', 'http://127.0.0.1:8080/metrics'])(
    'are not shown by a common argument: %s',
    (argument) => {
      for (const signs of signsOf(jobWith([argument]))) expect(signs & PLACEHOLDER_SIGN).toBe(0);
    },
  );

  it('are all shown where anything may be hidden', () => {
    for (const hidden of ['t&#111;ken', '<![CDATA[tok]]>en']) {
      const text = `<plist><dict><key>Label</key><string>${hidden}</string></dict></plist>`;
      expect(signsInFile(Buffer.from(text), text)).toBe(-1);
    }
  });
});
