import { describe, expect, it } from 'vitest';
import { unstablePathIn } from '../../src/launchd/interpreter-paths.ts';
import { processorTime } from '../support/processor-time.ts';

const home = '/Users/user';

describe('folders of one version', () => {
  it.each<[manager: string, path: string, advice?: string]>([
    ['nvm', `${home}/.nvm/versions/node/v22.1.0/bin/node`, '/opt/homebrew/opt/node@22/bin/node'],
    ['nvm', `${home}/.nvm/versions/node/v22.1.0/bin/npx`, '/opt/homebrew/opt/node@22/bin/npx'],
    ['nvm', '/usr/local/nvm/versions/node/v20.0.0/bin/pm2'],
    ['nvm', '$HOME/.nvm/versions/node/v18.1.0/bin/node', '/opt/homebrew/opt/node@18/bin/node'],
    [
      'fnm',
      `${home}/Library/Application Support/fnm/node-versions/v20.1.0/installation/bin/node`,
      '/opt/homebrew/opt/node@20/bin/node',
    ],
    ['Volta', `${home}/.volta/tools/image/node/20.1.0/bin/node`, '/opt/homebrew/opt/node@20/bin/node'],
    ['asdf', `${home}/.asdf/installs/nodejs/20.1.0/bin/npm`, '/opt/homebrew/opt/node@20/bin/npm'],
    ['asdf', `${home}/.asdf/installs/python/3.12.1/bin/python3`, '/opt/homebrew/opt/python@3.12/bin/python3.12'],
    ['mise', `${home}/.local/share/mise/installs/node/22.1.0/bin/node`, '/opt/homebrew/opt/node@22/bin/node'],
    ['pyenv', `${home}/.pyenv/versions/3.11.4/bin/python3.11`, '/opt/homebrew/opt/python@3.11/bin/python3.11'],
    ['pyenv', `${home}/.pyenv/versions/3.11.4/bin/pip`],
    ['rbenv', `${home}/.rbenv/versions/3.2.1/bin/ruby`, '/opt/homebrew/opt/ruby/bin/ruby'],
    ['nodenv', `${home}/.nodenv/versions/20.0.1/bin/node`, '/opt/homebrew/opt/node@20/bin/node'],
  ])('%s: %s', (manager, path, advice) => {
    expect(unstablePathIn(path)).toEqual({ manager, path, kind: 'version', ...(advice && { advice }) });
  });

  it.each([
    ['/opt/homebrew/Cellar/node/22.1.0/bin/node', '/opt/homebrew/opt/node/bin/node'],
    ['/usr/local/Cellar/python@3.12/3.12.1_1/bin/python3.12', '/usr/local/opt/python@3.12/bin/python3.12'],
    ['/home/linuxbrew/.linuxbrew/Cellar/go/1.22/bin/go', '/home/linuxbrew/.linuxbrew/opt/go/bin/go'],
  ])('Homebrew: %s has the twin %s', (path, twin) => {
    expect(unstablePathIn(path)).toEqual({ manager: 'Homebrew', path, twin, kind: 'version' });
  });
});

describe('stand-ins', () => {
  it.each<[manager: string, path: string, advice?: string]>([
    ['Volta', `${home}/.volta/bin/node`, '/opt/homebrew/opt/node/bin/node'],
    ['asdf', `${home}/.asdf/shims/node`, '/opt/homebrew/opt/node/bin/node'],
    ['mise', `${home}/.local/share/mise/shims/node`, '/opt/homebrew/opt/node/bin/node'],
    ['pyenv', `${home}/.pyenv/shims/python`, '/opt/homebrew/bin/python3'],
    ['rbenv', `${home}/.rbenv/shims/ruby`, '/opt/homebrew/opt/ruby/bin/ruby'],
    ['rbenv', `${home}/.rbenv/shims/bundle`],
    ['nodenv', `${home}/.nodenv/shims/npm`, '/opt/homebrew/opt/node/bin/npm'],
  ])('%s: %s', (manager, path, advice) => {
    expect(unstablePathIn(path)).toEqual({ manager, path, kind: 'shim', ...(advice && { advice }) });
  });

  it('one that fnm makes for a terminal window', () => {
    const path = `${home}/.local/state/fnm_multishells/123_1700000000000/bin/node`;
    expect(unstablePathIn(path)).toMatchObject({ manager: 'fnm', path, kind: 'session' });
  });
});

describe('in the text of a shell', () => {
  const node = `${home}/.nvm/versions/node/v22.1.0/bin/node`;
  const brewed = '/opt/homebrew/Cellar/node/22.1.0/bin/node';
  it.each([
    [`exec ${node} server.js`, node],
    [`cd /srv && exec "${node}" server.js`, node],
    [`cd /srv; '${node}' x; y`, node],
    [`A=${node}; $A x`, node],
    [`(${node})`, node],
    [`${node} --inspect server.js`, node],
    [`cd /srv && ${brewed} server.js`, brewed],
    [`${brewed}; echo`, brewed],
    [`"${brewed}" x`, brewed],
  ])('%s', (text, path) => {
    expect(unstablePathIn(text)?.path).toBe(path);
  });
});

describe('paths that last', () => {
  it.each([
    ...['', 'node', '/usr/bin/python3', '/opt/homebrew/bin/node', '/opt/homebrew/opt/node@22/bin/node'],
    ...['/usr/local/bin/node', `${home}/.nvm/nvm.sh`, `${home}/.nvm/versions/node/current/bin/node`],
    // An environment, and a name that follows the newest version.
    ...[`${home}/.pyenv/versions/work/bin/python`, `${home}/.local/share/mise/installs/node/latest/bin/node`],
    ...['/opt/homebrew/Cellar/server/HEAD/bin/server', '/srv/Cellar/node/22.1.0/bin/node', '/srv/volta/bin/node'],
  ])('%j', (path) => {
    expect(unstablePathIn(path)).toBeUndefined();
  });
});

it('costs nothing, however long the text is', () => {
  const start = processorTime();
  for (const part of [
    '/.asdf/shims',
    '/mise/installs/',
    '/opt/homebrew/Cellar/a/',
    '/.pyenv/versions/1.1',
    '1.1',
    ' -',
    '/',
  ])
    unstablePathIn(part.repeat(50_000));
  expect(processorTime() - start).toBeLessThan(2000);
});
