/** Templates of the user's own that are wrong: the message names the file of the template. */
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../support/refusal.ts';
import { folderWith, manifestOf, svc } from '../support/svc.ts';

const using = (name: string) => manifestOf(`template: ${name}\ncommand: [/usr/bin/true]`, 'templates: mine\n');

describe('templates', () => {
  it.each<[string, Record<string, string>, string, RegExp]>([
    ['a circle of one', { x: 'extends: x\n' }, 'mine/x.yaml:1:10', /circular: x → x/],
    ['a circle of two', { x: 'extends: y\n', y: 'nice: 1\nextends: x\n' }, 'mine/y.yaml:2:10', /circular: x → y → x/],
    ['an unknown parent', { x: 'extends: deamon\n' }, 'mine/x.yaml:1:10', /Unknown template "deamon"/],
    ['an unknown field', { x: 'runAtLoad: true\nkeepalive: true\n' }, 'mine/x.yaml:2:1', /Unknown field `keepalive`/],
    ['a wrong value', { x: 'runAtLoad: maybe\n' }, 'mine/x.yaml:1:12', /`runAtLoad` must be true or false/],
    ['a mistake in meaning', { x: 'extends: daemon\nthrottleInterval: 1\n' }, 'mine/x.yaml:2:19', /below 10 seconds/],
    ['an unknown variable', { x: 'extends: daemon\nlogs: ${nope}/x\n' }, 'mine/x.yaml:2:7', /Unknown variable/],
    ['no YAML', { x: 'runAtLoad: true\nnice: [1\n' }, 'mine/x.yaml:', /./],
    ['a duplicate key', { x: 'runAtLoad: true\nrunAtLoad: true\n' }, 'mine/x.yaml:2:1', /occurs twice/],
    ['a list', { x: '- a\n' }, 'mine/x.yaml:1:1', /must be a map/],
    ['nothing', { x: '' }, 'mine/x.yaml:1:1', /./],
  ])('%s', (_what, templates, place, why) => {
    const files = Object.entries(templates).map(([name, text]) => [`mine/${name}.yaml`, text]);
    const { lines, stderr } = refusalOf(using('x'), Object.fromEntries(files));
    expect(lines[0]).toContain(place);
    expect(lines[0]).toMatch(why);
    expect(stderr).toContain(place);
  });

  it('a template that is no UTF-8 is not called unknown', () => {
    const { lines } = refusalOf(using('x'), { 'mine/x.yaml': Buffer.from('runAtLoad: true # \xe9\n', 'latin1') });
    expect(lines).toEqual([expect.stringMatching(/^mine\/x\.yaml:1:19 Byte 0xe9 .* not UTF-8/)]);
  });

  it('a template that is too large is not called unknown', () => {
    const { lines } = refusalOf(using('x'), { 'mine/x.yaml': `runAtLoad: true\n#${'x'.repeat(300_000)}\n` });
    expect(lines).toEqual([expect.stringMatching(/mine\/x\.yaml.*(bytes|large)/)]);
  });

  it('a folder of templates that is not there is told, at its place, and stops nothing', () => {
    const { code, stderr } = svc(['render', '--stdout'], { cwd: folderWith({ 'services.yaml': using('daemon') }) });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^services\.yaml:4:12 warning There is no folder "mine"/);
  });

  it.each(['../secret', '/etc/passwd', '.hidden', 'sub/x'])('a name can not lead out of the folder: %s', (name) => {
    const { lines } = refusalOf(using(`"${name}"`), {
      'secret.yaml': 'runAtLoad: true\n',
      'mine/sub/x.yaml': 'runAtLoad: true\n',
      'mine/.hidden.yaml': 'runAtLoad: true\n',
    });
    expect(lines).toEqual([expect.stringMatching(/^services\.yaml:7:15 Unknown template/)]);
  });

  it("the user's template of the same name wins over ours", () => {
    const folder = folderWith({ 'services.yaml': using('daemon'), 'mine/daemon.yaml': 'runAtLoad: true\nnice: 7\n' });
    const { code, stdout } = svc(['render', '--stdout'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('<key>Nice</key>\n    <integer>7</integer>');
    expect(stdout).not.toContain('ThrottleInterval');
  });

  it('a place in a template can be opened from where svc was called', () => {
    const folder = folderWith({
      'conf/services.yaml': using('x'),
      'conf/mine/x.yaml': 'keepalive: true\n',
      'here/x': '',
    });
    const { code, stderr } = svc(['render', '-f', '../conf/services.yaml'], { cwd: `${folder}/here` });
    expect(code).toBe(2);
    expect(stderr).toContain('../conf/mine/x.yaml:1:1 error Unknown field');
  });
});
