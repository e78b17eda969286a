/** The program of a job as `svc run` looks it up: the way launchd does, with the reason where it could not be started. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateProgram } from '../../src/system/program.ts';
import { folderWith } from '../support/svc.ts';

function program(text: string | Uint8Array, mode = 0o755): string {
  const path = join(folderWith({ program: text }), 'program');
  chmodSync(path, mode);
  return path;
}

function linkToNowhere(): string {
  const path = join(folderWith(), 'link');
  symlinkSync('gone', path);
  return path;
}

describe('a program', () => {
  it('is found by its path, from / where that is not absolute, and by a bare name where launchd looks', () => {
    const path = program('#!/bin/sh\n');
    expect(locateProgram(path)).toEqual({ path });
    expect(locateProgram(path.slice(1))).toEqual({ path });
    expect(locateProgram('sh')).toEqual({ path: expect.stringMatching(/^(\/usr)?\/bin\/sh$/) });
  });

  it.each<[string, () => string, string | RegExp]>([
    ['a bare name that is nowhere', () => 'no-such-program', /^it is in none of .*, where launchd looks$/],
    ['nothing', () => '/nowhere/program', 'there is no such file'],
    ['a link that leads nowhere', linkToNowhere, 'it is a symbolic link to gone, and there is no such file or folder'],
    ['a folder', () => folderWith(), 'it is a folder'],
    ['a device', () => '/dev/null', 'it is no regular file'],
    ['not executable', () => program('#!/bin/sh\n', 0o644), 'it is not executable'],
    ['empty', () => program(''), 'it is empty'],
    ['text without #!', () => program('echo hello\n'), /^it is a text without #!/],
    ['an interpreter that is not there', () => program('#! /nowhere/python3\n'), /\/nowhere\/python3/],
  ])('that is %s can not be started', (_, make, why) => {
    expect(locateProgram(make())).toEqual({ why: typeof why === 'string' ? why : expect.stringMatching(why) });
  });

  it('is a binary where it holds a NUL, whatever it is for', () => {
    const path = program(new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 0, 1]));
    expect(locateProgram(path)).toEqual({ path });
    mkdirSync(`${path}.d`);
    expect(locateProgram(`${path}.d`)).toEqual({ why: 'it is a folder' });
  });
});
