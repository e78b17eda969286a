import { describe, expect, it } from 'vitest';
import { expansionInArgument, expansionInPath } from '../../src/launchd/expansion.ts';
import { leastTime } from '../support/processor-time.ts';

describe('in a path that launchd opens', () => {
  it.each<[string, string]>([
    ['~', '~'],
    ['~/Library/Logs/server.log', '~'],
    ['~user/server', '~user'],
    ['$HOME/server', '$HOME'],
    ['/Users/$user/server', '$user'],
    ['${HOME}/server', '${HOME}'],
    ['/var/log/${NAME:-server}.log', '${NAME:-server}'],
    ['/var/log/$(hostname).log', '$(…)'],
    ['~/$HOME', '~'],
  ])('%s: %s', (path, text) => {
    expect(expansionInPath(path)).toEqual({ text, maybe: false });
  });

  it.each([
    ...['', '/', '/var/log/server.log', '/a/~', '/a/~/b', 'a~', '~ /x', '/a b~c'],
    ...['$', '/a/$', '/a/$1', '/price$5', '/a/${}', '/a/${1}', '/a/$(b', '/a/)$('],
  ])('%j holds none', (path) => {
    expect(expansionInPath(path)).toBeUndefined();
  });
});

describe('in an argument', () => {
  it.each<[string, string]>([
    ['~', '~'],
    ['~/server.js', '~'],
    ['~user/server.js', '~user'],
    ['$HOME', '$HOME'],
    ['$HOME/server.js', '$HOME'],
    ['--config=$HOME/server.conf', '$HOME'],
    ['-Dhome=$HOME', '$HOME'],
    ['/srv/$NAME-1/x', '$NAME'],
    ['/srv/my files/$NAME', '$NAME'],
    ['~/my files/x', '~'],
    ['$HOME/my files', '$HOME'],
    ['${HOME}/server.js', '${HOME}'],
    ['x${PORT}', '${PORT}'],
  ])('%s: %s', (argument, text) => {
    expect(expansionInArgument(argument)).toEqual({ text, maybe: false });
  });

  it.each<[string, string]>([
    ['--config=~/server.conf', '~'],
    ['-o=~', '~'],
    ['${name}', '${name}'],
    ['--title=${name}', '${name}'],
  ])('%s: perhaps %s, since programs expand that themselves', (argument, text) => {
    expect(expansionInArgument(argument)).toEqual({ text, maybe: true });
  });

  it.each([':-hunter22', '-hunter22', ':=hunter22', ':?hunter22', '+hunter22'])(
    'does not repeat what stands behind the name: ${TOKEN%s}',
    (rest) => {
      expect(expansionInArgument(`\${TOKEN${rest}}`)).toEqual({ text: '${TOKEN}', maybe: false });
    },
  );

  it.each([
    ...['', '--port', '80', '/usr/local/lib/server.js', 'a~b', 'user~', '/a/~/b', '--tilde=a~'],
    // A sentence, a query, code: `$` is the business of the program.
    ...['costs $PRICE today', 'SELECT $A FROM b', 'print $HOME'],
    // Names inside others, parameters, escapes.
    ...['Main$Inner', '$inner', 'x$y', '$1', '${1}', '$', 'price$5', '\\$HOME', '$$HOME', '${a.b}', '%{HOME}', '$H'],
    ...['$HOMEx', '^foo$'],
  ])('%j holds none', (argument) => {
    expect(expansionInArgument(argument)).toBeUndefined();
  });
});

it('costs nothing, however long the text is', () => {
  const look = () => {
    for (const part of ['$', '${', '${A', '~', '$(', '$A', '-a', '${A:-']) {
      expansionInPath(part.repeat(100_000));
      expansionInArgument(part.repeat(100_000));
    }
  };
  expect(leastTime(look, 2000)).toBeLessThan(2000);
});
