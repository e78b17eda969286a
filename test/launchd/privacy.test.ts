import { describe, expect, it } from 'vitest';
import { guardedPlace } from '../../src/launchd/privacy.ts';

describe('guardedPlace', () => {
  it.each([
    ['/Users/user/Desktop', 'Desktop'],
    ['/Users/user/Documents/a/b', 'Documents'],
    ['/Users/user/Downloads/', 'Downloads'],
    ['~/Documents/x', 'Documents'],
    ['/var/root/Desktop/x', 'Desktop'],
    ['/Users/user/Library/Mobile Documents/com~apple~CloudDocs/x', 'iCloud Drive'],
    ['/Users/user/Library/CloudStorage/x', 'cloud'],
    ['/Volumes/Data/x', '/Volumes'],
    ['/Volumes/D', '/Volumes'],
  ])('%s lies in %s', (path, words) => expect(guardedPlace(path)).toContain(words));

  it.each([
    '',
    '/Users/user',
    '/Users/user/Documentsx',
    '/Users/user/x/Documents',
    '/Users/Documents',
    '/Volumes',
    '/Volumes/',
    '/opt/Volumes/x',
    'Documents',
    '~/x',
    '~user/Documents',
    '/Users/user/Library/Logs',
  ])('%j lies in none', (path) => expect(guardedPlace(path)).toBeUndefined());
});
