/** Rules on logs where a fixture cannot show them: jobs of Apple, services that share a file. */
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/report/without-secrets.ts';
import { processorTime } from '../support/processor-time.ts';
import { found, jobWith, lint, lintYaml } from './lint-text.ts';

describe('log-missing', () => {
  const job = jobWith('  <key>StartInterval</key> <integer>3600</integer>')
    .replace(/ *<key>RunAtLoad.*\n/, '')
    .replace(/ *<key>StandardErrorPath.*\n/, '');

  it('is a warning, and an error in preset strict', () => {
    expect(found(lint(job))).toEqual(['4 warning log-missing']);
    expect(found(lint(job, { settings: { preset: 'strict' } }))).toEqual(['4 error log-missing']);
  });

  it("leaves Apple's own jobs alone", () => {
    const apple = job.replace('>server<', '>com.apple.server<');
    expect(found(lint(apple, { path: 'com.apple.server.plist' }))).toEqual([]);
  });
});

describe('log-shared', () => {
  it('is found between two services of one services.yaml', () => {
    const service = ['    command: [/usr/local/bin/server]', '    runAtLoad: true'];
    const logs = '    logs: {stdout: /usr/local/var/log/a.log, stderr: /usr/local/var/log/a.log}';
    const linted = lintYaml(['services:', '  a:', ...service, logs, '  b:', ...service, logs]);
    expect(found(linted)).toEqual(['12 info log-shared']);
  });
});

describe('what is quoted', () => {
  it.each(['<key>TOKEN', '<string>', '<string a="', 'TOKEN: a ', '{TOKEN: "', '"'])('takes linear time: %j', (text) => {
    const start = processorTime();
    const long = text.repeat(Math.floor(1_000_000 / text.length));
    expect(withoutSecrets(long)).toHaveLength(long.length);
    expect(processorTime() - start).toBeLessThan(5000);
  });
});
