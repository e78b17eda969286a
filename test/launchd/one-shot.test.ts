import { describe, expect, it } from 'vitest';
import { oneShotProgram } from '../../src/launchd/one-shot.ts';

describe('oneShotProgram', () => {
  it.each([
    [['/usr/bin/rsync', '-a', '/srv/a/', '/srv/b/'], 'rsync'],
    [['/usr/bin/env', 'LANG=C', '/usr/bin/touch', '/srv/up'], 'touch'],
    [['/usr/bin/open', '-a', 'Notes'], 'open'],
    [['/bin/sh', '-c', '/srv/prepare && exec /usr/bin/killall Dock'], 'killall'],
    [['/bin/sh', '-c', 'launchctl setenv A 1'], 'launchctl'],
  ])('%j ends', (args, name) => {
    expect(oneShotProgram(args)).toBe(name);
  });

  it.each([
    [['/usr/local/bin/server']],
    [['/usr/local/bin/open']],
    [['/usr/bin/open', '-W', '-a', 'Notes']],
    [['/usr/bin/open', '-gWa', 'Notes']],
    [['/usr/bin/rsync', '--daemon', '--no-detach']],
    [['/usr/bin/pmset', '-g', 'pslog']],
    [['/bin/sh', '-c', 'rsync -a /srv/a/ /srv/b/; sleep 60']],
    [['/bin/sh', '-c', 'while true; do date; done']],
    [['/bin/sh', '-c', 'server & date']],
    [['/bin/sh', '-c', 'mkdir -p /srv/run; exec /usr/local/bin/server']],
    [['/bin/sh', '/srv/script.sh']],
    [['/bin/sh', '-c', '']],
    [[]],
  ])('nobody can tell of %j', (args) => {
    expect(oneShotProgram(args)).toBeUndefined();
  });
});
