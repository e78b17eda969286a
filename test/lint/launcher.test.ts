/** A job behind svc's launcher is judged by its command: the same findings, at the same words, as without it. */
import { describe, expect, it } from 'vitest';
import { compileService } from '../../src/compile/compile-service.ts';
import { renderPlist } from '../../src/render/render-plist.ts';
import { serviceOf } from '../support/manifest.ts';
import { manifestOf } from '../support/svc.ts';
import { lint, lintYaml } from './lint-text.ts';

const COMMANDS = [
  '[/bin/sh, -c, "cd /usr/local/lib/server && ./server"]',
  '[/usr/local/bin/server, --token, ghp_0123456789abcdefghijABCDEFGHIJ012345]',
  '[/usr/bin/sudo, /usr/local/bin/server]',
  '[/opt/homebrew/Cellar/node/22.1.0/bin/node, server.js]',
  '[/usr/sbin/nginx, -c, /usr/local/etc/nginx.conf]',
  '[/usr/local/bin/fswatch, "-1", /usr/local/etc]',
  '[/usr/bin/env, node, server.js]',
  '[/usr/local/bin/server, "~/x", "$HOME"]',
  '[/usr/local/bin/server]',
];

const body = (command: string, more = '') => `template: daemon\ncommand: ${command}${more}\nkeepAlive: true`;
const FILE = '\nenvironmentFile: ~/x.env';

const rulesOf = (command: string) =>
  lintYaml(manifestOf(body(command, FILE)).split('\n').slice(3)).diagnostics.map(({ rule }) => rule);

it('there is something to find', () => {
  expect(rulesOf(COMMANDS[0]!)).toContain('shell-wrapper-without-exec');
  expect(rulesOf(COMMANDS[1]!)).toContain('secret-in-plist');
  expect(rulesOf(COMMANDS[2]!)).toContain('sudo-in-program');
  expect(rulesOf(COMMANDS.at(-1)!)).toEqual(['keepalive-always']);
});

describe.each(COMMANDS)('%s', (command) => {
  it('in services.yaml', () => {
    const findings = (more: string) =>
      lintYaml(manifestOf(body(command, more)).split('\n').slice(3)).diagnostics.map(
        ({ rule, message, column, line }) => ({
          rule,
          message,
          column,
          line: more !== '' && line > 8 ? line - 1 : line,
        }),
      );
    expect(findings(FILE)).toEqual(findings(''));
  });

  it('in the rendered property list', () => {
    const findings = (more: string) => {
      const text = renderPlist(compileService(serviceOf(manifestOf(body(command, more)))));
      const lines = text.split('\n');
      return lint(text, { path: 'org.example.a.plist' }).diagnostics.map(({ rule, message, line }) => ({
        rule,
        message,
        text: lines[line - 1],
      }));
    };
    expect(findings(FILE)).toEqual(findings(''));
  });
});
